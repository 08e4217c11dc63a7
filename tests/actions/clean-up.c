/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Clean-ups to their end, and what stops them. Also run against every supported major. */

#include "cleaner.h"
#include "errors.h"

static TestServer *test;

static void
create (const char *name)
{
  g_autofree char *sql = g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0", name);

  test_server_run (test, sql);
}

static gboolean
exists (const char *name)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM pg_database WHERE datname = '%s'", name);

  return test_server_ask_number (test, sql) == 1;
}

static void
assert_doors (const char *name, const char *wanted)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT datallowconn || ' ' || datconnlimit FROM pg_database WHERE datname = '%s'", name);
  g_autofree char *doors = test_server_ask (test, sql);

  g_assert_cmpstr (doors, ==, wanted);
}

static PGconn *
client (const char *database)
{
  return test_server_connect (test, "postgres", database, "games-api");
}

static gboolean
has_ended (gpointer session)
{
  return !test_session_is_alive (session);
}

/* The server forgets a session before it closes the socket. */
static void
assert_ended (PGconn *session)
{
  g_assert_true (test_wait_until (has_ended, session, 20000));
}

/* Returns: the SQLSTATE with which the server itself answers, "" for success */
static char *
try (const char *sql)
{
  g_autoptr (PGconn) session = test_server_connect (test, "postgres", "postgres", "psql");
  PGresult *result = PQexec (session, sql);
  char *sqlstate = g_strdup (PQresultErrorField (result, PG_DIAG_SQLSTATE));

  PQclear (result);
  return sqlstate != NULL ? sqlstate : g_strdup ("");
}

static UsherEffect
effect_of (UsherCleanUp *clean_up, UsherObstacleKind kind)
{
  UsherObstacle *obstacle = cleaner_find_obstacle (clean_up, kind);

  return obstacle != NULL ? usher_obstacle_get_effect (obstacle) : USHER_EFFECT_NONE;
}

static void
test_drop (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (PGconn) first = NULL;
  g_autoptr (PGconn) second = NULL;
  g_autofree char *sql = NULL;
  UsherObstacle *obstacle;

  create ("busy");
  first = client ("busy");
  second = client ("busy");
  test_session_run (second, "BEGIN; CREATE TABLE t (i int)");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "busy");
  obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_SESSIONS);
  g_assert_cmpstr (usher_obstacle_get_title (obstacle), ==, "2 sessions are connected");
  g_assert_cmpstr (usher_obstacle_get_detail (obstacle), ==, "2 games-api");
  g_assert_true (usher_clean_up_is_ready (clean_up));
  sql = usher_clean_up_to_sql (clean_up);
  g_assert_nonnull (strstr (sql, "ALTER DATABASE \"busy\" ALLOW_CONNECTIONS false;"));
  g_assert_nonnull (strstr (sql, "DROP DATABASE \"busy\";"));

  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_false (exists ("busy"));
  assert_ended (first);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  cleaner_close (server);
}

static void
test_copy (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (PGconn) reader = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autofree char *value = NULL;

  create ("source");
  test_server_run (test, "ALTER DATABASE source CONNECTION LIMIT 7");
  session = client ("source");
  test_session_run (session, "CREATE TABLE t AS SELECT 42 AS i");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_COPY, "source");
  usher_clean_up_set_blocking (clean_up, USHER_BLOCK_ORDINARY);
  cleaner_name (clean_up, "target");
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  assert_doors ("source", "true 7");
  reader = client ("target");
  value = test_session_ask (reader, "SELECT i FROM t");
  g_assert_cmpstr (value, ==, "42");
  g_clear_pointer (&reader, PQfinish);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  test_server_run (test, "DROP DATABASE source");
  g_assert_true (test_server_wait_for (
      test, "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = 'target'", 20000));
  test_server_run (test, "DROP DATABASE target");
  cleaner_close (server);
}

/* Nobody is kept out: nothing is altered on the way, and it is said what that means. */
static void
test_open (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("wide_open");
  session = client ("wide_open");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_RENAME, "wide_open");
  usher_clean_up_set_blocking (clean_up, USHER_BLOCK_NOBODY);
  cleaner_name (clean_up, "renamed");
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_OPEN), ==, USHER_EFFECT_NOTE);
  g_assert_null (cleaner_find_step (cleaner_row (clean_up, 0), USHER_STEP_REMEMBER));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  assert_ended (session);
  assert_doors ("renamed", "true -1");
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP DATABASE renamed");
}

