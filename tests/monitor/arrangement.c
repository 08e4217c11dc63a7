/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "made.h"

static void
assert_rows (UsherSnapshot *snapshot, const UsherArrangementSpec *spec, const char *expected)
{
  g_autoptr (UsherArrangement) arrangement = usher_arrange (snapshot, spec);
  g_autofree char *pids = made_pids (arrangement);

  g_assert_cmpstr (pids, ==, expected);
}

static void
assert_sorted (UsherSnapshot *snapshot,
               UsherColumn column,
               const char *ascending,
               const char *descending)
{
  UsherArrangementSpec spec = { .sort_column = column };

  assert_rows (snapshot, &spec, ascending);
  spec.descending = TRUE;
  assert_rows (snapshot, &spec, descending);
}

/* Pid 4 knows nothing of itself; 2 and 3 are equal in all but their pids. */
static UsherSnapshot *
four_sessions (void)
{
  GPtrArray *sessions = made_sessions ();
  const gint32 blockers[] = { 0, 3, 3, 9 };

  for (gint32 pid = 4; pid >= 1; pid--)
    {
      UsherSession *session = made_session (pid);

      g_ptr_array_add (sessions, session);
      session->state = pid == 4 ? USHER_STATE_HIDDEN : USHER_STATE_ACTIVE;
      if (pid < 4)
        {
          session->database = g_strdup (pid == 1 ? "alpha" : "Beta");
          session->user = g_strdup (pid == 1 ? "same prefix 1" : "same prefix 0");
          session->client = g_strdup (pid == 1 ? "10.0.4.9" : "10.0.4.17");
          session->wait_type = g_strdup (pid == 1 ? "Lock" : "Client");
          session->wait_event = g_strdup ("event");
          session->query_start = pid == 1 ? 500 : 900;
          session->xact_start = pid == 1 ? 900 : 500;
          session->blockers = g_memdup2 (&blockers[pid], sizeof *blockers);
          session->n_blockers = 1;
        }
      usher_session_seal (session);
    }
  return made_snapshot (sessions);
}

static void
test_sort (void)
{
  g_autoptr (UsherSnapshot) snapshot = four_sessions ();

  assert_sorted (snapshot, USHER_COLUMN_PID, "1 2 3 4", "4 3 2 1");
  assert_sorted (snapshot, USHER_COLUMN_STATE, "1 2 3 4", "4 1 2 3");
  assert_sorted (snapshot, USHER_COLUMN_USER, "2 3 1 4", "1 2 3 4");
  assert_sorted (snapshot, USHER_COLUMN_CLIENT, "1 2 3 4", "2 3 1 4");
  assert_sorted (snapshot, USHER_COLUMN_WAIT, "2 3 1 4", "1 2 3 4");
  assert_sorted (snapshot, USHER_COLUMN_BLOCKED_BY, "1 2 3 4", "3 1 2 4");
}

/* The shortest time is the latest point in time. What is not known is last either way. */
static void
test_sort_times (void)
{
  g_autoptr (UsherSnapshot) snapshot = four_sessions ();

  assert_sorted (snapshot, USHER_COLUMN_FOR, "2 3 1 4", "1 2 3 4");
  assert_sorted (snapshot, USHER_COLUMN_TRANSACTION, "1 2 3 4", "2 3 1 4");
}

static UsherSnapshot *
queries (const char *first, ...)
{
  GPtrArray *sessions = made_sessions ();
  const char *query = first;
  va_list args;

  va_start (args, first);
  for (gint32 pid = 1; query != NULL; pid++, query = va_arg (args, const char *))
    g_ptr_array_add (sessions, made_sealed (pid, "db", "ana", query));
  va_end (args);
  return made_snapshot (sessions);
}

