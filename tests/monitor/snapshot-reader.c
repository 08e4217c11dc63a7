/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "snapshot-reader.h"

#include <locale.h>

#include "errors.h"
#include "made-rows.h"
#include "made.h"
#include "result-private.h"

/* Returns: (transfer none): the only session of a snapshot */
static UsherSession *
only (UsherSnapshot *snapshot)
{
  g_assert_cmpuint (snapshot->sessions->len, ==, 1);
  return g_ptr_array_index (snapshot->sessions, 0);
}

static void
test_plain (void)
{
  PGresult *rows = made_sessions_rows ();
  const gint32 blockers[] = { 9, 0, 9 };
  g_autoptr (UsherSnapshot) snapshot = NULL;
  UsherSession *session;

  made_add_session (rows, 5);
  made_set_text (rows, 0, "state", "active");
  made_set_text (rows, 0, "wait_event_type", "Lock");
  made_set_text (rows, 0, "wait_event", "relation");
  made_set_text (rows, 0, "client_addr", "10.0.4.17");
  made_set_int32 (rows, 0, "client_port", 5555);
  made_set_bool (rows, 0, "has_xid", TRUE);
  made_set_int64 (rows, 0, "xact_start_us", MADE_START + 500);
  made_set_int32_array (rows, 0, "blocked_by", blockers, G_N_ELEMENTS (blockers));
  snapshot = made_read (rows, NULL, NULL);
  session = only (snapshot);

  g_assert_cmpint (session->id.pid, ==, 5);
  g_assert_cmpint (session->id.backend_start, ==, MADE_START + 5);
  g_assert_cmpuint (session->id.database_oid, ==, 10);
  g_assert_cmpuint (session->id.role_oid, ==, 20);
  g_assert_cmpint (session->kind, ==, USHER_SESSION_CLIENT);
  g_assert_cmpint (session->state, ==, USHER_STATE_BLOCKED);
  g_assert_cmpint (session->may, ==, USHER_MAY_YES);
  g_assert_true (session->has_xid);
  g_assert_false (session->has_xmin);
  g_assert_cmpint (session->xact_start, ==, MADE_START + 500);
  g_assert_cmpstr (session->database, ==, "shop");
  g_assert_cmpstr (session->user, ==, "ana");
  g_assert_cmpstr (session->client, ==, "10.0.4.17");
  g_assert_cmpstr (session->query, ==, "SELECT 1");
  g_assert_cmpuint (session->n_blockers, ==, 2);
  g_assert_cmpint (session->blockers[0], ==, 0);
  g_assert_cmpint (session->blockers[1], ==, 9);
  g_assert_true (snapshot->blockers_known);
  g_assert_cmpint (snapshot->server_time, ==, MADE_START + 5000);
  g_assert_cmpuint (snapshot->summary.connections_usable, ==, 95);
}

static void
test_socket (void)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;

  made_add_session (rows, 5);
  snapshot = made_read (rows, NULL, NULL);
  g_assert_cmpstr (only (snapshot)->client, ==, "local");
  g_assert_cmpint (only (snapshot)->client_port, ==, -1);
}

/* As a role sees others' sessions without pg_read_all_stats. */
static guint
add_hidden (PGresult *rows, gint32 pid, guint32 database, guint32 role)
{
  static const char *const unseen[] = {
    "backend_start_us", "client_addr",    "client_port",     "backend_type", "state",
    "xact_start_us",    "query_start_us", "state_change_us",
  };
  guint row = made_add_session (rows, pid);

  for (guint i = 0; i < G_N_ELEMENTS (unseen); i++)
    made_set_null (rows, row, unseen[i]);
  made_set_int32 (rows, row, "datid", database);
  made_set_int32 (rows, row, "usesysid", role);
  made_set_text (rows, row, "query", "<insufficient privilege>");
  made_set_bool (rows, row, "hidden", TRUE);
  made_set_text (rows, row, "may_signal", "need_signal_backend");
  return row;
}

