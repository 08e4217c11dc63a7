/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server permits to whom, and what a role may not see. */

#include "errors.h"
#include "stage.h"

static TestServer *server;

static PGconn *
client (const char *role, const char *application)
{
  return test_server_connect (server, role, "postgres", application);
}

static UsherSession *
seen (Stage *stage, PGconn *session)
{
  return stage_find (stage, PQbackendPID (session));
}

/* One refusal in the middle of a bulk concerns nobody else. */
static void
test_refused_in_the_middle (void)
{
  g_autoptr (Stage) stage = stage_new (server, "operator");
  g_autoptr (PGconn) first = client ("ana", "bulk");
  g_autoptr (PGconn) super = client ("postgres", "bulk");
  g_autoptr (PGconn) last = client ("ben", "bulk");
  g_autoptr (UsherTargets) targets =
      stage_aim_at (stage, seen (stage, first), seen (stage, super), seen (stage, last), NULL);
  g_autoptr (UsherOperation) operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  g_autofree char *summary = usher_operation_summarize (operation);
  const GError *error = usher_operation_get_error (operation, 1);

  stage_assert_outcomes (operation, "Gone | Not permitted | Gone");
  g_assert_cmpstr (summary, ==, "2 terminated · 1 not permitted");
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_PERMITTED);
  g_assert_cmpstr (usher_error_get_sqlstate (error), ==, "42501");
  g_assert_nonnull (usher_error_get_server_says (error));
  g_assert_cmpint (usher_targets_get_session (targets, 1)->may, ==, USHER_MAY_NEED_SUPERUSER);
  g_assert_null (usher_operation_get_error (operation, 0));
  g_assert_false (usher_operation_is_watching (operation));
  g_assert_true (test_session_is_alive (super));
}

/* Together with others in one statement, which the refusal ends: they are not left behind. */
static void
test_refused_unexpectedly (void)
{
  g_autoptr (Stage) stage = stage_new (server, "operator");
  g_autoptr (PGconn) first = client ("ana", "mixed");
  g_autoptr (PGconn) super = client ("postgres", "mixed");
  g_autoptr (PGconn) last = client ("ben", "mixed");
  g_autoptr (UsherSession) record = seen (stage, super);
  UsherSession *misjudged = forge (record);
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  misjudged->may = USHER_MAY_YES;
  targets =
      stage_aim_at (stage, seen (stage, first), forge_done (misjudged), seen (stage, last), NULL);
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);

  g_assert_cmpint (usher_operation_get_outcome (operation, 1), ==, USHER_OUTCOME_NOT_PERMITTED);
  g_assert_nonnull (usher_operation_get_error (operation, 1));
  g_assert_cmpint (usher_operation_get_outcome (operation, 2), ==, USHER_OUTCOME_GONE);
  /* It was told before the refusal came, and may have been gone when it was told again. */
  g_assert_true (usher_operation_get_outcome (operation, 0) == USHER_OUTCOME_GONE
                 || usher_operation_get_outcome (operation, 0) == USHER_OUTCOME_ENDED);
  g_assert_true (test_session_is_alive (super));
  g_assert_false (test_session_is_alive (first) || test_session_is_alive (last));
}

static void
test_without_any_right (void)
{
  g_autoptr (Stage) stage = stage_new (server, "ana");
  g_autoptr (PGconn) own = client ("ana", "mine");
  g_autoptr (PGconn) foreign = client ("ben", "mine");
  g_autoptr (UsherTargets) targets =
      stage_aim_at (stage, seen (stage, own), seen (stage, foreign), NULL);
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, TRUE);

  g_assert_true (stage_run (stage, operation, NULL));
  stage_assert_outcomes (operation, "Gone | Not permitted");
  g_assert_cmpint (usher_targets_get_session (targets, 1)->may, ==, USHER_MAY_NEED_SIGNAL_BACKEND);
  g_assert_true (test_session_is_alive (foreign));
}

/* Usher predicts to explain. What it expects to be refused is sent all the same. */
static void
test_server_decides (void)
{
  g_autoptr (Stage) stage = stage_new (server, "operator");
  g_autoptr (PGconn) session = client ("ana", "pessimist");
  g_autoptr (UsherSession) record = seen (stage, session);
  UsherSession *doubted = forge (record);
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  doubted->may = USHER_MAY_NEED_SUPERUSER;
  targets = stage_aim_at (stage, forge_done (doubted), NULL);
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  stage_assert_outcomes (operation, "Gone");
}

static void
test_hidden (void)
{
  g_autoptr (Stage) stage = stage_new (server, "ender");
  g_autoptr (PGconn) first = client ("ana", "hidden");
  g_autoptr (PGconn) second = client ("ben", "hidden");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "hidden");
  g_autoptr (UsherOperation) unconfirmed = NULL;
  g_autoptr (UsherOperation) confirmed = NULL;
  UsherConsequences sum;

  usher_targets_weigh (targets, &sum);
  g_assert_cmpuint (sum.n_weak, ==, 2);

  unconfirmed = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  stage_assert_outcomes (unconfirmed, "Not confirmed, left alone | Not confirmed, left alone");
  g_assert_true (test_session_is_alive (first) && test_session_is_alive (second));

  confirmed = stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, TRUE);
  g_assert_true (stage_run (stage, confirmed, NULL));
  stage_assert_outcomes (confirmed, "Gone | Gone");
}

