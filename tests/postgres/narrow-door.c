/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server on which every connection is taken, those reserved for superusers too. */

#include "narrow-door.h"

#include <string.h>

#include "durations.h"
#include "errors.h"
#include "sql.h"
#include "test-async.h"
#include "test-server.h"

static TestServer *server;

static UsherConnection *
open_door (UsherAddress *address, UsherPurpose purpose)
{
  g_autoptr (UsherAddress) narrow = usher_narrow_door_address (address);
  g_autoptr (GError) error = NULL;
  UsherConnection *connection = usher_connection_open (narrow, purpose, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (usher_connection_get_info (connection)->narrow);
  return connection;
}

static UsherConnection *
open_ordinary (void)
{
  g_autoptr (GError) error = NULL;
  UsherConnection *connection =
      usher_connection_open (test_server_get_address (server), USHER_PURPOSE_ACTION, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (usher_connection_get_info (connection)->narrow);
  return connection;
}

static UsherResult *
query (UsherConnection *connection, const char *statement, UsherParams *params)
{
  g_autoptr (GError) error = NULL;
  UsherResult *result = usher_connection_query (connection, statement, params, 20000, NULL, &error);

  if (error != NULL)
    g_test_message ("%s: %s", statement, usher_error_get_server_says (error));
  g_assert_no_error (error);
  return result;
}

static void
assert_same_value (UsherResult *a, UsherResult *b, guint row, int column)
{
  gsize a_length;
  gsize b_length;
  const void *a_bytes = usher_result_get_bytes (a, row, column, &a_length);
  const void *b_bytes = usher_result_get_bytes (b, row, column, &b_length);

  g_assert_cmpint (usher_result_is_null (a, row, column), ==,
                   usher_result_is_null (b, row, column));
  g_assert_cmpmem (a_bytes, a_length, b_bytes, b_length);
}

/* By both doors the same question has the same answer, byte for byte. */
static void
assert_same_answer (const char *statement, UsherParams *params, int n_columns)
{
  g_autoptr (UsherConnection) ordinary = open_ordinary ();
  g_autoptr (UsherConnection) narrow =
      open_door (test_server_get_address (server), USHER_PURPOSE_ACTION);
  g_autoptr (UsherResult) expected = query (ordinary, statement, params);
  g_autoptr (UsherResult) result = query (narrow, statement, params);

  g_assert_cmpuint (usher_result_get_n_rows (result), ==, usher_result_get_n_rows (expected));
  for (guint row = 0; row < usher_result_get_n_rows (expected); row++)
    for (int column = 0; column < n_columns; column++)
      assert_same_value (result, expected, row, column);
}

static void
test_values (void)
{
  static const gint32 pids[] = { 1, -2, G_MAXINT32, G_MININT32 };
  static const gint64 starts[] = { 0, G_MAXINT64, G_MININT64 };
  static const char *const texts[] = { "",       "'",          "\\",       "\\'; SELECT 1 --",
                                       "$1 $2",  "a\nb\t\x01", "\xc3\xa9", "$$",
                                       "E'\\''", "\"x\"",      "/* ' */",  "\xd0\x9f" };
  const char *statement = "SELECT $1::pg_catalog.bool, $2::pg_catalog.int4, $3::pg_catalog.int8,"
                          " $4::pg_catalog.oid, $5::pg_catalog.bytea, $6::pg_catalog.int4[],"
                          " $7::pg_catalog.int4[], $8::pg_catalog.int8[] IS NULL,"
                          " $9::pg_catalog.int8, '$9 is not' AS \"$1\", -- nor $2, it's said\n"
                          " $10::pg_catalog.text, $8::pg_catalog.int8[]::pg_catalog.text,"
                          " $11::pg_catalog.text";

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (UsherParams) params = usher_params_new ();

      usher_params_add_bool (params, i % 2 == 0);
      usher_params_add_int32 (params, pids[i % 4]);
      usher_params_add_int64 (params, starts[i % 3]);
      usher_params_add_oid (params, G_MAXUINT32 - (guint32)i);
      usher_params_add_bytes (params, "\0'\\\xff", 4);
      usher_params_add_int32_array (params, pids, G_N_ELEMENTS (pids));
      usher_params_add_int32_array (params, NULL, 0);
      usher_params_add_int64_array (params, starts, G_N_ELEMENTS (starts));
      usher_params_add_time (params, USHER_NO_TIME);
      usher_params_add_text (params, texts[i]);
      usher_params_add_text (params, NULL);
      assert_same_answer (statement, params, 13);
    }
}

/* What the server says of itself and of its databases. */
static void
test_statements (void)
{
  int version = test_server_get_version (server);
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherConnection) narrow =
      open_door (test_server_get_address (server), USHER_PURPOSE_MONITOR);
  g_autoptr (UsherResult) sessions = NULL;
  g_autoptr (UsherResult) facts = NULL;

  assert_same_answer (usher_sql_find ("databases", version), NULL, 7);
  usher_params_add_bool (params, TRUE);
  sessions = query (narrow, usher_sql_find ("sessions", version), params);
  g_assert_cmpuint (usher_result_get_n_rows (sessions), >, 0);
  facts = query (narrow, usher_sql_find ("server-facts", version), NULL);
  g_assert_cmpint (
      usher_result_get_int32 (facts, 0, usher_result_column (facts, "max_connections"), 0), ==,
      test_server_ask_number (server, "SHOW max_connections"));
}