static void
test_hidden (void)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  UsherSession *session;

  add_hidden (rows, 5, 10, 20);
  snapshot = made_read (rows, NULL, NULL);
  session = only (snapshot);
  g_assert_cmpint (session->state, ==, USHER_STATE_HIDDEN);
  g_assert_true (usher_identity_is_weak (&session->id));
  g_assert_cmpint (session->may, ==, USHER_MAY_NEED_SIGNAL_BACKEND);
  g_assert_cmpstr (session->query, ==, "");
  g_assert_cmpstr (session->client, ==, "");
  g_assert_cmpstr (session->user, ==, "ana");
  g_assert_cmpint (usher_session_since (session), ==, USHER_NO_TIME);
  g_assert_cmpuint (snapshot->summary.n_hidden, ==, 1);
}

/* Anybody may send the text that stands for a hidden query. */
static void
test_not_hidden (void)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;

  made_add_session (rows, 5);
  made_set_text (rows, 0, "query", "<insufficient privilege>");
  snapshot = made_read (rows, NULL, NULL);
  g_assert_cmpint (only (snapshot)->state, ==, USHER_STATE_IDLE);
  g_assert_cmpstr (only (snapshot)->query, ==, "<insufficient privilege>");
}

static UsherSessionKind
kind_of (const char *backend_type, guint32 database, guint32 role)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;

  if (backend_type == NULL)
    add_hidden (rows, 1, database, role);
  else
    {
      made_add_session (rows, 1);
      made_set_text (rows, 0, "backend_type", backend_type);
      made_set_int32 (rows, 0, "datid", database);
    }
  snapshot = made_read (rows, NULL, NULL);
  return only (snapshot)->kind;
}

static void
test_kinds (void)
{
  g_assert_cmpint (kind_of ("client backend", 1, 1), ==, USHER_SESSION_CLIENT);
  g_assert_cmpint (kind_of ("walsender", 0, 1), ==, USHER_SESSION_WALSENDER);
  g_assert_cmpint (kind_of ("parallel worker", 1, 1), ==, USHER_SESSION_PARALLEL);
  g_assert_cmpint (kind_of ("autovacuum worker", 1, 0), ==, USHER_SESSION_AUTOVACUUM);
  g_assert_cmpint (kind_of ("autovacuum launcher", 0, 0), ==, USHER_SESSION_SYSTEM);
  g_assert_cmpint (kind_of ("logical replication worker", 1, 1), ==, USHER_SESSION_WORKER);
  g_assert_cmpint (kind_of ("slotsync worker", 1, 0), ==, USHER_SESSION_WORKER);
  g_assert_cmpint (kind_of ("checkpointer", 0, 0), ==, USHER_SESSION_SYSTEM);
  g_assert_cmpint (kind_of ("a type of the year 2040", 0, 0), ==, USHER_SESSION_SYSTEM);
  g_assert_cmpint (kind_of (NULL, 1, 1), ==, USHER_SESSION_CLIENT);
  g_assert_cmpint (kind_of (NULL, 0, 1), ==, USHER_SESSION_SYSTEM);
  g_assert_cmpint (kind_of (NULL, 1, 0), ==, USHER_SESSION_AUTOVACUUM);
  g_assert_cmpint (kind_of (NULL, 0, 0), ==, USHER_SESSION_SYSTEM);
}

static UsherSessionState
state_of (const char *state, const char *backend_type)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;

  made_add_session (rows, 1);
  made_set_text (rows, 0, "backend_type", backend_type);
  made_set_null (rows, 0, "state");
  if (state != NULL)
    made_set_text (rows, 0, "state", state);
  snapshot = made_read (rows, NULL, NULL);
  return only (snapshot)->state;
}

static void
test_states (void)
{
  const char *client = "client backend";

  g_assert_cmpint (state_of ("active", client), ==, USHER_STATE_ACTIVE);
  g_assert_cmpint (state_of ("idle", client), ==, USHER_STATE_IDLE);
  g_assert_cmpint (state_of ("idle in transaction", client), ==, USHER_STATE_IDLE_IN_TRANSACTION);
  g_assert_cmpint (state_of ("idle in transaction (aborted)", client), ==, USHER_STATE_ABORTED);
  g_assert_cmpint (state_of ("fastpath function call", client), ==, USHER_STATE_FASTPATH);
  g_assert_cmpint (state_of ("disabled", client), ==, USHER_STATE_DISABLED);
  g_assert_cmpint (state_of ("starting", client), ==, USHER_STATE_STARTING);
  g_assert_cmpint (state_of (NULL, client), ==, USHER_STATE_STARTING);
  g_assert_cmpint (state_of (NULL, "checkpointer"), ==, USHER_STATE_BACKGROUND);
}

