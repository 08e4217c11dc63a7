/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Terminate and cancel on a real server, when nobody interferes. */

#include "operation.h"

#include "errors.h"
#include "own-backends.h"
#include "returns.h"
#include "stage.h"

static TestServer *server;

static PGconn *
client (const char *application)
{
  return test_server_connect (server, "postgres", "postgres", application);
}

static gint32
pid_of (PGconn *session)
{
  return PQbackendPID (session);
}

static void
wait_until_active (PGconn *session)
{
  g_autofree char *sql = g_strdup_printf ("SELECT state = 'active' FROM pg_stat_activity"
                                          " WHERE pid = %d",
                                          pid_of (session));

  g_assert_true (test_server_wait_for (server, sql, 30000));
}

static void
work (PGconn *session, const char *sql)
{
  test_session_send (session, sql);
  wait_until_active (session);
}

/* Its query lasts until the server's own session unlocks 1. */
static void
work_until_unlocked (PGconn *session)
{
  test_server_run (server, "SELECT pg_advisory_lock(1)");
  work (session, "SELECT pg_advisory_lock(1)");
}

/* Returns: whether the query that was sent came to its end, and not by a cancel */
static gboolean
is_cancelled (PGconn *session)
{
  PGresult *result = PQgetResult (session);
  gboolean cancelled = g_strcmp0 (PQresultErrorField (result, PG_DIAG_SQLSTATE), "57014") == 0;

  PQclear (result);
  return cancelled;
}

static guint
count_there (const char *application)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM pg_stat_activity"
                                          " WHERE application_name = '%s'",
                                          application);

  return (guint)test_server_ask_number (server, sql);
}

static void
test_terminate (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) idle = client ("ends");
  g_autoptr (PGconn) writer = client ("ends");
  g_autoptr (PGconn) active = client ("ends");
  g_autoptr (PGconn) other = client ("stays");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;
  g_autofree char *summary = NULL;

  test_session_run (writer, "BEGIN; CREATE TABLE never (n int)");
  work (active, "SELECT pg_sleep(60)");
  targets = stage_aim (stage, "ends");
  g_assert_cmpuint (usher_targets_get_n (targets), ==, 3);
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  summary = usher_operation_summarize (operation);

  stage_assert_outcomes (operation, "Gone | Gone | Gone");
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_GONE), ==, 3);
  g_assert_cmpstr (summary, ==, "3 terminated");
  g_assert_cmpuint (count_there ("ends"), ==, 0);
  g_assert_true (test_session_is_alive (other));
  g_assert_false (test_session_is_alive (idle));
}

static void
test_cancel (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) active = client ("cancels");
  g_autoptr (PGconn) idle = client ("cancels");
  g_autoptr (PGconn) open = client ("cancels");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  test_session_run (open, "BEGIN; SELECT 1");
  work (active, "SELECT pg_sleep(60)");
  targets =
      stage_aim_at (stage, stage_find (stage, pid_of (active)), stage_find (stage, pid_of (idle)),
                    stage_find (stage, pid_of (open)), NULL);
  operation = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);

  stage_assert_outcomes (operation, "Query ended | Nothing was running | Nothing was running");
  g_assert_true (is_cancelled (active));
  g_assert_cmpuint (count_there ("cancels"), ==, 3);
}

/* The same session, but it has gone on to something else: that was not what the person saw. */
static void
test_cancel_of_another_query (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("moves on");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  work_until_unlocked (session);
  targets = stage_aim (stage, "moves on");
  test_server_run (server, "SELECT pg_advisory_unlock(1)");
  for (PGresult *rest = PQgetResult (session); rest != NULL; rest = PQgetResult (session))
    PQclear (rest);
  test_session_run (session, "SELECT pg_advisory_unlock(1)");
  work_until_unlocked (session);
  operation = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);

  stage_assert_outcomes (operation, "A different query now, left alone");
  test_server_run (server, "SELECT pg_advisory_unlock(1)");
  g_assert_false (is_cancelled (session));
}

