/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the statements of the monitor see. Also run against every supported major. */

#include "connection.h"
#include "durations.h"
#include "errors.h"
#include "sql.h"
#include "test-async.h"
#include "test-server.h"

static TestServer *server;

static UsherConnection *
open_as (const char *role)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, role, NULL);
  g_autoptr (GError) error = NULL;
  UsherConnection *connection =
      usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static UsherResult *
run (UsherConnection *connection, const char *name, UsherParams *params)
{
  int version = usher_connection_get_info (connection)->server_version;
  g_autoptr (GError) error = NULL;
  UsherResult *result = usher_connection_query (connection, usher_sql_find (name, version), params,
                                                5000, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static UsherResult *
look (UsherConnection *connection, gboolean ask_for_blockers)
{
  g_autoptr (UsherParams) params = usher_params_new ();

  usher_params_add_bool (params, ask_for_blockers);
  return run (connection, "sessions", params);
}

static const char *
text_at (UsherResult *result, guint row, const char *name)
{
  return usher_result_get_bytes (result, row, usher_result_column (result, name), NULL);
}

static gint32
int_at (UsherResult *result, guint row, const char *name)
{
  return usher_result_get_int32 (result, row, usher_result_column (result, name), 0);
}

static gboolean
flag_at (UsherResult *result, guint row, const char *name)
{
  return usher_result_get_bool (result, row, usher_result_column (result, name));
}

/* Returns: the row of @pid, which must be there */
static guint
find_pid (UsherResult *result, gint32 pid)
{
  for (guint row = 0; row < usher_result_get_n_rows (result); row++)
    if (int_at (result, row, "pid") == pid)
      return row;
  g_error ("No session %d", pid);
}

static void
test_session (void)
{
  g_autoptr (UsherConnection) connection = open_as ("postgres");
  g_autoptr (UsherResult) result = NULL;
  PGconn *client = test_server_connect (server, "guest", "postgres", "it's an app");
  gint64 now = g_get_real_time ();
  guint row;

  test_session_run (client, "BEGIN; SELECT txid_current (); SELECT 'where am I'");
  result = look (connection, TRUE);
  row = find_pid (result, PQbackendPID (client));

  g_assert_cmpstr (text_at (result, row, "datname"), ==, "postgres");
  g_assert_cmpstr (text_at (result, row, "rolname"), ==, "guest");
  g_assert_cmpstr (text_at (result, row, "application_name"), ==, "it's an app");
  g_assert_cmpstr (text_at (result, row, "backend_type"), ==, "client backend");
  g_assert_cmpstr (text_at (result, row, "state"), ==, "idle in transaction");
  g_assert_cmpstr (text_at (result, row, "may_signal"), ==, "yes");
  g_assert_nonnull (strstr (text_at (result, row, "query"), "where am I"));
  g_assert_cmpint (int_at (result, row, "client_port"), ==, -1);
  g_assert_null (text_at (result, row, "client_addr"));
  g_assert_true (flag_at (result, row, "has_xid"));
  g_assert_false (flag_at (result, row, "is_me"));
  g_assert_false (flag_at (result, row, "hidden"));
  g_assert_false (flag_at (result, row, "query_cut"));
  g_assert_false (flag_at (result, row, "role_is_superuser"));
  for (const char *const *name = (const char *const[]){ "backend_start_us", "xact_start_us",
                                                        "query_start_us", "state_change_us", NULL };
       *name != NULL; name++)
    {
      gint64 time =
          usher_result_get_int64 (result, row, usher_result_column (result, *name), USHER_NO_TIME);

      g_assert_cmpint (ABS (time - now), <, 30 * G_USEC_PER_SEC);
    }
  row = find_pid (result, usher_connection_get_info (connection)->backend_pid);
  g_assert_true (flag_at (result, row, "is_me"));
  PQfinish (client);
}

/* A session that does nothing is the same, byte for byte, however often it is looked at. */
static void
test_rows_hold_still (void)
{
  g_autoptr (UsherConnection) connection = open_as ("postgres");
  PGconn *client = test_server_connect (server, "guest", "postgres", "idler");
  g_autoptr (UsherResult) first = NULL;
  g_autoptr (UsherResult) second = NULL;
  guint row, again;

  test_session_run (client, "SELECT 1");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT wait_event = 'ClientRead' FROM pg_stat_activity"
                                       " WHERE application_name = 'idler'",
                                       30000));
  first = look (connection, TRUE);
  test_wait (20);
  second = look (connection, TRUE);
  row = find_pid (first, PQbackendPID (client));
  again = find_pid (second, PQbackendPID (client));
  for (int column = 0; column <= usher_result_column (first, "query"); column++)
    {
      gsize length, length_again;
      const void *bytes = usher_result_get_bytes (first, row, column, &length);
      const void *bytes_again = usher_result_get_bytes (second, again, column, &length_again);

      g_assert_cmpmem (bytes, length, bytes_again, length_again);
    }
  PQfinish (client);
}

