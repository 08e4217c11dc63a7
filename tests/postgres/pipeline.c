/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Many executions, one round trip, an outcome for each. */

#include "connection.h"
#include "errors.h"
#include "test-server.h"

static TestServer *server;

/* What came back for each execution, in the order it came. */
typedef struct
{
  UsherConnection *connection;
  GPtrArray *params;
  GString *outcomes; /* one letter each: 'r' rows, 'e' error, 'c' cancelled */
  guint n_seen;
  gint32 last_value;
  UsherError last_code;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->connection =
      usher_connection_open (test_server_get_address (server), USHER_PURPOSE_ACTION, NULL, &error);
  g_assert_no_error (error);
  fixture->params = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_params_free);
  fixture->outcomes = g_string_new (NULL);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  usher_connection_free (fixture->connection);
  g_ptr_array_unref (fixture->params);
  g_string_free (fixture->outcomes, TRUE);
}

static void
add_int (Fixture *fixture, gint32 value)
{
  UsherParams *params = usher_params_new ();

  usher_params_add_int32 (params, value);
  g_ptr_array_add (fixture->params, params);
}

static void
on_outcome (guint index, UsherResult *result, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (index, ==, fixture->n_seen);
  g_assert_true ((result == NULL) == (error != NULL));
  fixture->n_seen++;

  if (result != NULL && usher_result_get_n_rows (result) > 0)
    fixture->last_value = usher_result_get_int32 (result, 0, 0, -1);
  if (error != NULL && error->domain == USHER_ERROR)
    fixture->last_code = (UsherError)error->code;
  g_string_append_c (fixture->outcomes, result != NULL                 ? 'r'
                                        : error->domain == USHER_ERROR ? 'e'
                                                                       : 'c');
}

static gboolean
run (Fixture *fixture,
     const char *statement,
     guint deadline_ms,
     GCancellable *cancellable,
     GError **error)
{
  return usher_connection_pipeline (fixture->connection, statement, fixture->params, deadline_ms,
                                    cancellable, on_outcome, fixture, error);
}

static void
assert_usable (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result =
      usher_connection_query (fixture->connection, "SELECT 1", NULL, 5000, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (usher_connection_is_alive (fixture->connection));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run (fixture, "SELECT $1", 5000, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_seen, ==, 0);
}

/* Every third is refused, which none of its neighbours may notice. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 begin;

  for (gint32 i = 0; i < 1500; i++)
    add_int (fixture, i);

  begin = g_get_monotonic_time ();
  g_assert_true (run (fixture, "SELECT 6 / ($1 % 3)", 10000, NULL, &error));
  g_test_message ("1,500 executions, 500 refused: %.1f ms",
                  (double)(g_get_monotonic_time () - begin) / 1000);

  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_seen, ==, 1500);
  for (guint i = 0; i < 1500; i++)
    g_assert_cmpint (fixture->outcomes->str[i], ==, i % 3 == 0 ? 'e' : 'r');
  assert_usable (fixture);
}

/* More than the sockets of both sides hold: whoever only writes waits for ever. */
static void
test_large_answers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (4000, 'x');
  g_autoptr (GError) error = NULL;

  for (gint32 i = 0; i < 1500; i++)
    {
      UsherParams *params = usher_params_new ();

      usher_params_add_int32 (params, i);
      usher_params_add_text (params, filling);
      g_ptr_array_add (fixture->params, params);
    }

  g_assert_true (
      run (fixture, "SELECT $1, $2, pg_catalog.repeat ($2, 5) AS long", 30000, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_seen, ==, 1500);
  g_assert_cmpint (fixture->last_value, ==, 1499);
  assert_usable (fixture);
}

/* What one execution wrote stays when the next one fails. */
static void
test_own_transactions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_server_run (server, "CREATE TABLE written (i int4 CHECK (i <> 2))");
  for (gint32 i = 1; i <= 3; i++)
    add_int (fixture, i);

  g_assert_true (run (fixture, "INSERT INTO public.written VALUES ($1)", 5000, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->outcomes->str, ==, "rer");
  g_assert_cmpint (test_server_ask_number (server, "SELECT sum (i) FROM written"), ==, 4);
}

static void
test_bad_statement (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add_int (fixture, 1);
  g_assert_false (run (fixture, "SELECT $1 FROM nowhere", 5000, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
  g_assert_cmpstr (usher_error_get_sqlstate (error), ==, "42P01");
  g_assert_cmpuint (fixture->n_seen, ==, 0);
  assert_usable (fixture);
}

/* One in the middle ends the session itself; what was known before stays known. Whether the
 * server's last words still arrive, when we are writing to it as it goes, is the system's to
 * say. */
static void
test_connection_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (gint32 i = 0; i < 200; i++)
    add_int (fixture, i);

  g_assert_false (run (fixture,
                       "SELECT CASE WHEN $1 = 100"
                       " THEN pg_terminate_backend (pg_backend_pid ())::int4 ELSE $1 END",
                       5000, NULL, &error));
  g_assert_true (g_error_matches (error, USHER_ERROR, USHER_ERROR_TERMINATED)
                 || g_error_matches (error, USHER_ERROR, USHER_ERROR_CONNECTION_LOST));
  g_assert_cmpuint (fixture->n_seen, ==, 100);
  g_assert_cmpint (fixture->last_value, ==, 99);
  g_assert_false (usher_connection_is_alive (fixture->connection));
}

#define SLEEPS                                                                                     \
  "SELECT EXISTS (SELECT FROM pg_stat_activity"                                                    \
  " WHERE application_name = 'Usher' AND wait_event = 'PgSleep')"

/* By its own session, since the test's is busy. */
static gpointer
cancel_when_asleep (gpointer data)
{
  g_autoptr (PGconn) session = test_server_connect (server, "postgres", "postgres", "canceller");
  gboolean asleep = FALSE;

  while (!asleep)
    {
      g_autofree char *answer = test_session_ask (session, SLEEPS);

      asleep = g_str_equal (answer, "t");
      g_usleep (1000);
    }
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GThread) thread = g_thread_new ("cancel", cancel_when_asleep, cancellable);
  g_autoptr (GError) error = NULL;

  for (gint32 i = 0; i < 5; i++)
    add_int (fixture, i);

  run (fixture, "SELECT $1 FROM pg_sleep (CASE WHEN $1 = 1 THEN 60 ELSE 0 END)", 0, cancellable,
       &error);
  g_thread_join (g_steal_pointer (&thread));

  g_assert_cmpstr (fixture->outcomes->str, ==, "rcrrr");
  assert_usable (fixture);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (gint32 i = 0; i < 3; i++)
    add_int (fixture, i);

  run (fixture, "SELECT $1 FROM pg_sleep (CASE WHEN $1 = 1 THEN 60 ELSE 0 END)", 200, NULL, &error);
  g_assert_cmpstr (fixture->outcomes->str, ==, "rer");
  g_assert_cmpint (fixture->last_code, ==, USHER_ERROR_TIMED_OUT);
  assert_usable (fixture);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/pipeline/empty", test_empty);
  ADD ("/pipeline/many", test_many);
  ADD ("/pipeline/large-answers", test_large_answers);
  ADD ("/pipeline/own-transactions", test_own_transactions);
  ADD ("/pipeline/bad-statement", test_bad_statement);
  ADD ("/pipeline/connection-ends", test_connection_ends);
  ADD ("/pipeline/cancel", test_cancel);
  ADD ("/pipeline/deadline", test_deadline);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