static void
test_hidden_cancel (void)
{
  g_autoptr (Stage) stage = stage_new (server, "ender");
  g_autoptr (PGconn) session = client ("ana", "sleeps");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  test_session_send (session, "SELECT pg_sleep(30)");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT state = 'active' FROM pg_stat_activity"
                                       " WHERE application_name = 'sleeps'",
                                       30000));
  targets = stage_aim (stage, "sleeps");
  operation = stage_prepare (stage, USHER_OPERATION_CANCEL_QUERY, targets, TRUE);
  g_assert_true (stage_run (stage, operation, NULL));
  stage_assert_outcomes (operation, "Signal sent, result hidden");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT state = 'idle' FROM pg_stat_activity"
                                       " WHERE application_name = 'sleeps'",
                                       30000));
}

typedef void (*Change) (UsherSession *session);

static void
change_database (UsherSession *session)
{
  session->id.database_oid++;
}

static void
change_role (UsherSession *session)
{
  session->id.role_oid++;
}

static void
change_application (UsherSession *session)
{
  g_free (session->application);
  session->application = g_strdup ("Hidden");
}

/* All that can be seen must be as it was. */
static void
test_hidden_but_different (void)
{
  static const Change changes[] = { change_database, change_role, change_application };
  g_autoptr (Stage) stage = stage_new (server, "ender");
  g_autoptr (PGconn) session = client ("ana", "hidden");
  g_autoptr (UsherSession) record = seen (stage, session);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      UsherSession *other = forge (record);
      g_autoptr (UsherTargets) targets = NULL;
      g_autoptr (UsherOperation) operation = NULL;

      changes[i](other);
      targets = stage_aim_at (stage, forge_done (other), NULL);
      operation = stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, TRUE);
      g_assert_true (stage_run (stage, operation, NULL));
      stage_assert_outcomes (operation, "A different session now, left alone");
    }
  g_assert_true (test_session_is_alive (session));
}

/* Who was hidden and can be seen now is not proven to be the same. */
static void
test_no_longer_hidden (void)
{
  g_autoptr (Stage) stage = stage_new (server, "ender");
  g_autoptr (PGconn) session = client ("ana", "shown");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "shown");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, TRUE);
  g_autoptr (UsherSnapshot) now = NULL;

  test_server_run (server, "GRANT pg_read_all_stats TO ender");
  now = stage_look (stage);
  g_assert_cmpuint (usher_targets_count_gone (targets, now), ==, 0);
  g_assert_true (stage_run (stage, operation, NULL));
  test_server_run (server, "REVOKE pg_read_all_stats FROM ender");
  stage_assert_outcomes (operation, "A different session now, left alone");
  g_assert_true (test_session_is_alive (session));
}

/* And the other way round: it was seen, and what would prove it is hidden now. */
static void
test_hidden_meanwhile (void)
{
  g_autoptr (Stage) stage = stage_new (server, "operator");
  g_autoptr (PGconn) session = client ("ana", "veiled");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "veiled");
  g_autoptr (UsherSnapshot) now = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  test_server_run (server, "REVOKE pg_read_all_stats FROM operator");
  now = stage_look (stage);
  g_assert_cmpuint (usher_targets_count_gone (targets, now), ==, 0);
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  test_server_run (server, "GRANT pg_read_all_stats TO operator");
  stage_assert_outcomes (operation, "Cannot be told apart, left alone");
  g_assert_true (test_session_is_alive (session));
}

/* A cancel needs the start of the query, which is not kept for a session like this. */
static void
test_not_tracked (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("postgres", "untracked");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) cancel = NULL;
  g_autoptr (UsherOperation) terminate = NULL;

  test_session_run (session, "SET track_activities = off");
  test_session_send (session, "SELECT pg_sleep(2)");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT state = 'disabled' FROM pg_stat_activity"
                                       " WHERE application_name = 'untracked'",
                                       30000));
  targets = stage_aim (stage, "untracked");
  cancel = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);
  stage_assert_outcomes (cancel, "Cannot be told apart, left alone");
  terminate = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  stage_assert_outcomes (terminate, "Gone");
}

static void
make_roles (void)
{
  test_server_run (server, "CREATE ROLE ana LOGIN; CREATE ROLE ben LOGIN;"
                           "CREATE ROLE ender LOGIN IN ROLE pg_signal_backend;"
                           "CREATE ROLE operator LOGIN"
                           " IN ROLE pg_signal_backend, pg_read_all_stats;");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  make_roles ();

  g_test_add_func ("/actions/permissions/refused-in-the-middle", test_refused_in_the_middle);
  g_test_add_func ("/actions/permissions/refused-unexpectedly", test_refused_unexpectedly);
  g_test_add_func ("/actions/permissions/without-any-right", test_without_any_right);
  g_test_add_func ("/actions/permissions/server-decides", test_server_decides);
  g_test_add_func ("/actions/permissions/hidden", test_hidden);
  g_test_add_func ("/actions/permissions/hidden-cancel", test_hidden_cancel);
  g_test_add_func ("/actions/permissions/hidden-but-different", test_hidden_but_different);
  g_test_add_func ("/actions/permissions/no-longer-hidden", test_no_longer_hidden);
  g_test_add_func ("/actions/permissions/hidden-meanwhile", test_hidden_meanwhile);
  g_test_add_func ("/actions/permissions/not-tracked", test_not_tracked);
  status = g_test_run ();

  test_server_stop (server);
  return status;
}
