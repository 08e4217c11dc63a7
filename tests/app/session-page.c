/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-page.h"

#include "display.h"
#include "hidden-notice.h"
#include "made.h"
#include "returns-notice.h"
#include "returns.h"
#include "session-columns.h"
#include "session-table.h"
#include "state-chips.h"

/* The page of sessions with pictures made here in place of a server's. */

/* Each is a bit more than 0.1 s. */
#define MOST_WAITS 200

typedef struct
{
  GtkWindow *window;
  UsherSessionPage *page;
  UsherSessionFeed *feed;
  UsherSessionTable *table;
  GtkSelectionModel *selection;
  GtkColumnView *view;

  guint n_acts;
  int kind;              /* of the last "act" */
  UsherTargets *targets; /* (owned) (nullable) of the last "act" */
} Fixture;

static void
act_cb (UsherSessionPage *page, int kind, UsherTargets *targets, Fixture *fixture)
{
  g_clear_pointer (&fixture->targets, usher_targets_unref);
  fixture->n_acts++;
  fixture->kind = kind;
  fixture->targets = usher_targets_ref (targets);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  fixture->page = usher_session_page_new ();
  page = GTK_WIDGET (fixture->page);
  fixture->feed = usher_session_page_get_feed (fixture->page);
  fixture->table = USHER_SESSION_TABLE (display_find (page, USHER_TYPE_SESSION_TABLE));
  fixture->selection = GTK_SELECTION_MODEL (usher_session_table_get_selection (fixture->table));
  fixture->view = GTK_COLUMN_VIEW (display_find (page, GTK_TYPE_COLUMN_VIEW));
  g_signal_connect (fixture->page, "act", G_CALLBACK (act_cb), fixture);
  fixture->window = display_open (page);
  usher_session_columns_set_sort (fixture->view, USHER_COLUMN_FOR, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  UsherSessionFeed *feed = g_object_ref (fixture->feed);

  usher_session_columns_set_sort (fixture->view, USHER_COLUMN_TRANSACTION, TRUE);
  display_close (fixture->window);
  g_assert_finalize_object (feed);
  g_clear_pointer (&fixture->targets, usher_targets_unref);
}

/* What a server does: arranges as the page asks for, and hands it over. Takes @snapshot. */
static void
refresh (Fixture *fixture, UsherSnapshot *snapshot)
{
  g_autoptr (UsherArrangement) arrangement =
      usher_arrange (snapshot, usher_session_feed_get_spec (fixture->feed));

  usher_session_feed_refresh (fixture->feed, arrangement);
  usher_snapshot_unref (snapshot);
}

static UsherSession *
make_idle (gint32 pid, gint64 seconds)
{
  UsherSession *session = made_session (pid, USHER_STATE_IDLE);

  session->state_change = MADE_TIME - seconds * G_USEC_PER_SEC;
  return session;
}

static UsherSession *
make_in_transaction (gint32 pid, gint64 seconds)
{
  UsherSession *session = make_idle (pid, seconds);

  session->state = USHER_STATE_IDLE_IN_TRANSACTION;
  session->xact_start = session->state_change;
  return session;
}

/* "3 1 !2": what the table shows, what has ended with a mark. */
static void
assert_rows (Fixture *fixture, const char *expected)
{
  UsherArrangement *shown = usher_session_table_get_arrangement (fixture->table);
  g_autoptr (GString) pids = g_string_new (NULL);

  for (guint i = 0; i < shown->n_rows; i++)
    g_string_append_printf (pids, "%s%s%d", i > 0 ? " " : "", shown->rows[i].ended ? "!" : "",
                            shown->rows[i].session->id.pid);
  g_assert_cmpstr (pids->str, ==, expected);
}

static void
select_pid (Fixture *fixture, gint32 pid)
{
  UsherArrangement *shown = usher_session_table_get_arrangement (fixture->table);

  for (guint i = 0; i < shown->n_rows; i++)
    if (shown->rows[i].session->id.pid == pid)
      {
        gtk_selection_model_select_item (fixture->selection, i, FALSE);
        return;
      }
  g_assert_not_reached ();
}

static void
activate (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL);
}