/* A loop that catches query_canceled swallows the cancel and goes on. */
static void
test_cancel_that_fails (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("stubborn");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;
  g_autoptr (UsherSnapshot) later = NULL;

  work (session, "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(60);"
                 " EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$");
  targets = stage_aim (stage, "stubborn");
  operation = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);

  stage_assert_outcomes (operation, "Still ending");
  test_server_run (server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                           " WHERE application_name = 'stubborn'");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT count(*) = 0 FROM pg_stat_activity"
                                       " WHERE application_name = 'stubborn'",
                                       30000));
  later = stage_look (stage);
  usher_operation_observe (operation, later);
  stage_assert_outcomes (operation, "Query ended");
}

/* Returns: (transfer full): a session of Usher's under an identity by which it is not known as
 * that, so that only the pid gives it away */
static UsherSession *
disguise (const UsherSession *own)
{
  UsherSession *session = forge (own);

  session->id.backend_start++;
  return forge_done (session);
}

static void
test_own_sessions (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherSession) worker = stage_find (stage, stage->own_pids[0]);
  g_autoptr (UsherSession) eyes = stage_find (stage, stage->own_pids[1]);
  g_autoptr (UsherTargets) left_out =
      stage_aim_at (stage, usher_session_ref (worker), usher_session_ref (eyes), NULL);
  g_autoptr (UsherTargets) forged = stage_aim_at (stage, disguise (worker), disguise (eyes), NULL);
  g_autoptr (UsherOperation) terminate = NULL;
  g_autoptr (UsherOperation) cancel = NULL;

  g_assert_true (worker->is_usher && eyes->is_usher);
  g_assert_cmpuint (usher_targets_get_n (left_out), ==, 0);

  /* Even if they came among the targets, unmarked: the server is told whose they are. */
  g_assert_cmpuint (usher_targets_get_n (forged), ==, 2);
  terminate = stage_perform (stage, USHER_OPERATION_TERMINATE, forged);
  cancel = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, forged);
  stage_assert_outcomes (terminate, "Usher’s own, left alone | Usher’s own, left alone");
  stage_assert_outcomes (cancel, "Usher’s own, left alone | Usher’s own, left alone");
}

/* The connection that acts knows itself, whatever pids it is told. */
static void
test_own_session_untold (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherSession) worker = stage_find (stage, stage->own_pids[0]);
  g_autoptr (UsherTargets) forged = stage_aim_at (stage, disguise (worker), NULL);
  g_autoptr (UsherOperation) operation =
      usher_operation_new (USHER_OPERATION_TERMINATE, forged, NULL, 0);

  g_assert_true (stage_run (stage, operation, NULL));
  stage_assert_outcomes (operation, "Usher’s own, left alone");
}

/* Two saved connections can lead to one server. Neither is told of the other's backends. */
static void
test_other_connection (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherSession) early = stage_find (stage, stage->own_pids[0]);
  g_autoptr (Stage) other = stage_new (server, "postgres");
  g_autoptr (PGconn) bystander = client ("bystander");
  g_autoptr (UsherSession) client_of_others = stage_find (stage, pid_of (bystander));
  g_autoptr (UsherSnapshot) seen = stage_look (stage);
  g_autoptr (UsherScope) all = usher_scope_new ();
  g_autoptr (UsherSession) worker = stage_find (stage, other->own_pids[0]);
  g_autoptr (UsherSession) eyes = stage_find (stage, other->own_pids[1]);
  g_autoptr (UsherTargets) one_by_one =
      stage_aim_at (stage, usher_session_ref (worker), usher_session_ref (eyes), NULL);
  g_autoptr (UsherTargets) unmarked =
      stage_aim_at (other, forge_done (forge (early)), forge_done (forge (worker)), NULL);
  g_autoptr (UsherTargets) everybody = NULL;

  usher_scope_add (all, USHER_PLACE_ALL, 0, NULL);
  everybody = usher_targets_new_for_scope (seen, all);
  g_assert_true (worker->is_usher && eyes->is_usher);
  g_assert_cmpint (worker->may, ==, USHER_MAY_NOT_USHER);
  g_assert_cmpuint (usher_targets_get_n (one_by_one), ==, 0);
  g_assert_cmpuint (usher_targets_get_n (unmarked), ==, 0);
  g_assert_true (usher_targets_contains (everybody, &client_of_others->id));
  g_assert_false (usher_targets_contains (everybody, &worker->id));
  g_assert_false (usher_targets_contains (everybody, &eyes->id));
}