static void
test_disconnect (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("emptied");
  session = client ("emptied");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DISCONNECT, "emptied");
  g_assert_null (cleaner_find_step (cleaner_row (clean_up, 0), USHER_STEP_BLOCK));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  assert_ended (session);
  assert_doors ("emptied", "true -1");
  cleaner_look (clean_up);
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_RETURNS), ==, USHER_EFFECT_NONE);

  /* It got in again, and is known. */
  g_clear_pointer (&session, PQfinish);
  session = client ("emptied");
  cleaner_look (clean_up);
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_RETURNS), ==, USHER_EFFECT_RISKS);
  g_clear_pointer (&session, PQfinish);
  g_assert_true (test_server_wait_for (
      test, "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = 'emptied'", 20000));
  test_server_run (test, "DROP DATABASE emptied");
  cleaner_close (server);
}

/* Kept out, also for another Usher; renamed meanwhile; released with one call. */
static void
test_keep_out (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (UsherRestores) restores = NULL;
  g_autoptr (GError) error = NULL;
  UsherRestore *restore;

  create ("closed");
  session = client ("closed");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_KEEP_OUT, "closed");
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  assert_ended (session);
  assert_doors ("closed", "false -1");
  g_clear_object (&clean_up);
  cleaner_close (server);

  test_server_run (test, "ALTER DATABASE closed RENAME TO shut");
  server = cleaner_connect (test, NULL, NULL);
  restores = cleaner_load (server, 1);
  restore = cleaner_restore_at (restores, 0);
  cleaner_wait_for_state (server, restore, USHER_RESTORE_KEPT_OUT);
  usher_server_refresh (server);
  g_assert_true (cleaner_apply (restores, restore, FALSE, &error));
  g_assert_no_error (error);
  assert_doors ("shut", "true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&restores);
  test_server_run (test, "DROP DATABASE shut");
  cleaner_close (server);
}

/* Who shut the door before may have a reason: Usher leaves it shut, and has nothing to release. */
static void
test_kept_out_before (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("shut_before");
  session = client ("shut_before");
  test_server_run (test, "ALTER DATABASE shut_before ALLOW_CONNECTIONS false");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_KEEP_OUT, "shut_before");
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_nonnull (
      strstr (usher_clean_up_row_get_summary (cleaner_row (clean_up, 0)), "nothing to release"));
  assert_ended (session);
  assert_doors ("shut_before", "false -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP DATABASE shut_before");
}

/* What somebody else set in the meantime is not written over unasked, and -2 never is. */
static void
test_changed_meanwhile (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (UsherRestores) restores = NULL;
  g_autoptr (GError) error = NULL;
  UsherRestore *restore;

  create ("disputed");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_KEEP_OUT, "disputed");
  cleaner_run (clean_up);
  test_server_run (test, "ALTER DATABASE disputed CONNECTION LIMIT 3");
  restores = cleaner_load (server, 1);
  restore = cleaner_restore_at (restores, 0);
  cleaner_wait_for_state (server, restore, USHER_RESTORE_CHANGED);
  g_assert_false (cleaner_apply (restores, restore, FALSE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  assert_doors ("disputed", "false 3");

  test_server_run (test, "UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'disputed'");
  cleaner_wait_for_state (server, restore, USHER_RESTORE_INVALID);
  g_assert_false (cleaner_apply (restores, restore, TRUE, &error));
  g_clear_error (&error);
  assert_doors ("disputed", "false -2");

  test_server_run (test, "UPDATE pg_database SET datconnlimit = 3 WHERE datname = 'disputed'");
  cleaner_wait_for_state (server, restore, USHER_RESTORE_CHANGED);
  g_assert_true (cleaner_apply (restores, restore, TRUE, &error));
  assert_doors ("disputed", "true 3");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  test_server_run (test, "DROP DATABASE disputed");
  g_clear_object (&restores);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

static gboolean
clear_prepared (UsherCleanUp *clean_up, UsherRemedies remedy, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherObstacle) obstacle =
      g_object_ref (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_PREPARED));

  usher_clean_up_clear_async (clean_up, cleaner_row (clean_up, 0), obstacle, remedy, NULL,
                              test_async_ready, &result);
  test_async_wait (&result);
  return usher_clean_up_clear_finish (clean_up, result, error);
}

/* Seen before, and when it is tried all the same, what was changed is put back. It belongs to
 * a role that the owner of the database can become. */
