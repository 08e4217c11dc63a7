/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who comes back, without a server. */

#include "returns.h"

#include "made.h"

#define SECOND G_USEC_PER_SEC
#define THEN   (MADE_START + 1000 * SECOND) /* when the termination began */

static UsherSession *
client (gint32 pid, const char *application, const char *address, gint64 start)
{
  UsherSession *session = made_session (pid);

  session->id.backend_start = start;
  session->id.database_oid = 16400;
  session->id.role_oid = 10;
  session->database = g_strdup ("games");
  session->user = g_strdup ("ana");
  session->application = g_strdup (application);
  session->client = g_strdup (address);
  usher_session_seal (session);
  return session;
}

/* Hands the sessions over. */
static void
observe (UsherReturns *returns, gint64 now, UsherSession *first, ...)
{
  GPtrArray *sessions = made_sessions ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  va_list args;

  va_start (args, first);
  for (UsherSession *session = first; session != NULL; session = va_arg (args, UsherSession *))
    g_ptr_array_add (sessions, session);
  va_end (args);
  snapshot = usher_snapshot_new_made (sessions, NULL, now);
  usher_returns_observe (returns, snapshot);
}

static UsherReturns *
after_termination (void)
{
  UsherReturns *returns = usher_returns_new ();
  g_autoptr (UsherSession) ended = client (1, "api", "10.0.0.1", THEN - 100 * SECOND);

  usher_returns_note (returns, ended, THEN);
  return returns;
}

static void
assert_says (UsherReturns *returns, const char *wanted)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (usher_returns_get_n (returns), ==, 1);
  text = usher_return_describe (usher_returns_get_nth (returns, 0));
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_counts (void)
{
  g_autoptr (UsherReturns) returns = after_termination ();

  observe (returns, THEN + 2 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND), NULL);
  assert_says (returns, "api came back 1 time in the last minute");
  /* The same session counts once, another once more. */
  observe (returns, THEN + 4 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND),
           client (3, "api", "10.0.0.1", THEN + 3 * SECOND), NULL);
  assert_says (returns, "api came back 2 times in the last minute");
  /* Those that ended meanwhile still came. */
  observe (returns, THEN + 6 * SECOND, client (4, "api", "10.0.0.1", THEN + 5 * SECOND), NULL);
  assert_says (returns, "api came back 3 times in the last minute");
}

static void
test_others (void)
{
  g_autoptr (UsherReturns) returns = after_termination ();

  observe (returns, THEN + 2 * SECOND,
           /* it was there all the time */
           client (2, "api", "10.0.0.1", THEN - SECOND),
           /* somebody else */
           client (3, "psql", "10.0.0.1", THEN + SECOND),
           client (4, "api", "10.0.0.2", THEN + SECOND), NULL);
  g_assert_cmpuint (usher_returns_get_n (returns), ==, 0);
}

static void
test_window (void)
{
  g_autoptr (UsherReturns) returns = after_termination ();

  observe (returns, THEN + 2 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND), NULL);
  observe (returns, THEN + 50 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND),
           client (3, "api", "10.0.0.1", THEN + 49 * SECOND), NULL);
  assert_says (returns, "api came back 2 times in the last minute");
  observe (returns, THEN + 70 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND),
           client (3, "api", "10.0.0.1", THEN + 49 * SECOND), NULL);
  assert_says (returns, "api came back 1 time in the last minute");
  observe (returns, THEN + 700 * SECOND, client (3, "api", "10.0.0.1", THEN + 49 * SECOND), NULL);
  g_assert_cmpuint (usher_returns_get_n (returns), ==, 0);
  /* Forgotten: a new start is nobody's return. */
  observe (returns, THEN + 702 * SECOND, client (4, "api", "10.0.0.1", THEN + 701 * SECOND), NULL);
  g_assert_cmpuint (usher_returns_get_n (returns), ==, 0);
}

static void
test_most_eager_first (void)
{
  g_autoptr (UsherReturns) returns = after_termination ();
  g_autoptr (UsherSession) other = client (9, "", "10.0.0.9", THEN - SECOND);
  g_autofree char *text = NULL;

  usher_returns_note (returns, other, THEN);
  observe (returns, THEN + 9 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND),
           client (3, "", "10.0.0.9", THEN + 2 * SECOND),
           client (4, "", "10.0.0.9", THEN + 3 * SECOND), NULL);
  g_assert_cmpuint (usher_returns_get_n (returns), ==, 2);
  text = usher_return_describe (usher_returns_get_nth (returns, 0));
  g_assert_cmpstr (text, ==, "ana came back 2 times in the last minute");
}

static void
count_change (UsherReturns *returns, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_changed (void)
{
  g_autoptr (UsherReturns) returns = after_termination ();
  guint n_changes = 0;

  g_signal_connect (returns, "changed", G_CALLBACK (count_change), &n_changes);
  observe (returns, THEN + 2 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND), NULL);
  observe (returns, THEN + 4 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND), NULL);
  g_assert_cmpuint (n_changes, ==, 1);
  observe (returns, THEN + 90 * SECOND, client (2, "api", "10.0.0.1", THEN + SECOND), NULL);
  g_assert_cmpuint (n_changes, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/returns/counts", test_counts);
  g_test_add_func ("/returns/others", test_others);
  g_test_add_func ("/returns/window", test_window);
  g_test_add_func ("/returns/most-eager-first", test_most_eager_first);
  g_test_add_func ("/returns/changed", test_changed);

  return g_test_run ();
}
