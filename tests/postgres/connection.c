/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection to a server that means well. */

#include "connection.h"

#include "durations.h"
#include "errors.h"
#include "sql.h"
#include "test-server.h"

static TestServer *server;

static UsherConnection *
open_as (const char *role, const char *database, UsherPurpose purpose)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, role, database);
  g_autoptr (GError) error = NULL;
  UsherConnection *connection = usher_connection_open (address, purpose, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
  return connection;
}

static UsherResult *
query (UsherConnection *connection, const char *statement)
{
  g_autoptr (GError) error = NULL;
  UsherResult *result = usher_connection_query (connection, statement, NULL, 5000, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_text (UsherConnection *connection, const char *statement, const char *expected)
{
  g_autoptr (UsherResult) result = query (connection, statement);

  g_assert_cmpstr (usher_result_get_bytes (result, 0, 0, NULL), ==, expected);
}

static void
test_info (void)
{
  g_autoptr (UsherConnection) connection = open_as (NULL, NULL, USHER_PURPOSE_MONITOR);
  UsherConnectionInfo *info = usher_connection_get_info (connection);
  g_autoptr (UsherResult) pid = query (connection, "SELECT pg_backend_pid () AS pid");
  gint64 now = g_get_real_time ();

  g_assert_cmpint (info->backend_pid, ==, usher_result_get_int32 (pid, 0, 0, 0));
  g_assert_cmpint (info->backend_start, <=, now);
  g_assert_cmpint (info->backend_start, >, now - 60 * G_USEC_PER_SEC);
  g_assert_cmpint (info->server_version, ==, test_server_get_version (server));
  g_assert_cmpint (atoi (info->version_text), ==, info->server_version / 10000);
  g_assert_cmpstr (info->host, ==, test_server_get_host (server));
  g_assert_cmpstr (info->port, ==, test_server_get_port (server));
  g_assert_cmpstr (info->database, ==, "postgres");
  g_assert_cmpstr (info->session_user, ==, "postgres");
  g_assert_cmpstr (info->current_user, ==, "postgres");
  g_assert_true (info->is_superuser && info->reads_all_stats && info->signals_all);
  g_assert_true (info->local);
  g_assert_false (info->in_recovery || info->pooled);
  g_assert_null (info->tls);
}

static void
test_info_of_roles (void)
{
  g_autoptr (UsherConnection) nobody = open_as ("nobody", NULL, USHER_PURPOSE_MONITOR);
  g_autoptr (UsherConnection) reader = open_as ("reader", NULL, USHER_PURPOSE_MONITOR);
  g_autoptr (UsherConnection) ender = open_as ("ender", NULL, USHER_PURPOSE_MONITOR);

  g_assert_false (usher_connection_get_info (nobody)->is_superuser);
  g_assert_false (usher_connection_get_info (nobody)->reads_all_stats);
  g_assert_false (usher_connection_get_info (nobody)->signals_all);
  g_assert_true (usher_connection_get_info (reader)->reads_all_stats);
  g_assert_false (usher_connection_get_info (reader)->signals_all);
  g_assert_true (usher_connection_get_info (ender)->signals_all);
  g_assert_cmpint (usher_connection_get_info (nobody)->backend_start, !=, USHER_NO_TIME);
}

static void
test_settings (void)
{
  g_autoptr (UsherConnection) monitor = open_as (NULL, NULL, USHER_PURPOSE_MONITOR);
  g_autoptr (UsherConnection) action = open_as (NULL, NULL, USHER_PURPOSE_ACTION);

  assert_text (monitor, "SHOW search_path", "pg_catalog, pg_temp");
  assert_text (monitor, "SHOW statement_timeout", "10s");
  assert_text (monitor, "SHOW lock_timeout", "3s");
  assert_text (monitor, "SHOW transaction_read_only", "on");
  assert_text (monitor, "SHOW client_encoding", "SQL_ASCII");
  assert_text (monitor, "SHOW application_name", "Usher");
  assert_text (action, "SHOW search_path", "pg_catalog, pg_temp");
  assert_text (action, "SHOW statement_timeout", "0");
  assert_text (action, "SHOW lock_timeout", "5s");
  assert_text (action, "SHOW transaction_read_only", "off");
}

/* Whoever owns the database that Usher connects to may have laid traps in it. */
static void
test_hostile_database (void)
{
  PGconn *owner = test_server_connect (server, "postgres", "trap", "owner");
  g_autoptr (UsherConnection) connection = NULL;
  g_autoptr (UsherResult) result = NULL;

  test_session_run (owner,
                    "CREATE SCHEMA x;"
                    "CREATE TABLE x.caught (by text);"
                    "CREATE FUNCTION x.pg_backend_pid () RETURNS int4 LANGUAGE sql AS"
                    "  $$ INSERT INTO x.caught VALUES ('pid'); SELECT 1 $$;"
                    "CREATE FUNCTION x.equal (name, name) RETURNS bool LANGUAGE sql AS"
                    "  $$ INSERT INTO x.caught VALUES ('='); SELECT true $$;"
                    "CREATE OPERATOR x.= (LEFTARG = name, RIGHTARG = name, FUNCTION = x.equal);"
                    "CREATE VIEW x.pg_roles AS SELECT 'eve'::name AS rolname, true AS rolsuper;"
                    "CREATE VIEW x.pg_settings AS SELECT 'x' AS name;"
                    "ALTER DATABASE trap SET search_path = x, pg_catalog;"
                    "ALTER DATABASE trap SET statement_timeout = '2s';"
                    "ALTER DATABASE trap SET default_transaction_read_only = on;"
                    "ALTER DATABASE trap SET default_transaction_isolation = 'serializable';"
                    "ALTER DATABASE trap SET default_transaction_deferrable = on;"
                    "ALTER DATABASE trap SET client_encoding = 'LATIN1';");
  PQfinish (owner);

  connection = open_as (NULL, "trap", USHER_PURPOSE_ACTION);
  assert_text (connection, "SHOW search_path", "pg_catalog, pg_temp");
  assert_text (connection, "SHOW transaction_read_only", "off");
  assert_text (connection, "SHOW transaction_isolation", "read committed");
  assert_text (connection, "SHOW client_encoding", "SQL_ASCII");
  assert_text (connection, "SHOW statement_timeout", "0");
  result = query (connection, "SELECT 1 FROM x.caught");
  g_assert_cmpuint (usher_result_get_n_rows (result), ==, 0);
  g_assert_cmpstr (usher_connection_get_info (connection)->current_user, ==, "postgres");
}

/* Every statement, on the server at hand. */
static void
test_statements (void)
{
  static const char *const names[] = { "databases", "identity", "server-facts" };
  g_autoptr (UsherConnection) connection = open_as (NULL, NULL, USHER_PURPOSE_MONITOR);
  int version = usher_connection_get_info (connection)->server_version;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (UsherResult) result = query (connection, usher_sql_find (names[i], version));

      g_assert_cmpuint (usher_result_get_n_rows (result), >=, 1);
    }
  g_assert_true (g_str_has_prefix (usher_sql_find ("sessions", version), "SELECT"));
  g_assert_true (usher_sql_find ("sessions", version) == usher_sql_find ("sessions", version));
}

static void
test_statement_fails (void)
{
  g_autoptr (UsherConnection) connection = open_as (NULL, NULL, USHER_PURPOSE_ACTION);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          usher_connection_query (connection, "SELECT 1 / 0 AS never", NULL, 5000, NULL, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
      g_assert_cmpstr (usher_error_get_sqlstate (error), ==, "22012");
      g_assert_cmpstr (usher_error_get_server_says (error), ==, "division by zero");
      g_assert_true (usher_connection_is_alive (connection));
    }
}

static void
assert_code (UsherConnection *connection, const char *statement, UsherError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_connection_query (connection, statement, NULL, 5000, NULL, &error));
  g_assert_error (error, USHER_ERROR, (gint)code);
  g_assert_true (usher_connection_is_alive (connection));
}