static UsherMay
may_of (const char *word, gint32 pid, gboolean is_me)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;

  made_add_session (rows, pid);
  made_set_text (rows, 0, "may_signal", word);
  made_set_bool (rows, 0, "is_me", is_me);
  snapshot = made_read (rows, NULL, NULL);
  g_assert_cmpint (only (snapshot)->is_usher, ==, only (snapshot)->may == USHER_MAY_NOT_USHER);
  return only (snapshot)->may;
}

static void
test_may (void)
{
  g_assert_cmpint (may_of ("yes", 1, FALSE), ==, USHER_MAY_YES);
  g_assert_cmpint (may_of ("not_backend", 1, FALSE), ==, USHER_MAY_NOT_BACKEND);
  g_assert_cmpint (may_of ("need_superuser", 1, FALSE), ==, USHER_MAY_NEED_SUPERUSER);
  g_assert_cmpint (may_of ("need_signal_backend", 1, FALSE), ==, USHER_MAY_NEED_SIGNAL_BACKEND);
  g_assert_cmpint (may_of ("need_signal_autovacuum", 1, FALSE), ==,
                   USHER_MAY_NEED_SIGNAL_AUTOVACUUM);
  g_assert_cmpint (may_of ("yes", 1, TRUE), ==, USHER_MAY_NOT_USHER);
  g_assert_cmpint (may_of ("yes", 777, FALSE), ==, USHER_MAY_NOT_USHER);
}

/* Names and queries of all sorts come out as valid UTF-8, and the rest of the row whole. */
static void
test_hostile (void)
{
  static const char *const texts[] = {
    "\"; DROP DATABASE x; --",
    "<b>&amp;</b>",
    "a\nb\tc\x01",
    "\xe2\x80\xae"
    "evil",
    "\xe9t\xe9",
    "cut \xe2\x82",
    "%s%n%d",
    "-rf",
    "'",
    "\xff\xfe\xfd",
    "\xed\xa0\x80",
    "\xf0\x9f\x90\x98",
  };
  const int encodings[] = { 0, 1, 6, 8, 24, 99 };

  for (guint i = 0; i < G_N_ELEMENTS (texts) * G_N_ELEMENTS (encodings); i++)
    {
      const char *text = texts[i % G_N_ELEMENTS (texts)];
      PGresult *rows = made_sessions_rows ();
      g_autoptr (UsherSnapshot) snapshot = NULL;
      UsherSession *session;

      made_add_session (rows, 5);
      made_set_int32 (rows, 0, "db_encoding", encodings[i / G_N_ELEMENTS (texts)]);
      made_set_text (rows, 0, "datname", text);
      made_set_text (rows, 0, "rolname", text);
      made_set_text (rows, 0, "application_name", text);
      made_set_text (rows, 0, "client_addr", text);
      made_set_text (rows, 0, "query", text);
      snapshot = made_read (rows, NULL, NULL);
      session = only (snapshot);
      g_assert_true (g_utf8_validate (session->database, -1, NULL));
      g_assert_true (g_utf8_validate (session->user, -1, NULL));
      g_assert_true (g_utf8_validate (session->application, -1, NULL));
      g_assert_true (g_utf8_validate (session->client, -1, NULL));
      g_assert_true (g_utf8_validate (session->query, -1, NULL));
      g_assert_true (g_utf8_validate (session->haystack, -1, NULL));
      if (g_str_is_ascii (text))
        g_assert_cmpstr (session->query, ==, text);
      g_assert_cmpstr (session->backend_type, ==, "client backend");
    }
}

/* A query is in the encoding of its database; a role's name is in that of wherever it was
 * made, most likely UTF-8. */
