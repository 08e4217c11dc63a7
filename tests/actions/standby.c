/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* On a hot standby sessions are ended as on a primary, though nothing can be altered there. */

#include "stage.h"
#include "test-standby.h"

static TestServer *primary;
static TestServer *standby;

static PGconn *
client (const char *application)
{
  return test_server_connect (standby, "ana", "postgres", application);
}

static UsherSession *
seen (Stage *stage, PGconn *session)
{
  return stage_find (stage, PQbackendPID (session));
}

static UsherSession *
see_process (Stage *stage, const char *backend_type)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT pid FROM pg_stat_activity WHERE backend_type = '%s'", backend_type);

  return stage_find (stage, (gint32)test_server_ask_number (standby, sql));
}

static void
wait_until_active (PGconn *session)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT state = 'active' FROM pg_stat_activity WHERE pid = %d", PQbackendPID (session));

  g_assert_true (test_server_wait_for (standby, sql, 30000));
}

static void
test_terminate (void)
{
  g_autoptr (Stage) stage = stage_new (standby, "operator");
  g_autoptr (PGconn) idle = client ("idle");
  g_autoptr (PGconn) reader = client ("reader");
  g_autoptr (PGconn) other = client ("stays");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  test_session_run (reader, "BEGIN; SELECT 1");
  targets = stage_aim_at (stage, seen (stage, idle), seen (stage, reader), NULL);
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);

  stage_assert_outcomes (operation, "Gone | Gone");
  g_assert_false (test_session_is_alive (idle));
  g_assert_false (test_session_is_alive (reader));
  g_assert_true (test_session_is_alive (other));
}

static void
test_cancel (void)
{
  g_autoptr (Stage) stage = stage_new (standby, "operator");
  g_autoptr (PGconn) reader = client ("reads long");
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  test_session_send (reader, "SELECT pg_sleep(60)");
  wait_until_active (reader);
  targets = stage_aim_at (stage, seen (stage, reader), NULL);
  operation = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, targets);

  stage_assert_outcomes (operation, "Query ended");
  g_assert_true (test_session_is_alive (reader));
}

/* What brings the changes over and what replays them are no sessions, and stay. */
static void
test_its_own_processes (void)
{
  g_autoptr (Stage) stage = stage_new (standby, "postgres");
  g_autoptr (UsherSession) receiver = see_process (stage, "walreceiver");
  g_autoptr (UsherSession) startup = see_process (stage, "startup");
  g_autoptr (UsherTargets) targets =
      stage_aim_at (stage, g_steal_pointer (&receiver), g_steal_pointer (&startup), NULL);
  g_autoptr (UsherOperation) operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);

  stage_assert_outcomes (operation, "Cannot be signalled | Cannot be signalled");
  test_server_run (primary, "CREATE TABLE replicated (n int)");
  test_standby_catch_up (standby, primary);
  g_assert_cmpint (test_server_ask_number (
                       standby, "SELECT count(*) FROM pg_class WHERE relname = 'replicated'"),
                   ==, 1);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  primary = test_server_start ();
  test_server_run (primary, "CREATE ROLE ana LOGIN; CREATE ROLE operator LOGIN;"
                            "GRANT pg_signal_backend, pg_read_all_stats TO operator");
  standby = test_standby_start (primary);
  g_test_add_func ("/standby/terminate", test_terminate);
  g_test_add_func ("/standby/cancel", test_cancel);
  g_test_add_func ("/standby/its-own-processes", test_its_own_processes);
  status = g_test_run ();
  test_server_stop (standby);
  test_server_stop (primary);
  return status;
}