static void
test_prepared (void)
{
  UsherServer *server = NULL;
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (GError) error = NULL;

  create ("torn");
  test_server_run (test, "CREATE ROLE boss LOGIN CREATEDB; CREATE ROLE etl LOGIN;"
                         "GRANT etl TO boss; ALTER DATABASE torn OWNER TO boss;"
                         "GRANT CREATE ON DATABASE torn TO etl");
  session = test_server_connect (test, "etl", "torn", "tpc");
  test_session_run (session, "BEGIN; CREATE SCHEMA s; PREPARE TRANSACTION 'it''s 1'");
  test_session_run (session, "BEGIN; SELECT txid_current (); PREPARE TRANSACTION 'two'");
  g_clear_pointer (&session, PQfinish);

  server = cleaner_connect (test, "boss", NULL);
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "torn");
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_PREPARED), ==, USHER_EFFECT_STOPS);
  g_assert_true (
      usher_obstacle_get_may (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_PREPARED)));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  assert_doors ("torn", "true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);

  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "torn");
  g_assert_true (clear_prepared (clean_up, USHER_REMEDY_ROLL_BACK, &error));
  g_assert_no_error (error);
  cleaner_look (clean_up);
  g_assert_true (clear_prepared (clean_up, USHER_REMEDY_COMMIT, &error));
  g_assert_no_error (error);
  cleaner_look (clean_up);
  g_assert_null (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_PREPARED));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_false (exists ("torn"));
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP ROLE boss; DROP ROLE etl");
}

/* What is predicted is what the server answers. */
static void
test_predictions (void)
{
  static const struct
  {
    const char *before;
    UsherObstacleKind kind;
    UsherEffect drop;
    UsherEffect rename;
    const char *drop_says;
    const char *rename_says;
    const char *after;
  } cases[] = {
    { "ALTER DATABASE asked IS_TEMPLATE true", USHER_OBSTACLE_TEMPLATE, USHER_EFFECT_STOPS,
      USHER_EFFECT_NONE, "42809", "", "ALTER DATABASE asked IS_TEMPLATE false" },
    { "UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'asked'", USHER_OBSTACLE_INVALID,
      USHER_EFFECT_NOTE, USHER_EFFECT_STOPS, NULL, NULL,
      "UPDATE pg_database SET datconnlimit = -1 WHERE datname = 'asked'" },
  };
  UsherServer *server = cleaner_connect (test, NULL, NULL);

  create ("asked");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherCleanUp) clean_up = NULL;

      test_server_run (test, cases[i].before);
      clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "asked");
      g_assert_cmpuint (effect_of (clean_up, cases[i].kind), ==, cases[i].drop);
      usher_clean_up_set_kind (clean_up, USHER_CLEAN_UP_RENAME);
      cleaner_name (clean_up, "answered");
      g_assert_cmpuint (effect_of (clean_up, cases[i].kind), ==, cases[i].rename);
      if (cases[i].drop_says != NULL)
        {
          g_autofree char *drop = try ("DROP DATABASE asked");
          g_autofree char *rename = try ("ALTER DATABASE asked RENAME TO answered");

          g_assert_cmpstr (drop, ==, cases[i].drop_says);
          g_assert_cmpstr (rename, ==, cases[i].rename_says);
          test_server_run (test, "ALTER DATABASE answered RENAME TO asked");
        }
      test_server_run (test, cases[i].after);
    }
  test_server_run (test, "DROP DATABASE asked");
  cleaner_close (server);
}

static void
test_replication (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (UsherCleanUp) again = NULL;
  g_autofree char *answer = NULL;

  create ("sending");
  session = client ("sending");
  test_session_run (session,
                    "SELECT pg_create_logical_replication_slot ('left_over', 'test_decoding')");
  test_session_run (session, "CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere'"
                             " PUBLICATION p WITH (connect = false, slot_name = 'far')");
  g_clear_pointer (&session, PQfinish);

  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "sending");
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_LOST_SLOTS), ==, USHER_EFFECT_LOSES);
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_SUBSCRIPTIONS), ==, USHER_EFFECT_STOPS);
  g_assert_nonnull (strstr (
      usher_obstacle_get_detail (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_SUBSCRIPTIONS)),
      "far"));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_error (usher_clean_up_row_get_error (cleaner_row (clean_up, 0)), USHER_ERROR,
                  USHER_ERROR_OBJECT_IN_USE);
  assert_doors ("sending", "true -1");

  session = client ("sending");
  test_session_run (session, "ALTER SUBSCRIPTION sub SET (slot_name = NONE)");
  test_session_run (session, "DROP SUBSCRIPTION sub");
  again = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "sending");
  g_assert_true (usher_clean_up_is_ready (again));
  cleaner_run (again);
  cleaner_assert_outcome (again, USHER_CLEAN_UP_DONE);
  answer = test_server_ask (test, "SELECT count(*) FROM pg_replication_slots");
  g_assert_cmpstr (answer, ==, "0");
  cleaner_close (server);
}