static void
test_encodings (void)
{
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;

  made_add_session (rows, 5);
  made_set_int32 (rows, 0, "db_encoding", 8);
  made_set_text (rows, 0, "query", "SELECT '\xe9t\xe9 \xc3\xa9'");
  made_set_text (rows, 0, "rolname", "Jos\xc3\xa9");
  made_set_text (rows, 0, "datname", "caf\xe9");
  snapshot = made_read (rows, NULL, NULL);
  g_assert_cmpstr (only (snapshot)->query, ==, "SELECT 'été Ã©'");
  g_assert_cmpstr (only (snapshot)->user, ==, "José");
  g_assert_cmpstr (only (snapshot)->database, ==, "café");
}

static void
test_databases (void)
{
  PGresult *rows = made_sessions_rows ();
  PGresult *databases = made_databases_rows ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  UsherDatabase *database;

  made_add_session (rows, 5);
  made_add_database (databases, 10, "shop");
  made_add_database (databases, 11, "caf\xe9");
  made_set_int32 (databases, 1, "datconnlimit", -2);
  made_set_bool (databases, 1, "datallowconn", FALSE);
  made_set_bool (databases, 1, "datistemplate", TRUE);
  made_add_database (databases, 12, "caf\xe9");
  made_set_int32 (databases, 2, "encoding", 8);
  snapshot = made_read (rows, databases, NULL);

  database = usher_snapshot_find_database (snapshot, 10);
  g_assert_cmpstr (database->name, ==, "shop");
  g_assert_cmpstr (database->owner, ==, "ana");
  g_assert_true (database->name_is_exact);
  g_assert_true (database->allows_connections);
  g_assert_false (database->is_invalid);
  g_assert_cmpuint (database->n_sessions, ==, 1);
  database = usher_snapshot_find_database (snapshot, 11);
  g_assert_false (database->name_is_exact);
  g_assert_true (database->is_invalid);
  g_assert_true (database->is_template);
  g_assert_false (database->allows_connections);
  database = usher_snapshot_find_database (snapshot, 12);
  g_assert_true (database->name_is_exact);
  g_assert_cmpstr (database->name, ==, "café");
}

static PGresult *
three_sessions (void)
{
  PGresult *rows = made_sessions_rows ();

  for (gint32 pid = 3; pid >= 1; pid--)
    made_add_session (rows, pid);
  return rows;
}

static UsherSession *
by_pid (UsherSnapshot *snapshot, gint32 pid)
{
  UsherIdentity id = { .pid = pid, .backend_start = MADE_START + pid };

  return usher_snapshot_find (snapshot, &id);
}

/* What did not change keeps its record; what did gets a new one. In any order of rows. */
static void
test_sharing (void)
{
  g_autoptr (UsherSnapshot) first = made_read (three_sessions (), NULL, NULL);
  PGresult *rows = made_sessions_rows ();
  g_autoptr (UsherSnapshot) second = NULL;
  g_autoptr (UsherSnapshot) third = NULL;

  made_add_session (rows, 1);
  made_add_session (rows, 4);
  made_add_session (rows, 3);
  made_set_text (rows, 2, "query", "SELECT 2");
  second = made_read (rows, NULL, first);
  g_assert_true (by_pid (first, 1) == by_pid (second, 1));
  g_assert_true (by_pid (first, 3) != by_pid (second, 3));
  g_assert_cmpstr (by_pid (first, 3)->query, ==, "SELECT 1");
  g_assert_cmpstr (by_pid (second, 3)->query, ==, "SELECT 2");
  g_assert_null (by_pid (second, 2));
  g_assert_nonnull (by_pid (second, 4));

  third = made_read (three_sessions (), NULL, second);
  g_assert_true (by_pid (first, 1) == by_pid (third, 1));
  g_assert_true (by_pid (second, 3) != by_pid (third, 3));
  g_assert_cmpstr (by_pid (third, 3)->query, ==, "SELECT 1");
}

/* Each column alone makes another record, NULL and "" are not the same, and the record of a
 * reused pid is never another's. */
