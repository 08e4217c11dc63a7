/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ping.h"

#include "sql.h"

#define DEADLINE 3000 /* milliseconds */

static gpointer
run (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  int version = usher_connection_get_info (connection)->server_version;
  g_autoptr (UsherResult) pid = usher_connection_query (
      connection, usher_sql_find ("backend-pid", version), NULL, DEADLINE, cancellable, error);

  return pid != NULL ? GINT_TO_POINTER (TRUE) : NULL;
}

/**
 * usher_ping_async:
 * @worker: whose connection to try
 * @cancellable: (nullable): gives up at once
 * @callback: when there was an answer, or none in time
 * @user_data: for @callback
 *
 * Asks something trivial, after the jobs that @worker has.
 */
void
usher_ping_async (UsherWorker *worker,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  usher_worker_run_async (worker, run, NULL, NULL, NULL, USHER_JOB_READS, cancellable, callback,
                          user_data);
}

/**
 * usher_ping_finish:
 * @worker: the worker
 * @result: what the callback got
 * @error: why there was no answer
 *
 * Returns: %TRUE if the connection answered
 */
gboolean
usher_ping_finish (UsherWorker *worker, GAsyncResult *result, GError **error)
{
  return usher_worker_run_finish (worker, result, error) != NULL;
}
