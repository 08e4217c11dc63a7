/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How statements and connections end before their time. */

#include <signal.h>

#include "connection.h"
#include "errors.h"
#include "test-async.h"
#include "test-server.h"

static TestServer *server;

static UsherConnection *
open_connection (UsherPurpose purpose)
{
  g_autoptr (GError) error = NULL;
  UsherConnection *connection =
      usher_connection_open (test_server_get_address (server), purpose, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

/* Returns: how long it took, in ms */
static double
assert_ends (UsherConnection *connection,
             const char *statement,
             guint deadline_ms,
             GCancellable *cancellable,
             GQuark domain,
             int code)
{
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  g_assert_null (
      usher_connection_query (connection, statement, NULL, deadline_ms, cancellable, &error));
  g_assert_error (error, domain, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return (double)(g_get_monotonic_time () - begin) / 1000;
}

static void
assert_works (UsherConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result =
      usher_connection_query (connection, "SELECT 1", NULL, 5000, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (usher_connection_is_alive (connection));
}

/* Whoever asks again after the end is told the same, and nothing hangs. */
static void
assert_stays_dead (UsherConnection *connection, UsherError code)
{
  g_assert_false (usher_connection_is_alive (connection));
  g_assert_cmpfloat (assert_ends (connection, "SELECT 1", 30000, NULL, USHER_ERROR, (int)code), <,
                     20000);
}

/* Returns: how long after the cancel it returned, in ms */
static double
assert_cancelled (UsherConnection *connection, GQuark domain, int code)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TestCancel cancel = { cancellable, 0 };
  g_autoptr (GThread) thread = g_thread_new ("cancel", test_cancel_soon, &cancel);
  gint64 end;

  assert_ends (connection, "SELECT pg_catalog.pg_sleep (60)", 0, cancellable, domain, code);
  end = g_get_monotonic_time ();
  g_thread_join (g_steal_pointer (&thread));
  return (double)(end - cancel.at) / 1000;
}

static void
test_deadline (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);
  double took = assert_ends (connection, "SELECT pg_catalog.pg_sleep (60)", 200, NULL, USHER_ERROR,
                             USHER_ERROR_TIMED_OUT);

  g_test_message ("deadline of 200 ms: %.1f ms", took);
  g_assert_cmpfloat (took, >=, 200);
  g_assert_cmpfloat (took, <, 30000);
  assert_works (connection);
}

static void
test_cancel (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);

  for (int i = 0; i < 5; i++)
    {
      double late = assert_cancelled (connection, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      g_test_message ("stopped %.2f ms after the cancel", late);
      g_assert_cmpfloat (late, <, 20000);
      assert_works (connection);
    }
}

static void
test_cancelled_before (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  assert_ends (connection, "SELECT pg_catalog.pg_sleep (60)", 0, cancellable, G_IO_ERROR,
               G_IO_ERROR_CANCELLED);
  assert_works (connection);
}

/* Another's pg_cancel_backend() is not our cancel. */
static void
test_cancelled_by_others (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);

  assert_ends (connection, "SELECT pg_catalog.pg_cancel_backend (pg_catalog.pg_backend_pid ())",
               5000, NULL, USHER_ERROR, USHER_ERROR_QUERY_CANCELLED);
  assert_works (connection);
}

static void
test_terminated_while_running (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);

  assert_ends (connection, "SELECT pg_catalog.pg_terminate_backend (pg_catalog.pg_backend_pid ())",
               5000, NULL, USHER_ERROR, USHER_ERROR_TERMINATED);
  assert_stays_dead (connection, USHER_ERROR_TERMINATED);
}

static void
terminate (UsherConnection *connection)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend (%d)",
                                          usher_connection_get_info (connection)->backend_pid);
  g_autofree char *gone =
      g_strdup_printf ("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %d)",
                       usher_connection_get_info (connection)->backend_pid);

  test_server_run (server, sql);
  g_assert_true (test_server_wait_for (server, gone, 30000));
}

static void
test_terminated_while_idle (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_MONITOR);
  g_autoptr (GError) error = NULL;

  assert_works (connection);
  terminate (connection);
  g_assert_null (usher_connection_query (connection, "SELECT 1", NULL, 5000, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TERMINATED);
  g_assert_cmpstr (usher_error_get_sqlstate (error), ==, "57P01");
  g_assert_nonnull (strstr (usher_error_get_server_says (error), "terminating connection"));
  assert_stays_dead (connection, USHER_ERROR_TERMINATED);
}