static void
test_sharing_sees_every_change (void)
{
  g_autoptr (UsherSnapshot) first = made_read (three_sessions (), NULL, NULL);

  for (guint step = 0; step < 8; step++)
    {
      PGresult *rows = three_sessions ();
      g_autoptr (UsherSnapshot) second = NULL;

      if (step == 0)
        made_set_int64 (rows, 1, "backend_start_us", MADE_START);
      else if (step == 1)
        made_set_null (rows, 1, "application_name");
      else if (step == 2)
        made_set_text (rows, 1, "application_name", "");
      else if (step == 3)
        made_set_text (rows, 1, "wait_event_type", "");
      else if (step == 4)
        made_set_bool (rows, 1, "query_cut", TRUE);
      else if (step == 5)
        made_set_text (rows, 1, "may_signal", "need_superuser");
      else if (step == 6)
        made_set_int32 (rows, 1, "leader_pid", 9);
      else
        made_set_bool (rows, 1, "is_me", TRUE);
      second = made_read (rows, NULL, first);
      g_assert_true (second->sessions->pdata[1] != first->sessions->pdata[1]);
      g_assert_true (second->sessions->pdata[0] == first->sessions->pdata[0]);
      g_assert_true (second->sessions->pdata[2] == first->sessions->pdata[2]);
    }
}

/* The action connection came up between two refreshes: its row is the same, its meaning is
 * not. */
static void
test_sharing_and_own_pids (void)
{
  g_autoptr (UsherResult) rows = usher_result_new_take (three_sessions ());
  g_autoptr (UsherResult) databases = usher_result_new_take (made_databases_rows ());
  g_autoptr (UsherResult) facts = usher_result_new_take (made_facts_rows (0));
  const UsherAnswers answers = { rows, databases, facts, TRUE };
  const gint32 own_pids[] = { 2 };
  g_autoptr (UsherSnapshot) first = usher_snapshot_read (&answers, NULL, NULL, 0, NULL);
  g_autoptr (UsherSnapshot) second = usher_snapshot_read (&answers, first, own_pids, 1, NULL);

  g_assert_false (by_pid (first, 2)->is_usher);
  g_assert_true (by_pid (second, 2)->is_usher);
  g_assert_true (by_pid (first, 3) == by_pid (second, 3));
}

static void
test_no_facts (void)
{
  g_autoptr (UsherResult) rows = usher_result_new_take (made_sessions_rows ());
  g_autoptr (UsherResult) databases = usher_result_new_take (made_databases_rows ());
  PGresult *nothing = PQmakeEmptyPGresult (NULL, PGRES_TUPLES_OK);
  g_autoptr (UsherResult) facts = usher_result_new_take (nothing);
  const UsherAnswers answers = { rows, databases, facts, TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_snapshot_read (&answers, NULL, NULL, 0, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_PROTOCOL);
}

static void
assert_asks (guint n_blocked, gboolean asked_before, gboolean expected)
{
  g_autoptr (UsherSnapshot) previous = made_snapshot (made_sessions ());

  previous->summary.n_blocked = n_blocked;
  previous->blockers_known = asked_before;
  g_assert_cmpint (usher_snapshot_should_ask_blockers (previous), ==, expected);
}

static void
test_blockers_limit (void)
{
  g_assert_true (usher_snapshot_should_ask_blockers (NULL));
  assert_asks (200, TRUE, TRUE);
  assert_asks (201, TRUE, FALSE);
  assert_asks (200, FALSE, FALSE);
  assert_asks (151, FALSE, FALSE);
  assert_asks (150, FALSE, TRUE);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/snapshot-reader/plain", test_plain);
  g_test_add_func ("/snapshot-reader/socket", test_socket);
  g_test_add_func ("/snapshot-reader/hidden", test_hidden);
  g_test_add_func ("/snapshot-reader/not-hidden", test_not_hidden);
  g_test_add_func ("/snapshot-reader/kinds", test_kinds);
  g_test_add_func ("/snapshot-reader/states", test_states);
  g_test_add_func ("/snapshot-reader/may", test_may);
  g_test_add_func ("/snapshot-reader/hostile", test_hostile);
  g_test_add_func ("/snapshot-reader/encodings", test_encodings);
  g_test_add_func ("/snapshot-reader/databases", test_databases);
  g_test_add_func ("/snapshot-reader/sharing", test_sharing);
  g_test_add_func ("/snapshot-reader/sharing/every-change", test_sharing_sees_every_change);
  g_test_add_func ("/snapshot-reader/sharing/own-pids", test_sharing_and_own_pids);
  g_test_add_func ("/snapshot-reader/no-facts", test_no_facts);
  g_test_add_func ("/snapshot-reader/blockers-limit", test_blockers_limit);
  return g_test_run ();
}