/* Waits for it: what slides in or out takes as many frames as the machine wants. */
static gboolean
comes_to_say (Fixture *fixture, const char *text, gboolean says)
{
  for (guint wait = 0; wait < MOST_WAITS; wait++)
    {
      display_settle ();
      if (display_says (GTK_WIDGET (fixture->page), text) == says)
        return TRUE;
    }
  return FALSE;
}

static void
assert_says (Fixture *fixture, const char *text)
{
  g_assert_true (comes_to_say (fixture, text, TRUE));
}

static void
assert_silent (Fixture *fixture, const char *text)
{
  g_assert_true (comes_to_say (fixture, text, FALSE));
}

static void
click (Fixture *fixture, const char *name)
{
  GtkWidget *button = display_find_button (GTK_WIDGET (fixture->page), name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  display_settle ();
}

/* No row moves on the screen when the bar below the table comes and goes. */
static void
test_bar_moves_nothing (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->view));
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (fixture->view));
  g_autoptr (MadeCrowd) crowd = made_crowd_new (100, 1);
  double values[] = { 0, 300 };

  refresh (fixture, made_crowd_picture (crowd));
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      gtk_adjustment_set_value (scroll, values[i]);
      display_settle ();
      gtk_widget_activate_action (list, "list.select-item", "(ubb)", 20, FALSE, FALSE);
      gtk_widget_activate_action (list, "list.scroll-to-item", "u", 20);
      for (guint wait = 0; wait < 4; wait++)
        display_settle ();
      g_assert_true (display_says (GTK_WIDGET (fixture->page), "1 session selected"));
      g_assert_cmpfloat (gtk_adjustment_get_value (scroll), ==, values[i]);
      activate (fixture, "session.clear-selection");
      for (guint wait = 0; wait < 4; wait++)
        display_settle ();
      g_assert_cmpfloat (gtk_adjustment_get_value (scroll), ==, values[i]);
    }
}

/* While anything is selected no row moves, and who is gone stays, marked; afterwards the
 * order is the right one again. */
static void
test_hold (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 30), make_idle (2, 20), make_idle (3, 10), NULL));
  assert_rows (fixture, "1 2 3");
  select_pid (fixture, 2);
  refresh (fixture, made_picture (make_idle (1, 1), make_idle (3, 50), make_idle (4, 99), NULL));
  assert_rows (fixture, "1 !2 3 4");
  refresh (fixture, made_picture (make_idle (3, 50), make_idle (4, 99), make_idle (5, 200), NULL));
  assert_rows (fixture, "!1 !2 3 4 5");
  g_assert_cmpuint (usher_session_selection_get_n (USHER_SESSION_SELECTION (fixture->selection)),
                    ==, 1);

  activate (fixture, "session.clear-selection");
  display_settle ();
  assert_rows (fixture, "5 4 3");
}

static void
test_hold_for_dialog (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 30), make_idle (2, 20), NULL));
  usher_session_page_set_hold (fixture->page, TRUE);
  refresh (fixture, made_picture (make_idle (1, 1), make_idle (2, 20), NULL));
  assert_rows (fixture, "1 2");
  usher_session_page_set_hold (fixture->page, FALSE);
  display_settle ();
  assert_rows (fixture, "2 1");
}

static void
test_hold_for_menu (Fixture *fixture, gconstpointer data)
{
  GtkPopover *menu;

  refresh (fixture, made_picture (make_idle (1, 30), make_idle (2, 20), NULL));
  display_settle ();
  menu = GTK_POPOVER (display_find (GTK_WIDGET (fixture->table), GTK_TYPE_POPOVER_MENU));
  while (!GTK_IS_POPOVER_MENU (menu)
         || gtk_widget_get_parent (GTK_WIDGET (menu)) != GTK_WIDGET (fixture->table))
    menu = GTK_POPOVER (gtk_widget_get_last_child (GTK_WIDGET (fixture->table)));
  gtk_popover_popup (menu);
  refresh (fixture, made_picture (make_idle (1, 1), make_idle (2, 20), NULL));
  assert_rows (fixture, "1 2");
  gtk_popover_popdown (menu);
  display_settle ();
  assert_rows (fixture, "2 1");
}

