/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-table.h"

#include "details-window.h"
#include "display.h"
#include "made.h"
#include "session-cell.h"
#include "session-columns.h"
#include "settings.h"

/* The table alone, with arrangements made here. */

typedef struct
{
  GtkWindow *window;
  UsherSessionTable *table;
  GtkColumnView *view;
  UsherArrangementSpec *spec;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->spec = usher_arrangement_spec_copy (NULL);
  fixture->table = g_object_new (USHER_TYPE_SESSION_TABLE, NULL);
  fixture->view =
      GTK_COLUMN_VIEW (display_find (GTK_WIDGET (fixture->table), GTK_TYPE_COLUMN_VIEW));
  fixture->window = display_open (GTK_WIDGET (fixture->table));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  UsherSessionSelection *selection =
      g_object_ref (usher_session_table_get_selection (fixture->table));

  display_close (fixture->window);
  g_assert_finalize_object (selection);
  usher_arrangement_spec_free (fixture->spec);
}

static void
show (Fixture *fixture, UsherSnapshot *snapshot)
{
  g_autoptr (UsherArrangement) arrangement = usher_arrange (snapshot, fixture->spec);

  usher_session_table_set_arrangement (fixture->table, arrangement);
}

static GtkAdjustment *
get_scroll (Fixture *fixture)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->view));
}

static UsherSessionCell *
find_cell_below (GtkWidget *root, guint place, UsherColumn column)
{
  UsherSessionCell *found = NULL;

  if (USHER_IS_SESSION_CELL (root))
    {
      UsherSessionCell *cell = USHER_SESSION_CELL (root);
      UsherSessionSlot *slot = usher_session_cell_get_slot (cell);

      if (slot != NULL && usher_session_slot_get_position (slot) == place
          && usher_session_cell_get_column (cell) == column)
        return cell;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell_below (child, place, column);
  return found;
}

static UsherSessionCell *
find_cell (Fixture *fixture, guint place, UsherColumn column)
{
  UsherSessionCell *cell = find_cell_below (GTK_WIDGET (fixture->view), place, column);

  g_assert_nonnull (cell);
  return cell;
}

static void
assert_cell (Fixture *fixture, guint place, UsherColumn column, const char *text)
{
  g_assert_cmpstr (usher_session_cell_get_text (find_cell (fixture, place, column)), ==, text);
}

static const UsherCellLook *
look_at (Fixture *fixture, guint place, UsherColumn column)
{
  return usher_session_cell_get_look (find_cell (fixture, place, column));
}

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) idle = made_picture (made_session (1, USHER_STATE_IDLE), NULL);
  g_autoptr (UsherSnapshot) active = made_picture (made_session (1, USHER_STATE_ACTIVE), NULL);

  show (fixture, idle);
  display_settle ();
  assert_cell (fixture, 0, USHER_COLUMN_PID, "1");
  assert_cell (fixture, 0, USHER_COLUMN_STATE, "Idle");
  assert_cell (fixture, 0, USHER_COLUMN_FOR, "5.0 s");
  g_assert_cmpstr (look_at (fixture, 0, USHER_COLUMN_STATE)->color, ==, "usher_quiet");
  g_assert_cmpstr (look_at (fixture, 0, USHER_COLUMN_PID)->color, ==, NULL);

  active->server_time += 2 * G_USEC_PER_SEC;
  show (fixture, active);
  assert_cell (fixture, 0, USHER_COLUMN_STATE, "Active");
  assert_cell (fixture, 0, USHER_COLUMN_FOR, "7.0 s");
  g_assert_cmpstr (look_at (fixture, 0, USHER_COLUMN_STATE)->color, ==, "usher_active");
}