/* It was chosen before it was known as Usher's. */
static void
test_own_since (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("late");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "late");
  const UsherIdentity *id = &usher_targets_get_session (targets, 0)->id;
  UsherConnectionInfo info = { .backend_pid = id->pid, .backend_start = id->backend_start };
  g_autoptr (UsherOperation) terminate = NULL;
  g_autoptr (UsherOperation) again = NULL;

  usher_own_backends_add (&info);
  terminate = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  usher_own_backends_remove (&info);
  stage_assert_outcomes (terminate, "Usher’s own, left alone");
  g_assert_true (test_session_is_alive (session));

  again = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  stage_assert_outcomes (again, "Gone");
}

static void
test_not_a_backend (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  gint32 pid = (gint32)test_server_ask_number (
      server, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
  g_autoptr (UsherTargets) targets = stage_aim_at (stage, stage_find (stage, pid), NULL);
  g_autoptr (UsherOperation) operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);

  stage_assert_outcomes (operation, "Cannot be signalled");
}

static void
test_twice (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("once");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "once");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GError) error = NULL;

  usher_operation_run_async (operation, stage->worker, NULL, test_async_ready, &first);
  usher_operation_run_async (operation, stage->worker, NULL, test_async_ready, &second);
  test_async_wait (&second);
  g_assert_false (usher_operation_run_finish (operation, second, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_FAILED);
  g_clear_error (&error);

  test_async_wait (&first);
  g_assert_true (usher_operation_run_finish (operation, first, &error));
  usher_operation_run_async (operation, stage->worker, NULL, test_async_ready, &third);
  test_async_wait (&third);
  g_assert_false (usher_operation_run_finish (operation, third, NULL));
  stage_assert_outcomes (operation, "Gone");
}

static void
test_no_targets (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "nobody");
  g_autoptr (UsherOperation) operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  g_autofree char *summary = usher_operation_summarize (operation);

  g_assert_cmpstr (summary, ==, "");
}

static void
test_no_connection (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherWorker) idle = usher_worker_new ("idle", USHER_PURPOSE_ACTION);
  g_autoptr (PGconn) session = client ("unreached");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "unreached");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_operation_run_async (operation, idle, NULL, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_false (usher_operation_run_finish (operation, result, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_CONNECTED);
  stage_assert_outcomes (operation, "Not sent");
}

/* Both ways in: the operation says so itself, and the worker would not have let it through. */
static void
test_look_only (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("looked at");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "looked at");
  g_autoptr (UsherOperation) terminate =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (UsherOperation) cancel =
      stage_prepare (stage, USHER_OPERATION_CANCEL_QUERY, targets, FALSE);
  g_autoptr (GError) error = NULL;

  usher_worker_set_look_only (stage->worker, TRUE);
  work (session, "SELECT pg_sleep(60)");
  g_assert_false (stage_run (stage, terminate, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_LOOK_ONLY);
  g_clear_error (&error);
  g_assert_false (stage_run (stage, cancel, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_LOOK_ONLY);
  stage_assert_outcomes (terminate, "Not sent");
  stage_assert_outcomes (cancel, "Not sent");
  g_assert_false (usher_operation_is_watching (terminate));
  wait_until_active (session);
}

/* The person leaves the server while somebody is still ending. */
static void
test_closed_meanwhile (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("left behind");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "left behind");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_signal (server, "STOP", pid_of (session));
  usher_operation_run_async (operation, stage->worker, NULL, test_async_ready, &result);
  stage_wait_until_sent (operation);
  usher_worker_close_async (stage->worker, NULL, NULL);
  test_async_wait (&result);
  g_assert_false (usher_operation_run_finish (operation, result, &error));
  g_assert_nonnull (error);
  stage_assert_outcomes (operation, "Signal sent");
  test_server_signal (server, "CONT", pid_of (session));
}

static void
test_stopped_at_once (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("spared");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "spared");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  usher_operation_run_async (operation, stage->worker, cancellable, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_operation_run_finish (operation, result, NULL));
  stage_assert_outcomes (operation, "Not sent");
  g_assert_true (test_session_is_alive (session));
}