/* Another order is the person's own wish: it comes at once, and is held from then on. */
static void
test_sort_while_held (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 10), make_idle (2, 20), make_idle (3, 30), NULL));
  select_pid (fixture, 1);
  usher_session_columns_set_sort (fixture->view, USHER_COLUMN_PID, FALSE);
  assert_rows (fixture, "1 2 3");
  refresh (fixture, made_picture (make_idle (2, 20), make_idle (3, 30), NULL));
  assert_rows (fixture, "!1 2 3");
}

/* The row with the focus is a place. Who is in it is not touched, whoever that is. */
static void
test_targets_are_selected (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list = gtk_widget_get_last_child (GTK_WIDGET (fixture->view));

  refresh (fixture, made_picture (make_idle (1, 30), make_idle (2, 20), make_idle (3, 10), NULL));
  display_settle ();
  gtk_widget_grab_focus (gtk_widget_get_first_child (list));
  activate (fixture, "session.terminate");
  g_assert_cmpuint (fixture->n_acts, ==, 0);

  /* A click on the first row, where session 1 is; then the order is turned round. */
  gtk_widget_activate_action (list, "list.select-item", "(ubb)", 0, FALSE, FALSE);
  usher_session_columns_set_sort (fixture->view, USHER_COLUMN_FOR, FALSE);
  assert_rows (fixture, "3 2 1");
  activate (fixture, "session.terminate");
  g_assert_cmpuint (fixture->n_acts, ==, 1);
  g_assert_cmpint (fixture->kind, ==, USHER_OPERATION_TERMINATE);
  g_assert_cmpuint (usher_targets_get_n (fixture->targets), ==, 1);
  g_assert_cmpint (usher_targets_get_session (fixture->targets, 0)->id.pid, ==, 1);
}

/* The targets of an action do not follow the selection that they were taken from. */
static void
test_targets_are_frozen (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 30), make_idle (2, 20), make_idle (3, 10), NULL));
  select_pid (fixture, 1);
  select_pid (fixture, 2);
  activate (fixture, "session.cancel-query");
  g_assert_cmpint (fixture->kind, ==, USHER_OPERATION_CANCEL_QUERY);
  select_pid (fixture, 3);
  refresh (fixture, made_picture (make_idle (3, 10), NULL));
  g_assert_cmpuint (usher_targets_get_n (fixture->targets), ==, 2);
}

static void
test_never_itself (Fixture *fixture, gconstpointer data)
{
  UsherSession *own = make_idle (1, 30);

  own->is_usher = TRUE;
  own->may = USHER_MAY_NOT_USHER;
  refresh (fixture, made_picture (own, make_idle (2, 20), NULL));
  select_pid (fixture, 1);
  assert_says (fixture, "1 is Usher’s own and stays");
  g_assert_false (
      gtk_widget_is_sensitive (display_find_button (GTK_WIDGET (fixture->page), "Terminate…")));
  activate (fixture, "session.terminate");
  g_assert_cmpuint (fixture->n_acts, ==, 0);

  gtk_selection_model_select_all (fixture->selection);
  activate (fixture, "session.terminate");
  g_assert_cmpuint (usher_targets_get_n (fixture->targets), ==, 1);
  g_assert_cmpint (usher_targets_get_session (fixture->targets, 0)->id.pid, ==, 2);
}

static void
test_ended_are_no_targets (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 30), make_idle (2, 20), NULL));
  gtk_selection_model_select_all (fixture->selection);
  refresh (fixture, made_picture (make_idle (2, 20), NULL));
  assert_says (fixture, "2 sessions selected");
  assert_says (fixture, "1 has already ended");
  activate (fixture, "session.terminate");
  g_assert_cmpuint (usher_targets_get_n (fixture->targets), ==, 1);
}

