/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "exchange.h"
#include "failure.h"
#include "narrow-door.h"
#include "result-private.h"

/* One statement on its way many times. */
typedef struct
{
  UsherExchange exchange;
  PGconn *conn;
  const char *statement;
  GPtrArray *params; /* (element-type UsherParams) */
  guint n_sent;
  guint n_done; /* those whose sync came back */
  UsherPipelineFunc func;
  gpointer user_data;
} Pipeline;

/* Once interrupted, nothing more goes out. */
static guint
count_all (const Pipeline *self)
{
  return self->exchange.interrupted_by == USHER_WAIT_READY ? self->params->len : self->n_sent;
}

/* Each execution has a sync of its own, and with it a transaction of its own. */
static gboolean
send_one (Pipeline *self)
{
  UsherParams *params = g_ptr_array_index (self->params, self->n_sent);

  if (!usher_connection_send (self->exchange.connection, self->statement, params)
      || !PQpipelineSync (self->conn))
    return FALSE;
  self->n_sent++;
  return TRUE;
}

/* A server's refusal has an SQLSTATE; libpq's own laments have none. */
static gboolean
is_end_of_connection (const PGresult *result)
{
  return usher_failure_is_fatal (result) || PQresultErrorField (result, PG_DIAG_SQLSTATE) == NULL;
}

static gboolean
deliver_failure (Pipeline *self, const PGresult *failed)
{
  g_autoptr (GError) error = usher_exchange_why_failed (&self->exchange, failed);

  if (is_end_of_connection (failed))
    return FALSE;
  self->func (self->n_done, NULL, error, self->user_data);
  return TRUE;
}

static gboolean
deliver_rows (Pipeline *self, PGresult *rows)
{
  g_autoptr (UsherResult) result = usher_result_new_take (rows);

  self->func (self->n_done, result, NULL, self->user_data);
  return TRUE;
}

/* Returns: FALSE when that was the end of the connection */
static gboolean
deliver (Pipeline *self, PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);
  gboolean goes_on = FALSE;

  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    return deliver_rows (self, result);

  if (status == PGRES_PIPELINE_SYNC)
    {
      self->n_done++;
      goes_on = TRUE;
    }
  else if (status == PGRES_FATAL_ERROR)
    goes_on = deliver_failure (self, result);
  PQclear (result);
  return goes_on;
}

static gboolean
take_results (Pipeline *self)
{
  while (self->n_done < self->n_sent && !PQisBusy (self->conn))
    {
      PGresult *result = PQgetResult (self->conn);

      /* NULL stands between two executions, unless nothing follows any more. */
      if (result == NULL && PQstatus (self->conn) == CONNECTION_BAD)
        return FALSE;
      if (result != NULL && !deliver (self, result))
        return FALSE;
    }
  return !self->exchange.broken;
}

/* As much as the socket takes: the server stops reading when nobody reads its answers, so
 * both have to be looked after. Answers are taken at once, because libpq reads when it cannot
 * write, and forgets what it has read when it then finds the end of the connection. */
static gboolean
send_some (Pipeline *self)
{
  int unsent = 0;

  while (unsent == 0 && self->n_sent < count_all (self))
    {
      if (!send_one (self) || !take_results (self))
        return FALSE;
      unsent = PQflush (self->conn);
    }
  return unsent >= 0;
}

/* Returns: FALSE when the connection did not survive it */
static gboolean
run (Pipeline *self)
{
  while (self->n_done < count_all (self))
    if (!send_some (self) || !usher_exchange_step (&self->exchange) || !take_results (self))
      return FALSE;
  return TRUE;
}

static gboolean
leave (Pipeline *self)
{
  PGresult *rest = PQgetResult (self->conn);

  PQclear (rest);
  return PQexitPipelineMode (self->conn);
}

static GError *
why_stopped (Pipeline *self, gboolean stands)
{
  UsherConnection *connection = self->exchange.connection;
  gboolean given_up = connection->given_up && self->exchange.interrupted_by != USHER_WAIT_READY;

  if (!stands)
    return given_up && connection->farewell == NULL ? usher_exchange_why_given_up (&self->exchange)
                                                    : usher_connection_lost (connection);
  if (self->n_done == self->params->len)
    return NULL;
  return self->exchange.interrupted_by == USHER_WAIT_CANCELLED ? usher_failure_cancelled ()
                                                               : usher_failure_timed_out ();
}

static gboolean
run_to_the_end (Pipeline *self, GError **error)
{
  GError *failure;
  gboolean stands;

  if (!PQenterPipelineMode (self->conn))
    {
      g_propagate_error (error, usher_connection_lost (self->exchange.connection));
      return FALSE;
    }
  stands = run (self) && leave (self);
  failure = why_stopped (self, stands);
  usher_exchange_end (&self->exchange);

  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/**
 * usher_connection_pipeline:
 * @self: a connection
 * @statement: one statement, from usher_sql_find()
 * @params: (element-type UsherParams): the parameters of each execution
 * @deadline_ms: how long all of it may take; 0: as long as it likes
 * @cancellable: (nullable): stops it, from any thread
 * @func: (scope call): gets the outcome of each execution, in order
 * @user_data: for @func
 * @error: return location
 *
 * Runs one statement many times without waiting for one answer before the next question.
 * Each execution is a transaction of its own: what one of them is refused changes nothing for
 * the others.
 *
 * When the deadline passes or @cancellable fires, nothing more is sent, the server is asked
 * to stop, and what was sent before is still waited for, two seconds at most. So @func knows
 * the truth about everything that it was called for. For an execution that @func was not
 * called for: after %USHER_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED it was never sent; after
 * %USHER_ERROR_CONNECTION_LOST or %USHER_ERROR_TERMINATED nobody knows.
 *
 * Returns: %TRUE when @func was called for all of them
 */
gboolean
usher_connection_pipeline (UsherConnection *self,
                           const char *statement,
                           GPtrArray *params,
                           guint deadline_ms,
                           GCancellable *cancellable,
                           UsherPipelineFunc func,
                           gpointer user_data,
                           GError **error)
{
  gint64 deadline = usher_deadline_in (deadline_ms);
  Pipeline pipeline = {
    .conn = self->conn,
    .statement = statement,
    .params = params,
    .func = func,
    .user_data = user_data,
  };

  g_assert (self->thread == g_thread_self ());

  if (!usher_connection_check (self, deadline, cancellable, error))
    return FALSE;
  if (params->len == 0)
    return TRUE;
  if (self->narrow)
    return usher_narrow_door_run (self, statement, params, deadline, cancellable, func, user_data,
                                  error);
  if (!usher_connection_prepare (self, statement, g_ptr_array_index (params, 0), deadline,
                                 cancellable, error)
      || !usher_connection_check (self, deadline, cancellable, error))
    return FALSE;

  usher_exchange_begin (&pipeline.exchange, self, deadline, cancellable);
  return run_to_the_end (&pipeline, error);
}
