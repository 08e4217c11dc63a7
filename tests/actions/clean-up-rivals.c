/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody else alters the same database in the middle of a clean-up. Also run against every
 * supported major: which of two wins is the version's business. */

#include "cleaner.h"
#include "errors.h"

static TestServer *test;

#define PATIENCE_MS 60000

static void
create (const char *name)
{
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0", name);

  test_server_run (test, sql);
}

static char *
ask_doors (guint32 oid)
{
  g_autofree char *sql = g_strdup_printf ("SELECT datname || ' ' || datallowconn || ' ' || "
                                          "datconnlimit FROM pg_database WHERE oid = %u",
                                          oid);

  return test_server_ask (test, sql);
}

static void
assert_doors (guint32 oid, const char *wanted)
{
  g_autofree char *doors = ask_doors (oid);

  g_assert_cmpstr (doors, ==, wanted);
}

static PGconn *
rival (void)
{
  return test_server_connect (test, "postgres", "postgres", "rival");
}

static void
await_usher_in_queue (void)
{
  g_assert_true (test_server_wait_for (test,
                                       "SELECT count(*) > 0 FROM pg_stat_activity"
                                       " WHERE application_name ILIKE 'usher%'"
                                       "   AND wait_event_type = 'Lock'",
                                       PATIENCE_MS));
}

/* A clean-up that is held up while it ends sessions, since one of them is stopped: what is done
 * then comes after the doors were shut and before the action. */
typedef struct
{
  UsherCleanUp *clean_up;
  guint32 oid;
  PGconn *client; /* (nullable): gone on with once the rival has struck */
  PGconn *rival;
  const char *sql; /* what the rival does */
} Struggle;

static void
on_changed (UsherCleanUp *clean_up, Struggle *struggle)
{
  UsherPlanStep *step = cleaner_find_step (cleaner_row (clean_up, 0), USHER_STEP_TERMINATE);

  if (struggle->sql == NULL || usher_plan_step_get_state (step) != USHER_STEP_RUNNING)
    return;
  test_session_run (struggle->rival, struggle->sql);
  struggle->sql = NULL;
  test_server_signal (test, "CONT", PQbackendPID (struggle->client));
}

static void
struggle_begin (Struggle *self, UsherServer *server, UsherCleanUpKind kind, const char *sql)
{
  *self = (Struggle){ .sql = sql, .rival = rival () };
  create ("fought_over");
  self->oid = cleaner_find (test, "fought_over");
  self->client = test_server_connect (test, "postgres", "fought_over", "client");
  self->clean_up = cleaner_prepare (test, server, kind, "fought_over");
  if (kind != USHER_CLEAN_UP_DROP)
    cleaner_name (self->clean_up, "won");
  test_server_signal (test, "STOP", PQbackendPID (self->client));
  g_signal_connect (self->clean_up, "changed", G_CALLBACK (on_changed), self);
}

static void
struggle_end (Struggle *self)
{
  g_assert_null (self->sql);
  g_clear_object (&self->clean_up);
  PQfinish (self->client);
  PQfinish (self->rival);
  test_server_run (test, "DROP DATABASE IF EXISTS fought_over");
  test_server_run (test, "DROP DATABASE IF EXISTS won");
}

/* Both alter the database, and Usher comes second: "tuple concurrently updated" */

static void
test_overtaken_at_door (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) other = rival ();
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  create ("fought_over");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "fought_over");
  test_session_run (other, "BEGIN; ALTER DATABASE fought_over CONNECTION LIMIT 9");
  usher_clean_up_run_async (clean_up, NULL, test_async_ready, &result);
  await_usher_in_queue ();
  test_session_run (other, "COMMIT");
  test_async_wait (&result);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

static void
test_overtaken_in_action (gconstpointer data)
{
  UsherCleanUpKind kind = (UsherCleanUpKind)GPOINTER_TO_INT (data);
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  Struggle struggle;

  struggle_begin (&struggle, server, kind, "BEGIN; ALTER DATABASE fought_over CONNECTION LIMIT -1");
  usher_clean_up_run_async (struggle.clean_up, NULL, test_async_ready, &result);
  await_usher_in_queue ();
  test_session_run (struggle.rival, "COMMIT");
  test_async_wait (&result);
  cleaner_assert_outcome (struggle.clean_up, USHER_CLEAN_UP_DONE);
  assert_doors (struggle.oid, kind == USHER_CLEAN_UP_DROP ? NULL : "won true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  struggle_end (&struggle);
  cleaner_close (server);
}

/* A copy waits for who comments on its source, and meanwhile a third one begins to alter it. */
static void
test_overtaken_at_restore (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) commentator = rival ();
  g_autoptr (PGconn) other = rival ();
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  guint32 oid;

  create ("fought_over");
  oid = cleaner_find (test, "fought_over");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_COPY, "fought_over");
  cleaner_name (clean_up, "won");
  test_session_run (commentator, "BEGIN; COMMENT ON DATABASE fought_over IS 'mine'");
  usher_clean_up_run_async (clean_up, NULL, test_async_ready, &result);
  await_usher_in_queue ();
  test_session_run (other, "BEGIN; ALTER DATABASE fought_over CONNECTION LIMIT -1");
  test_session_run (commentator, "COMMIT");
  g_assert_true (test_server_wait_for (test,
                                       "SELECT count(*) > 0 FROM pg_stat_activity"
                                       " WHERE application_name ILIKE 'usher%'"
                                       "   AND wait_event_type = 'Lock'"
                                       "   AND query LIKE '%ALLOW_CONNECTIONS true'",
                                       PATIENCE_MS));
  test_session_run (other, "COMMIT");
  test_async_wait (&result);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  assert_doors (oid, "fought_over true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP DATABASE fought_over");
  test_server_run (test, "DROP DATABASE won");
}

