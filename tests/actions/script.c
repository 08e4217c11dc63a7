/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* "Show SQL" shows what works, and nothing that a name could turn into something else. */

#include <string.h>

#include "stage.h"

static TestServer *server;

/* What the script answered, in order, with bars between. */
static char *
run_script (PGconn *session, const char *sql)
{
  g_autoptr (GString) answers = g_string_new (NULL);
  PGresult *result;

  g_assert_true (PQsendQuery (session, sql));
  while ((result = PQgetResult (session)) != NULL)
    {
      if (PQresultStatus (result) == PGRES_TUPLES_OK)
        g_string_append_printf (answers, "%s%s", answers->len > 0 ? " | " : "",
                                PQgetvalue (result, 0, 0));
      else
        g_assert_cmpint (PQresultStatus (result), ==, PGRES_COMMAND_OK);
      PQclear (result);
    }
  return g_string_free (g_steal_pointer (&answers), FALSE);
}

static void
assert_script (Stage *stage, const char *role, UsherTargets *targets, const char *wanted)
{
  g_autoptr (PGconn) psql = test_server_connect (server, role, "postgres", "psql");
  g_autofree char *sql = usher_operation_to_sql (USHER_OPERATION_TERMINATE, targets);
  g_autofree char *answers = run_script (psql, sql);

  g_assert_cmpstr (answers, ==, wanted);
}

static void
test_terminate (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) first = test_server_connect (server, "postgres", "postgres", "scripted");
  g_autoptr (PGconn) second = test_server_connect (server, "postgres", "postgres", "scripted");
  g_autoptr (UsherSession) record = stage_find (stage, PQbackendPID (second));
  g_autoptr (UsherSession) own = stage_find (stage, stage->own_pids[0]);
  UsherSession *other = forge (record);
  UsherSession *disguised = forge (own);
  g_autoptr (UsherTargets) targets = NULL;

  disguised->id.backend_start++;
  other->id.backend_start++;
  targets = stage_aim_at (stage, stage_find (stage, PQbackendPID (first)), forge_done (other),
                          forge_done (disguised), NULL);
  assert_script (stage, "postgres", targets, "signalled | different_session | own_session");
  g_assert_true (test_session_is_alive (second));
}

static void
test_cancel (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) busy = test_server_connect (server, "postgres", "postgres", "busy");
  g_autoptr (PGconn) fresh = test_server_connect (server, "postgres", "postgres", "fresh");
  g_autoptr (PGconn) psql = test_server_connect (server, "postgres", "postgres", "psql");
  g_autoptr (UsherTargets) targets = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *answers = NULL;

  test_session_send (busy, "SELECT pg_sleep(30)");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT state = 'active' FROM pg_stat_activity"
                                       " WHERE application_name = 'busy'",
                                       30000));
  targets = stage_aim_at (stage, stage_find (stage, PQbackendPID (busy)),
                          stage_find (stage, PQbackendPID (fresh)), NULL);
  sql = usher_operation_to_sql (USHER_OPERATION_CANCEL_QUERY, targets);
  answers = run_script (psql, sql);
  g_assert_cmpstr (answers, ==, "signalled | not_running");
}

/* Identified by its name among other things, and the name is a stranger's. */
static void
test_hostile_application (void)
{
  static const char hostile[] = "it's \\'; SELECT pg_sleep(9) --";
  g_autoptr (Stage) stage = stage_new (server, "ender");
  g_autoptr (PGconn) session = test_server_connect (server, "ana", "postgres", hostile);
  g_autoptr (UsherTargets) targets = stage_aim (stage, hostile);

  g_assert_cmpuint (usher_targets_get_n (targets), ==, 1);
  g_assert_true (usher_identity_is_weak (&usher_targets_get_session (targets, 0)->id));
  assert_script (stage, "ender", targets, "signalled");
}

/* A comment ends at the end of its line, and nothing in a name is the end of a line. */
static void
test_hostile_names (void)
{
  static const char hostile[] = "x\nDROP DATABASE games; \r\xe2\x80\xa8 */ --\xe2\x80\xae";
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = test_server_connect (server, "ana", "postgres", "names");
  g_autoptr (UsherSession) record = stage_find (stage, PQbackendPID (session));
  UsherSession *renamed = forge (record);
  g_autoptr (UsherTargets) targets = NULL;
  g_autofree char *sql = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_comments = 0;

  g_free (renamed->user);
  g_free (renamed->application);
  renamed->user = g_strdup (hostile);
  renamed->application = g_strdup (hostile);
  targets = stage_aim_at (stage, forge_done (renamed), NULL);
  sql = usher_operation_to_sql (USHER_OPERATION_TERMINATE, targets);
  lines = g_strsplit (sql, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_false (g_str_has_prefix (lines[i], "DROP"));
      if (strstr (lines[i], "DROP") == NULL)
        continue;
      g_assert_true (g_str_has_prefix (lines[i], "-- "));
      n_comments++;
    }
  g_assert_cmpuint (n_comments, ==, 1);
  assert_script (stage, "postgres", targets, "signalled");
}

static void
test_nobody (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "nobody at all");
  g_autofree char *sql = usher_operation_to_sql (USHER_OPERATION_TERMINATE, targets);

  g_assert_cmpstr (sql, ==, "");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  test_server_run (server, "CREATE ROLE ana LOGIN;"
                           "CREATE ROLE ender LOGIN IN ROLE pg_signal_backend;");

  g_test_add_func ("/actions/script/terminate", test_terminate);
  g_test_add_func ("/actions/script/cancel", test_cancel);
  g_test_add_func ("/actions/script/hostile-application", test_hostile_application);
  g_test_add_func ("/actions/script/hostile-names", test_hostile_names);
  g_test_add_func ("/actions/script/nobody", test_nobody);
  status = g_test_run ();

  test_server_stop (server);
  return status;
}
