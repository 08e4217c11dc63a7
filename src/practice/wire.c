/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wire.h"

#include <glib-unix.h>

struct _UsherWire
{
  UsherWireFunc func;
  gpointer user_data;
  PGconn *conn;    /* (owned) (nullable) */
  GSource *source; /* (owned) (nullable): watches the socket */
  gboolean connecting;
  gboolean busy;   /* with a statement */
  gboolean failed; /* that statement did */
  char *message;   /* (owned) (nullable): the last trouble, in the server's or libpq's words */
};

static gboolean on_socket (int fd, GIOCondition condition, gpointer data);

/*
 * usher_wire_new:
 * @func: called in the default main context, also from within usher_wire_connect() and
 *   usher_wire_send() when these fail at once
 *
 * Returns: (transfer full): a wire that is not connected
 */
UsherWire *
usher_wire_new (UsherWireFunc func, gpointer user_data)
{
  UsherWire *self = g_new0 (UsherWire, 1);

  self->func = func;
  self->user_data = user_data;
  return self;
}

static void
watch (UsherWire *self, GIOCondition condition)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (condition == 0)
    return;

  self->source = g_unix_fd_source_new (PQsocket (self->conn), condition);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_socket), self, NULL);
  g_source_attach (self->source, NULL);
}

/*
 * usher_wire_close:
 * @self: a wire
 *
 * Leaves the server at once, without an event.
 */
void
usher_wire_close (UsherWire *self)
{
  watch (self, 0);
  g_clear_pointer (&self->conn, PQfinish);
  self->connecting = FALSE;
  self->busy = FALSE;
}

void
usher_wire_free (UsherWire *self)
{
  usher_wire_close (self);
  g_free (self->message);
  g_free (self);
}

static void
keep_message (UsherWire *self, const char *message)
{
  g_free (self->message);
  self->message = g_utf8_make_valid (message, -1);
  g_strchomp (self->message);
}

static void
lose (UsherWire *self)
{
  keep_message (self, PQerrorMessage (self->conn));
  usher_wire_close (self);
  self->func (self, USHER_WIRE_LOST, self->user_data);
}

/* Notices would go to the terminal. */
static void
ignore_notice (void *data, const PGresult *result)
{
}

static void
become_connected (UsherWire *self)
{
  self->connecting = FALSE;
  PQsetnonblocking (self->conn, 1);
  watch (self, G_IO_IN);
  self->func (self, USHER_WIRE_READY, self->user_data);
}

/* The socket may be another one after each step. */
static void
continue_connecting (UsherWire *self)
{
  switch (PQconnectPoll (self->conn))
    {
    case PGRES_POLLING_OK:
      become_connected (self);
      break;
    case PGRES_POLLING_READING:
      watch (self, G_IO_IN);
      break;
    case PGRES_POLLING_WRITING:
      watch (self, G_IO_OUT);
      break;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE:
    default:
      lose (self);
      break;
    }
}

static void
take_result (UsherWire *self, PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
    {
      keep_message (self, PQresultErrorMessage (result));
      self->failed = TRUE;
    }
  PQclear (result);
}

static void
take_results (UsherWire *self)
{
  while (self->busy && !PQisBusy (self->conn))
    {
      PGresult *result = PQgetResult (self->conn);

      if (result != NULL)
        take_result (self, result);
      else
        self->busy = FALSE;
    }
}

static void
continue_talking (UsherWire *self)
{
  gboolean was_busy = self->busy;

  if (PQconsumeInput (self->conn) == 0)
    {
      lose (self);
      return;
    }
  take_results (self);
  if (PQstatus (self->conn) == CONNECTION_BAD)
    lose (self);
  else if (was_busy && !self->busy)
    {
      watch (self, G_IO_IN);
      self->func (self, self->failed ? USHER_WIRE_FAILED : USHER_WIRE_READY, self->user_data);
    }
  else if (was_busy && PQflush (self->conn) == 0)
    watch (self, G_IO_IN);
}

static gboolean
on_socket (int fd, GIOCondition condition, gpointer data)
{
  UsherWire *self = data;

  if (self->connecting)
    continue_connecting (self);
  else
    continue_talking (self);
  /* A watch that is not wanted any more was destroyed on the way. */
  return G_SOURCE_CONTINUE;
}

/*
 * usher_wire_connect:
 * @self: a wire that is not connected
 * @target: where to
 *
 * Begins to connect; READY or LOST follows.
 */
void
usher_wire_connect (UsherWire *self, const UsherWireTarget *target)
{
  g_autofree char *port = g_strdup_printf ("%u", target->port);
  const char *keywords[] = {
    "host", "port", "dbname", "user", "application_name", "client_encoding", "gssencmode", NULL
  };
  const char *values[] = { target->folder,      port,   target->database, target->role,
                           target->application, "UTF8", "disable",        NULL };

  usher_wire_close (self);
  self->conn = PQconnectStartParams (keywords, values, FALSE);
  if (PQstatus (self->conn) == CONNECTION_BAD)
    {
      lose (self);
      return;
    }
  PQsetNoticeReceiver (self->conn, ignore_notice, NULL);
  self->connecting = TRUE;
  watch (self, G_IO_OUT);
}

/*
 * usher_wire_send:
 * @self: a wire that said READY or FAILED, and was given nothing to do since
 * @sql: statements
 *
 * Begins to run @sql; an event follows.
 */
void
usher_wire_send (UsherWire *self, const char *sql)
{
  self->failed = FALSE;
  self->busy = TRUE;
  if (PQsendQuery (self->conn, sql) == 0)
    lose (self);
  else if (PQflush (self->conn) != 0)
    watch (self, G_IO_IN | G_IO_OUT);
}

gboolean
usher_wire_is_in_transaction (UsherWire *self)
{
  PGTransactionStatusType status = PQtransactionStatus (self->conn);

  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/*
 * usher_wire_get_message:
 *
 * Returns: (nullable): what the server or libpq said of the last FAILED or LOST, owned by
 *   @self until the next event
 */
const char *
usher_wire_get_message (UsherWire *self)
{
  return self->message;
}

/*
 * usher_wire_get_server_version:
 *
 * Returns: (nullable): such as "15.20", owned by @self while it is connected
 */
const char *
usher_wire_get_server_version (UsherWire *self)
{
  return PQparameterStatus (self->conn, "server_version");
}