static void
test_action_bar (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_in_transaction (1, 30), make_in_transaction (2, 20),
                                  make_idle (3, 10), NULL));
  assert_silent (fixture, "Terminate…");
  select_pid (fixture, 1);
  assert_says (fixture, "1 session selected");
  assert_says (fixture, "1 open transaction will be rolled back");
  gtk_selection_model_select_all (fixture->selection);
  assert_says (fixture, "3 sessions selected");
  assert_says (fixture, "2 open transactions will be rolled back");
  click (fixture, "Terminate…");
  g_assert_cmpuint (usher_targets_get_n (fixture->targets), ==, 3);
  click (fixture, "Clear Selection");
  display_settle ();
  display_settle ();
  display_settle ();
  assert_silent (fixture, "Terminate…");
}

static void
type_filter (Fixture *fixture, const char *text)
{
  GtkWidget *entry = display_find (GTK_WIDGET (fixture->page), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

/* A key shows at once, without waiting for a refresh; what is filtered out is counted, is
 * not selected any more, and comes back. */
static void
test_filter (Fixture *fixture, gconstpointer data)
{
  UsherSession *ana = make_idle (1, 30), *bob = make_idle (2, 20);

  ana->user = g_strdup ("ana");
  bob->user = g_strdup ("bob");
  refresh (fixture, made_picture (ana, bob, NULL));
  gtk_selection_model_select_all (fixture->selection);
  type_filter (fixture, "BOB");
  assert_rows (fixture, "2");
  g_assert_cmpuint (usher_session_selection_get_n (USHER_SESSION_SELECTION (fixture->selection)),
                    ==, 1);
  display_settle ();
  display_settle ();
  assert_says (fixture, "1 hidden by filters");
  click (fixture, "Clear");
  assert_rows (fixture, "1 2");
}

static void
test_nothing_matches (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 30), NULL));
  type_filter (fixture, "nobody");
  assert_says (fixture, "Nothing Matches");
  click (fixture, "Clear Filters");
  assert_rows (fixture, "1");
  assert_silent (fixture, "Nothing Matches");
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherScope) scope = usher_scope_new ();

  refresh (fixture, made_picture (make_idle (1, 30), NULL));
  assert_silent (fixture, "No Sessions");
  usher_scope_add (scope, USHER_PLACE_DATABASE, 4711, NULL);
  usher_session_page_set_scope (fixture->page, scope);
  assert_says (fixture, "No Sessions");
  usher_session_page_set_scope (fixture->page, NULL);
  assert_rows (fixture, "1");
}

static void
count_cb (gpointer page, guint *n)
{
  ++*n;
}

/* Nothing selected in the tree is not an empty place: it is told, with what to do. */
static void
test_nothing_selected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherScope) nothing = usher_scope_new ();
  GtkWidget *chips = display_find (GTK_WIDGET (fixture->page), USHER_TYPE_STATE_CHIPS);
  guint n_all_wanted = 0;

  g_signal_connect (fixture->page, "all-wanted", G_CALLBACK (count_cb), &n_all_wanted);
  refresh (fixture, made_picture (make_idle (1, 30), NULL));
  usher_session_page_set_scope (fixture->page, nothing);
  assert_says (fixture, "Nothing Selected");
  assert_silent (fixture, "No Sessions");
  /* Beside the tiles, which count the whole server, "All 0" would be a riddle. */
  g_assert_false (gtk_widget_get_visible (chips));
  click (fixture, "Show All Sessions");
  g_assert_cmpuint (n_all_wanted, ==, 1);

  usher_session_page_set_scope (fixture->page, NULL);
  assert_rows (fixture, "1");
  assert_silent (fixture, "Nothing Selected");
  g_assert_true (gtk_widget_get_visible (chips));
}

static void
test_chips (Fixture *fixture, gconstpointer data)
{
  refresh (fixture, made_picture (make_idle (1, 30), make_in_transaction (2, 20),
                                  made_session (3, USHER_STATE_ACTIVE), NULL));
  assert_says (fixture, "All 3");
  assert_says (fixture, "Blocked 0");
  assert_silent (fixture, "Hidden");
  click (fixture, "Active 1");
  assert_rows (fixture, "3");
  click (fixture, "Idle in transaction 1");
  assert_rows (fixture, "2 3");
  click (fixture, "Active 1");
  assert_rows (fixture, "2");
  click (fixture, "All 3");
  assert_rows (fixture, "1 2 3");
}

