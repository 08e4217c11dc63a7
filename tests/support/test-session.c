/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions that a test itself has on a test server: plain libpq, blocking. */

#include <poll.h>

#include "test-server.h"

static void
ignore_notice (void *data, const PGresult *result)
{
}

static PGconn *
connect_with (const char *const *keywords, const char *const *values)
{
  PGconn *session = PQconnectdbParams (keywords, values, FALSE);

  if (PQstatus (session) != CONNECTION_OK)
    g_error ("%s", PQerrorMessage (session));
  PQsetNoticeReceiver (session, ignore_notice, NULL);
  return session;
}

/**
 * test_server_connect:
 * @role: a role of the server
 * @database: a database of it
 * @application: what the session calls itself
 *
 * Returns: (transfer full): an idle session
 */
PGconn *
test_server_connect (TestServer *self,
                     const char *role,
                     const char *database,
                     const char *application)
{
  const char *const keywords[] = {
    "host", "port", "user", "dbname", "application_name", "connect_timeout", NULL
  };
  const char *const values[] = { test_server_get_host (self),
                                 test_server_get_port (self),
                                 role,
                                 database,
                                 application,
                                 "30",
                                 NULL };

  return connect_with (keywords, values);
}

/**
 * test_server_connect_sender:
 * @database: (nullable): a database, for logical replication; %NULL: none, as a standby
 *
 * Returns: (transfer full): a session of the superuser that takes the commands of replication
 */
PGconn *
test_server_connect_sender (TestServer *self, const char *database)
{
  const char *const keywords[] = { "host",   "port",        "user",
                                   "dbname", "replication", "connect_timeout",
                                   NULL };
  const char *const values[] = { test_server_get_host (self),
                                 test_server_get_port (self),
                                 "postgres",
                                 database,
                                 database != NULL ? "database" : "true",
                                 "30",
                                 NULL };

  return connect_with (keywords, values);
}

static void
free_session (gpointer session)
{
  PQfinish (session);
}

/**
 * test_server_connect_many:
 * @n_sessions: how many; mind the server's max_connections, which is 100
 *
 * Returns: (transfer full) (element-type PGconn): idle sessions, which end with the array
 */
GPtrArray *
test_server_connect_many (TestServer *self,
                          guint n_sessions,
                          const char *role,
                          const char *database,
                          const char *application)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (free_session);

  for (guint i = 0; i < n_sessions; i++)
    g_ptr_array_add (sessions, test_server_connect (self, role, database, application));
  return sessions;
}

static PGresult *
run (PGconn *session, const char *sql)
{
  PGresult *result = PQexec (session, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    g_error ("%s: %s", sql, PQresultErrorMessage (result));
  return result;
}

/**
 * test_session_run:
 * @sql: one or several statements; fails the test if one fails
 */
void
test_session_run (PGconn *session, const char *sql)
{
  PQclear (run (session, sql));
}

/**
 * test_session_send:
 * @sql: statements to begin, without waiting for their end
 */
void
test_session_send (PGconn *session, const char *sql)
{
  if (PQsendQuery (session, sql) == 0)
    g_error ("%s: %s", sql, PQerrorMessage (session));
}

/**
 * test_session_ask:
 * @sql: a query
 *
 * Returns: (transfer full) (nullable): the first value of its first row, as text
 */
char *
test_session_ask (PGconn *session, const char *sql)
{
  PGresult *result = run (session, sql);
  char *value = NULL;

  if (PQntuples (result) > 0 && PQgetisnull (result, 0, 0) == 0)
    value = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  return value;
}

/**
 * test_session_is_alive:
 *
 * Returns: whether the server has not ended @session; does not block
 */
gboolean
test_session_is_alive (PGconn *session)
{
  struct pollfd socket = { PQsocket (session), POLLIN, 0 };

  while (PQstatus (session) == CONNECTION_OK && poll (&socket, 1, 0) > 0)
    if (PQconsumeInput (session) == 0)
      return FALSE;
  return PQstatus (session) == CONNECTION_OK;
}

/**
 * test_server_take_every_slot:
 *
 * Returns: (transfer full) (element-type PGconn): sessions of the superuser, as many as the
 *   server lets in
 */
GPtrArray *
test_server_take_every_slot (TestServer *self)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)PQfinish);

  for (;;)
    {
      const char *keywords[] = { "host", "port", "user", "dbname", NULL };
      const char *values[] = { test_server_get_host (self), test_server_get_port (self), "postgres",
                               "postgres", NULL };
      PGconn *session = PQconnectdbParams (keywords, values, FALSE);

      if (PQstatus (session) != CONNECTION_OK)
        {
          PQfinish (session);
          return sessions;
        }
      g_ptr_array_add (sessions, session);
    }
}