/* Time goes by in the cells of a session that does nothing, and stands still when it is gone. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) two =
      made_picture (made_session (1, USHER_STATE_IDLE), made_session (2, USHER_STATE_IDLE), NULL);
  g_autoptr (UsherSnapshot) one = made_picture (made_session (2, USHER_STATE_IDLE), NULL);

  show (fixture, two);
  display_settle ();
  fixture->spec->held =
      usher_arrangement_ref (usher_session_table_get_arrangement (fixture->table));
  one->server_time += G_USEC_PER_SEC;
  show (fixture, one);
  assert_cell (fixture, 0, USHER_COLUMN_PID, "1");
  assert_cell (fixture, 0, USHER_COLUMN_STATE, "Ended");
  g_assert_true (look_at (fixture, 0, USHER_COLUMN_QUERY)->struck);
  g_assert_false (look_at (fixture, 1, USHER_COLUMN_QUERY)->struck);
  assert_cell (fixture, 1, USHER_COLUMN_FOR, "6.0 s");
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  UsherSession *own = made_session (1, USHER_STATE_ACTIVE);
  UsherSession *hidden = made_session (2, USHER_STATE_HIDDEN);
  UsherSession *hostile = made_session (3, USHER_STATE_IDLE);
  g_autoptr (UsherSnapshot) three = NULL;

  own->is_usher = TRUE;
  hostile->user = g_strdup ("<b>&amp;\n\xE2\x80\xAE</b>");
  three = made_picture (own, hidden, hostile, NULL);
  show (fixture, three);
  display_settle ();
  assert_cell (fixture, 0, USHER_COLUMN_STATE, "Usher");
  g_assert_cmpstr (look_at (fixture, 0, USHER_COLUMN_PID)->color, ==, "usher_quiet");
  assert_cell (fixture, 1, USHER_COLUMN_QUERY, "hidden");
  g_assert_true (look_at (fixture, 1, USHER_COLUMN_QUERY)->slanted);
  g_assert_false (look_at (fixture, 1, USHER_COLUMN_PID)->slanted);
  assert_cell (fixture, 2, USHER_COLUMN_USER, "<b>&amp;⏎⟨U+202E⟩</b>");
}

/* The view stays where it was scrolled to while everything moves below it, and so do rows
 * that come into view. */
static void
test_scroll (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MadeCrowd) crowd = made_crowd_new (1000, 3);
  double value;

  fixture->spec->sort_column = USHER_COLUMN_FOR;
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (UsherSnapshot) picture = made_crowd_picture (crowd);

      show (fixture, picture);
      if (round < 10)
        {
          gtk_adjustment_set_value (get_scroll (fixture), round * 60);
          display_settle ();
        }
      value = gtk_adjustment_get_value (get_scroll (fixture));
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpfloat (gtk_adjustment_get_value (get_scroll (fixture)), ==, value);
      made_crowd_live (crowd, 0.2, 0.02);
    }
  g_assert_cmpfloat (value, ==, 540);
}

static UsherSession *
session_at (Fixture *fixture, guint place)
{
  return usher_session_table_get_arrangement (fixture->table)->rows[place].session;
}

static void
assert_state (Fixture *fixture, guint place)
{
  assert_cell (fixture, place, USHER_COLUMN_STATE,
               usher_session_state_label (session_at (fixture, place)->state));
}

static gboolean
is_in_view (Fixture *fixture, guint place)
{
  return gtk_widget_get_mapped (GTK_WIDGET (find_cell (fixture, place, USHER_COLUMN_PID)));
}

/* What was out of view says what it should as soon as it comes into view, and soon anyway. */
static void
test_comes_into_view (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MadeCrowd) crowd = made_crowd_new (150, 3);

  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (UsherSnapshot) picture = made_crowd_picture (crowd);

      show (fixture, picture);
      display_settle ();
      made_crowd_live (crowd, 0.9, 0.05);
    }
  gtk_adjustment_set_value (get_scroll (fixture), 1000);
  display_settle ();
  g_assert_true (is_in_view (fixture, 60));
  for (guint place = 0; place < 150; place++)
    if (is_in_view (fixture, place))
      assert_state (fixture, place);
  for (guint round = 0; round < 10; round++)
    show (fixture, usher_session_table_get_arrangement (fixture->table)->snapshot);
  for (guint place = 0; place < 150; place++)
    assert_state (fixture, place);
}