static void
take_outcome (guint index, UsherResult *result, const GError *error, gpointer data)
{
  GString *outcomes = data;

  g_string_append_c (outcomes, result != NULL ? '+' : '-');
}

static void
test_many (void)
{
  g_autoptr (UsherConnection) narrow =
      open_door (test_server_get_address (server), USHER_PURPOSE_ACTION);
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_params_free);
  g_autoptr (GString) outcomes = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (gint32 i = 0; i < 6; i++)
    {
      g_ptr_array_add (params, usher_params_new ());
      usher_params_add_int32 (g_ptr_array_index (params, i), i);
    }
  g_assert_true (usher_connection_pipeline (narrow, "SELECT 1 / ($1 % 2)", params, 20000, NULL,
                                            take_outcome, outcomes, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (outcomes->str, ==, "-+-+-+");
}

/* The deadline cuts it short, and what was not sent is not reported. */
static void
test_deadline (void)
{
  g_autoptr (UsherConnection) narrow =
      open_door (test_server_get_address (server), USHER_PURPOSE_ACTION);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result = NULL;

  g_assert_null (
      usher_connection_query (narrow, "SELECT pg_catalog.pg_sleep(60)", NULL, 200, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TIMED_OUT);
  result = query (narrow, "SELECT 1 AS one", NULL);
  g_assert_cmpint (usher_result_get_int32 (result, 0, 0, 0), ==, 1);
}

/* Returns: (transfer full): sessions of the superuser, until the server takes no more */
static void
terminate (UsherConnection *narrow, gint32 pid)
{
  int version = usher_connection_get_info (narrow)->server_version;
  g_autoptr (UsherParams) pids = usher_params_new ();
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) seen = NULL;
  g_autoptr (UsherResult) outcome = NULL;
  gint64 start;

  usher_params_add_int32_array (pids, &pid, 1);
  seen = query (narrow, usher_sql_find ("verify", version), pids);
  g_assert_cmpuint (usher_result_get_n_rows (seen), ==, 1);
  start = usher_result_get_int64 (seen, 0, usher_result_column (seen, "backend_start_us"), 0);
  usher_params_add_int32_array (params, &pid, 1);
  usher_params_add_int64_array (params, &start, 1);
  usher_params_add_int32_array (params, &usher_connection_get_info (narrow)->backend_pid, 1);
  usher_params_add_text (params, "");
  outcome = query (narrow, usher_sql_find ("terminate", version), params);
  g_assert_cmpstr (
      usher_result_get_bytes (outcome, 0, usher_result_column (outcome, "outcome"), NULL), ==,
      "signalled");
}

static gboolean
can_connect (gpointer data)
{
  g_autoptr (UsherConnection) connection =
      usher_connection_open (test_server_get_address (server), USHER_PURPOSE_MONITOR, NULL, NULL);

  return connection != NULL;
}

static void
test_full (void)
{
  g_autoptr (GPtrArray) sessions = test_server_take_every_slot (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnection) narrow = NULL;

  g_assert_null (usher_connection_open (test_server_get_address (server), USHER_PURPOSE_MONITOR,
                                        NULL, &error));
  g_assert_true (usher_error_is_no_room (error));

  narrow = open_door (test_server_get_address (server), USHER_PURPOSE_ACTION);
  terminate (narrow, PQbackendPID (g_ptr_array_index (sessions, 0)));
  g_assert_true (test_wait_until (can_connect, NULL, 20000));
}

/* Who may not replicate is told so, and not that the database is closed to them. */
static void
test_not_permitted (void)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, "clerk", NULL);
  g_autoptr (UsherAddress) narrow = usher_narrow_door_address (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;

  g_assert_null (usher_connection_open (narrow, USHER_PURPOSE_MONITOR, NULL, &error));
  explained = usher_narrow_door_explain (error);
  g_assert_error (explained, USHER_ERROR, USHER_ERROR_NOT_PERMITTED);
  g_assert_nonnull (strstr (explained->message, "REPLICATION"));
  g_assert_nonnull (usher_error_get_server_says (explained));
}

static void
test_replication_role (void)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, "replicator", NULL);
  g_autoptr (UsherConnection) narrow = open_door (address, USHER_PURPOSE_MONITOR);

  g_assert_cmpstr (usher_connection_get_info (narrow)->current_user, ==, "replicator");
  g_assert_false (usher_connection_get_info (narrow)->is_superuser);
}

int
main (int argc, char **argv)
{
  const char *settings[] = { "max_connections=8", "superuser_reserved_connections=2", NULL };
  const UsherPracticeOptions options = { .settings = settings };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&options);
  test_server_run (server, "CREATE ROLE clerk LOGIN");
  test_server_run (server, "CREATE ROLE replicator LOGIN REPLICATION");

  g_test_add_func ("/narrow-door/values", test_values);
  g_test_add_func ("/narrow-door/statements", test_statements);
  g_test_add_func ("/narrow-door/many", test_many);
  g_test_add_func ("/narrow-door/deadline", test_deadline);
  g_test_add_func ("/narrow-door/not-permitted", test_not_permitted);
  g_test_add_func ("/narrow-door/replication-role", test_replication_role);
  g_test_add_func ("/narrow-door/full", test_full);
  status = g_test_run ();
  test_server_stop (server);
  return status;
}
