/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cell-text.h"

#include "cell-look.h"
#include "made.h"

/* What the cells say, word by word. */

static void
assert_cell (const UsherSession *session, UsherColumn column, const char *text)
{
  g_autofree char *said = usher_cell_text (session, column, MADE_TIME);

  g_assert_cmpstr (said, ==, text);
}

static void
assert_tip (const UsherSession *session, UsherColumn column, const char *part)
{
  g_autofree char *tip = usher_cell_tip (session, column, MADE_TIME);

  g_assert_nonnull (tip);
  g_assert_nonnull (g_strstr_len (tip, -1, part));
}

static void
assert_no_tip (const UsherSession *session, UsherColumn column)
{
  g_autofree char *tip = usher_cell_tip (session, column, MADE_TIME);

  g_assert_null (tip);
}

static void
test_blocked (void)
{
  g_autoptr (UsherSession) session = made_session (4711, USHER_STATE_BLOCKED);

  session->database = g_strdup ("games");
  session->xact_start = MADE_TIME - 9 * 60 * G_USEC_PER_SEC - G_USEC_PER_SEC;
  session->has_xid = TRUE;
  session->client = g_strdup ("10.0.4.17");
  session->client_port = 50123;
  session->wait_type = g_strdup ("Lock");
  session->wait_event = g_strdup ("transactionid");
  session->state_text = g_strdup ("active");
  session->backend_type = g_strdup ("client backend");
  session->blockers = g_new (gint32, 2);
  session->blockers[0] = 0;
  session->blockers[1] = 21031;
  session->n_blockers = 2;
  usher_session_seal (session);

  assert_cell (session, USHER_COLUMN_PID, "4711");
  assert_cell (session, USHER_COLUMN_DATABASE, "games");
  assert_cell (session, USHER_COLUMN_STATE, "Blocked");
  assert_cell (session, USHER_COLUMN_FOR, "5.0 s");
  assert_cell (session, USHER_COLUMN_TRANSACTION, "9 min 1 s");
  assert_cell (session, USHER_COLUMN_CLIENT, "10.0.4.17");
  assert_cell (session, USHER_COLUMN_WAIT, "Lock: transactionid");
  assert_cell (session, USHER_COLUMN_BLOCKED_BY, "prepared transaction, 21031");
  assert_tip (session, USHER_COLUMN_STATE, "active (client backend)");
  assert_tip (session, USHER_COLUMN_TRANSACTION, "written something");
  assert_tip (session, USHER_COLUMN_CLIENT, "50123");
}

static void
test_nothing_to_say (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_IDLE);

  usher_session_seal (session);
  assert_cell (session, USHER_COLUMN_TRANSACTION, "");
  assert_cell (session, USHER_COLUMN_WAIT, "");
  assert_cell (session, USHER_COLUMN_BLOCKED_BY, "");
  assert_cell (session, USHER_COLUMN_QUERY, "");
  assert_no_tip (session, USHER_COLUMN_TRANSACTION);
  assert_no_tip (session, USHER_COLUMN_QUERY);
}

/* An idle session waits for its client; only the tip says so. */
static void
test_idle_wait (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_IDLE);

  session->wait_type = g_strdup ("Client");
  session->wait_event = g_strdup ("ClientRead");
  usher_session_seal (session);
  assert_cell (session, USHER_COLUMN_WAIT, "");
  assert_tip (session, USHER_COLUMN_WAIT, "Client: ClientRead");
}

/* Untrusted text is neither markup, nor a second line, nor does it turn around. */
static void
test_hostile (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_ACTIVE);

  session->user = g_strdup ("<b>bob</b> & co");
  session->application = g_strdup ("evil\xE2\x80\xAEtxt.exe");
  session->database = g_strdup ("two\nlines");
  session->query = g_strdup ("SELECT 1\n  FROM \x1b[31mred");
  usher_session_seal (session);

  assert_cell (session, USHER_COLUMN_USER, "<b>bob</b> & co");
  assert_cell (session, USHER_COLUMN_APPLICATION, "evil⟨U+202E⟩txt.exe");
  assert_cell (session, USHER_COLUMN_DATABASE, "two⏎lines");
  assert_cell (session, USHER_COLUMN_QUERY, "SELECT 1⏎  FROM ␛[31mred");
  assert_tip (session, USHER_COLUMN_QUERY, "SELECT 1\n  FROM ␛[31mred");
}

