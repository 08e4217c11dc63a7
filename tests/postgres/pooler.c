/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A PgBouncer in front of the server. In transaction mode every statement may meet another
 * server process, and what one client sets stays behind for the next. In session mode a client
 * keeps the process it got. */

#include <string.h>

#include "connection.h"
#include "errors.h"
#include "narrow-door.h"
#include "sql.h"
#include "test-pooler.h"

static TestServer *server;
static TestPooler *pooler;

static UsherConnection *
open_database (const char *database, UsherPurpose purpose)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = test_pooler_new_address (pooler, database);
  UsherConnection *connection = usher_connection_open (address, purpose, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static UsherConnection *
open_pooled (UsherPurpose purpose)
{
  return open_database ("postgres", purpose);
}

static void
test_noticed (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_MONITOR);

  g_assert_true (usher_connection_get_info (connection)->pooled);
  g_assert_cmpstr (usher_connection_get_info (connection)->database, ==, "postgres");
}

/* With one server process for all, a setting of ours would be everybody's. */
static void
test_nothing_stays_behind (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_MONITOR);
  PGconn *other = PQconnectdb (test_pooler_get_address (pooler));
  g_autofree char *read_only = test_session_ask (other, "SHOW default_transaction_read_only");
  g_autofree char *timeout = test_session_ask (other, "SHOW statement_timeout");
  g_autofree char *search_path = test_session_ask (other, "SHOW search_path");

  g_assert_cmpstr (read_only, ==, "off");
  g_assert_cmpstr (timeout, ==, "0");
  g_assert_cmpstr (search_path, ==, "\"$user\", public");
  PQfinish (other);
}

/* The process that prepared a statement goes; the pooler brings another one. */
static void
test_statements (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_MONITOR);
  g_autoptr (UsherParams) params = usher_params_new ();

  usher_params_add_bool (params, TRUE);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherResult) result = usher_connection_query (
          connection, usher_sql_find ("sessions", 150000), params, 5000, NULL, &error);

      g_assert_no_error (error);
      test_pooler_end_server_side (pooler);
    }
}

static void
count (guint index, UsherResult *result, const GError *error, gpointer user_data)
{
  guint *n_rows = user_data;

  if (result != NULL)
    ++*n_rows;
}

static void
test_pipeline (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_ACTION);
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_params_free);
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  for (gint32 i = 0; i < 100; i++)
    {
      UsherParams *one = usher_params_new ();

      usher_params_add_int32 (one, i);
      g_ptr_array_add (params, one);
    }
  g_assert_true (usher_connection_pipeline (connection, "SELECT 1 / ($1 % 2)", params, 5000, NULL,
                                            count, &n_rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, 50);
}

static void
test_deadline (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_ACTION);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result = NULL;

  g_assert_null (usher_connection_query (connection, "SELECT pg_catalog.pg_sleep (60)", NULL, 200,
                                         NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TIMED_OUT);
  g_clear_error (&error);
  result = usher_connection_query (connection, "SELECT 1", NULL, 5000, NULL, &error);
  g_assert_no_error (error);
}

/* A session of one's own, but still one that others had before and have after. */
static void
test_session_mode (void)
{
  g_autoptr (UsherConnection) connection = open_database ("session", USHER_PURPOSE_MONITOR);
  UsherConnectionInfo *info = usher_connection_get_info (connection);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result = NULL;
  PGconn *other = NULL;
  g_autofree char *read_only = NULL;
  gint32 pid;

  g_assert_true (info->pooled);
  result = usher_connection_query (connection, usher_sql_find ("backend-pid", 150000), NULL, 5000,
                                   NULL, &error);
  g_assert_no_error (error);
  pid = usher_result_get_int32 (result, 0, usher_result_column (result, "pid"), 0);
  g_assert_cmpint (pid, ==, info->backend_pid);

  g_clear_pointer (&connection, usher_connection_free);
  other = PQconnectdb (test_pooler_get_address (pooler));
  read_only = test_session_ask (other, "SHOW default_transaction_read_only");
  g_assert_cmpstr (read_only, ==, "off");
  PQfinish (other);
}

/* The way in when a server is full does not lead through a pooler, and says so. */
static void
test_narrow_door (void)
{
  g_autoptr (UsherAddress) address = test_pooler_new_address (pooler, "postgres");
  g_autoptr (UsherAddress) narrow = usher_narrow_door_address (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;

  g_assert_null (usher_connection_open (narrow, USHER_PURPOSE_MONITOR, NULL, &error));
  explained = usher_narrow_door_explain (error);
  g_assert_error (explained, USHER_ERROR, USHER_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (explained->message, "pooler"));
}

static void
add_tests (void)
{
  g_test_add_func ("/pooler/noticed", test_noticed);
  g_test_add_func ("/pooler/nothing-stays-behind", test_nothing_stays_behind);
  g_test_add_func ("/pooler/statements", test_statements);
  g_test_add_func ("/pooler/pipeline", test_pipeline);
  g_test_add_func ("/pooler/deadline", test_deadline);
  g_test_add_func ("/pooler/session-mode", test_session_mode);
  g_test_add_func ("/pooler/narrow-door", test_narrow_door);
}

static void
skip (void)
{
  g_test_skip ("PgBouncer is not installed (package pgbouncer)");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  pooler = test_pooler_start (server, 1);
  if (pooler != NULL)
    add_tests ();
  else
    g_test_add_func ("/pooler", skip);
  status = g_test_run ();
  g_clear_pointer (&pooler, test_pooler_stop);
  test_server_stop (server);
  return status;
}
