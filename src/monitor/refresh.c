/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "refresh.h"

#include "snapshot-reader.h"
#include "sql.h"

/* All statements of a refresh together, in milliseconds. With the time that the connection
 * takes to give up a server that does not answer, a person learns of it after 5 seconds. */
enum
{
  DEADLINE = 3000,
  N_STATEMENTS = 3,
};

/**
 * usher_refresh_new:
 * @spec: what is to be shown
 * @spec_serial: the caller's number for it
 *
 * Returns: (transfer full): a refresh that starts from nothing
 */
UsherRefresh *
usher_refresh_new (const UsherArrangementSpec *spec, guint spec_serial)
{
  UsherRefresh *self = g_new0 (UsherRefresh, 1);

  self->spec = usher_arrangement_spec_copy (spec);
  self->spec_serial = spec_serial;
  return self;
}

static void
drop_retired (UsherRefresh *self)
{
  g_clear_pointer (&self->retired_arrangement, usher_arrangement_unref);
  g_clear_pointer (&self->retired_snapshot, usher_snapshot_unref);
}

/**
 * usher_refresh_free:
 * @self: (transfer full): a refresh that does not run
 */
void
usher_refresh_free (UsherRefresh *self)
{
  drop_retired (self);
  g_clear_pointer (&self->previous, usher_snapshot_unref);
  g_clear_pointer (&self->spec, usher_arrangement_spec_free);
  g_clear_pointer (&self->snapshot, usher_snapshot_unref);
  g_clear_pointer (&self->arrangement, usher_arrangement_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static UsherResult *
ask (UsherConnection *connection,
     const char *name,
     UsherParams *params,
     gint64 deadline,
     GCancellable *cancellable,
     GError **error)
{
  int version = usher_connection_get_info (connection)->server_version;
  gint64 left = (deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  return usher_connection_query (connection, usher_sql_find (name, version), params, MAX (left, 1),
                                 cancellable, error);
}

/* The clock is asked for last: nothing in the picture then begins after it was taken. It is
 * no work for the server, so it also shows how much of the time is the way there and back. */
static UsherSnapshot *
take_snapshot (UsherRefresh *self,
               UsherConnection *connection,
               GCancellable *cancellable,
               GError **error)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE * G_TIME_SPAN_MILLISECOND;
  gboolean ask_blockers = usher_snapshot_should_ask_blockers (self->previous);
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) databases = NULL;
  g_autoptr (UsherResult) sessions = NULL;
  g_autoptr (UsherResult) facts = NULL;
  UsherAnswers answers;
  gint64 asked_at;

  usher_params_add_bool (params, ask_blockers);
  databases = ask (connection, "databases", NULL, deadline, cancellable, error);
  if (databases == NULL)
    return NULL;
  sessions = ask (connection, "sessions", params, deadline, cancellable, error);
  if (sessions == NULL)
    return NULL;
  asked_at = g_get_monotonic_time ();
  facts = ask (connection, "server-facts", NULL, deadline, cancellable, error);
  if (facts == NULL)
    return NULL;
  self->round_trips = N_STATEMENTS * (g_get_monotonic_time () - asked_at);

  answers = (UsherAnswers){ sessions, databases, facts, ask_blockers };
  return usher_snapshot_read (&answers, self->previous, self->own_pids, self->n_own_pids, error);
}

static gboolean
has_backend (UsherSnapshot *snapshot, gint32 pid, gint64 backend_start)
{
  for (guint i = 0; i < snapshot->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);

      if (session->id.pid == pid)
        return usher_identity_is_weak (&session->id) || session->id.backend_start == backend_start;
    }
  return FALSE;
}

static void
look_for_action (UsherRefresh *self)
{
  if (self->watch_action)
    self->action_is_gone = !has_backend (self->snapshot, self->own_pids[1], self->action_start);
}

static gpointer
run (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  UsherRefresh *self = *(UsherRefresh **)data;
  gint64 began = g_get_monotonic_time ();

  drop_retired (self);
  self->snapshot = take_snapshot (self, connection, cancellable, &self->error);
  self->connection_is_dead = !usher_connection_is_alive (connection);
  if (self->snapshot != NULL)
    {
      self->arrangement = usher_arrange (self->snapshot, self->spec);
      look_for_action (self);
    }
  self->cost = MAX (g_get_monotonic_time () - began - self->round_trips, 0);
  *(UsherRefresh **)data = NULL;
  return self;
}

/* The job's data is a place that holds the refresh until it has run. */
static void
free_place (gpointer data)
{
  UsherRefresh **place = data;

  g_clear_pointer (place, usher_refresh_free);
  g_free (place);
}

/**
 * usher_refresh_run_async:
 * @self: (transfer full): what to do
 * @worker: of the monitor connection
 * @cancellable: (nullable): gives up at once
 * @callback: when it has been done, or could not
 * @user_data: for @callback
 *
 * Takes a picture of the server and arranges it, on the worker's thread. Takes no longer
 * than some five seconds.
 */
void
usher_refresh_run_async (UsherRefresh *self,
                         UsherWorker *worker,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  UsherRefresh **place = g_new (UsherRefresh *, 1);

  *place = self;
  usher_worker_run_async (worker, run, place, free_place, (GDestroyNotify)usher_refresh_free,
                          USHER_JOB_READS, cancellable, callback, user_data);
}

/**
 * usher_refresh_run_finish:
 * @worker: the worker that ran it
 * @result: what the callback got
 * @error: why it did not even run
 *
 * Returns: (transfer full): the refresh with what came of it, which may be an error, or
 *   %NULL if it did not run: there is no connection, or it was cancelled
 */
UsherRefresh *
usher_refresh_run_finish (UsherWorker *worker, GAsyncResult *result, GError **error)
{
  return usher_worker_run_finish (worker, result, error);
}