static void
test_filter (void)
{
  g_autoptr (UsherSnapshot) snapshot =
      queries ("SELECT Äpfel", "select birnen", "%s %n <b>", "a\nselect\tb", "", NULL);
  UsherArrangementSpec spec = { .filter = (char *)"select" };

  assert_rows (snapshot, &spec, "1 2 4");
  spec.filter = (char *)"  SELECT   äPFEL ";
  assert_rows (snapshot, &spec, "1");
  spec.filter = (char *)"birnen ana";
  assert_rows (snapshot, &spec, "2");
  spec.filter = (char *)"birnen nobody";
  assert_rows (snapshot, &spec, "");
  spec.filter = (char *)"<b>";
  assert_rows (snapshot, &spec, "3");
  spec.filter = (char *)"%n";
  assert_rows (snapshot, &spec, "3");
  spec.filter = (char *)" \t ";
  assert_rows (snapshot, &spec, "1 2 3 4 5");
}

/* A word is found within one field only: "db" and "ana" stand side by side nowhere. */
static void
test_filter_fields (void)
{
  g_autoptr (UsherSnapshot) snapshot = queries ("x", NULL);
  UsherArrangementSpec spec = { .filter = (char *)"anadb" };

  assert_rows (snapshot, &spec, "");
  spec.filter = (char *)"db";
  assert_rows (snapshot, &spec, "1");
}

static void
test_counts (void)
{
  GPtrArray *sessions = made_sessions ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  g_autoptr (UsherArrangement) arrangement = NULL;
  UsherArrangementSpec spec = { .filter = (char *)"keep" };

  for (gint32 pid = 1; pid <= 10; pid++)
    {
      UsherSession *session = made_session (pid);

      session->state = pid <= 6 ? USHER_STATE_IDLE : USHER_STATE_ACTIVE;
      session->kind = pid == 10 ? USHER_SESSION_SYSTEM : USHER_SESSION_CLIENT;
      session->query = g_strdup (pid % 2 == 0 ? "keep" : "drop");
      usher_session_seal (session);
      g_ptr_array_add (sessions, session);
    }
  snapshot = made_snapshot (sessions);
  spec.states = 1u << USHER_STATE_IDLE;
  arrangement = usher_arrange (snapshot, &spec);

  g_assert_cmpuint (arrangement->n_rows, ==, 3);
  g_assert_cmpuint (arrangement->n_in_scope, ==, 9);
  g_assert_cmpuint (arrangement->n_state[USHER_STATE_IDLE], ==, 6);
  g_assert_cmpuint (arrangement->n_state[USHER_STATE_ACTIVE], ==, 3);
  g_assert_cmpuint (arrangement->n_hidden_by_filters, ==, 6);
}

static void
test_in_transaction_only (void)
{
  g_autoptr (UsherSnapshot) snapshot = four_sessions ();
  UsherArrangementSpec spec = { .in_transaction_only = TRUE };

  assert_rows (snapshot, &spec, "1 2 3");
}

static void
test_scope (void)
{
  GPtrArray *sessions = made_sessions ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  g_autoptr (UsherScope) scope = usher_scope_new ();
  UsherArrangementSpec spec = { .scope = scope };

  for (gint32 pid = 1; pid <= 4; pid++)
    {
      UsherSession *session = made_session (pid);

      session->id.database_oid = pid / 2;
      usher_session_seal (session);
      g_ptr_array_add (sessions, session);
    }
  snapshot = made_snapshot (sessions);
  assert_rows (snapshot, &spec, "");
  usher_scope_add (scope, USHER_PLACE_DATABASE, 1, NULL);
  assert_rows (snapshot, &spec, "2 3");
}

static UsherSnapshot *
with_pids (const char *query, ...)
{
  GPtrArray *sessions = made_sessions ();
  va_list args;
  int pid;

  va_start (args, query);
  while ((pid = va_arg (args, int)) != 0)
    g_ptr_array_add (sessions, made_sealed (pid, "db", "ana", query));
  va_end (args);
  return made_snapshot (sessions);
}