static void
assert_row_name (Fixture *fixture, guint place, const char *name)
{
  GtkWidget *cell = GTK_WIDGET (find_cell (fixture, place, USHER_COLUMN_PID));
  GtkWidget *row = gtk_widget_get_parent (gtk_widget_get_parent (cell));
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  g_assert_cmpstr (gtk_widget_get_css_name (row), ==, "row");
  g_assert_cmpstr (other, ==, NULL);
}

/* A row as a whole is called what its session is, and the next one when that takes its place. */
static void
test_row_names (Fixture *fixture, gconstpointer data)
{
  UsherSession *client = made_session (7, USHER_STATE_IDLE);
  UsherSession *standby = made_session (8, USHER_STATE_ACTIVE);
  g_autoptr (UsherSnapshot) one = NULL;
  g_autoptr (UsherSnapshot) other = NULL;

  client->user = g_strdup ("ana");
  client->database = g_strdup ("games");
  one = made_picture (client, NULL);
  standby->application = g_strdup ("standby");
  other = made_picture (standby, NULL);
  show (fixture, one);
  display_settle ();
  assert_row_name (fixture, 0, "7: ana in games, Idle");
  show (fixture, other);
  assert_row_name (fixture, 0, "8: standby, Active");
}

static void
count_cb (gpointer table, guint *n)
{
  ++*n;
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  UsherColumn column = USHER_N_COLUMNS;
  gboolean descending = FALSE;
  guint n = 0;

  usher_session_table_get_sort (fixture->table, &column, &descending);
  g_assert_cmpint (column, ==, USHER_COLUMN_TRANSACTION);
  g_assert_true (descending);

  g_signal_connect (fixture->table, "sort-changed", G_CALLBACK (count_cb), &n);
  for (UsherColumn sorted = 0; sorted < USHER_N_COLUMNS; sorted++)
    {
      usher_session_columns_set_sort (fixture->view, sorted, sorted % 2 == 0);
      usher_session_table_get_sort (fixture->table, &column, &descending);
      g_assert_cmpint (column, ==, sorted);
      g_assert_cmpint (descending, ==, sorted % 2 == 0);
    }
  g_assert_cmpuint (n, >=, USHER_N_COLUMNS);
}

/* Right click: the row under the pointer, or the whole selection if it is one of it. */
static void
test_menu_selects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) two =
      made_picture (made_session (1, USHER_STATE_IDLE), made_session (2, USHER_STATE_IDLE), NULL);
  UsherSessionSelection *selection = usher_session_table_get_selection (fixture->table);
  UsherIdentity second;

  show (fixture, two);
  display_settle ();
  second = usher_session_table_get_arrangement (fixture->table)->rows[1].session->id;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 0, TRUE);
  usher_session_table_open_menu_for (fixture->table,
                                     GTK_WIDGET (find_cell (fixture, 1, USHER_COLUMN_USER)));
  g_assert_cmpuint (usher_session_selection_get_n (selection), ==, 1);
  g_assert_true (usher_session_selection_contains (selection, &second));
  g_assert_true (usher_session_table_get_menu_open (fixture->table));

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (selection));
  usher_session_table_open_menu_for (fixture->table,
                                     GTK_WIDGET (find_cell (fixture, 1, USHER_COLUMN_USER)));
  g_assert_cmpuint (usher_session_selection_get_n (selection), ==, 2);
}

static GtkWindow *
find_details (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (USHER_IS_DETAILS_WINDOW (window))
        return window; /* it holds itself */
    }
  return NULL;
}

/* Of the selected session; and of nobody where there is neither selection nor focus. */
static void
test_details (Fixture *fixture, gconstpointer data)
{
  UsherSession *second = made_session (2, USHER_STATE_BLOCKED);
  UsherSessionSelection *selection = usher_session_table_get_selection (fixture->table);
  g_autoptr (UsherSnapshot) two = NULL;
  GtkWindow *details;

  second->query = g_strdup ("SELECT 1\n  FROM seasons");
  two = made_picture (made_session (1, USHER_STATE_IDLE), second, NULL);
  show (fixture, two);
  display_settle ();
  gtk_window_set_focus (fixture->window, NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->table), "session.details", NULL);
  g_assert_null (find_details ());

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 1, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->table), "session.details", NULL);
  display_settle ();
  details = find_details ();
  g_assert_nonnull (details);
  g_assert_cmpstr (gtk_window_get_title (details), ==, "Session 2");
  g_assert_true (display_says (GTK_WIDGET (details), "Blocked"));
  g_assert_false (display_says (GTK_WIDGET (details), "Idle"));
  gtk_window_destroy (details);
}