/* No right to drop: it is said before, and nothing is changed when it is tried. */
static void
test_not_owner (void)
{
  UsherServer *server = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("foreign_one");
  test_server_run (test, "CREATE ROLE nobody_special LOGIN");
  server = cleaner_connect (test, "nobody_special", NULL);
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "foreign_one");
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_NOT_OWNER), ==, USHER_EFFECT_STOPS);
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_error (usher_clean_up_row_get_error (cleaner_row (clean_up, 0)), USHER_ERROR,
                  USHER_ERROR_NOT_PERMITTED);
  assert_doors ("foreign_one", "true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP DATABASE foreign_one");
  test_server_run (test, "DROP ROLE nobody_special");
}

/* Who sees nothing of a process but that there is one is not told that it may be a standby,
 * unless the server counts it among those. */
static void
test_standbys (void)
{
  UsherServer *server = NULL;
  g_autoptr (PGconn) sender = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  UsherObstacle *obstacle;

  create ("copied");
  test_server_run (test, "CREATE ROLE owner LOGIN; ALTER DATABASE copied OWNER TO owner");
  server = cleaner_connect (test, "owner", NULL);
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "copied");
  g_assert_cmpuint (usher_server_get_snapshot (server)->summary.n_hidden, >, 0);
  g_assert_null (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_STANDBYS));

  sender = test_server_connect_sender (test, NULL);
  cleaner_look (clean_up);
  obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_STANDBYS);
  g_assert_nonnull (obstacle);
  g_assert_cmpstr (usher_obstacle_get_title (obstacle), ==, "1 standby may be connected");
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP DATABASE copied");
  test_server_run (test, "DROP ROLE owner");
}

/* With pg_signal_backend alone the sessions of others can be ended, but hardly be seen. */
static void
test_hidden (void)
{
  UsherServer *server = NULL;
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("dim");
  test_server_run (test, "CREATE ROLE keeper LOGIN IN ROLE pg_signal_backend;"
                         "CREATE ROLE stranger LOGIN; ALTER DATABASE dim OWNER TO keeper");
  session = test_server_connect (test, "stranger", "dim", "unseen");
  server = cleaner_connect (test, "keeper", NULL);
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "dim");
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_SESSIONS), ==, USHER_EFFECT_CLEARED);
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  assert_ended (session);
  g_clear_object (&clean_up);
  cleaner_close (server);
  test_server_run (test, "DROP ROLE keeper; DROP ROLE stranger");
}

/* Another connection of the list leads to the database, and is none of those to end. */
static void
test_other_connection (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  UsherServer *other = NULL;
  g_autoptr (UsherCleanUp) drop = NULL;
  g_autoptr (UsherCleanUp) disconnect = NULL;
  g_autoptr (PGconn) session = NULL;
  guint n_pids;
  const gint32 *pids;
  g_autofree char *sql = NULL;

  create ("shared");
  session = client ("shared");
  other = cleaner_connect (test, NULL, "shared");
  pids = usher_server_get_own_pids (other, &n_pids);
  sql = g_strdup_printf ("SELECT count(*) FROM pg_stat_activity WHERE pid IN (%d, %d)", pids[0],
                         pids[1]);

  drop = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "shared");
  g_assert_cmpuint (effect_of (drop, USHER_OBSTACLE_OTHER_CONNECTION), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (effect_of (drop, USHER_OBSTACLE_OWN_CONNECTION), ==, USHER_EFFECT_NONE);
  disconnect = cleaner_prepare (test, server, USHER_CLEAN_UP_DISCONNECT, "shared");
  g_assert_cmpuint (effect_of (disconnect, USHER_OBSTACLE_OTHER_CONNECTION), ==, USHER_EFFECT_NOTE);
  cleaner_run (disconnect);
  cleaner_assert_outcome (disconnect, USHER_CLEAN_UP_DONE);
  assert_ended (session);
  g_assert_cmpint (test_server_ask_number (test, sql), ==, 2);

  cleaner_close (other);
  cleaner_look (drop);
  g_assert_cmpuint (effect_of (drop, USHER_OBSTACLE_OTHER_CONNECTION), ==, USHER_EFFECT_NONE);
  cleaner_run (drop);
  cleaner_assert_outcome (drop, USHER_CLEAN_UP_DONE);
  cleaner_close (server);
}