static void
test_codes (void)
{
  g_autoptr (UsherConnection) monitor = open_as (NULL, NULL, USHER_PURPOSE_MONITOR);
  g_autoptr (UsherConnection) nobody = open_as ("nobody", NULL, USHER_PURPOSE_ACTION);
  g_autoptr (UsherConnection) action = open_as (NULL, NULL, USHER_PURPOSE_ACTION);

  assert_code (monitor, "CREATE TABLE public.never ()", USHER_ERROR_READ_ONLY);
  assert_code (nobody,
               "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
               " WHERE usename = 'postgres' AND pid IN (SELECT pid FROM pg_stat_activity"
               " WHERE application_name = 'Usher')",
               USHER_ERROR_NOT_PERMITTED);
  assert_code (action, "DROP DATABASE postgres", USHER_ERROR_OBJECT_IN_USE);
  assert_code (action, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$",
               USHER_ERROR_LOCK_TIMEOUT);
  assert_code (action, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '57014'; END $$",
               USHER_ERROR_QUERY_CANCELLED);
}

/* Bytes arrive as they are, whatever the encodings of their databases. */
static void
test_raw_bytes (void)
{
  g_autoptr (UsherConnection) connection = open_as (NULL, NULL, USHER_PURPOSE_MONITOR);
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PGconn *latin1 = test_server_connect (server, "postgres", "latin1", "encoded");
  PGconn *ascii = test_server_connect (server, "postgres", "ascii", "encoded");
  gboolean seen_latin1 = FALSE, seen_ascii = FALSE;
  int query_column;

  PQsetClientEncoding (latin1, "LATIN1");
  test_session_run (latin1, "SELECT 'caf\xe9'");
  test_session_run (ascii, "SELECT 'caf\xe9\xff'");

  usher_params_add_bool (params, TRUE);
  result = usher_connection_query (connection, usher_sql_find ("sessions", 150000), params, 5000,
                                   NULL, &error);
  g_assert_no_error (error);

  query_column = usher_result_column (result, "query");
  for (guint row = 0; row < usher_result_get_n_rows (result); row++)
    {
      const char *text = usher_result_get_bytes (result, row, query_column, NULL);

      seen_latin1 = seen_latin1 || g_strcmp0 (text, "SELECT 'caf\xe9'") == 0;
      seen_ascii = seen_ascii || g_strcmp0 (text, "SELECT 'caf\xe9\xff'") == 0;
    }
  g_assert_true (seen_latin1);
  g_assert_true (seen_ascii);
  PQfinish (latin1);
  PQfinish (ascii);
}