/* Where there is no row there is no menu. */
static void
test_menu_needs_a_row (Fixture *fixture, gconstpointer data)
{
  usher_session_table_open_menu_for (fixture->table, GTK_WIDGET (fixture->view));
  usher_session_table_open_menu_for (fixture->table, NULL);
  g_assert_false (usher_session_table_get_menu_open (fixture->table));
  gtk_widget_activate_action (GTK_WIDGET (fixture->table), "session.show-menu", NULL);
  g_assert_false (usher_session_table_get_menu_open (fixture->table));
}

static void
forget_columns (void)
{
  static const char *const keys[] = { "column-order", "columns-hidden", "column-widths",
                                      "sort-column", "sort-descending" };
  g_autoptr (GSettings) settings = usher_settings_new ();

  g_assert_nonnull (settings);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (settings, keys[i]);
}

/* A second table finds the columns as the first left them. */
static void
test_columns_remembered (void)
{
  Fixture first = { 0 }, second = { 0 };
  GtkColumnViewColumn *query, *user;
  UsherColumn column;
  gboolean descending;

  set_up (&first, NULL);
  query = g_object_ref (usher_session_columns_find (first.view, USHER_COLUMN_QUERY));
  user = usher_session_columns_find (first.view, USHER_COLUMN_USER);
  gtk_column_view_insert_column (first.view, 1, query);
  gtk_column_view_column_set_fixed_width (user, 222);
  gtk_widget_activate_action (GTK_WIDGET (first.table), "columns.wait", NULL);
  usher_session_columns_set_sort (first.view, USHER_COLUMN_CLIENT, FALSE);
  g_object_unref (query);
  tear_down (&first, NULL);

  set_up (&second, NULL);
  g_autoptr (GtkColumnViewColumn) moved =
      g_list_model_get_item (gtk_column_view_get_columns (second.view), 1);
  g_assert_cmpint (usher_session_columns_identify (moved), ==, USHER_COLUMN_QUERY);
  user = usher_session_columns_find (second.view, USHER_COLUMN_USER);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (user), ==, 222);
  g_assert_false (gtk_column_view_column_get_visible (
      usher_session_columns_find (second.view, USHER_COLUMN_WAIT)));
  usher_session_table_get_sort (second.table, &column, &descending);
  g_assert_cmpint (column, ==, USHER_COLUMN_CLIENT);
  g_assert_false (descending);
  g_clear_object (&moved);
  tear_down (&second, NULL);
  forget_columns ();
}

/* Settings are somebody's own to edit. */
static void
test_strange_settings (void)
{
  const char *const strange[] = { "no-such-column", "query", "query", NULL };
  g_autoptr (GSettings) settings = usher_settings_new ();
  Fixture fixture = { 0 };

  g_settings_set_strv (settings, "column-order", strange);
  g_settings_set_strv (settings, "columns-hidden", strange);
  g_settings_set_string (settings, "sort-column", "nothing");
  set_up (&fixture, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (fixture.view)), ==,
                    USHER_N_COLUMNS);
  tear_down (&fixture, NULL);
  forget_columns ();
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/table/follows", test_follows },
    { "/table/ended", test_ended },
    { "/table/marks", test_marks },
    { "/table/scroll", test_scroll },
    { "/table/comes-into-view", test_comes_into_view },
    { "/table/row-names", test_row_names },
    { "/table/sort", test_sort },
    { "/table/menu-selects", test_menu_selects },
    { "/table/menu-needs-a-row", test_menu_needs_a_row },
    { "/table/details", test_details },
  };

  /* What is said to assistive technology is kept, to be asked for. */
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  display_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/table/columns-remembered", test_columns_remembered);
  g_test_add_func ("/table/strange-settings", test_strange_settings);
  return g_test_run ();
}