/* Usher itself is in the database, and one of several fails. */
static void
test_several (void)
{
  UsherServer *server = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (UsherCleanUp) rest = NULL;
  guint32 oids[3];

  create ("one");
  create ("two");
  create ("three");
  test_server_run (test, "ALTER DATABASE two IS_TEMPLATE true");
  server = cleaner_connect (test, NULL, "one");
  oids[0] = cleaner_find (test, "one");
  oids[1] = cleaner_find (test, "two");
  oids[2] = cleaner_find (test, "three");
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, oids, 3);
  cleaner_look (clean_up);
  g_assert_cmpuint (effect_of (clean_up, USHER_OBSTACLE_OWN_CONNECTION), ==, USHER_EFFECT_NOTE);
  g_assert_false (usher_clean_up_row_is_ready (cleaner_row (clean_up, 1)));
  cleaner_run (clean_up);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 0)), ==,
                    USHER_CLEAN_UP_DONE);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 1)), ==,
                    USHER_CLEAN_UP_FAILED);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 2)), ==,
                    USHER_CLEAN_UP_DONE);
  g_assert_false (exists ("one"));
  g_assert_false (exists ("three"));
  assert_doors ("two", "true -1");
  g_assert_cmpstr (usher_server_get_info (server)->database, ==, "postgres");

  /* What is left is done again when nothing stands in the way any more. */
  rest = usher_clean_up_new_for_rest (clean_up);
  g_assert_cmpuint (g_list_model_get_n_items (usher_clean_up_get_rows (rest)), ==, 1);
  g_assert_cmpuint (usher_clean_up_get_kind (rest), ==, USHER_CLEAN_UP_DROP);
  test_server_run (test, "ALTER DATABASE two IS_TEMPLATE false");
  cleaner_look (rest);
  cleaner_run (rest);
  cleaner_assert_outcome (rest, USHER_CLEAN_UP_DONE);
  g_assert_false (exists ("two"));
  g_assert_null (usher_clean_up_new_for_rest (rest));
  cleaner_close (server);
}

/* A name is only good to go on with when the server was asked about it. What the server would
 * refuse may be tried; what there is no command for, may not. */
static void
test_new_name (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (UsherCleanUp) clean_up = NULL;
  UsherCleanUpRow *row;

  create ("called");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_RENAME, "called");
  row = cleaner_row (clean_up, 0);
  g_assert_false (usher_clean_up_can_try (clean_up));
  cleaner_name (clean_up, "another");
  g_assert_true (usher_clean_up_is_ready (clean_up));
  usher_clean_up_set_new_name (clean_up, row, "postgres");
  g_assert_false (usher_clean_up_is_ready (clean_up));
  g_assert_false (usher_clean_up_can_try (clean_up));
  cleaner_look (clean_up);
  g_assert_false (usher_clean_up_is_ready (clean_up));
  g_assert_true (usher_clean_up_can_try (clean_up));
  test_server_run (test, "DROP DATABASE called");
  cleaner_close (server);
}

static void
test_force (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (PGconn) session = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  create ("forced");
  session = client ("forced");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "forced");
  usher_clean_up_set_force (clean_up, TRUE);
  g_assert_true (usher_clean_up_get_force (clean_up) == (test_server_get_version (test) >= 130000));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_false (exists ("forced"));
  cleaner_close (server);
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_prepared_transactions=4", "wal_level=logical", NULL };
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });

  g_test_add_func ("/actions/clean-up/drop", test_drop);
  g_test_add_func ("/actions/clean-up/copy", test_copy);
  g_test_add_func ("/actions/clean-up/open", test_open);
  g_test_add_func ("/actions/clean-up/disconnect", test_disconnect);
  g_test_add_func ("/actions/clean-up/keep-out", test_keep_out);
  g_test_add_func ("/actions/clean-up/kept-out-before", test_kept_out_before);
  g_test_add_func ("/actions/clean-up/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/actions/clean-up/prepared", test_prepared);
  g_test_add_func ("/actions/clean-up/predictions", test_predictions);
  g_test_add_func ("/actions/clean-up/replication", test_replication);
  g_test_add_func ("/actions/clean-up/not-owner", test_not_owner);
  g_test_add_func ("/actions/clean-up/standbys", test_standbys);
  g_test_add_func ("/actions/clean-up/hidden", test_hidden);
  g_test_add_func ("/actions/clean-up/other-connection", test_other_connection);
  g_test_add_func ("/actions/clean-up/several", test_several);
  g_test_add_func ("/actions/clean-up/new-name", test_new_name);
  g_test_add_func ("/actions/clean-up/force", test_force);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
