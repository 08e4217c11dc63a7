/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* DROP DATABASE ... WITH (FORCE): what Usher predicts, beside what the server answers. Whom it may
 * end is asked by other rules than whom pg_terminate_backend() may. Also run against every
 * supported major: these rules belong to the version. */

#include "cleaner.h"
#include "obstructions.h"

static TestServer *test;

typedef struct
{
  const char *path;
  const char *role; /* (nullable): owns the database, and drops it; else the superuser */
  void (*obstruct) (Site *site);
  UsherObstacleKind obstacle;
  UsherEffect effect;
  const char *sqlstate; /* "" for success */
  UsherBlocking blocking;
  gboolean plain_works; /* without FORCE, although not with it */
  int since;            /* the first version for which it means anything */
} Case;

static void
let_in_stranger (Site *site)
{
  obstruct_with_session_of (site, "stranger");
}

static void
make_template (Site *site)
{
  site_run (site, "ALTER DATABASE %s IS_TEMPLATE true", site->database);
}

#define PATH "/actions/clean-up-force/"

/* What is prepared comes last, since no slot could be made any more. */
static const Case cases[] = {
  { PATH "autovacuum/owner", "plain", obstruct_with_autovacuum, USHER_OBSTACLE_AUTOVACUUM,
    USHER_EFFECT_STOPS, "42501", USHER_BLOCK_EVERYBODY, TRUE, 0 },
  { PATH "autovacuum/signals-sessions", "signaler", obstruct_with_autovacuum,
    USHER_OBSTACLE_AUTOVACUUM, USHER_EFFECT_WAITS, "", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  /* That it may end the worker by hand does not count. */
  { PATH "autovacuum/signals-autovacuum", "vacuumer", obstruct_with_autovacuum,
    USHER_OBSTACLE_AUTOVACUUM, USHER_EFFECT_STOPS, "42501", USHER_BLOCK_EVERYBODY, TRUE, 180000 },
  { PATH "autovacuum/superuser", NULL, obstruct_with_autovacuum, USHER_OBSTACLE_AUTOVACUUM,
    USHER_EFFECT_WAITS, "", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "sessions/superuser", NULL, obstruct_with_session, USHER_OBSTACLE_SESSIONS,
    USHER_EFFECT_CLEARED, "", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "sessions/strangers", "plain", let_in_stranger, USHER_OBSTACLE_SESSIONS,
    USHER_EFFECT_STOPS, "42501", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "sessions/strangers-for-signaler", "signaler", let_in_stranger, USHER_OBSTACLE_SESSIONS,
    USHER_EFFECT_CLEARED, "", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "sessions/superusers-for-signaler", "signaler", obstruct_with_session,
    USHER_OBSTACLE_SESSIONS, USHER_EFFECT_STOPS, "42501", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "template", NULL, make_template, USHER_OBSTACLE_TEMPLATE, USHER_EFFECT_STOPS, "42809",
    USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "active-slot/blocked", NULL, obstruct_with_temporary_slot, USHER_OBSTACLE_ACTIVE_SLOTS,
    USHER_EFFECT_CLEARED, "55006", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "active-slot/open", NULL, obstruct_with_temporary_slot, USHER_OBSTACLE_ACTIVE_SLOTS,
    USHER_EFFECT_STOPS, "55006", USHER_BLOCK_NOBODY, TRUE, 0 },
  { PATH "what-stays/subscription", NULL, obstruct_with_subscription, USHER_OBSTACLE_SUBSCRIPTIONS,
    USHER_EFFECT_STOPS, "55006", USHER_BLOCK_EVERYBODY, FALSE, 0 },
  { PATH "what-stays/prepared", NULL, obstruct_with_prepared_transaction, USHER_OBSTACLE_PREPARED,
    USHER_EFFECT_STOPS, "55006", USHER_BLOCK_EVERYBODY, FALSE, 0 },
};

static Site *
build (const Case *is)
{
  g_autofree char *name = g_strdup_printf ("forced_%u", (guint)(is - cases));
  Site *site = site_new (test, name);

  if (is->role != NULL)
    site_run (site, "ALTER DATABASE %s OWNER TO %s", name, is->role);
  is->obstruct (site);
  return site;
}

static UsherCleanUp *
prepare (UsherServer *server, const Case *is, Site *site, gboolean force)
{
  UsherCleanUp *clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, site->database);
  UsherObstacle *obstacle = NULL;

  usher_clean_up_set_blocking (clean_up, is->blocking);
  usher_clean_up_set_force (clean_up, force);
  g_assert_cmpint (usher_clean_up_get_force (clean_up), ==, force);
  obstacle = cleaner_find_obstacle (clean_up, is->obstacle);
  g_assert_nonnull (obstacle);
  if (force)
    {
      g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, is->effect);
      g_assert_true (usher_obstacle_get_may (obstacle)
                     == (usher_obstacle_get_who_may (obstacle)[0] == '\0'));
      g_assert_true (usher_obstacle_get_may (obstacle) == !g_str_equal (is->sqlstate, "42501"));
    }
  return clean_up;
}