/* A figure shows whom it counts, and the same figure again shows everybody. */
static void
test_tiles (Fixture *fixture, gconstpointer data)
{
  UsherSnapshot *snapshot = made_picture (make_idle (1, 30), make_in_transaction (2, 20),
                                          made_session (3, USHER_STATE_ABORTED),
                                          made_session (4, USHER_STATE_ACTIVE), NULL);
  guint n_all_wanted = 0;

  snapshot->summary.connections_usable = 300;
  g_signal_connect (fixture->page, "all-wanted", G_CALLBACK (count_cb), &n_all_wanted);
  refresh (fixture, snapshot);
  assert_says (fixture, "4 / 300");
  click (fixture, "idle in transaction");
  assert_rows (fixture, "2 3");
  g_assert_cmpuint (n_all_wanted, ==, 1);
  click (fixture, "oldest transaction");
  assert_rows (fixture, "2");
  click (fixture, "oldest transaction");
  assert_rows (fixture, "1 2 3 4");
  click (fixture, "active");
  assert_rows (fixture, "4");
  click (fixture, "connections");
  assert_rows (fixture, "1 2 3 4");
  g_assert_cmpuint (n_all_wanted, ==, 3);
}

static void
test_hidden_notice (Fixture *fixture, gconstpointer data)
{
  UsherSession *hidden = made_session (1, USHER_STATE_HIDDEN);
  UsherHiddenNotice *notice;

  refresh (fixture, made_picture (hidden, make_idle (2, 20), NULL));
  assert_says (fixture, "1 session is shown as hidden.");
  notice =
      USHER_HIDDEN_NOTICE (display_find (GTK_WIDGET (fixture->page), USHER_TYPE_HIDDEN_NOTICE));
  usher_hidden_notice_set_role (notice, "db1", "ana");
  assert_says (fixture, "GRANT pg_read_all_stats TO ana would show it.");
  usher_hidden_notice_set_role (notice, "db1", "Robert\"; DROP");
  assert_says (fixture, "GRANT pg_read_all_stats TO \"Robert\"\"; DROP\" would");
  refresh (fixture, made_picture (make_idle (2, 20), NULL));
  display_settle ();
  display_settle ();
  assert_silent (fixture, "shown as hidden");
}

