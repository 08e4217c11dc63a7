/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The practice server's clients are there, wait for each other, and come back. */

#include <string.h>

#include "test-async.h"
#include "test-server.h"

#define CLIENTS                                                                                    \
  "pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> 'test'"

static TestServer *server;

static void
assert_true (const char *sql)
{
  g_autofree char *answer = test_server_ask (server, sql);

  if (g_strcmp0 (answer, "t") != 0)
    g_error ("not true: %s", sql);
}

static void
assert_comes_true (const char *sql)
{
  if (!test_server_wait_for (server, sql, 30000))
    g_error ("did not come true: %s", sql);
}

static void
test_sessions (void)
{
  assert_true ("SELECT count(*) >= 40 FROM " CLIENTS);
  assert_true ("SELECT count(DISTINCT application_name) >= 5 FROM " CLIENTS);
  assert_true ("SELECT array_agg(DISTINCT datname::text ORDER BY datname::text)"
               " = '{analytics,games,games_old,shop}' FROM " CLIENTS);
}

static void
test_roles (void)
{
  assert_true ("SELECT count(DISTINCT rolname) >= 5 AND NOT bool_or(rolsuper) FROM pg_roles"
               " WHERE rolname IN (SELECT usename FROM " CLIENTS ")");
}

static void
test_states (void)
{
  assert_comes_true ("SELECT array_agg(DISTINCT state) @> '{active,idle,idle in transaction}'"
                     " FROM " CLIENTS);
  assert_comes_true ("SELECT count(*) >= 5 FROM " CLIENTS " AND state = 'active'");
}

/* Who waits for somebody who waits for somebody who does not wait. */
static void
test_waiters_two_deep (void)
{
  assert_comes_true ("WITH waits AS (SELECT a.pid, a.datname, b.holder FROM pg_stat_activity AS a,"
                     " unnest(pg_blocking_pids(a.pid)) AS b(holder))"
                     " SELECT count(DISTINCT second.datname) = 2 FROM waits AS second"
                     " JOIN waits AS first ON first.pid = second.holder"
                     " JOIN pg_stat_activity AS root ON root.pid = first.holder"
                     " WHERE root.state = 'idle in transaction'");
}

static void
test_prepared_transaction (void)
{
  assert_true ("SELECT count(*) = 1 AND min(database) = 'games_old' FROM pg_prepared_xacts");
}

static void
test_inactive_slot (void)
{
  assert_true ("SELECT count(*) = 1 AND min(database) = 'games_old' AND NOT bool_or(active)"
               " FROM pg_replication_slots WHERE slot_type = 'logical'");
}

/* What the clients do succeeds: their statements fit their tables. */
static void
test_no_errors (void)
{
  g_autofree char *path = g_build_filename (test_server_get_host (server), "server.log", NULL);
  g_autofree char *log = NULL;

  test_wait (4000);
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  g_assert_null (strstr (log, "ERROR:"));
  g_assert_null (strstr (log, "FATAL:"));
}

static void
test_reconnecting_client (void)
{
  g_autofree char *pid =
      test_server_ask (server, "SELECT pid FROM " CLIENTS " AND application_name = 'games-api'"
                               " AND datname = 'games_old'");
  g_autofree char *terminate = g_strdup_printf ("SELECT pg_terminate_backend(%s)", pid);
  g_autofree char *is_back =
      g_strdup_printf ("SELECT count(*) = 1 FROM " CLIENTS " AND application_name = 'games-api'"
                       " AND datname = 'games_old' AND pid <> %s",
                       pid);

  test_server_run (server, terminate);
  g_assert_true (test_server_wait_for (server, is_back, 30000));
}

/* A client whose query is cancelled looks at the error, rolls back, and rests. */
static void
test_cancelled (void)
{
#define VICTIM CLIENTS " AND query LIKE 'UPDATE orders SET quantity = quantity + 1%'"
  assert_true ("SELECT pg_cancel_backend(pid) FROM " VICTIM " AND wait_event_type = 'Lock'");
  assert_comes_true ("SELECT state = 'idle in transaction (aborted)' FROM " VICTIM);
  assert_comes_true ("SELECT count(*) = 0 FROM " CLIENTS " AND state ~ 'aborted'");
  assert_true ("SELECT count(*) = 0 FROM " CLIENTS
               " AND datname = 'shop' AND wait_event_type = 'Lock'");
#undef VICTIM
}

/* Those who do not reconnect stay away; their waiters are released. */
static void
test_terminated_stay_away (void)
{
#define VICTIMS                                                                                    \
  CLIENTS " AND (datname, application_name) IN (('games', 'psql'), ('shop', 'metabase'))"
  assert_true ("SELECT count(*) >= 2 FROM " CLIENTS
               " AND datname = 'games' AND wait_event_type = 'Lock'");
  assert_true ("SELECT bool_and(pg_terminate_backend(pid)) FROM " VICTIMS);
  assert_comes_true ("SELECT count(*) = 0 FROM " CLIENTS
                     " AND datname = 'games' AND wait_event_type = 'Lock'");
  test_wait (3000);
  assert_true ("SELECT count(*) = 0 FROM " VICTIMS);
#undef VICTIMS
}

static void
test_restart_brings_all_back (void)
{
  test_server_restart (server);
  assert_comes_true ("SELECT count(*) >= 40 FROM " CLIENTS);
  test_waiters_two_deep ();
}

int
main (int argc, char **argv)
{
  const UsherPracticeOptions options = { .clients = TRUE };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&options);

  g_test_add_func ("/practice/clients/sessions", test_sessions);
  g_test_add_func ("/practice/clients/roles", test_roles);
  g_test_add_func ("/practice/clients/states", test_states);
  g_test_add_func ("/practice/clients/waiters-two-deep", test_waiters_two_deep);
  g_test_add_func ("/practice/clients/prepared-transaction", test_prepared_transaction);
  g_test_add_func ("/practice/clients/inactive-slot", test_inactive_slot);
  g_test_add_func ("/practice/clients/no-errors", test_no_errors);
  g_test_add_func ("/practice/clients/reconnecting", test_reconnecting_client);
  g_test_add_func ("/practice/clients/cancelled", test_cancelled);
  g_test_add_func ("/practice/clients/terminated-stay-away", test_terminated_stay_away);
  g_test_add_func ("/practice/clients/restart", test_restart_brings_all_back);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
