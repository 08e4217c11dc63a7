/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can happen between the moment when a person looks and the moment when the server acts. */

#include <unistd.h>

#include "errors.h"
#include "stage.h"

/* The kernel hands pids out in turn and begins where this file says: root may write it. */
#define LAST_PID "/proc/sys/kernel/ns_last_pid"

static TestServer *server;

static PGconn *
client (const char *application)
{
  return test_server_connect (server, "postgres", "postgres", application);
}

static guint
count_seen (UsherSnapshot *snapshot, const char *application)
{
  guint count = 0;

  for (guint i = 0; i < snapshot->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);

      count += g_str_equal (session->application, application);
    }
  return count;
}

static void
wait_until_gone (const char *application)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) = 0 FROM pg_stat_activity"
                                          " WHERE application_name = '%s'",
                                          application);

  g_assert_true (test_server_wait_for (server, sql, 30000));
}

/* Ended by themselves, while the dialog was open. */
static void
test_gone_meanwhile (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  PGconn *leaves = client ("leaves");
  g_autoptr (PGconn) stays = client ("leaves");
  g_autoptr (UsherTargets) targets = stage_aim_at (stage, stage_find (stage, PQbackendPID (leaves)),
                                                   stage_find (stage, PQbackendPID (stays)), NULL);
  g_autofree char *gone = g_strdup_printf ("SELECT count(*) = 0 FROM pg_stat_activity"
                                           " WHERE pid = %d",
                                           PQbackendPID (leaves));
  g_autoptr (UsherSnapshot) now = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  PQfinish (leaves);
  g_assert_true (test_server_wait_for (server, gone, 30000));
  now = stage_look (stage);
  g_assert_cmpuint (usher_targets_count_gone (targets, now), ==, 1);

  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  stage_assert_outcomes (operation, "Already gone | Gone");
}

/* One microsecond is the difference between this session and another one. */
static void
test_start_is_compared (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("exact");
  g_autoptr (UsherSession) seen = stage_find (stage, PQbackendPID (session));
  UsherSession *earlier = forge (seen);
  UsherSession *later = forge (seen);
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) terminate = NULL;
  g_autoptr (UsherOperation) cancel = NULL;

  earlier->id.backend_start--;
  later->id.backend_start++;
  targets = stage_aim_at (stage, forge_done (earlier), forge_done (later), NULL);
  terminate = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  cancel = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);

  stage_assert_outcomes (
      terminate, "A different session now, left alone | A different session now, left alone");
  stage_assert_outcomes (
      cancel, "A different session now, left alone | A different session now, left alone");
  g_assert_true (test_session_is_alive (session));
}

/* pg_stat_get_activity (-1) means everybody: the pid alone must not. */
static void
test_odd_pids (void)
{
  static const gint32 pids[] = { -1, 0, G_MAXINT32, G_MININT32 };
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("odd");
  g_autoptr (UsherSession) seen = stage_find (stage, PQbackendPID (session));

  for (gsize i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      UsherSession *odd = forge (seen);
      g_autoptr (UsherTargets) targets = NULL;
      g_autoptr (UsherOperation) operation = NULL;

      odd->id.pid = pids[i];
      targets = stage_aim_at (stage, forge_done (odd), NULL);
      operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
      stage_assert_outcomes (operation, "Already gone");
    }
  g_assert_true (test_session_is_alive (session));
}

static gboolean
set_last_pid (gint32 pid)
{
  g_autofree char *text = g_strdup_printf ("%d", pid);
  FILE *file = fopen (LAST_PID, "w");
  gboolean written;

  if (file == NULL)
    return FALSE;
  written = fputs (text, file) >= 0;
  return fclose (file) == 0 && written;
}

/* Connects again and again until the server's new process has the pid. Others on this machine
 * may snatch it at any time, and then it is taken until they end. */
static PGconn *
connect_with_pid (gint32 pid, const char *application)
{
  for (guint i = 0; i < 100; i++)
    {
      PGconn *session;

      set_last_pid (pid - 1);
      session = client (application);
      if (PQbackendPID (session) == pid)
        return session;
      PQfinish (session);
    }
  return NULL;
}