static void
test_no_database_named (void)
{
  g_autoptr (UsherAddress) address =
      usher_address_with (test_server_get_address (server), "dbname", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnection) first = NULL;
  g_autoptr (UsherConnection) second = NULL;

  first = usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (usher_connection_get_info (first)->database, ==, "postgres");

  g_setenv ("PGDATABASE", "missing", TRUE);
  second = usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);
  g_unsetenv ("PGDATABASE");
  g_assert_no_error (error);
  g_assert_cmpstr (usher_connection_get_info (second)->database, ==, "postgres");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  test_server_run (server, "CREATE ROLE nobody LOGIN");
  test_server_run (server, "CREATE ROLE reader LOGIN IN ROLE pg_read_all_stats");
  test_server_run (server, "CREATE ROLE ender LOGIN IN ROLE pg_signal_backend");
  test_server_run (server, "CREATE DATABASE trap");
  test_server_run (server, "CREATE DATABASE latin1 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
                           " TEMPLATE template0");
  test_server_run (server, "CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
                           " TEMPLATE template0");

  g_test_add_func ("/connection/info", test_info);
  g_test_add_func ("/connection/info-of-roles", test_info_of_roles);
  g_test_add_func ("/connection/settings", test_settings);
  g_test_add_func ("/connection/hostile-database", test_hostile_database);
  g_test_add_func ("/connection/statements", test_statements);
  g_test_add_func ("/connection/statement-fails", test_statement_fails);
  g_test_add_func ("/connection/codes", test_codes);
  g_test_add_func ("/connection/raw-bytes", test_raw_bytes);
  g_test_add_func ("/connection/no-database-named", test_no_database_named);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