static gboolean
is_blocked (PGconn *waiter)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %d",
                       PQbackendPID (waiter));

  return test_server_wait_for (server, sql, 30000);
}

static void
test_blockers (void)
{
  g_autoptr (UsherConnection) connection = open_as ("postgres");
  g_autoptr (UsherResult) asked = NULL;
  g_autoptr (UsherResult) unasked = NULL;
  g_autofree gint32 *blockers = NULL;
  PGconn *holder = test_server_connect (server, "guest", "postgres", "holder");
  PGconn *waiter = test_server_connect (server, "guest", "postgres", "waiter");
  guint row, n;

  test_session_run (holder, "SELECT pg_advisory_lock (7)");
  test_session_send (waiter, "SELECT pg_advisory_lock (7)");
  g_assert_true (is_blocked (waiter));

  asked = look (connection, TRUE);
  row = find_pid (asked, PQbackendPID (waiter));
  blockers =
      usher_result_get_int32_array (asked, row, usher_result_column (asked, "blocked_by"), &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (blockers[0], ==, PQbackendPID (holder));
  row = find_pid (asked, PQbackendPID (holder));
  g_assert_true (usher_result_is_null (asked, row, usher_result_column (asked, "blocked_by")));

  unasked = look (connection, FALSE);
  row = find_pid (unasked, PQbackendPID (waiter));
  g_assert_true (usher_result_is_null (unasked, row, usher_result_column (unasked, "blocked_by")));
  PQfinish (holder);
  PQfinish (waiter);
}

/* 12 has parallel workers, but does not say whose they are. */
static void
test_leader (void)
{
  g_autoptr (UsherConnection) connection = open_as ("postgres");
  g_autoptr (UsherResult) result = NULL;
  PGconn *leader = test_server_connect (server, "postgres", "postgres", "leader");
  g_autofree char *sql = NULL;
  int known = test_server_get_version (server) >= 130000 ? PQbackendPID (leader) : 0;
  guint n_workers = 0;

  test_session_run (leader, "CREATE FUNCTION nap () RETURNS void LANGUAGE sql PARALLEL SAFE AS"
                            " 'SELECT pg_sleep (20)'");
  test_session_run (leader, "CREATE TABLE heap AS SELECT i FROM generate_series (1, 20000) i;"
                            "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
                            "SET min_parallel_table_scan_size = 0; ANALYZE heap");
  test_session_send (leader, "SELECT count (*) FROM heap WHERE nap () IS NOT NULL");
  g_assert_true (test_server_wait_for (
      server, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'parallel worker')",
      30000));

  result = look (connection, TRUE);
  for (guint row = 0; row < usher_result_get_n_rows (result); row++)
    if (g_strcmp0 (text_at (result, row, "backend_type"), "parallel worker") == 0)
      {
        g_assert_cmpint (int_at (result, row, "leader_pid"), ==, known);
        n_workers++;
      }
  g_assert_cmpuint (n_workers, >, 0);

  sql = g_strdup_printf ("SELECT pg_terminate_backend (%d)", PQbackendPID (leader));
  test_server_run (server, sql);
  PQfinish (leader);
}

static void
test_hidden (void)
{
  g_autoptr (UsherConnection) guest = open_as ("guest");
  g_autoptr (UsherResult) result = NULL;
  PGconn *boss = test_server_connect (server, "postgres", "postgres", "boss");
  PGconn *own = test_server_connect (server, "guest", "postgres", "own");
  PGconn *liar = test_server_connect (server, "guest", "postgres", "liar");
  guint row;

  test_session_run (liar, "SELECT '<insufficient privilege>'");
  result = look (guest, TRUE);

  row = find_pid (result, PQbackendPID (boss));
  g_assert_true (flag_at (result, row, "hidden"));
  g_assert_true (
      usher_result_is_null (result, row, usher_result_column (result, "backend_start_us")));
  g_assert_cmpstr (text_at (result, row, "rolname"), ==, "postgres");
  g_assert_cmpstr (text_at (result, row, "may_signal"), ==, "need_superuser");
  row = find_pid (result, PQbackendPID (own));
  g_assert_false (flag_at (result, row, "hidden"));
  g_assert_cmpstr (text_at (result, row, "may_signal"), ==, "yes");
  g_assert_false (flag_at (result, find_pid (result, PQbackendPID (liar)), "hidden"));
  PQfinish (boss);
  PQfinish (own);
  PQfinish (liar);
}