/* Returns: (nullable): a new session with the pid of an ended one, which is the target */
static PGconn *
replace_session (Stage *stage, const char *application, UsherTargets **targets)
{
  PGconn *first = client (application);
  gint32 pid = PQbackendPID (first);

  *targets = stage_aim (stage, application);
  PQfinish (first);
  wait_until_gone (application);
  return connect_with_pid (pid, application);
}

static void
test_pid_reused (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (PGconn) second = NULL;
  g_autoptr (UsherSnapshot) now = NULL;
  g_autoptr (UsherOperation) terminate = NULL;
  g_autoptr (UsherOperation) cancel = NULL;

  if (!set_last_pid (getpid ()))
    {
      g_test_skip ("PID REUSE WAS NOT FORCED: only root may write " LAST_PID);
      return;
    }
  for (guint i = 0; i < 20 && second == NULL; i++)
    {
      g_clear_pointer (&targets, usher_targets_unref);
      second = replace_session (stage, "reused", &targets);
    }
  if (second == NULL)
    {
      g_test_skip ("PID REUSE WAS NOT FORCED: another process keeps taking the pid");
      return;
    }
  test_session_send (second, "SELECT pg_sleep(30)");

  /* The same number, database, role and application: only the start differs. */
  now = stage_look (stage);
  g_assert_cmpuint (usher_targets_count_gone (targets, now), ==, 1);
  terminate = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  cancel = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);
  stage_assert_outcomes (terminate, "A different session now, left alone");
  stage_assert_outcomes (cancel, "A different session now, left alone");
  g_assert_true (test_session_is_alive (second));
  g_assert_true (PQisBusy (second));
}

/* It does not die, as long as it is stopped. That is said, and watched. */
static void
test_does_not_die (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) frozen = client ("frozen");
  g_autoptr (PGconn) other = client ("frozen");
  g_autoptr (UsherTargets) targets = stage_aim_at (stage, stage_find (stage, PQbackendPID (frozen)),
                                                   stage_find (stage, PQbackendPID (other)), NULL);
  g_autoptr (UsherOperation) operation = NULL;
  g_autoptr (UsherSnapshot) still = NULL;
  g_autoptr (UsherSnapshot) later = NULL;
  gint64 began = g_get_monotonic_time ();

  test_server_signal (server, "STOP", PQbackendPID (frozen));
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 5 * G_USEC_PER_SEC);
  stage_assert_outcomes (operation, "Still ending | Gone");

  still = stage_look (stage);
  usher_operation_observe (operation, still);
  stage_assert_outcomes (operation, "Still ending | Gone");
  g_assert_true (usher_operation_is_watching (operation));

  test_server_signal (server, "CONT", PQbackendPID (frozen));
  wait_until_gone ("frozen");
  later = stage_look (stage);
  usher_operation_observe (operation, later);
  stage_assert_outcomes (operation, "Gone | Gone");
  g_assert_false (usher_operation_is_watching (operation));
}

static void
end_worker (UsherOperation *operation, Stage *stage)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend(%d)", stage->own_pids[0]);

  g_signal_handlers_disconnect_by_func (operation, end_worker, stage);
  test_server_run (stage->server, sql);
}

/* The connection that acts dies between the first batch, of a hundred, and the second, of four.
 * What was seen stays, and nothing is said of the rest but what is known. */
static void
test_connection_lost (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (GPtrArray) sessions =
      test_server_connect_many (server, 550, "postgres", "postgres", "half");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "half");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (UsherSnapshot) later = NULL;
  g_autoptr (GError) error = NULL;
  guint n_unknown;

  g_signal_connect (operation, "changed", G_CALLBACK (end_worker), stage);
  g_assert_false (stage_run (stage, operation, &error));
  g_assert_true (g_error_matches (error, USHER_ERROR, USHER_ERROR_TERMINATED)
                 || g_error_matches (error, USHER_ERROR, USHER_ERROR_CONNECTION_LOST));

  n_unknown = usher_operation_count_outcome (operation, USHER_OUTCOME_UNKNOWN);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_SENT) + n_unknown, ==,
                    500);
  g_assert_cmpuint (n_unknown, >, 0);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_NOT_SENT), ==, 50);

  /* A later picture tells which of them are gone. The others may or may not be ending. */
  g_assert_true (test_server_wait_for (server,
                                       "SELECT count(*) <= 450 FROM pg_stat_activity"
                                       " WHERE application_name = 'half'",
                                       30000));
  later = stage_look (stage);
  usher_operation_observe (operation, later);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_GONE)
                        + usher_operation_count_outcome (operation, USHER_OUTCOME_ENDED),
                    ==, 550 - count_seen (later, "half"));
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_NOT_SENT), ==, 50);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_SENT), ==, 0);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer done)
{
  *(gboolean *)done = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *)flag;
}