static void
test_held (void)
{
  g_autoptr (UsherSnapshot) before = with_pids ("keep", 2, 4, 6, 8, 0);
  g_autoptr (UsherSnapshot) after = with_pids ("new text", 9, 8, 5, 4, 2, 1, 0);
  UsherArrangementSpec spec = { .descending = TRUE };
  g_autoptr (UsherArrangement) held = usher_arrange (before, &spec);
  g_autoptr (UsherArrangement) arrangement = NULL;
  g_autofree char *pids = NULL;

  spec.held = held;
  arrangement = usher_arrange (after, &spec);
  pids = made_pids (arrangement);
  g_assert_cmpstr (pids, ==, "8 !6 4 2 9 5 1");
  g_assert_cmpstr (arrangement->rows[0].session->query, ==, "new text");
  g_assert_cmpstr (arrangement->rows[1].session->query, ==, "keep");
  g_assert_cmpuint (arrangement->n_in_scope, ==, 6);
  g_assert_cmpuint (arrangement->n_hidden_by_filters, ==, 0);
}

/* Rows that the person has before them stay, even when they stop to match; others must. */
static void
test_held_and_filter (void)
{
  g_autoptr (UsherSnapshot) before = with_pids ("keep", 1, 2, 0);
  g_autoptr (UsherSnapshot) after = with_pids ("other", 1, 2, 3, 0);
  UsherArrangementSpec spec = { .filter = (char *)"keep" };
  g_autoptr (UsherArrangement) held = usher_arrange (before, &spec);
  g_autoptr (UsherArrangement) arrangement = NULL;
  g_autofree char *pids = NULL;

  spec.held = held;
  arrangement = usher_arrange (after, &spec);
  pids = made_pids (arrangement);
  g_assert_cmpstr (pids, ==, "1 2");
  g_assert_cmpuint (arrangement->n_hidden_by_filters, ==, 1);
}

/* A pid that comes back as another session is a new row; the old one stays ended. */
static void
test_held_and_reused_pid (void)
{
  g_autoptr (UsherSnapshot) before = with_pids ("x", 1, 2, 0);
  GPtrArray *sessions = made_sessions ();
  UsherSession *reused = made_session (1);
  g_autoptr (UsherSnapshot) after = NULL;
  UsherArrangementSpec spec = { .sort_column = USHER_COLUMN_PID };
  g_autoptr (UsherArrangement) held = usher_arrange (before, &spec);

  reused->id.backend_start++;
  usher_session_seal (reused);
  g_ptr_array_add (sessions, reused);
  g_ptr_array_add (sessions, made_sealed (2, "db", "ana", "x"));
  after = made_snapshot (sessions);
  spec.held = held;
  assert_rows (after, &spec, "!1 2 1");
}

/* Held over several refreshes: what has ended stays ended, what was appended keeps its place. */
static void
test_held_on (void)
{
  g_autoptr (UsherSnapshot) first = with_pids ("x", 3, 4, 0);
  g_autoptr (UsherSnapshot) second = with_pids ("x", 3, 9, 0);
  g_autoptr (UsherSnapshot) third = with_pids ("x", 1, 9, 0);
  UsherArrangementSpec spec = { .sort_column = USHER_COLUMN_PID };
  g_autoptr (UsherArrangement) one = usher_arrange (first, &spec);
  g_autoptr (UsherArrangement) two = NULL;

  spec.held = one;
  two = usher_arrange (second, &spec);
  spec.held = two;
  assert_rows (third, &spec, "!3 !4 9 1");
}

static void
test_spec_copy (void)
{
  g_autoptr (UsherSnapshot) snapshot = with_pids ("x", 1, 2, 0);
  g_autoptr (UsherArrangementSpec) nothing = usher_arrangement_spec_copy (NULL);
  g_autoptr (UsherScope) scope = usher_scope_new ();
  UsherArrangementSpec spec = { .scope = scope, .filter = (char *)"x", .descending = TRUE };
  g_autoptr (UsherArrangementSpec) copy = usher_arrangement_spec_copy (&spec);

  assert_rows (snapshot, nothing, "1 2");
  g_assert_true (copy->scope == scope);
  g_assert_true (copy->filter != spec.filter);
  g_assert_cmpstr (copy->filter, ==, "x");
  g_assert_true (copy->descending);
}

