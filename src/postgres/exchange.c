/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "exchange.h"

#include "connect-failure.h"
#include "literals.h"
#include "own-backends.h"
#include "params-private.h"
#include "text-rows.h"

enum
{
  /* How long a server may take to answer a cancel request. */
  DRAIN_MS = 2000,
  /* A request that overtakes its statement finds nothing to stop, and is forgotten. */
  ASK_AGAIN_MS = 200,
};

/*< private >
 * usher_exchange_begin:
 * @self: (out caller-allocates): the exchange
 * @connection: whose
 * @deadline: until when the answer is to be there
 * @cancellable: (nullable): stops it earlier
 */
void
usher_exchange_begin (UsherExchange *self,
                      UsherConnection *connection,
                      gint64 deadline,
                      GCancellable *cancellable)
{
  *self = (UsherExchange){
    .connection = connection,
    .deadline = deadline,
    .cancellable = cancellable,
    .ask_again = USHER_NO_DEADLINE,
    .interrupted_by = USHER_WAIT_READY,
  };
}

static gboolean
has_request (UsherExchange *self)
{
  return self->request != NULL && !usher_cancel_request_is_done (self->request);
}

static void
request_cancel (UsherExchange *self)
{
  if (!has_request (self))
    {
      g_clear_pointer (&self->request, usher_cancel_request_free);
      self->request = usher_cancel_request_new (self->connection->conn);
    }
  self->ask_again = MIN (usher_deadline_in (ASK_AGAIN_MS), self->deadline);
}

/* A connection that is not ready yet is not worth a cancel request: it just goes. */
static gboolean
interrupt (UsherExchange *self, UsherWait why)
{
  gboolean first = self->interrupted_by == USHER_WAIT_READY;

  if (first)
    {
      self->interrupted_by = why;
      self->deadline = usher_deadline_in (DRAIN_MS);
      self->cancellable = NULL;
    }
  if (self->connection->info == NULL || g_get_monotonic_time () >= self->deadline)
    {
      self->connection->given_up = TRUE;
      return FALSE;
    }
  request_cancel (self);
  return TRUE;
}

/*< private >
 * usher_exchange_step:
 * @self: an exchange that is not broken
 *
 * Sends what waits to be sent, waits until there is something to do, and reads what arrived.
 *
 * Returns: %FALSE when the connection was given up
 */
gboolean
usher_exchange_step (UsherExchange *self)
{
  PGconn *conn = self->connection->conn;
  gboolean unsent = PQflush (conn) == 1;
  GPollFD fds[2] = { { PQsocket (conn), G_IO_IN | (unsent ? G_IO_OUT : 0), 0 } };
  guint n_fds = 1;
  UsherWait outcome;

  if (has_request (self))
    usher_cancel_request_get_poll (self->request, &fds[n_fds++]);

  outcome = usher_wait_for (fds, n_fds, MIN (self->deadline, self->ask_again), self->cancellable);
  if (outcome != USHER_WAIT_READY)
    return interrupt (self, outcome);

  if (n_fds > 1 && fds[1].revents != 0)
    usher_cancel_request_advance (self->request);
  if (fds[0].revents != 0 && !PQconsumeInput (conn))
    self->broken = TRUE;
  return TRUE;
}

/*< private >
 * usher_exchange_await_result:
 * @self: the exchange
 *
 * Returns: %TRUE when PQgetResult() will not wait, %FALSE when the connection was given up
 */
gboolean
usher_exchange_await_result (UsherExchange *self)
{
  while (!self->broken && PQisBusy (self->connection->conn))
    if (!usher_exchange_step (self))
      return FALSE;
  return !self->connection->given_up;
}

/*< private >
 * usher_exchange_end:
 * @self: the exchange
 *
 * A cancel request that is still under way could hit the next statement. So it is waited
 * for, and if that takes too long, there is no next statement on this connection.
 */
void
usher_exchange_end (UsherExchange *self)
{
  while (!self->connection->given_up && has_request (self))
    {
      GPollFD fd;

      usher_cancel_request_get_poll (self->request, &fd);
      if (usher_wait_for (&fd, 1, self->deadline, NULL) == USHER_WAIT_READY)
        usher_cancel_request_advance (self->request);
      else
        self->connection->given_up = TRUE;
    }
  g_clear_pointer (&self->request, usher_cancel_request_free);
}