static void
stop (UsherOperation *operation, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* What was done before the stop is reported as done, and the rest was not done. */
static void
test_stopped_halfway (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (GPtrArray) sessions =
      test_server_connect_many (server, 140, "postgres", "postgres", "many");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "many");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherSnapshot) later = NULL;
  guint n_not_sent;

  g_signal_connect (operation, "changed", G_CALLBACK (stop), cancellable);
  usher_operation_run_async (operation, stage->worker, cancellable, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_operation_run_finish (operation, result, NULL));

  n_not_sent = usher_operation_count_outcome (operation, USHER_OUTCOME_NOT_SENT);
  g_assert_cmpuint (n_not_sent, ==, 40);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_SENT), ==, 100);
  g_assert_true (usher_operation_is_watching (operation));
  g_assert_true (test_server_wait_for (server,
                                       "SELECT count(*) = 40 FROM pg_stat_activity"
                                       " WHERE application_name = 'many'",
                                       30000));
  later = stage_look (stage);
  usher_operation_observe (operation, later);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_GONE), ==, 100);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_NOT_SENT), ==, 40);
}

/* A client that connects again as soon as its session is gone. */
static void
test_comes_back (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherReturns) returns = usher_returns_new ();
  g_autoptr (PGconn) session = client ("persistent");
  g_autoptr (PGconn) stays = client ("persistent");
  g_autoptr (UsherTargets) targets =
      stage_aim_at (stage, stage_find (stage, pid_of (session)), NULL);
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (UsherSnapshot) before = NULL;
  g_autoptr (UsherSnapshot) after = NULL;

  usher_returns_watch (returns, operation);
  g_assert_true (stage_run (stage, operation, NULL));
  before = stage_look (stage);
  usher_returns_observe (returns, before);
  g_assert_cmpuint (usher_returns_get_n (returns), ==, 0);

  PQreset (session);
  g_assert_cmpint (PQstatus (session), ==, CONNECTION_OK);
  after = stage_look (stage);
  usher_returns_observe (returns, after);
  g_assert_cmpuint (usher_returns_get_n (returns), ==, 1);
  g_assert_cmpstr (usher_returns_get_nth (returns, 0)->application, ==, "persistent");
  g_assert_cmpuint (usher_returns_get_nth (returns, 0)->n_returns, ==, 1);
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_connections=200", NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });

  g_test_add_func ("/actions/operation/terminate", test_terminate);
  g_test_add_func ("/actions/operation/cancel", test_cancel);
  g_test_add_func ("/actions/operation/cancel-of-another-query", test_cancel_of_another_query);
  g_test_add_func ("/actions/operation/cancel-that-fails", test_cancel_that_fails);
  g_test_add_func ("/actions/operation/own-sessions", test_own_sessions);
  g_test_add_func ("/actions/operation/own-session-untold", test_own_session_untold);
  g_test_add_func ("/actions/operation/own-of-another-connection", test_other_connection);
  g_test_add_func ("/actions/operation/own-since", test_own_since);
  g_test_add_func ("/actions/operation/not-a-backend", test_not_a_backend);
  g_test_add_func ("/actions/operation/twice", test_twice);
  g_test_add_func ("/actions/operation/no-targets", test_no_targets);
  g_test_add_func ("/actions/operation/no-connection", test_no_connection);
  g_test_add_func ("/actions/operation/look-only", test_look_only);
  g_test_add_func ("/actions/operation/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/actions/operation/comes-back", test_comes_back);
  g_test_add_func ("/actions/operation/stopped-at-once", test_stopped_at_once);
  g_test_add_func ("/actions/operation/stopped-halfway", test_stopped_halfway);
  status = g_test_run ();

  test_server_stop (server);
  return status;
}