/* Whoever holds a lock on the database is seen before, and waited for. */
static void
test_locked (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) commentator = rival ();
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  UsherObstacle *obstacle;

  create ("fought_over");
  test_session_run (commentator, "BEGIN; COMMENT ON DATABASE fought_over IS 'mine'");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "fought_over");
  obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_LOCKED);
  g_assert_nonnull (obstacle);
  g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, USHER_EFFECT_WAITS);
  usher_clean_up_run_async (clean_up, NULL, test_async_ready, &result);
  await_usher_in_queue ();
  test_session_run (commentator, "COMMIT");
  test_async_wait (&result);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

/* Between the look and the first step */

/* Another database has the name now: it is not the one that was meant. */
static void
test_replaced (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (UsherCleanUp) clean_up = NULL;
  guint32 meant, other;

  create ("fought_over");
  meant = cleaner_find (test, "fought_over");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "fought_over");
  test_server_run (test, "ALTER DATABASE fought_over RENAME TO won");
  create ("fought_over");
  other = cleaner_find (test, "fought_over");
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  assert_doors (meant, "won true -1");
  assert_doors (other, "fought_over true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP DATABASE fought_over");
  test_server_run (test, "DROP DATABASE won");
}

static void
test_gone (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("fought_over");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_RENAME, "fought_over");
  cleaner_name (clean_up, "won");
  test_server_run (test, "DROP DATABASE fought_over");
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_error (usher_clean_up_row_get_error (cleaner_row (clean_up, 0)), USHER_ERROR,
                  USHER_ERROR_NO_DATABASE);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

/* Between the shut door and the action */

typedef struct
{
  const char *path;
  UsherCleanUpKind kind;
  const char *sql;
  UsherCleanUpOutcome outcome;
  const char *doors; /* (nullable): in the end; NULL: there is no such database any more */
  guint n_records;
} Case;

#define PATH "/actions/clean-up-rivals/"

static const Case cases[] = {
  /* As if renamed, which the server refuses while somebody is in there. */
  { PATH "between/renamed", USHER_CLEAN_UP_DROP,
    "UPDATE pg_database SET datname = 'won' WHERE datname = 'fought_over'", USHER_CLEAN_UP_FAILED,
    "won true -1", 0 },
  { PATH "between/marked", USHER_CLEAN_UP_DROP, "ALTER DATABASE fought_over IS_TEMPLATE true",
    USHER_CLEAN_UP_FAILED, "fought_over true -1", 0 },
  { PATH "between/name-taken-for-rename", USHER_CLEAN_UP_RENAME,
    "CREATE DATABASE won TEMPLATE template0", USHER_CLEAN_UP_FAILED, "fought_over true -1", 0 },
  { PATH "between/name-taken-for-copy", USHER_CLEAN_UP_COPY,
    "CREATE DATABASE won TEMPLATE template0", USHER_CLEAN_UP_FAILED, "fought_over true -1", 0 },
  /* What somebody else set is not written over, and Usher remembers what was before. */
  { PATH "between/limited", USHER_CLEAN_UP_RENAME, "ALTER DATABASE fought_over CONNECTION LIMIT 3",
    USHER_CLEAN_UP_FAILED, "won false 3", 1 },
  { PATH "between/opened", USHER_CLEAN_UP_RENAME,
    "ALTER DATABASE fought_over ALLOW_CONNECTIONS true", USHER_CLEAN_UP_DONE, "won true -1", 0 },
};

static void
forget_all (UsherServer *server, guint n)
{
  g_autoptr (UsherRestores) restores = cleaner_load (server, n);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    g_assert_true (cleaner_apply (restores, cleaner_restore_at (restores, 0), TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
}

static void
test_between (gconstpointer data)
{
  const Case *is = data;
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  Struggle struggle;

  struggle_begin (&struggle, server, is->kind, is->sql);
  cleaner_run (struggle.clean_up);
  cleaner_assert_outcome (struggle.clean_up, is->outcome);
  assert_doors (struggle.oid, is->doors);
  g_assert_cmpuint (cleaner_count_records (), ==, is->n_records);
  forget_all (server, is->n_records);
  test_server_run (test, "UPDATE pg_database SET datistemplate = false"
                         " WHERE datname = 'fought_over'");
  struggle_end (&struggle);
  cleaner_close (server);
}

int
main (int argc, char **argv)
{
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();

  g_test_add_func (PATH "overtaken/at-door", test_overtaken_at_door);
  g_test_add_data_func (PATH "overtaken/in-drop", GINT_TO_POINTER (USHER_CLEAN_UP_DROP),
                        test_overtaken_in_action);
  g_test_add_data_func (PATH "overtaken/in-rename", GINT_TO_POINTER (USHER_CLEAN_UP_RENAME),
                        test_overtaken_in_action);
  g_test_add_func (PATH "overtaken/at-restore", test_overtaken_at_restore);
  g_test_add_func (PATH "locked", test_locked);
  g_test_add_func (PATH "replaced", test_replaced);
  g_test_add_func (PATH "gone", test_gone);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_between);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