static gboolean
is_success (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static gboolean
is_failure (const PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

/* The last success stands for the whole, unless there is a failure: then the first of these,
 * since a broken connection adds one of its own. */
static PGresult *
keep_one (PGresult *kept, PGresult *next)
{
  if (kept == NULL || !is_failure (kept))
    {
      PQclear (kept);
      return next;
    }
  PQclear (next);
  return kept;
}

static PGresult *
collect (UsherExchange *self)
{
  PGresult *kept = NULL;
  PGresult *next = NULL;

  while (usher_exchange_await_result (self)
         && (next = PQgetResult (self->connection->conn)) != NULL)
    {
      kept = keep_one (kept, next);
      /* No statement copies, and PQgetResult() would go on saying so for ever. */
      if (!is_success (kept) && !is_failure (kept))
        self->connection->given_up = TRUE;
    }
  return kept;
}

/*< private >
 * usher_connection_lost:
 * @self: a connection that broke
 *
 * Returns: (transfer full): why, %USHER_ERROR_TERMINATED or %USHER_ERROR_CONNECTION_LOST
 */
GError *
usher_connection_lost (UsherConnection *self)
{
  self->given_up = TRUE;
  return usher_failure_lost (self->conn, self->farewell, self->encoding);
}

/*< private >
 * usher_exchange_why_given_up:
 * @self: an exchange whose connection was given up
 *
 * Returns: (transfer full): the error to report
 */
GError *
usher_exchange_why_given_up (UsherExchange *self)
{
  gboolean opening = self->connection->info == NULL;

  if (opening && self->interrupted_by == USHER_WAIT_CANCELLED)
    return usher_failure_cancelled ();
  if (opening && self->interrupted_by == USHER_WAIT_TIMED_OUT)
    return usher_connect_failure_timed_out (self->connection->conn);
  return usher_failure_given_up ();
}

/*< private >
 * usher_exchange_why_failed:
 * @self: an exchange
 * @result: a failed result of it
 *
 * What the server says has an SQLSTATE; without one, libpq itself could not go on.
 *
 * Returns: (transfer full): the error to report
 */
GError *
usher_exchange_why_failed (UsherExchange *self, const PGresult *result)
{
  UsherConnection *connection = self->connection;
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  gboolean stopped = g_strcmp0 (sqlstate, "57014") == 0;

  if (usher_failure_is_fatal (result))
    {
      g_clear_error (&connection->farewell);
      connection->farewell = usher_failure_from_result (result, connection->encoding);
    }
  if (usher_failure_is_fatal (result) || sqlstate == NULL)
    return usher_connection_lost (connection);
  if (stopped && self->interrupted_by == USHER_WAIT_CANCELLED)
    return usher_failure_cancelled ();
  if (stopped && self->interrupted_by == USHER_WAIT_TIMED_OUT)
    return usher_failure_timed_out ();
  return usher_failure_from_result (result, connection->encoding);
}

/* Returns: (transfer full): why there is no success. An error that the server sent before the
 * connection broke is no news any more. */
static GError *
why_no_success (UsherExchange *self, const PGresult *result)
{
  UsherConnection *connection = self->connection;
  g_autoptr (GError) failure = NULL;

  if (result != NULL && is_failure (result))
    failure = usher_exchange_why_failed (self, result);
  else if (connection->given_up)
    failure = usher_exchange_why_given_up (self);

  if (failure == NULL || (PQstatus (connection->conn) == CONNECTION_BAD && !connection->given_up))
    return usher_connection_lost (connection);
  return g_steal_pointer (&failure);
}

/*< private >
 * usher_connection_finish:
 * @self: a connection that was just sent a statement
 * @deadline: until when
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Waits for all of the answer.
 *
 * Returns: (transfer full): the last result, or %NULL with @error set
 */
PGresult *
usher_connection_finish (UsherConnection *self,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GError **error)
{
  UsherExchange exchange;
  PGresult *result;
  gboolean success;

  usher_exchange_begin (&exchange, self, deadline, cancellable);
  result = collect (&exchange);
  success = result != NULL && is_success (result);
  if (!success)
    {
      g_propagate_error (error, why_no_success (&exchange, result));
      g_clear_pointer (&result, PQclear);
    }
  else if (self->narrow)
    result = usher_text_rows_to_binary (self->conn, result);
  usher_exchange_end (&exchange);
  return result;
}

/* Reads what the server said meanwhile, which may have been good-bye. */
static gboolean
still_stands (UsherConnection *self)
{
  GPollFD fd = { PQsocket (self->conn), G_IO_IN, 0 };
  gboolean reading = TRUE;

  while (reading && !self->given_up && usher_wait_for (&fd, 1, 0, NULL) == USHER_WAIT_READY)
    {
      reading = PQconsumeInput (self->conn) == 1;
      PQisBusy (self->conn); /* gives the messages to the notice receiver */
    }

  return reading && !self->given_up && self->farewell == NULL;
}

/*< private >
 * usher_connection_check:
 * @self: a connection with nothing under way
 * @deadline: until when
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Does not wait.
 *
 * Returns: whether there is time for a statement, and a connection as far as can be told
 *   from here
 */
gboolean
usher_connection_check (UsherConnection *self,
                        gint64 deadline,
                        GCancellable *cancellable,
                        GError **error)
{
  GError *failure = NULL;

  if (g_cancellable_is_cancelled (cancellable))
    failure = usher_failure_cancelled ();
  else if (g_get_monotonic_time () >= deadline)
    failure = usher_failure_timed_out ();
  else if (!still_stands (self))
    failure = usher_connection_lost (self);

  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* Behind a pooler the next statement may meet another server process, which knows of no
 * prepared statement; before the introduction nobody knows whether there is a pooler. The simple
 * protocol has none. */
static gboolean
can_prepare (UsherConnection *self)
{
  return self->info != NULL && !self->pooled && !self->narrow;
}

/*< private >
 * usher_connection_prepare:
 * @self: a connection
 * @statement: one statement
 * @params: (nullable): gives the types
 * @deadline: until when
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Has the server prepare @statement, unless it has done so before or cannot.
 *
 * Returns: whether @statement can be sent
 */
gboolean
usher_connection_prepare (UsherConnection *self,
                          const char *statement,
                          UsherParams *params,
                          gint64 deadline,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *name = NULL;
  PGresult *result;

  if (!can_prepare (self) || g_hash_table_contains (self->prepared, statement))
    return TRUE;

  name = g_strdup_printf ("usher_%u", g_hash_table_size (self->prepared));
  if (!PQsendPrepare (self->conn, name, statement, usher_params_get_n (params),
                      usher_params_get_types (params)))
    {
      g_propagate_error (error, usher_connection_lost (self));
      return FALSE;
    }
  result = usher_connection_finish (self, deadline, cancellable, error);
  if (result == NULL)
    return FALSE;

  PQclear (result);
  g_hash_table_insert (self->prepared, g_strdup (statement), g_steal_pointer (&name));
  return TRUE;
}

static gboolean
send_simply (UsherConnection *self, const char *statement, UsherParams *params)
{
  g_autofree char *text = usher_literals_fill_in (self->conn, statement, params);

  return text != NULL && PQsendQuery (self->conn, text);
}

/*< private >
 * usher_connection_send:
 * @self: a connection
 * @statement: what usher_connection_prepare() was called with
 * @params: (nullable): its parameters
 *
 * Returns: %FALSE when the connection is broken
 */
gboolean
usher_connection_send (UsherConnection *self, const char *statement, UsherParams *params)
{
  const char *name = g_hash_table_lookup (self->prepared, statement);
  int n = usher_params_get_n (params);
  const char *const *values = usher_params_get_values (params);
  const int *lengths = usher_params_get_lengths (params);
  const int *formats = usher_params_get_formats (params);
  g_autofree char *marked = NULL;

  if (self->narrow)
    return send_simply (self, statement, params);
  if (name != NULL)
    return PQsendQueryPrepared (self->conn, name, n, values, lengths, formats, 1);
  if (self->pooled)
    marked = usher_own_backends_mark (statement);
  return PQsendQueryParams (self->conn, marked != NULL ? marked : statement, n,
                            usher_params_get_types (params), values, lengths, formats, 1);
}