static UsherSnapshot *
many_sessions (guint n)
{
  static const char *const users[] = { "",
                                       "ana",
                                       "Bob",
                                       "çelik",
                                       "games_app",
                                       "<b>",
                                       "\xe2\x80\xae"
                                       "x" };
  GPtrArray *sessions = made_sessions ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < n; i++)
    {
      UsherSession *session = made_session (i + 1);

      session->state = g_rand_int_range (random, 0, USHER_N_STATES);
      session->user = g_strdup (users[g_rand_int_range (random, 0, G_N_ELEMENTS (users))]);
      session->query = g_strdup_printf ("select %u", g_rand_int (random));
      if (g_rand_boolean (random))
        session->state_change = session->query_start = MADE_START + g_rand_int (random);
      usher_session_seal (session);
      g_ptr_array_add (sessions, session);
    }
  return made_snapshot (sessions);
}

static gint64
age_or_never (const UsherSession *session)
{
  gint64 since = usher_session_since (session);

  return since == USHER_NO_TIME ? G_MAXINT64 : MADE_START - since;
}

/* Every column, both ways: each session once, and time and user in order. */
static void
test_many (void)
{
  const guint n = 5000;
  g_autoptr (UsherSnapshot) snapshot = many_sessions (n);

  for (guint way = 0; way < 2 * USHER_N_COLUMNS; way++)
    {
      UsherArrangementSpec spec = { .sort_column = way / 2, .descending = way % 2 };
      g_autoptr (UsherArrangement) arrangement = usher_arrange (snapshot, &spec);
      g_autofree guint8 *seen = g_new0 (guint8, n + 1);

      g_assert_cmpuint (arrangement->n_rows, ==, n);
      for (guint i = 0; i < n; i++)
        g_assert_cmpuint (seen[arrangement->rows[i].session->id.pid]++, ==, 0);
      for (guint i = 1; i < n; i++)
        {
          const UsherSession *before = arrangement->rows[i - 1].session;
          const UsherSession *after = arrangement->rows[i].session;

          if (spec.sort_column == USHER_COLUMN_FOR && !spec.descending)
            g_assert_cmpint (age_or_never (before), <=, age_or_never (after));
          if (spec.sort_column == USHER_COLUMN_USER && !spec.descending && after->user[0] != '\0')
            g_assert_cmpint (g_utf8_collate (before->user, after->user), <=, 0);
        }
    }
}

static void
test_very_many (void)
{
  g_autoptr (UsherSnapshot) snapshot = many_sessions (50000);
  UsherArrangementSpec spec = { .sort_column = USHER_COLUMN_QUERY, .filter = (char *)"ANA sel" };
  g_autoptr (UsherArrangement) arrangement = usher_arrange (snapshot, &spec);

  g_assert_cmpuint (arrangement->n_in_scope, ==, 50000);
  g_assert_cmpuint (arrangement->n_rows, >, 5000);
  g_assert_cmpuint (arrangement->n_rows + arrangement->n_hidden_by_filters, ==, 50000);
  for (guint i = 1; i < arrangement->n_rows; i++)
    g_assert_cmpstr (arrangement->rows[i - 1].session->query, <=,
                     arrangement->rows[i].session->query);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arrangement/sort", test_sort);
  g_test_add_func ("/arrangement/sort-times", test_sort_times);
  g_test_add_func ("/arrangement/filter", test_filter);
  g_test_add_func ("/arrangement/filter-fields", test_filter_fields);
  g_test_add_func ("/arrangement/counts", test_counts);
  g_test_add_func ("/arrangement/in-transaction-only", test_in_transaction_only);
  g_test_add_func ("/arrangement/scope", test_scope);
  g_test_add_func ("/arrangement/held", test_held);
  g_test_add_func ("/arrangement/held-and-filter", test_held_and_filter);
  g_test_add_func ("/arrangement/held-and-reused-pid", test_held_and_reused_pid);
  g_test_add_func ("/arrangement/held-on", test_held_on);
  g_test_add_func ("/arrangement/spec-copy", test_spec_copy);
  g_test_add_func ("/arrangement/many", test_many);
  g_test_add_func ("/arrangement/very-many", test_very_many);
  return g_test_run ();
}
