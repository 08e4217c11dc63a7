/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include "watched.h"

static TestServer *server;

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* What pg_stat_activity says of each session that is not Usher's nor the asker's, as libpq and
 * text results bring it: a way of its own to the same truth. */
#define ACTIVITY                                                                                   \
  "SELECT pid, coalesce(datid, 0), coalesce(usesysid, 0), coalesce(datname, ''), "                 \
  "coalesce(usename, ''), coalesce(application_name, ''), coalesce(backend_type, ''), "            \
  "coalesce(state, ''), coalesce(wait_event_type, ''), query, backend_xid IS NOT NULL, "           \
  "array_to_string(ARRAY(SELECT DISTINCT b FROM unnest(pg_blocking_pids(pid)) b ORDER BY b), ' "   \
  "'), "                                                                                           \
  "(extract(epoch FROM backend_start) * 1000000)::int8, "                                          \
  "coalesce((extract(epoch FROM xact_start) * 1000000)::int8, 0), "                                \
  "coalesce((extract(epoch FROM query_start) * 1000000)::int8, 0), "                               \
  "coalesce((extract(epoch FROM state_change) * 1000000)::int8, 0) "                               \
  "FROM pg_stat_activity WHERE application_name LIKE 'test %' ORDER BY pid"

static char *
format_time (gint64 time)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, time == USHER_NO_TIME ? 0 : time);
}

static char *
format_blockers (const UsherSession *session)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < session->n_blockers; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", session->blockers[i]);
  return g_string_free (text, FALSE);
}

static void
assert_same (PGresult *rows, int row, const UsherSession *session)
{
  g_autofree char *pid = g_strdup_printf ("%d", session->id.pid);
  g_autofree char *database = g_strdup_printf ("%u", session->id.database_oid);
  g_autofree char *role = g_strdup_printf ("%u", session->id.role_oid);
  g_autofree char *blockers = format_blockers (session);
  g_autofree char *backend_start = format_time (session->id.backend_start);
  g_autofree char *xact_start = format_time (session->xact_start);
  g_autofree char *query_start = format_time (session->query_start);
  g_autofree char *state_change = format_time (session->state_change);
  const char *const expected[] = {
    pid,
    database,
    role,
    session->database,
    session->user,
    session->application,
    session->backend_type,
    session->state_text,
    or_empty (session->wait_type),
    session->query,
    session->has_xid ? "t" : "f",
    blockers,
    backend_start,
    xact_start,
    query_start,
    state_change,
  };

  g_assert_cmpint (PQnfields (rows), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (PQgetvalue (rows, row, i), ==, expected[i]);
}

/* Until each of the test's sessions waits for something, the one that sleeps too. What they are
 * then, they still are when it is asked again. */
static void
wait_for_rest (guint n_sessions)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) = %u AND count(*) FILTER (WHERE query LIKE '%%pg_sleep%%')"
                       " = count(*) FILTER (WHERE wait_event = 'PgSleep')"
                       " FROM pg_stat_activity WHERE application_name LIKE 'test %%'"
                       " AND wait_event IS NOT NULL",
                       n_sessions);

  g_assert_true (test_server_wait_for (server, sql, 20000));
}

