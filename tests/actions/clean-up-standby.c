/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A clean-up on a hot standby, where nothing can be altered, and one on its primary. */

#include "cleaner.h"
#include "errors.h"
#include "test-standby.h"

static TestServer *primary;
static TestServer *standby;

static void
assert_verdict (const char *sql, const char *sqlstate)
{
  g_autoptr (PGconn) session = test_server_connect (standby, "postgres", "postgres", "verdict");
  PGresult *result = PQexec (session, sql);

  g_assert_cmpstr (PQresultErrorField (result, PG_DIAG_SQLSTATE), ==, sqlstate);
  PQclear (result);
}

static gboolean
has_ended (gpointer session)
{
  return !test_session_is_alive (session);
}

/* Said before, and nothing is left behind when it is tried all the same. */
static void
test_altering (void)
{
  static const struct
  {
    UsherCleanUpKind kind;
    const char *sql;
  } kinds[] = {
    { USHER_CLEAN_UP_DROP, "DROP DATABASE copied" },
    { USHER_CLEAN_UP_RENAME, "ALTER DATABASE copied RENAME TO other" },
    { USHER_CLEAN_UP_COPY, "CREATE DATABASE other TEMPLATE copied" },
    { USHER_CLEAN_UP_KEEP_OUT, "ALTER DATABASE copied ALLOW_CONNECTIONS false" },
  };
  UsherServer *server = cleaner_connect (standby, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (UsherCleanUp) clean_up =
          cleaner_prepare (standby, server, kinds[i].kind, "copied");
      UsherObstacle *obstacle = NULL;

      cleaner_name (clean_up, "other");
      obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_RECOVERY);
      g_assert_nonnull (obstacle);
      g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, USHER_EFFECT_STOPS);
      g_assert_false (usher_obstacle_get_may (obstacle));
      assert_verdict (kinds[i].sql, "25006");
      cleaner_run (clean_up);
      cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
      g_assert_error (usher_clean_up_row_get_error (cleaner_row (clean_up, 0)), USHER_ERROR,
                      USHER_ERROR_READ_ONLY);
      g_assert_cmpuint (cleaner_count_records (), ==, 0);
    }
  cleaner_close (server);
}

/* What still works there. */
static void
test_disconnecting (void)
{
  UsherServer *server = cleaner_connect (standby, NULL, NULL);
  g_autoptr (PGconn) session = test_server_connect (standby, "postgres", "copied", "reader");
  g_autoptr (UsherCleanUp) clean_up =
      cleaner_prepare (standby, server, USHER_CLEAN_UP_DISCONNECT, "copied");

  g_assert_null (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_RECOVERY));
  g_assert_true (usher_clean_up_is_ready (clean_up));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_true (test_wait_until (has_ended, session, CLEANER_PATIENCE_MS));
  g_clear_object (&clean_up);
  cleaner_close (server);
}

/* The primary knows nothing of who reads on a standby, and a drop ends them there. */
static void
test_dropping_on_primary (void)
{
  UsherServer *server = cleaner_connect (primary, NULL, NULL);
  g_autoptr (PGconn) session = test_server_connect (standby, "postgres", "copied", "reader");
  g_autoptr (UsherCleanUp) clean_up =
      cleaner_prepare (primary, server, USHER_CLEAN_UP_DROP, "copied");
  UsherObstacle *obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_STANDBYS);

  g_assert_nonnull (obstacle);
  g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, USHER_EFFECT_LOSES);
  g_assert_cmpuint (usher_obstacle_get_count (obstacle), ==, 1);
  g_assert_null (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_SESSIONS));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_true (test_wait_until (has_ended, session, CLEANER_PATIENCE_MS));
  g_clear_object (&clean_up);
  cleaner_close (server);
}

int
main (int argc, char **argv)
{
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  primary = test_server_start ();
  test_server_run (primary, "CREATE DATABASE copied TEMPLATE template0");
  standby = test_standby_start (primary);

  g_test_add_func ("/actions/clean-up-standby/altering", test_altering);
  g_test_add_func ("/actions/clean-up-standby/disconnecting", test_disconnecting);
  g_test_add_func ("/actions/clean-up-standby/dropping-on-primary", test_dropping_on_primary);
  status = g_test_run ();

  test_server_stop (standby);
  test_server_stop (primary);
  return status;
}