static void
assert_may (const char *role, gint32 pid, const char *expected)
{
  g_autoptr (UsherConnection) connection = open_as (role);
  g_autoptr (UsherResult) result = look (connection, FALSE);

  g_assert_cmpstr (text_at (result, find_pid (result, pid), "may_signal"), ==, expected);
}

static void
test_may (void)
{
  PGconn *boss = test_server_connect (server, "postgres", "postgres", "boss");
  PGconn *guest = test_server_connect (server, "guest", "postgres", "guest");
  gint32 checkpointer = (gint32)test_server_ask_number (
      server, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");

  assert_may ("postgres", PQbackendPID (boss), "yes");
  assert_may ("postgres", checkpointer, "not_backend");
  assert_may ("ender", PQbackendPID (boss), "need_superuser");
  assert_may ("ender", PQbackendPID (guest), "yes");
  assert_may ("other", PQbackendPID (guest), "need_signal_backend");
  assert_may ("friend", PQbackendPID (guest), "yes");
  PQfinish (boss);
  PQfinish (guest);
}

static void
test_cut (void)
{
  g_autoptr (UsherConnection) connection = open_as ("postgres");
  g_autoptr (UsherResult) result = NULL;
  g_autofree char *filling = g_strnfill (3000, 'x');
  g_autofree char *longer = g_strdup_printf ("SELECT 'é%s'", filling);
  PGconn *client = test_server_connect (server, "guest", "postgres", "talker");
  guint row;
  gsize length;

  test_session_run (client, longer);
  result = look (connection, TRUE);
  row = find_pid (result, PQbackendPID (client));
  usher_result_get_bytes (result, row, usher_result_column (result, "query"), &length);
  g_assert_cmpuint (length, <=, 1024);
  g_assert_cmpuint (length, >=, 1020);
  g_assert_true (flag_at (result, row, "query_cut"));
  PQfinish (client);
}

static void
test_databases (void)
{
  g_autoptr (UsherConnection) connection = open_as ("guest");
  g_autoptr (UsherResult) result = run (connection, "databases", NULL);
  gboolean seen = FALSE;

  for (guint row = 0; row < usher_result_get_n_rows (result); row++)
    {
      const char *name = text_at (result, row, "datname");

      if (g_str_equal (name, "template0"))
        g_assert_false (flag_at (result, row, "datallowconn"));
      if (g_str_equal (name, "template0") || g_str_equal (name, "template1"))
        g_assert_true (flag_at (result, row, "datistemplate"));
      if (g_strcmp0 (name, "of guests") != 0)
        continue;

      seen = TRUE;
      g_assert_cmpstr (text_at (result, row, "owner"), ==, "guest");
      g_assert_cmpint (int_at (result, row, "datconnlimit"), ==, 3);
      g_assert_cmpint (int_at (result, row, "encoding"), ==, 8);
      g_assert_cmpuint (usher_result_get_oid (result, row, usher_result_column (result, "oid")), >,
                        0);
    }
  g_assert_true (seen);
}

static void
test_server_facts (void)
{
  g_autoptr (UsherConnection) connection = open_as ("guest");
  g_autoptr (UsherResult) result = run (connection, "server-facts", NULL);
  gint64 now = usher_result_get_int64 (result, 0, usher_result_column (result, "server_now_us"), 0);

  g_assert_cmpint (ABS (now - g_get_real_time ()), <, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (int_at (result, 0, "max_connections"), ==, 100);
  g_assert_cmpint (int_at (result, 0, "superuser_reserved_connections"), ==, 3);
  g_assert_cmpint (int_at (result, 0, "reserved_connections"), ==, 0);
  g_assert_false (flag_at (result, 0, "in_recovery"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  test_server_run (server, "CREATE ROLE guest LOGIN");
  test_server_run (server, "CREATE ROLE other LOGIN");
  test_server_run (server, "CREATE ROLE friend LOGIN IN ROLE guest");
  test_server_run (server, "CREATE ROLE ender LOGIN IN ROLE pg_signal_backend");
  test_server_run (server, "CREATE DATABASE \"of guests\" OWNER guest ENCODING 'LATIN1'"
                           " LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0 CONNECTION LIMIT 3");

  g_test_add_func ("/statements/session", test_session);
  g_test_add_func ("/statements/rows-hold-still", test_rows_hold_still);
  g_test_add_func ("/statements/blockers", test_blockers);
  g_test_add_func ("/statements/leader", test_leader);
  g_test_add_func ("/statements/hidden", test_hidden);
  g_test_add_func ("/statements/may", test_may);
  g_test_add_func ("/statements/cut", test_cut);
  g_test_add_func ("/statements/databases", test_databases);
  g_test_add_func ("/statements/server-facts", test_server_facts);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
