/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "connection.h"

#include "dial.h"
#include "exchange.h"
#include "failure.h"
#include "narrow-door.h"
#include "own-backends.h"
#include "result-private.h"

static void
assert_thread (UsherConnection *self)
{
  g_assert (self->thread == g_thread_self ());
}

/* libpq's own receiver writes to stderr. What a server says before it closes the connection
 * comes this way too, unless a statement is under way. */
static void
receive_notice (void *data, const PGresult *notice)
{
  UsherConnection *self = data;
  g_autofree char *words = usher_failure_words (PQresultErrorMessage (notice), self->encoding);

  g_debug ("Server says: %s", words);
  if (!usher_failure_is_fatal (notice))
    return;
  g_clear_error (&self->farewell);
  self->farewell = usher_failure_from_result (notice, self->encoding);
}

static UsherConnection *
new_connection (void)
{
  UsherConnection *self = g_new0 (UsherConnection, 1);

  self->thread = g_thread_self ();
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->encoding = -1;
  return self;
}

/* What was said while dialling belongs to an attempt that did not succeed. */
static void
take_conn (UsherConnection *self, PGconn *conn)
{
  const char *encoding = PQparameterStatus (conn, "server_encoding");

  self->conn = conn;
  self->encoding = encoding != NULL ? pg_char_to_encoding (encoding) : -1;
  g_clear_error (&self->farewell);
}

/**
 * usher_connection_open:
 * @address: where to
 * @purpose: what for
 * @cancellable: (nullable): gives up at once, from any thread
 * @error: return location
 *
 * The same as usher_connection_open_as(), as the role that logs in.
 *
 * Returns: (transfer full): the connection, or %NULL with @error set
 */
UsherConnection *
usher_connection_open (UsherAddress *address,
                       UsherPurpose purpose,
                       GCancellable *cancellable,
                       GError **error)
{
  return usher_connection_open_as (address, NULL, purpose, cancellable, error);
}

/**
 * usher_connection_open_as:
 * @address: where to
 * @role: (nullable): another role than the one that logs in, which is taken then
 * @purpose: what for
 * @cancellable: (nullable): gives up at once, from any thread
 * @error: return location
 *
 * Connects, logs in and makes the session safe to use: nothing that the owner of the database
 * set (search path, time-outs, isolation) has a say in it. It takes no longer than the
 * address's connect_timeout, or 15 seconds.
 *
 * Blocks the calling thread, which is from then on the only one that may use the connection.
 *
 * Returns: (transfer full): the connection; %NULL with a code of %USHER_ERROR that says why, or
 *   %G_IO_ERROR_CANCELLED
 */
UsherConnection *
usher_connection_open_as (UsherAddress *address,
                          const char *role,
                          UsherPurpose purpose,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (UsherConnection) self = new_connection ();
  gint64 deadline;
  PGconn *conn;

  conn = usher_dial (address, receive_notice, self, &deadline, cancellable, error);
  if (conn == NULL)
    return NULL;

  take_conn (self, conn);
  self->narrow = usher_address_is_narrow_door (address);
  if (!usher_connection_introduce (self, role, purpose, deadline, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * usher_connection_free:
 * @self: (nullable) (transfer full): a connection
 *
 * Says good-bye to the server, without waiting for it.
 */
void
usher_connection_free (UsherConnection *self)
{
  if (self == NULL)
    return;

  assert_thread (self);
  g_clear_pointer (&self->conn, PQfinish);
  if (self->info != NULL)
    usher_own_backends_remove (self->info);
  g_clear_pointer (&self->info, usher_connection_info_unref);
  g_hash_table_unref (self->prepared);
  g_clear_error (&self->farewell);
  g_free (self);
}

/**
 * usher_connection_get_info:
 * @self: a connection
 *
 * Returns: (transfer none): what is known of it, which stays as it was when it was opened
 */
UsherConnectionInfo *
usher_connection_get_info (UsherConnection *self)
{
  assert_thread (self);

  return self->info;
}

/**
 * usher_connection_is_alive:
 * @self: a connection
 *
 * Asks nobody: a connection that broke since the last statement still looks alive.
 *
 * Returns: whether it can be used further
 */
gboolean
usher_connection_is_alive (UsherConnection *self)
{
  assert_thread (self);

  return !self->given_up && PQstatus (self->conn) == CONNECTION_OK;
}

/**
 * usher_connection_query:
 * @self: a connection
 * @statement: one statement, from usher_sql_find()
 * @params: (nullable): its parameters, of the same types each time
 * @deadline_ms: how long it may take; 0: as long as it likes
 * @cancellable: (nullable): stops it, from any thread
 * @error: return location
 *
 * Runs one statement, which the server prepares when it is first used, and keeps for the
 * connection's life. When the deadline passes or @cancellable fires, the server is asked to
 * stop, and given two seconds to answer. If it did not stop but finish, that counts: what was
 * done is never reported as not done.
 *
 * The codes %USHER_ERROR_CONNECTION_LOST and %USHER_ERROR_TERMINATED say that the connection is
 * gone, and that it is not known what became of the statement; after all others it is well.
 * With %USHER_ERROR_TIMED_OUT and %G_IO_ERROR_CANCELLED the statement was rolled back.
 *
 * Returns: (transfer full): the rows, or %NULL with @error set
 */
UsherResult *
usher_connection_query (UsherConnection *self,
                        const char *statement,
                        UsherParams *params,
                        guint deadline_ms,
                        GCancellable *cancellable,
                        GError **error)
{
  gint64 deadline = usher_deadline_in (deadline_ms);
  PGresult *result;

  assert_thread (self);

  if (!usher_connection_check (self, deadline, cancellable, error)
      || !usher_connection_prepare (self, statement, params, deadline, cancellable, error)
      || !usher_connection_check (self, deadline, cancellable, error))
    return NULL;
  if (!usher_connection_send (self, statement, params))
    {
      g_propagate_error (error, usher_connection_lost (self));
      return NULL;
    }
  result = usher_connection_finish (self, deadline, cancellable, error);
  return result != NULL ? usher_result_new_take (result) : NULL;
}