/* Each state that a client can bring about, and two levels of blocking. */
static GPtrArray *
open_sessions (void)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)PQfinish);
  const char *const first[] = { "BEGIN; LOCK TABLE held", "BEGIN", "BEGIN; SELECT 1/0", NULL };

  test_server_run (server, "CREATE TABLE IF NOT EXISTS held ()");
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *name = g_strdup_printf ("test %u", i);

      g_ptr_array_add (sessions, test_server_connect (server, "postgres", "postgres", name));
    }
  for (guint i = 0; first[i] != NULL; i++)
    PQclear (PQexec (sessions->pdata[i], first[i]));
  test_session_send (sessions->pdata[3], "SELECT pg_sleep(600)");
  test_session_send (sessions->pdata[4], "BEGIN; LOCK TABLE held IN ROW EXCLUSIVE MODE");
  test_server_wait_for (
      server, "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 30000);
  test_session_send (sessions->pdata[5], "BEGIN; LOCK TABLE held");
  g_assert_true (test_server_wait_for (
      server, "SELECT count(*) = 2 FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 30000));
  wait_for_rest (7);
  return sessions;
}

/* A backend that sleeps does not notice that its client is gone. */
static void
end_sessions (void)
{
  test_server_run (server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                           "WHERE application_name LIKE 'test %'");
  g_assert_true (test_server_wait_for (
      server, "SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name LIKE 'test %'",
      30000));
}

static void
test_truth (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (GPtrArray) sessions = open_sessions ();
  g_autoptr (PGconn) asker = test_server_connect (server, "postgres", "postgres", "asker");
  const UsherSessionState states[] = {
    USHER_STATE_IDLE_IN_TRANSACTION,
    USHER_STATE_IDLE_IN_TRANSACTION,
    USHER_STATE_ABORTED,
    USHER_STATE_ACTIVE,
    USHER_STATE_BLOCKED,
    USHER_STATE_BLOCKED,
    USHER_STATE_IDLE,
  };
  PGresult *rows;

  watched_refresh (watched);
  rows = PQexec (asker, ACTIVITY);
  g_assert_cmpint (PQntuples (rows), ==, sessions->len);
  for (guint i = 0; i < sessions->len; i++)
    {
      UsherSession *session = watched_find_pid (watched, PQbackendPID (sessions->pdata[i]));

      g_assert_nonnull (session);
      g_assert_cmpint (session->state, ==, states[i]);
      g_assert_cmpint (session->may, ==, USHER_MAY_YES);
      g_assert_cmpstr (session->client, ==, "local");
      for (int row = 0; row < PQntuples (rows); row++)
        if (atoi (PQgetvalue (rows, row, 0)) == session->id.pid)
          assert_same (rows, row, session);
    }
  PQclear (rows);
  end_sessions ();
}

static void
test_summary (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (GPtrArray) sessions = open_sessions ();
  UsherSnapshot *snapshot;

  watched_refresh (watched);
  snapshot = usher_server_get_snapshot (watched->server);
  g_assert_cmpuint (snapshot->summary.connections_used, ==,
                    test_server_ask_number (server, "SELECT count(*) FROM pg_stat_activity "
                                                    "WHERE backend_type = 'client backend'"));
  g_assert_cmpuint (snapshot->summary.connections_usable, ==,
                    test_server_ask_number (
                        server, "SELECT current_setting('max_connections')::int - "
                                "current_setting('superuser_reserved_connections')::int - "
                                "coalesce(current_setting('reserved_connections', true)::int, 0)"));
  g_assert_cmpuint (snapshot->summary.n_idle_in_transaction, ==, 3);
  g_assert_cmpuint (snapshot->summary.n_blocked, ==, 2);
  g_assert_cmpuint (snapshot->summary.n_active, ==, 1);
  g_assert_cmpint (snapshot->summary.oldest_xact_pid, ==, PQbackendPID (sessions->pdata[0]));
  g_assert_true (snapshot->blockers_known);
  g_assert_cmpint (ABS (snapshot->server_time - g_get_real_time ()), <, 5 * G_USEC_PER_SEC);
  end_sessions ();
}

static void
test_databases (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (PGconn) session = NULL;
  UsherSnapshot *snapshot;
  UsherDatabase *database;
  const char *hostile = "a\"b'; <i>\n\\ %s";

  test_server_run (server, "CREATE ROLE builder LOGIN");
  test_server_run (server, "CREATE DATABASE \"a\"\"b'; <i>\n\\ %s\" OWNER builder "
                           "CONNECTION LIMIT 7");
  session = test_server_connect (server, "builder", hostile, "<b>&amp;");
  watched_refresh (watched);
  snapshot = usher_server_get_snapshot (watched->server);
  g_assert_cmpuint (snapshot->databases->len, ==,
                    test_server_ask_number (server, "SELECT count(*) FROM pg_database"));
  database = usher_snapshot_find_database (
      snapshot, watched_find_pid (watched, PQbackendPID (session))->id.database_oid);
  g_assert_cmpstr (database->name, ==, hostile);
  g_assert_cmpstr (database->owner, ==, "builder");
  g_assert_cmpint (database->connection_limit, ==, 7);
  g_assert_true (database->name_is_exact);
  g_assert_false (database->is_template);
  g_assert_cmpuint (database->n_sessions, ==, 1);
  g_assert_cmpstr (((UsherApplicationCount *)database->applications->pdata[0])->name, ==,
                   "<b>&amp;");
  g_assert_cmpstr (watched_find_pid (watched, PQbackendPID (session))->database, ==, hostile);
}

/* Somebody who may not look sees that others are there, and nothing of what they do. */
static void
test_hidden (void)
{
  g_autoptr (UsherAddress) address = NULL;
  g_autoptr (Watched) watched = NULL;
  g_autoptr (PGconn) other = test_server_connect (server, "postgres", "postgres", "secret work");
  UsherSession *session;
  guint n_pids;
  const gint32 *pids;

  test_server_run (server, "CREATE ROLE nobody_much LOGIN");
  test_session_run (other, "SELECT 'the secret'");
  address = test_server_new_address (server, "nobody_much", NULL);
  watched = watched_new_connected (address);
  session = watched_find_pid (watched, PQbackendPID (other));
  g_assert_nonnull (session);
  g_assert_cmpint (session->state, ==, USHER_STATE_HIDDEN);
  g_assert_cmpint (session->kind, ==, USHER_SESSION_CLIENT);
  g_assert_cmpint (session->may, ==, USHER_MAY_NEED_SUPERUSER);
  g_assert_true (usher_identity_is_weak (&session->id));
  g_assert_cmpstr (session->query, ==, "");
  g_assert_null (strstr (session->haystack, "secret'"));
  g_assert_cmpstr (session->application, ==, "secret work");
  g_assert_cmpstr (session->database, ==, "postgres");
  g_assert_cmpuint (usher_server_get_snapshot (watched->server)->summary.n_hidden, >, 0);

  /* What is its own it sees. */
  pids = usher_server_get_own_pids (watched->server, &n_pids);
  session = watched_find_pid (watched, pids[0]);
  g_assert_false (usher_identity_is_weak (&session->id));
  g_assert_true (session->is_usher);
  g_assert_cmpint (session->state, ==, USHER_STATE_ACTIVE);
}

/* Returns: (transfer full): what a standby begins with */
static PGconn *
walsender (void)
{
  const char *const keywords[] = { "host", "port", "user", "password", "replication", NULL };
  const char *const values[] = { test_server_get_host (server),
                                 test_server_get_port (server),
                                 "postgres",
                                 test_server_get_password (server),
                                 "true",
                                 NULL };
  PGconn *session = PQconnectdbParams (keywords, values, FALSE);

  g_assert_cmpint (PQstatus (session), ==, CONNECTION_OK);
  return session;
}

/* Who may not see what kind of process one is still sees who sends the log, and takes nobody
 * else for that: not the launcher of logical replication, which every server has. */
static void
test_hidden_kinds (void)
{
  g_autoptr (UsherAddress) address = NULL;
  g_autoptr (Watched) watched = NULL;
  g_autoptr (PGconn) sender = walsender ();
  gint64 launcher =
      test_server_ask_number (server, "SELECT pid FROM pg_stat_activity WHERE backend_type"
                                      " = 'logical replication launcher'");
  UsherSession *session;

  test_server_run (server, "CREATE ROLE kindless LOGIN");
  address = test_server_new_address (server, "kindless", NULL);
  watched = watched_new_connected (address);
  session = watched_find_pid (watched, (gint32)launcher);
  g_assert_cmpint (session->state, ==, USHER_STATE_HIDDEN);
  g_assert_cmpint (session->kind, ==, USHER_SESSION_SYSTEM);
  session = watched_find_pid (watched, PQbackendPID (sender));
  g_assert_cmpint (session->state, ==, USHER_STATE_HIDDEN);
  g_assert_cmpint (session->kind, ==, USHER_SESSION_WALSENDER);
}

static gboolean
shows_own (Watched *eyes, Watched *of)
{
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (of->server, &n_pids);

  g_assert_cmpuint (n_pids, ==, 2);
  watched_refresh (eyes);
  for (guint i = 0; i < n_pids; i++)
    {
      UsherSession *session = watched_find_pid (eyes, pids[i]);

      if (session == NULL || !session->is_usher || session->may != USHER_MAY_NOT_USHER)
        return FALSE;
    }
  return TRUE;
}

/* Two saved connections can lead to one server. */
static void
test_two_connections (void)
{
  g_autoptr (Watched) first = watched_new_connected (test_server_get_address (server));
  g_autoptr (Watched) second = watched_new_connected (test_server_get_address (server));

  watched_wait_for_action (first);
  watched_wait_for_action (second);
  g_assert_true (shows_own (first, second));
  g_assert_true (shows_own (second, first));
}

/* Bytes that are no UTF-8, in the query and in the name of the database, and a character cut
 * in half where the server cuts. */
static void
test_latin1 (void)
{
  g_autoptr (PGconn) session = NULL;
  g_autoptr (Watched) watched = NULL;
  g_autofree char *filler = g_strnfill (1014, 'x');
  g_autofree char *long_query = g_strdup_printf ("SELECT 1 /* %s\xe9\xe9\xe9\xe9 */", filler);
  UsherSession *seen;

  test_server_run (server, "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' "
                           "LC_COLLATE 'C' LC_CTYPE 'C'");
  session = test_server_connect (server, "postgres", "latin", "latin");
  PQsetClientEncoding (session, "LATIN1");
  test_session_run (session, "SELECT 1 AS \"\xe9t\xe9\" /* \xa4 */");
  watched = watched_new_connected (test_server_get_address (server));
  seen = watched_find_pid (watched, PQbackendPID (session));
  g_assert_cmpstr (seen->query, ==, "SELECT 1 AS \"été\" /* ¤ */");
  g_assert_false (seen->query_cut);

  test_session_run (session, long_query);
  watched_refresh (watched);
  seen = watched_find_pid (watched, PQbackendPID (session));
  g_assert_true (g_utf8_validate (seen->query, -1, NULL));
  g_assert_true (g_str_has_prefix (seen->query, "SELECT 1 /* xxx"));
  g_assert_true (seen->query_cut);
}

/* A session that does nothing costs nothing: it keeps its very record. */
static void
test_sharing (void)
{
  g_autoptr (PGconn) idle = test_server_connect (server, "postgres", "postgres", "test idle");
  g_autoptr (PGconn) busy = test_server_connect (server, "postgres", "postgres", "test busy");
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (UsherSnapshot) before =
      usher_snapshot_ref (usher_server_get_snapshot (watched->server));
  UsherSession *idle_before = watched_find_pid (watched, PQbackendPID (idle));
  UsherSession *busy_before = watched_find_pid (watched, PQbackendPID (busy));

  test_session_run (busy, "SELECT 2");
  watched_refresh (watched);
  g_assert_true (usher_server_get_snapshot (watched->server) != before);
  g_assert_true (watched_find_pid (watched, PQbackendPID (idle)) == idle_before);
  g_assert_true (watched_find_pid (watched, PQbackendPID (busy)) != busy_before);
  g_assert_cmpstr (watched_find_pid (watched, PQbackendPID (busy))->query, ==, "SELECT 2");
}

static void
test_prepared_blocker (void)
{
  g_autoptr (PGconn) waiter = test_server_connect (server, "postgres", "postgres", "test waiter");
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  UsherSession *session;

  test_server_run (server, "CREATE TABLE IF NOT EXISTS prepared ()");
  test_server_run (server, "BEGIN; LOCK TABLE prepared; PREPARE TRANSACTION 'left behind'");
  test_session_send (waiter, "BEGIN; LOCK TABLE prepared");
  g_assert_true (test_server_wait_for (
      server, "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 30000));
  watched_refresh (watched);
  session = watched_find_pid (watched, PQbackendPID (waiter));
  g_assert_cmpuint (session->n_blockers, ==, 1);
  g_assert_cmpint (session->blockers[0], ==, 0);
  test_server_run (server, "ROLLBACK PREPARED 'left behind'");
}

/* What the person asks for while a refresh is under way counts for what it brings. */
static void
test_spec (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (PGconn) other = test_server_connect (server, "postgres", "postgres", "test needle");
  UsherArrangementSpec spec = { .filter = (char *)"needle" };
  UsherArrangement *arrangement;

  usher_server_set_spec (watched->server, &spec);
  g_assert_cmpuint (watched->n_arranged, ==, 1);
  g_assert_cmpuint (usher_server_get_arrangement (watched->server)->n_rows, ==, 0);

  usher_server_refresh (watched->server);
  spec.filter = (char *)"no such thing";
  usher_server_set_spec (watched->server, &spec);
  watched_wait_for_refresh (watched);
  g_assert_cmpuint (usher_server_get_arrangement (watched->server)->n_rows, ==, 0);

  spec.filter = (char *)"needle";
  usher_server_set_spec (watched->server, &spec);
  arrangement = usher_server_get_arrangement (watched->server);
  g_assert_cmpuint (arrangement->n_rows, ==, 1);
  g_assert_cmpint (arrangement->rows[0].session->id.pid, ==, PQbackendPID (other));
}

/* A held order goes on being held from refresh to refresh, until it is let go. The filter must
 * not find the query that the test itself asks. */
static void
test_held (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (PGconn) leaves = test_server_connect (server, "postgres", "postgres", "keeper");
  g_autoptr (PGconn) stays = test_server_connect (server, "postgres", "postgres", "keeper");
  g_autoptr (PGconn) comes = NULL;
  UsherArrangementSpec spec = { .filter = (char *)"keeper" };
  UsherArrangement *arrangement;

  watched_refresh (watched);
  usher_server_set_spec (watched->server, &spec);
  spec.held = usher_server_get_arrangement (watched->server);
  g_assert_cmpuint (spec.held->n_rows, ==, 2);
  usher_server_set_spec (watched->server, &spec);

  g_clear_pointer (&leaves, PQfinish);
  comes = test_server_connect (server, "postgres", "postgres", "keeper");
  for (guint i = 0; i < 50; i++)
    {
      watched_refresh (watched);
      arrangement = usher_server_get_arrangement (watched->server);
      if (arrangement->n_rows == 3 && arrangement->rows[0].ended)
        break;
    }
  g_assert_cmpuint (arrangement->n_rows, ==, 3);
  g_assert_true (arrangement->rows[0].ended);
  g_assert_cmpint (arrangement->rows[1].session->id.pid, ==, PQbackendPID (stays));
  g_assert_cmpint (arrangement->rows[2].session->id.pid, ==, PQbackendPID (comes));

  g_clear_pointer (&comes, PQfinish);
  g_assert_true (test_server_wait_for (
      server, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'kee' || 'per'",
      30000));
  watched_refresh (watched);
  arrangement = usher_server_get_arrangement (watched->server);
  g_assert_cmpuint (arrangement->n_rows, ==, 3);
  g_assert_true (arrangement->rows[2].ended);

  spec.held = NULL;
  usher_server_set_spec (watched->server, &spec);
  arrangement = usher_server_get_arrangement (watched->server);
  g_assert_cmpuint (arrangement->n_rows, ==, 1);
}

int
main (int argc, char *argv[])
{
  const char *const settings[] = { "max_prepared_transactions=2", NULL };
  const UsherPracticeOptions options = { .settings = settings };
  int result;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&options);
  g_test_add_func ("/picture/truth", test_truth);
  g_test_add_func ("/picture/summary", test_summary);
  g_test_add_func ("/picture/databases", test_databases);
  g_test_add_func ("/picture/hidden", test_hidden);
  g_test_add_func ("/picture/hidden-kinds", test_hidden_kinds);
  g_test_add_func ("/picture/two-connections", test_two_connections);
  g_test_add_func ("/picture/latin1", test_latin1);
  g_test_add_func ("/picture/sharing", test_sharing);
  g_test_add_func ("/picture/prepared-blocker", test_prepared_blocker);
  g_test_add_func ("/picture/spec", test_spec);
  g_test_add_func ("/picture/held", test_held);
  result = g_test_run ();
  test_server_stop (server);
  return result;
}