/* The process is shot by another session, and its server restarts itself. */
static void
test_killed_while_running (void)
{
  g_autoptr (TestServer) own = test_server_start ();
  g_autoptr (UsherConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *shot = NULL;
  PGconn *killer = test_server_connect (own, "postgres", "postgres", "killer");

  connection =
      usher_connection_open (test_server_get_address (own), USHER_PURPOSE_ACTION, NULL, &error);
  g_assert_no_error (error);
  shot = g_strdup_printf ("COPY (SELECT pg_sleep (0.3)) TO PROGRAM 'cat > /dev/null; kill -9 %d'",
                          usher_connection_get_info (connection)->backend_pid);
  test_session_send (killer, shot);

  assert_ends (connection, "SELECT pg_catalog.pg_sleep (60)", 20000, NULL, USHER_ERROR,
               USHER_ERROR_CONNECTION_LOST);
  assert_stays_dead (connection, USHER_ERROR_CONNECTION_LOST);
  PQfinish (killer);
}

static void
test_server_gone (void)
{
  g_autoptr (TestServer) own = test_server_start ();
  g_autoptr (UsherConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection =
      usher_connection_open (test_server_get_address (own), USHER_PURPOSE_MONITOR, NULL, &error);
  g_assert_no_error (error);
  /* Stopped processes have no time to say good-bye when the first of them dies. */
  test_server_freeze (own);
  test_server_kill (own);
  assert_ends (connection, "SELECT 1", 5000, NULL, USHER_ERROR, USHER_ERROR_CONNECTION_LOST);
  assert_stays_dead (connection, USHER_ERROR_CONNECTION_LOST);
}

/* Nobody answers, not even the cancel request. */
static void
test_frozen (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);
  double took;

  test_server_freeze (server);
  took = assert_ends (connection, "SELECT 1", 200, NULL, USHER_ERROR, USHER_ERROR_CONNECTION_LOST);
  assert_stays_dead (connection, USHER_ERROR_CONNECTION_LOST);
  test_server_thaw (server);
  g_test_message ("frozen server given up after %.0f ms", took);
  g_assert_cmpfloat (took, <, 30000);
}

typedef struct
{
  gint32 pid;
  gint64 at; /* when it was woken */
} Thaw;

static gpointer
sleep_and_thaw (gpointer data)
{
  Thaw *thaw = data;

  g_usleep (400 * 1000);
  thaw->at = g_get_monotonic_time ();
  kill (thaw->pid, SIGCONT);
  return NULL;
}

static UsherParams *
new_nap (gint32 seconds)
{
  UsherParams *params = usher_params_new ();

  usher_params_add_int32 (params, seconds);
  return params;
}

/* The request overtakes its statement: the process is asked to stop while it has nothing to do,
 * and only then gets to read what it should not do. */
static void
test_overtaking_cancel_request (void)
{
  static const char nap[] = "SELECT pg_catalog.pg_sleep ($1 * 1.0)";
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);
  g_autoptr (UsherParams) none = new_nap (0);
  g_autoptr (UsherParams) minute = new_nap (60);
  g_autoptr (UsherResult) prepared = NULL;
  g_autoptr (GThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  Thaw thaw = { usher_connection_get_info (connection)->backend_pid, 0 };

  prepared = usher_connection_query (connection, nap, none, 5000, NULL, &error);
  g_assert_no_error (error);

  test_server_signal (server, "STOP", thaw.pid);
  thread = g_thread_new ("thaw", sleep_and_thaw, &thaw);
  g_assert_null (usher_connection_query (connection, nap, minute, 100, NULL, &error));
  g_thread_join (g_steal_pointer (&thread));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TIMED_OUT);
  assert_works (connection);
}

/* The postmaster alone hangs: the statement ends well while its cancel request is stuck. That
 * request must not stop a later statement, so there is none on this connection. */
static void
test_late_cancel_request (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result = NULL;

  test_server_signal (server, "STOP", test_server_get_pid (server));
  result = usher_connection_query (connection, "SELECT 7 FROM pg_catalog.pg_sleep (1.2)", NULL, 200,
                                   NULL, &error);
  test_server_signal (server, "CONT", test_server_get_pid (server));

  g_assert_no_error (error);
  g_assert_cmpint (usher_result_get_int32 (result, 0, 0, 0), ==, 7);
  g_assert_false (usher_connection_is_alive (connection));
}

/* The same, but the postmaster comes round in time. */
static void
test_slow_cancel_request (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_ACTION);
  Thaw thaw = { test_server_get_pid (server), 0 };
  g_autoptr (GThread) thread = NULL;
  gint64 ended;

  test_server_signal (server, "STOP", thaw.pid);
  thread = g_thread_new ("thaw", sleep_and_thaw, &thaw);
  assert_ends (connection, "SELECT pg_catalog.pg_sleep (60)", 100, NULL, USHER_ERROR,
               USHER_ERROR_TIMED_OUT);
  ended = g_get_monotonic_time ();
  g_thread_join (g_steal_pointer (&thread));
  g_assert_cmpint (ended, >=, thaw.at);
  assert_works (connection);
}

/* A monitor's statement is cut by the server's own time-out, too. */
static void
test_server_timeout (void)
{
  g_autoptr (UsherConnection) connection = open_connection (USHER_PURPOSE_MONITOR);
  PGconn *holder = test_server_connect (server, "postgres", "postgres", "holder");

  test_session_run (holder, "CREATE TABLE IF NOT EXISTS held ()");
  test_session_run (holder, "BEGIN; LOCK TABLE held");
  assert_ends (connection, "SELECT FROM public.held", 8000, NULL, USHER_ERROR,
               USHER_ERROR_LOCK_TIMEOUT);
  assert_works (connection);
  PQfinish (holder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();

  g_test_add_func ("/endings/deadline", test_deadline);
  g_test_add_func ("/endings/cancel", test_cancel);
  g_test_add_func ("/endings/cancelled-before", test_cancelled_before);
  g_test_add_func ("/endings/cancelled-by-others", test_cancelled_by_others);
  g_test_add_func ("/endings/terminated-while-running", test_terminated_while_running);
  g_test_add_func ("/endings/terminated-while-idle", test_terminated_while_idle);
  g_test_add_func ("/endings/killed-while-running", test_killed_while_running);
  g_test_add_func ("/endings/server-gone", test_server_gone);
  g_test_add_func ("/endings/frozen", test_frozen);
  g_test_add_func ("/endings/overtaking-cancel-request", test_overtaking_cancel_request);
  g_test_add_func ("/endings/late-cancel-request", test_late_cancel_request);
  g_test_add_func ("/endings/slow-cancel-request", test_slow_cancel_request);
  g_test_add_func ("/endings/server-timeout", test_server_timeout);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
