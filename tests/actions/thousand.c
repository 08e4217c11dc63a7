/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A thousand sessions at once, and a few among them that the server will not end for us. */

#include "stage.h"

#define N_SESSIONS 1000
#define N_REFUSED  3

static TestServer *server;

static guint
count_there (const char *role)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM pg_stat_activity"
                                          " WHERE application_name = 'many' AND usename = '%s'",
                                          role);

  return (guint)test_server_ask_number (server, sql);
}

static void
count_change (UsherOperation *operation, guint *n_changes)
{
  (*n_changes)++;
}

/* A busy machine needs longer for this than an operation waits. */
static void
watch_to_the_end (Stage *stage, UsherOperation *operation)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (usher_operation_is_watching (operation) && g_get_monotonic_time () < deadline)
    {
      g_autoptr (UsherSnapshot) now = stage_look (stage);

      usher_operation_observe (operation, now);
    }
}

static void
test_thousand (void)
{
  g_autoptr (Stage) stage = stage_new (server, "operator");
  g_autoptr (GPtrArray) some =
      test_server_connect_many (server, N_SESSIONS / 2, "ana", "postgres", "many");
  g_autoptr (GPtrArray) refused =
      test_server_connect_many (server, N_REFUSED, "postgres", "postgres", "many");
  g_autoptr (GPtrArray) others =
      test_server_connect_many (server, N_SESSIONS / 2, "ana", "postgres", "many");
  g_autoptr (PGconn) bystander = test_server_connect (server, "ana", "postgres", "bystander");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "many");
  g_autoptr (UsherOperation) operation =
      stage_prepare (stage, USHER_OPERATION_TERMINATE, targets, FALSE);
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_assert_cmpuint (usher_targets_get_n (targets), ==, N_SESSIONS + N_REFUSED);
  g_signal_connect (operation, "changed", G_CALLBACK (count_change), &n_changes);
  g_assert_true (stage_run (stage, operation, &error));
  g_assert_no_error (error);
  watch_to_the_end (stage, operation);

  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_GONE), ==, N_SESSIONS);
  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_NOT_PERMITTED), ==,
                    N_REFUSED);
  g_assert_cmpuint (count_there ("ana"), ==, 0);
  g_assert_cmpuint (count_there ("postgres"), ==, N_REFUSED);
  g_assert_true (test_session_is_alive (bystander));
  /* Progress was shown. */
  g_assert_cmpuint (n_changes, >=, 3);
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_connections=1100", NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });
  test_server_run (server, "CREATE ROLE ana LOGIN;"
                           "CREATE ROLE operator LOGIN"
                           " IN ROLE pg_signal_backend, pg_read_all_stats;");

  g_test_add_func ("/actions/thousand", test_thousand);
  status = g_test_run ();

  test_server_stop (server);
  return status;
}
