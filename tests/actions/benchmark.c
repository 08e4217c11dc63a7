/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Terminates a thousand real sessions and sees them gone: an operation, which compares each
 * session's identity and reports each outcome, against what a person types instead, which does
 * neither. In turns on the same server; the whole time from the order to the last one gone.
 * The person's psql has to connect, Usher is connected already: to be fair, the time of a
 * psql that does nothing is taken off. */

#include <stdlib.h>

#include "stage.h"

#define N_SESSIONS 1000
#define N_ROUNDS   5
#define GOAL       1.1

/* Asks again as soon as an operation does at first. */
static const char one_liner[] =
    "DO $$ BEGIN"
    "  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'many';"
    "  LOOP"
    "    PERFORM pg_stat_clear_snapshot();"
    "    EXIT WHEN NOT EXISTS"
    "      (SELECT FROM pg_stat_activity WHERE application_name = 'many');"
    "    PERFORM pg_sleep(0.01);"
    "  END LOOP;"
    "END $$";

static double
elapsed_ms (gint64 began)
{
  return (g_get_monotonic_time () - began) / 1e3;
}

static double
run_psql (TestServer *server, const char *sql)
{
  const char *argv[] = { "psql",
                         "-X",
                         "-q",
                         "-h",
                         test_server_get_host (server),
                         "-p",
                         test_server_get_port (server),
                         "-U",
                         "postgres",
                         "-d",
                         "postgres",
                         "-c",
                         sql,
                         NULL };
  g_autoptr (GError) error = NULL;
  gint64 began = g_get_monotonic_time ();
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return elapsed_ms (began);
}

static double
measure_psql (TestServer *server)
{
  g_autoptr (GPtrArray) sessions =
      test_server_connect_many (server, N_SESSIONS, "postgres", "postgres", "many");
  double nothing = run_psql (server, "SELECT 1");

  return run_psql (server, one_liner) - nothing;
}

static double
measure_usher (TestServer *server, Stage *stage)
{
  g_autoptr (GPtrArray) sessions =
      test_server_connect_many (server, N_SESSIONS, "postgres", "postgres", "many");
  g_autoptr (UsherTargets) targets = stage_aim (stage, "many");
  gint64 began = g_get_monotonic_time ();
  g_autoptr (UsherOperation) operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);
  double ms = elapsed_ms (began);

  g_assert_cmpuint (usher_operation_count_outcome (operation, USHER_OUTCOME_GONE), ==, N_SESSIONS);
  return ms;
}

static int
compare_doubles (const void *a, const void *b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
median (double *values)
{
  qsort (values, N_ROUNDS, sizeof (double), compare_doubles);
  return values[N_ROUNDS / 2];
}

static void
benchmark (gconstpointer data)
{
  TestServer *server = (TestServer *)data;
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autofree char *psql = g_find_program_in_path ("psql");
  double with_psql[N_ROUNDS];
  double with_usher[N_ROUNDS];

  if (psql == NULL)
    {
      g_test_skip ("NOT MEASURED: there is no psql to compare with");
      return;
    }
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      with_psql[i] = measure_psql (server);
      with_usher[i] = measure_usher (server, stage);
      g_print ("# round %u: psql %4.0f ms, Usher %4.0f ms\n", i + 1, with_psql[i], with_usher[i]);
    }
  g_print ("# %u sessions terminated and seen gone: psql %4.0f ms, Usher %4.0f ms (medians), "
           "ratio %.2f, goal %.1f\n",
           N_SESSIONS, median (with_psql), median (with_usher),
           median (with_usher) / median (with_psql), GOAL);
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_connections=1100", NULL };
  TestServer *server;
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });
  g_test_add_data_func ("/benchmark/terminate-1000", server, benchmark);
  status = g_test_run ();
  test_server_stop (server);
  return status;
}
