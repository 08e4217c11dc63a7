/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Parameters there, values back. */

#include "connection.h"
#include "durations.h"
#include "errors.h"
#include "test-server.h"

static TestServer *server;

typedef struct
{
  UsherConnection *connection;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->connection =
      usher_connection_open (test_server_get_address (server), USHER_PURPOSE_ACTION, NULL, &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  usher_connection_free (fixture->connection);
}

static UsherResult *
query (Fixture *fixture, const char *statement, UsherParams *params)
{
  g_autoptr (GError) error = NULL;
  UsherResult *result =
      usher_connection_query (fixture->connection, statement, params, 5000, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static void
test_types (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;
  const char bytes[] = { 'a', '\0', '\xff' };
  gsize length;

  usher_params_add_bool (params, TRUE);
  usher_params_add_int32 (params, -7);
  usher_params_add_int64 (params, G_MAXINT64);
  usher_params_add_oid (params, 4000000000u);
  usher_params_add_text (params, "it's");
  usher_params_add_bytes (params, bytes, sizeof bytes);
  usher_params_add_time (params, 17);
  result = query (fixture, "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d, $5 AS e, $6 AS f, $7 AS g",
                  params);

  g_assert_cmpuint (usher_result_get_n_rows (result), ==, 1);
  g_assert_true (usher_result_get_bool (result, 0, usher_result_column (result, "a")));
  g_assert_cmpint (usher_result_get_int32 (result, 0, 1, 0), ==, -7);
  g_assert_cmpint (usher_result_get_int64 (result, 0, 2, 0), ==, G_MAXINT64);
  g_assert_cmpuint (usher_result_get_oid (result, 0, 3), ==, 4000000000u);
  g_assert_cmpstr (usher_result_get_bytes (result, 0, 4, NULL), ==, "it's");
  g_assert_cmpint (usher_result_get_int64 (result, 0, 6, 0), ==, 17);
  g_assert_cmpmem (usher_result_get_bytes (result, 0, 5, &length), length, bytes, sizeof bytes);
}

static void
test_nulls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;
  gsize length = 99;
  guint n = 99;

  usher_params_add_text (params, NULL);
  usher_params_add_bytes (params, NULL, 0);
  usher_params_add_time (params, USHER_NO_TIME);
  usher_params_add_text (params, "");
  result = query (fixture,
                  "SELECT $1 AS t, $2 AS b, $3 AS m, $4 AS e, NULL::bool AS o, NULL::int4 AS i,"
                  " NULL::oid AS d, NULL::int4[] AS a",
                  params);

  for (int column = 0; column < 8; column++)
    g_assert_cmpint (usher_result_is_null (result, 0, column), ==, column != 3);
  g_assert_null (usher_result_get_bytes (result, 0, 0, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_cmpint (usher_result_get_int64 (result, 0, 2, -1), ==, -1);
  g_assert_cmpstr (usher_result_get_bytes (result, 0, 3, NULL), ==, "");
  g_assert_false (usher_result_get_bool (result, 0, 4));
  g_assert_cmpint (usher_result_get_int32 (result, 0, 5, 42), ==, 42);
  g_assert_cmpuint (usher_result_get_oid (result, 0, 6), ==, 0);
  g_assert_null (usher_result_get_int32_array (result, 0, 7, &n));
  g_assert_cmpuint (n, ==, 0);
}

static void
test_arrays (Fixture *fixture, gconstpointer data)
{
  const gint32 pids[] = { 1, -2, G_MAXINT32 };
  const gint64 starts[] = { 1, G_MININT64, G_MAXINT64 };
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;
  g_autofree gint32 *back = NULL;
  guint n;

  usher_params_add_int32_array (params, pids, 3);
  usher_params_add_int64_array (params, starts, 3);
  usher_params_add_int32_array (params, NULL, 0);
  result = query (fixture,
                  "SELECT $1 AS pids, ($2)[2] AS middle, ($2)[3] AS last,"
                  " $3 AS empty, cardinality ($3) AS none",
                  params);

  back = usher_result_get_int32_array (result, 0, 0, &n);
  g_assert_cmpmem (back, n * sizeof *back, pids, sizeof pids);
  g_assert_cmpint (usher_result_get_int64 (result, 0, 1, 0), ==, G_MININT64);
  g_assert_cmpint (usher_result_get_int64 (result, 0, 2, 0), ==, G_MAXINT64);
  g_assert_false (usher_result_is_null (result, 0, 3));
  g_assert_null (usher_result_get_int32_array (result, 0, 3, &n));
  g_assert_cmpint (usher_result_get_int32 (result, 0, 4, -1), ==, 0);
}

static void
test_odd_arrays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherResult) result = query (
      fixture, "SELECT '{{1,2},{3,4}}'::int4[] AS square, '{1,NULL}'::int4[] AS holey", NULL);

  for (int column = 0; column < 2; column++)
    {
      guint n = 99;

      g_test_expect_message ("usher-postgres", G_LOG_LEVEL_WARNING, "*is not a flat int4*");
      g_assert_null (usher_result_get_int32_array (result, 0, column, &n));
      g_test_assert_expected_messages ();
      g_assert_cmpuint (n, ==, 0);
    }
}

/* What the SQL file and the C code disagree about is said, and read as NULL. */
static void
test_wrong_type (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherResult) result = query (fixture, "SELECT 1::int8 AS eight", NULL);

  g_test_expect_message ("usher-postgres", G_LOG_LEVEL_CRITICAL, "*\"eight\" is 8 bytes wide*");
  g_assert_cmpint (usher_result_get_int32 (result, 0, 0, -1), ==, -1);
  g_test_assert_expected_messages ();

  g_test_expect_message ("usher-postgres", G_LOG_LEVEL_CRITICAL, "*no column \"Eight\"*");
  g_assert_cmpint (usher_result_column (result, "Eight"), ==, -1);
  g_test_assert_expected_messages ();
  g_assert_true (usher_result_is_null (result, 0, -1));
}

static void
test_many_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherResult) result =
      query (fixture, "SELECT i AS i FROM generate_series (1, 10000) i", NULL);

  g_assert_cmpuint (usher_result_get_n_rows (result), ==, 10000);
  g_assert_cmpint (usher_result_get_int32 (result, 9999, 0, 0), ==, 10000);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/result/types", test_types);
  ADD ("/result/nulls", test_nulls);
  ADD ("/result/arrays", test_arrays);
  ADD ("/result/odd-arrays", test_odd_arrays);
  ADD ("/result/wrong-type", test_wrong_type);
  ADD ("/result/many-rows", test_many_rows);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