/* Its button has no words, only an icon. */
static GtkWidget *
find_closer (GtkWidget *root)
{
  if (GTK_IS_BUTTON (root) && gtk_button_get_icon_name (GTK_BUTTON (root)) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_closer (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_revealed (UsherHiddenNotice *notice)
{
  return gtk_revealer_get_reveal_child (
      GTK_REVEALER (display_find (GTK_WIDGET (notice), GTK_TYPE_REVEALER)));
}

/* One that was closed stays away, also after the connection was lost and came back, and after
 * another server was looked at. */
static void
test_hidden_notice_closed (Fixture *fixture, gconstpointer data)
{
  UsherSession *hidden = made_session (1, USHER_STATE_HIDDEN);
  UsherHiddenNotice *notice;

  refresh (fixture, made_picture (hidden, make_idle (2, 20), NULL));
  notice =
      USHER_HIDDEN_NOTICE (display_find (GTK_WIDGET (fixture->page), USHER_TYPE_HIDDEN_NOTICE));
  usher_hidden_notice_set_role (notice, "db1", "ana");
  g_assert_true (is_revealed (notice));
  g_signal_emit_by_name (find_closer (GTK_WIDGET (notice)), "clicked");
  g_assert_false (is_revealed (notice));
  usher_hidden_notice_set_role (notice, "db1", NULL);
  g_assert_false (is_revealed (notice));
  usher_hidden_notice_set_n_hidden (notice, 2);
  usher_hidden_notice_set_role (notice, "db1", "ana");
  g_assert_false (is_revealed (notice));

  usher_hidden_notice_set_role (notice, "db2", NULL);
  usher_hidden_notice_set_role (notice, "db2", "ana");
  g_assert_true (is_revealed (notice));
  usher_hidden_notice_set_role (notice, "db1", "ana");
  g_assert_false (is_revealed (notice));
}

static UsherServer *
new_server_nowhere (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse ("host=/nowhere", &error);

  g_assert_no_error (error);
  return usher_server_new (address);
}

/* It was terminated, and comes back as @pid @seconds later. */
static void
come_back (UsherReturns *returns, UsherSession *ended, gint32 pid, gint64 seconds)
{
  UsherSession *again = made_session (pid, USHER_STATE_IDLE);
  UsherSnapshot *picture;

  again->id.backend_start = MADE_TIME + seconds * G_USEC_PER_SEC;
  again->application = g_strdup (ended->application);
  picture = made_picture (again, NULL);
  usher_returns_note (returns, ended, MADE_TIME);
  usher_returns_observe (returns, picture);
  usher_snapshot_unref (picture);
}

static void
dismiss (Fixture *fixture, GType notice)
{
  GtkWidget *root = display_find (GTK_WIDGET (fixture->page), notice);
  GtkWidget *button = gtk_widget_get_last_child (
      gtk_revealer_get_child (GTK_REVEALER (gtk_widget_get_first_child (root))));

  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Dismiss");
  g_signal_emit_by_name (button, "clicked");
}

/* Put away it stays away, whatever else of the same server is looked at, until somebody
 * else comes back. */
static void
test_returns_notice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherServer) server = new_server_nowhere ();
  UsherReturns *returns = usher_returns_of (server);
  g_autoptr (UsherSession) api = made_session (1, USHER_STATE_IDLE);
  g_autoptr (UsherSession) web = made_session (2, USHER_STATE_IDLE);

  api->application = g_strdup ("api");
  web->application = g_strdup ("web");
  usher_session_seal (api);
  usher_session_seal (web);
  usher_session_page_set_server (fixture->page, server);
  come_back (returns, api, 11, 1);
  assert_says (fixture, "api came back 1 time");
  dismiss (fixture, USHER_TYPE_RETURNS_NOTICE);
  assert_silent (fixture, "came back");
  usher_session_page_set_server (fixture->page, server);
  assert_silent (fixture, "came back");
  come_back (returns, web, 12, 2);
  assert_says (fixture, "1 other client came back too.");
  usher_session_page_set_server (fixture->page, NULL);
}

/* A page lets go of its server, and may be asked for anything before the first picture. */
static void
test_server (Fixture *fixture, gconstpointer data)
{
  UsherServer *server = new_server_nowhere ();

  refresh (fixture, made_picture (make_idle (1, 30), NULL));
  select_pid (fixture, 1);
  usher_session_page_set_server (fixture->page, server);
  g_assert_null (usher_session_table_get_arrangement (fixture->table));
  g_assert_cmpuint (usher_session_selection_get_n (USHER_SESSION_SELECTION (fixture->selection)),
                    ==, 0);
  type_filter (fixture, "x");
  activate (fixture, "session.terminate");
  usher_session_page_set_hold (fixture->page, TRUE);
  usher_session_page_set_hold (fixture->page, FALSE);
  display_settle ();
  usher_session_page_set_server (fixture->page, NULL);
  g_assert_finalize_object (server);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/page/bar-moves-nothing", test_bar_moves_nothing },
    { "/page/hold", test_hold },
    { "/page/hold-for-dialog", test_hold_for_dialog },
    { "/page/hold-for-menu", test_hold_for_menu },
    { "/page/sort-while-held", test_sort_while_held },
    { "/page/targets-are-selected", test_targets_are_selected },
    { "/page/targets-are-frozen", test_targets_are_frozen },
    { "/page/never-itself", test_never_itself },
    { "/page/ended-are-no-targets", test_ended_are_no_targets },
    { "/page/action-bar", test_action_bar },
    { "/page/filter", test_filter },
    { "/page/nothing-matches", test_nothing_matches },
    { "/page/nobody-there", test_nobody_there },
    { "/page/nothing-selected", test_nothing_selected },
    { "/page/chips", test_chips },
    { "/page/tiles", test_tiles },
    { "/page/hidden-notice", test_hidden_notice },
    { "/page/hidden-notice-closed", test_hidden_notice_closed },
    { "/page/returns-notice", test_returns_notice },
    { "/page/server", test_server },
  };

  g_test_init (&argc, &argv, NULL);
  display_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