static void
assert_verdict (const Case *is, Site *site)
{
  const char *role = is->role != NULL ? is->role : "postgres";
  g_autoptr (PGconn) session = test_server_connect (test, role, "postgres", "verdict");
  g_autofree char *sql = g_strdup_printf ("DROP DATABASE %s WITH (FORCE)", site->database);
  PGresult *result = PQexec (session, sql);
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  g_test_message ("%s", PQresultErrorMessage (result));
  g_assert_cmpstr (sqlstate != NULL ? sqlstate : "", ==, is->sqlstate);
  PQclear (result);
}

static void
assert_runs (UsherServer *server,
             const Case *is,
             Site *site,
             gboolean force,
             UsherCleanUpOutcome outcome)
{
  g_autoptr (UsherCleanUp) clean_up = prepare (server, is, site, force);
  g_autofree char *sql =
      g_strdup_printf ("SELECT datallowconn || ' ' || datconnlimit FROM pg_database"
                       " WHERE datname = '%s'",
                       site->database);
  g_autofree char *doors = NULL;

  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, outcome);
  doors = test_server_ask (test, sql);
  g_assert_cmpstr (doors, ==, outcome == USHER_CLEAN_UP_DONE ? NULL : "true -1");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
}

static void
test_case (gconstpointer data)
{
  const Case *is = data;
  int version = test_server_get_version (test);
  UsherServer *server = NULL;
  g_autoptr (Site) site = NULL;

  if (version < 130000 || version < is->since)
    return;
  site = build (is);
  server = cleaner_connect (test, is->role, NULL);
  g_object_unref (prepare (server, is, site, TRUE));
  assert_verdict (is, site);
  if (is->sqlstate[0] == '\0')
    {
      site_free (site);
      site = build (is);
    }
  assert_runs (server, is, site, TRUE,
               is->effect != USHER_EFFECT_STOPS ? USHER_CLEAN_UP_DONE : USHER_CLEAN_UP_FAILED);
  if (is->plain_works)
    assert_runs (server, is, site, FALSE, USHER_CLEAN_UP_DONE);
  cleaner_close (server);
}

/* The server ends the worker itself, on every version and for every owner. */
static void
test_autovacuum_without_force (void)
{
  g_autoptr (Site) site = build (&cases[0]);
  UsherServer *server = cleaner_connect (test, "plain", NULL);

  assert_runs (server, &cases[0], site, FALSE, USHER_CLEAN_UP_DONE);
  cleaner_close (server);
}

static void
assert_subscription (const char *role, gboolean may)
{
  UsherServer *server = cleaner_connect (test, role, NULL);
  g_autoptr (UsherCleanUp) clean_up =
      cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "subscribed");
  UsherObstacle *obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_SUBSCRIPTIONS);

  g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, USHER_EFFECT_STOPS);
  g_assert_cmpint (usher_obstacle_get_may (obstacle), ==, may);
  g_assert_cmpint (usher_obstacle_get_who_may (obstacle)[0] == '\0', ==, may);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

/* Since 16 it may belong to an ordinary role, which can drop it; before that, to superusers. */
static void
test_subscription_owner (void)
{
  g_autoptr (Site) site = site_new (test, "subscribed");
  gboolean has_role = test_server_get_version (test) >= 160000;
  g_autoptr (PGconn) session = NULL;

  site_run (site, "CREATE ROLE subscriber LOGIN; ALTER DATABASE subscribed OWNER TO subscriber");
  if (has_role)
    site_run (site, "GRANT pg_create_subscription TO subscriber");
  session = test_server_connect (test, has_role ? "subscriber" : "postgres", "subscribed", "owner");
  test_session_run (session, "CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere password=x'"
                             " PUBLICATION p WITH (connect = false, slot_name = 'far')");
  assert_subscription ("subscriber", has_role);
  assert_subscription ("plain", FALSE);
  assert_subscription ("postgres", TRUE);
  test_session_run (session, "ALTER SUBSCRIPTION sub SET (slot_name = NONE)");
  test_session_run (session, "DROP SUBSCRIPTION sub");
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "autovacuum_naptime=1", NULL };
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });
  test_server_run (test, "CREATE ROLE plain LOGIN CREATEDB; CREATE ROLE stranger LOGIN;"
                         "CREATE ROLE signaler LOGIN CREATEDB IN ROLE pg_signal_backend;"
                         "CREATE ROLE vacuumer LOGIN CREATEDB");
  if (test_server_get_version (test) >= 180000)
    test_server_run (test, "GRANT pg_signal_autovacuum_worker TO vacuumer");

  g_test_add_func (PATH "autovacuum/without-force", test_autovacuum_without_force);
  g_test_add_func (PATH "subscription-owner", test_subscription_owner);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_case);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