static void
prepare_statement (Stage *stage)
{
  g_autoptr (PGconn) session = client ("first");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "first");
  g_autoptr (UsherOperation) operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);

  stage_assert_outcomes (operation, "Gone");
}

/* Sent, and never answered: the backend that acts is frozen, then ended. */
static void
test_never_answered (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) first = client ("limbo");
  g_autoptr (PGconn) second = client ("limbo");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "limbo");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autofree char *end = g_strdup_printf ("SELECT pg_terminate_backend(%d)", stage->own_pids[0]);
  g_autoptr (UsherSnapshot) still = NULL;
  g_autoptr (UsherSnapshot) later = NULL;
  gboolean done = FALSE;

  /* The statement must be prepared already, or the loss would come before anything was sent. */
  prepare_statement (stage);
  test_server_signal (server, "STOP", stage->own_pids[0]);
  usher_operation_run_async (operation, stage->worker, NULL, on_done, &done);
  test_wait_until_unread ();
  g_assert_false (done);
  test_server_run (server, end);
  test_server_signal (server, "CONT", stage->own_pids[0]);
  g_assert_true (test_wait_until (is_true, &done, 20000));

  stage_assert_outcomes (operation, "Unknown, no answer came | Unknown, no answer came");
  still = stage_look (stage);
  usher_operation_observe (operation, still);
  stage_assert_outcomes (operation, "Unknown, no answer came | Unknown, no answer came");

  test_server_run (server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                           " WHERE application_name = 'limbo'");
  wait_until_gone ("limbo");
  later = stage_look (stage);
  usher_operation_observe (operation, later);
  stage_assert_outcomes (operation, "Ended, unknown whose doing | Ended, unknown whose doing");
}

/* A person who stops an operation on a server that says nothing is not kept waiting. */
static void
test_stopped_while_frozen (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("stopped");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "stopped");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;
  gint64 began;

  test_server_signal (server, "STOP", stage->own_pids[0]);
  usher_operation_run_async (operation, stage->worker, cancellable, on_done, &done);
  test_wait_until_unread ();
  began = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  g_assert_true (test_wait_until (is_true, &done, 20000));
  g_assert_cmpint (g_get_monotonic_time () - began, <, 12 * G_USEC_PER_SEC);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_GONE), ==, 0);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_WAITING), ==, 0);
  test_server_signal (server, "CONT", stage->own_pids[0]);
}

/* The server crashes while its sessions are ending: all of them are gone. */
static void
test_server_crashes (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) frozen = client ("crash");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "crash");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (Stage) after = NULL;
  g_autoptr (UsherSnapshot) later = NULL;
  gboolean done = FALSE;

  test_server_signal (server, "STOP", PQbackendPID (frozen));
  usher_operation_run_async (operation, stage->worker, NULL, on_done, &done);
  stage_wait_until_sent (operation);
  test_server_kill (server);
  g_assert_true (test_wait_until (is_true, &done, 20000));
  stage_assert_outcomes (operation, "Signal sent");

  test_server_restart (server);
  after = stage_new (server, "postgres");
  later = stage_look (after);
  usher_operation_observe (operation, later);
  stage_assert_outcomes (operation, "Gone");
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_connections=600", NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });

  g_test_add_func ("/actions/races/gone-meanwhile", test_gone_meanwhile);
  g_test_add_func ("/actions/races/start-is-compared", test_start_is_compared);
  g_test_add_func ("/actions/races/odd-pids", test_odd_pids);
  g_test_add_func ("/actions/races/pid-reused", test_pid_reused);
  g_test_add_func ("/actions/races/does-not-die", test_does_not_die);
  g_test_add_func ("/actions/races/connection-lost", test_connection_lost);
  g_test_add_func ("/actions/races/never-answered", test_never_answered);
  g_test_add_func ("/actions/races/stopped-while-frozen", test_stopped_while_frozen);
  g_test_add_func ("/actions/races/server-crashes", test_server_crashes);
  status = g_test_run ();

  test_server_stop (server);
  return status;
}