static void
test_long_query (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_ACTIVE);
  g_autofree char *cell = NULL;
  g_autofree char *tip = NULL;

  session->query = g_strnfill (100000, 'x');
  usher_session_seal (session);
  cell = usher_cell_text (session, USHER_COLUMN_QUERY, MADE_TIME);
  tip = usher_cell_tip (session, USHER_COLUMN_QUERY, MADE_TIME);
  g_assert_cmpint (g_utf8_strlen (cell, -1), <, 400);
  g_assert_cmpint (g_utf8_strlen (tip, -1), <, 4000);
  g_assert_true (g_str_has_suffix (cell, "…"));
  assert_tip (session, USHER_COLUMN_QUERY, "Only the beginning");
}

/* A query that the server cut is not passed off as the whole. */
static void
test_cut_query (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_ACTIVE);

  session->query = g_strdup ("SELECT 1");
  session->query_cut = TRUE;
  usher_session_seal (session);
  assert_tip (session, USHER_COLUMN_QUERY, "Only the beginning");
}

static void
test_usher (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_ACTIVE);

  session->is_usher = TRUE;
  usher_session_seal (session);
  assert_cell (session, USHER_COLUMN_STATE, "Usher");
  assert_tip (session, USHER_COLUMN_STATE, "never cancelled or terminated");
  g_assert_cmpstr (usher_state_icon (session), ==, "usher-state-usher-symbolic");
}

/* What is hidden is said to be, with the grant; an empty cell would claim that there is
 * nothing. */
static void
test_hidden (void)
{
  static const UsherColumn hidden[] = { USHER_COLUMN_FOR,        USHER_COLUMN_TRANSACTION,
                                        USHER_COLUMN_CLIENT,     USHER_COLUMN_WAIT,
                                        USHER_COLUMN_BLOCKED_BY, USHER_COLUMN_QUERY };
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_HIDDEN);
  g_autoptr (UsherSession) writer = made_session (2, USHER_STATE_HIDDEN);

  session->user = g_strdup ("bob");
  usher_session_seal (session);
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      assert_cell (session, hidden[i], "hidden");
      assert_tip (session, hidden[i], "pg_read_all_stats");
    }
  assert_cell (session, USHER_COLUMN_STATE, "Hidden");
  assert_tip (session, USHER_COLUMN_STATE, "pg_read_all_stats");
  assert_cell (session, USHER_COLUMN_USER, "bob");

  writer->has_xid = TRUE;
  usher_session_seal (writer);
  assert_cell (writer, USHER_COLUMN_TRANSACTION, "open");
}

/* A server process has no application; it is not left without a name. */
static void
test_background (void)
{
  g_autoptr (UsherSession) session = made_session (1, USHER_STATE_BACKGROUND);

  session->kind = USHER_SESSION_SYSTEM;
  session->backend_type = g_strdup ("checkpointer");
  usher_session_seal (session);
  assert_cell (session, USHER_COLUMN_APPLICATION, "checkpointer");
}

static void
test_time (void)
{
  g_autofree char *time = usher_time_format (MADE_TIME);

  g_assert_cmpstr (time, ==, "2025-06-15 15:06:40 +00:00");
  g_assert_null (usher_time_format (USHER_NO_TIME));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell-text/blocked", test_blocked);
  g_test_add_func ("/cell-text/nothing-to-say", test_nothing_to_say);
  g_test_add_func ("/cell-text/idle-wait", test_idle_wait);
  g_test_add_func ("/cell-text/hostile", test_hostile);
  g_test_add_func ("/cell-text/long-query", test_long_query);
  g_test_add_func ("/cell-text/cut-query", test_cut_query);
  g_test_add_func ("/cell-text/usher", test_usher);
  g_test_add_func ("/cell-text/hidden", test_hidden);
  g_test_add_func ("/cell-text/background", test_background);
  g_test_add_func ("/cell-text/time", test_time);
  return g_test_run ();
}
