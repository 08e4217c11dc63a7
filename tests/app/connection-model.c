/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "connection-model.h"
#include "server-branch.h"

/* The tree's rows under live updates: what stays the same object, what stays selected, and
 * what a selection stands for. No display, no server. */

typedef struct
{
  GListStore *profiles;
  UsherConnectionList *list;
  UsherConnectionModel *model;
  UsherConnectionEntry *entry; /* of the pictures; the list's */
  guint n_scope_changes;
} Fixture;

static void
on_scope_changed (Fixture *fixture)
{
  fixture->n_scope_changes++;
}

/* Connections that are never connected are enough: pictures are given to them. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherAddress) address = usher_address_new_for_service ("practice & <b>more</b>");

  fixture->profiles = g_list_store_new (USHER_TYPE_PROFILE);
  fixture->list = usher_connection_list_new (G_LIST_MODEL (fixture->profiles));
  fixture->model = usher_connection_model_new (fixture->list);
  g_signal_connect_swapped (fixture->model, "scope-changed", G_CALLBACK (on_scope_changed),
                            fixture);
  fixture->entry = usher_connection_list_add_address (fixture->list, address);
  usher_connection_model_select_entry (fixture->model, fixture->entry);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->profiles);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static UsherSession *
new_session (gint32 pid, guint32 oid, const char *application)
{
  UsherSession *session = usher_session_new ();

  session->id.pid = pid;
  session->id.backend_start = 1;
  session->id.database_oid = oid;
  session->kind = USHER_SESSION_CLIENT;
  session->state = USHER_STATE_IDLE;
  session->application = g_strdup (application);
  usher_session_seal (session);
  return session;
}

static UsherDatabase *
new_database (guint32 oid, const char *name)
{
  UsherDatabase *database = usher_database_new ();

  database->oid = oid;
  database->name = g_strdup (name);
  database->owner = g_strdup ("postgres");
  database->allows_connections = TRUE;
  database->name_is_exact = TRUE;
  return database;
}

/* "games:psql,psql,api shop:" is two databases with the applications of their sessions; an
 * oid follows from the place in the alphabet of the first letter. */
static UsherSnapshot *
picture (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  GPtrArray *databases = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_database_free);
  gint32 pid = 1;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);
      g_auto (GStrv) applications = g_strsplit (parts[1], ",", -1);
      guint32 oid = (guint32)(16384 + parts[0][0]);

      g_ptr_array_add (databases, new_database (oid, parts[0]));
      for (guint j = 0; applications[j] != NULL; j++)
        g_ptr_array_add (sessions, new_session (pid++, oid, applications[j]));
    }
  return usher_snapshot_new_made (sessions, databases, 1);
}

static void
show (Fixture *fixture, const char *text)
{
  g_autoptr (UsherSnapshot) snapshot = picture (text);

  usher_connection_model_set_snapshot (fixture->model, fixture->entry, snapshot);
}

static guint
n_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (usher_connection_model_get_selection (fixture->model)));
}

static UsherTreeNode *
find (Fixture *fixture, const char *label)
{
  for (guint i = 0; i < n_rows (fixture); i++)
    {
      UsherTreeNode *node = usher_connection_model_get_node (fixture->model, i);

      if (g_str_equal (usher_tree_node_get_look (node)->label, label))
        return node;
    }
  return NULL;
}

static guint
position_of (Fixture *fixture, const char *label)
{
  UsherTreeNode *node = find (fixture, label);

  for (guint i = 0; i < n_rows (fixture); i++)
    if (usher_connection_model_get_node (fixture->model, i) == node)
      return i;
  g_assert_not_reached ();
}

static void
expand (Fixture *fixture, const char *label, gboolean expanded)
{
  GtkSelectionModel *selection = usher_connection_model_get_selection (fixture->model);
  g_autoptr (GtkTreeListRow) row =
      g_list_model_get_item (G_LIST_MODEL (selection), position_of (fixture, label));

  gtk_tree_list_row_set_expanded (row, expanded);
  settle ();
}

static void
select_row (Fixture *fixture, const char *label, gboolean alone)
{
  gtk_selection_model_select_item (usher_connection_model_get_selection (fixture->model),
                                   position_of (fixture, label), alone);
  settle ();
}

/* "games 3|psql 2": the rows after the server's own, with their counts */
static void
assert_rows (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 1; i < n_rows (fixture); i++)
    {
      const UsherNodeLook *look =
          usher_tree_node_get_look (usher_connection_model_get_node (fixture->model, i));

      g_string_append_printf (text, "%s%s %u", i > 1 ? "|" : "", look->label, look->count);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_selected (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) nodes = usher_connection_model_dup_selected (fixture->model);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "",
                            usher_tree_node_get_look (nodes->pdata[i])->label);
  g_assert_cmpstr (text->str, ==, expected);
}

static gboolean
contains (Fixture *fixture, guint32 oid, const char *application)
{
  g_autoptr (UsherScope) scope = usher_connection_model_dup_scope (fixture->model);
  g_autoptr (UsherSession) session = new_session (1, oid, application);

  return usher_scope_contains (scope, session);
}

static void
test_first_picture (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (n_rows (fixture), ==, 1);
  show (fixture, "games:psql,api,psql shop:web");

  assert_rows (fixture, "All sessions 4|games 3|shop 1|System processes 0");
  assert_selected (fixture, "All sessions");
  expand (fixture, "games", TRUE);
  assert_rows (fixture, "All sessions 4|games 3|api 1|psql 2|shop 1|System processes 0");
}

static void
test_counts_change_in_place (Fixture *fixture, gconstpointer data)
{
  UsherTreeNode *games;

  show (fixture, "games:psql,api shop:web");
  expand (fixture, "games", TRUE);
  select_row (fixture, "psql", TRUE);
  games = find (fixture, "games");
  fixture->n_scope_changes = 0;

  show (fixture, "analytics: games:api,cron,psql,psql shop:web,web");

  assert_rows (fixture, "All sessions 6|analytics 0|games 4|api 1|cron 1|psql 2|shop 2|"
                        "System processes 0");
  assert_selected (fixture, "psql");
  g_assert_true (find (fixture, "games") == games);
  g_assert_cmpuint (fixture->n_scope_changes, ==, 0);
}

static void
test_unchanged_is_silent (Fixture *fixture, gconstpointer data)
{
  guint n_changes = 0;

  show (fixture, "games:psql shop:web");
  g_signal_connect_swapped (find (fixture, "games"), "changed", G_CALLBACK (g_atomic_int_inc),
                            &n_changes);
  g_signal_connect_swapped (usher_connection_model_get_selection (fixture->model), "items-changed",
                            G_CALLBACK (g_atomic_int_inc), &n_changes);
  show (fixture, "games:psql shop:web");
  g_assert_cmpuint (n_changes, ==, 0);

  show (fixture, "games:psql,psql shop:web");
  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_vanished_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  show (fixture, "games:psql shop:web");
  select_row (fixture, "games", TRUE);
  fixture->n_scope_changes = 0;

  show (fixture, "shop:web");

  assert_selected (fixture, "");
  g_assert_false (contains (fixture, 16384 + 's', "web"));
  g_assert_cmpuint (fixture->n_scope_changes, ==, 1);
}

static void
test_vanished_of_two_leaves_one (Fixture *fixture, gconstpointer data)
{
  show (fixture, "analytics:x games:psql shop:web");
  select_row (fixture, "games", TRUE);
  select_row (fixture, "shop", FALSE);

  show (fixture, "analytics:x shop:web");
  assert_selected (fixture, "shop");
}

/* The oid is the same, the name sorts elsewhere. */
static void
test_rename_keeps_selection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherScope) before = NULL;
  g_autoptr (UsherScope) after = NULL;
  g_autoptr (UsherSnapshot) renamed = picture ("games:psql shop:web");

  show (fixture, "games:psql shop:web");
  select_row (fixture, "games", TRUE);
  before = usher_connection_model_dup_scope (fixture->model);

  for (guint i = 0; i < renamed->databases->len; i++)
    {
      UsherDatabase *database = renamed->databases->pdata[i];
      g_autofree char *name = database->name;

      database->name = g_strdup (g_str_equal (name, "games") ? "zoo" : name);
    }
  g_ptr_array_insert (renamed->databases, -1, g_ptr_array_steal_index (renamed->databases, 0));
  usher_connection_model_set_snapshot (fixture->model, fixture->entry, renamed);

  assert_rows (fixture, "All sessions 2|shop 1|zoo 1|System processes 0");
  assert_selected (fixture, "zoo");
  after = usher_connection_model_dup_scope (fixture->model);
  g_assert_true (usher_scope_equal (before, after));
}

static void
test_folding_away_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  show (fixture, "games:psql shop:web");
  expand (fixture, "games", TRUE);
  select_row (fixture, "psql", TRUE);
  expand (fixture, "games", FALSE);
  assert_selected (fixture, "");
}

/* Also from under what is folded up, or not at all when a search has it elsewhere. */
static void
test_all_sessions_are_found (Fixture *fixture, gconstpointer data)
{
  show (fixture, "games:psql shop:web");
  select_row (fixture, "games", TRUE);
  expand (fixture, usher_connection_entry_get_name (fixture->entry), FALSE);
  assert_selected (fixture, "");
  g_assert_true (usher_connection_model_select_entry (fixture->model, fixture->entry));
  assert_selected (fixture, "All sessions");

  usher_connection_model_set_search (fixture->model, "something else");
  assert_selected (fixture, "");
  g_assert_false (usher_connection_model_select_entry (fixture->model, fixture->entry));
  usher_connection_model_set_search (fixture->model, "");
  g_assert_true (usher_connection_model_select_entry (fixture->model, fixture->entry));
  assert_selected (fixture, "All sessions");
}

static void
test_expansion_survives (Fixture *fixture, gconstpointer data)
{
  show (fixture, "games:psql shop:web");
  expand (fixture, "games", TRUE);
  show (fixture, "analytics:x games:psql shop:web");
  assert_rows (fixture, "All sessions 3|analytics 1|games 1|psql 1|shop 1|System processes 0");
}

static void
test_scope_is_a_union (Fixture *fixture, gconstpointer data)
{
  show (fixture, "analytics:x games:psql,api shop:web");
  expand (fixture, "games", TRUE);
  select_row (fixture, "api", TRUE);
  select_row (fixture, "shop", FALSE);

  g_assert_true (contains (fixture, 16384 + 'g', "api"));
  g_assert_false (contains (fixture, 16384 + 'g', "psql"));
  g_assert_true (contains (fixture, 16384 + 's', "anything"));
  g_assert_false (contains (fixture, 16384 + 'a', "api"));
}

/* Who asks for databases must not get less than what is selected stands for. */
static void
test_databases_are_told_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) databases = NULL;
  g_autoptr (GArray) mixed = NULL;

  show (fixture, "analytics:x games:psql,api shop:web");
  select_row (fixture, "games", TRUE);
  select_row (fixture, "shop", FALSE);
  databases = usher_connection_model_dup_databases (fixture->model);
  g_assert_cmpuint (databases->len, ==, 2);
  g_assert_cmpuint (g_array_index (databases, guint32, 0), ==, 16384 + 'g');
  g_assert_cmpuint (g_array_index (databases, guint32, 1), ==, 16384 + 's');

  select_row (fixture, "System processes", FALSE);
  mixed = usher_connection_model_dup_databases (fixture->model);
  g_assert_cmpuint (mixed->len, ==, 0);
}

static void
test_names_are_made_visible (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) snapshot = picture ("games:psql");
  UsherDatabase *database = snapshot->databases->pdata[0];
  UsherTreeNode *node;

  g_free (database->name);
  database->name = g_strdup ("<b>a</b>\nb\u202ec");
  database->is_invalid = TRUE;
  usher_connection_model_set_snapshot (fixture->model, fixture->entry, snapshot);

  node = usher_connection_model_get_node (fixture->model, 2);
  g_assert_cmpstr (usher_tree_node_get_look (node)->label, ==, "<b>a</b>⏎b⟨U+202E⟩c");
  g_assert_nonnull (usher_tree_node_get_look (node)->note);
  g_assert_cmpstr (usher_tree_node_get_name (node), ==, "<b>a</b>\nb\u202ec");
}

static void
test_flags_have_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) snapshot = picture ("games: shop:web template1:");
  UsherDatabase *shop = snapshot->databases->pdata[1];
  UsherDatabase *template = snapshot->databases->pdata[2];
  g_autofree char *described = NULL;

  shop->allows_connections = FALSE;
  template->is_template = TRUE;
  usher_connection_model_set_snapshot (fixture->model, fixture->entry, snapshot);

  g_assert_null (usher_tree_node_get_look (find (fixture, "games"))->note_icon);
  g_assert_nonnull (usher_tree_node_get_look (find (fixture, "shop"))->note_icon);
  g_assert_nonnull (usher_tree_node_get_look (find (fixture, "template1"))->note_icon);
  described = usher_tree_node_describe (find (fixture, "shop"));
  g_assert_cmpstr (described, ==, "shop, 1 session. Accepts no new connections");
}

static void
test_returns_have_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) snapshot = picture ("games:psql shop:web");
  guint32 shop = ((UsherDatabase *)snapshot->databases->pdata[1])->oid;
  UsherTreeNode *branch = usher_connection_entry_get_branch (fixture->entry);
  g_autoptr (UsherReturns) returns = usher_returns_new ();
  g_autoptr (UsherSession) ended = new_session (9, shop, "web");
  g_autofree char *described = NULL;
  g_autofree char *calm = NULL;

  usher_connection_model_set_snapshot (fixture->model, fixture->entry, snapshot);
  usher_returns_note (returns, ended, 0);
  usher_returns_observe (returns, snapshot);
  usher_server_branch_set_snapshot (branch, snapshot, returns);
  g_assert_null (usher_tree_node_get_look (find (fixture, "games"))->note_icon);
  g_assert_nonnull (usher_tree_node_get_look (find (fixture, "shop"))->note_icon);
  described = usher_tree_node_describe (find (fixture, "shop"));
  g_assert_cmpstr (described, ==, "shop, 1 session. web came back 1 time in the last minute");

  usher_server_branch_set_snapshot (branch, snapshot, NULL);
  calm = usher_tree_node_describe (find (fixture, "shop"));
  g_assert_cmpstr (calm, ==, "shop, 1 session");
}

/* What the icon and the colour say is said in words, too. */
static void
test_state_has_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherTreeNode) branch = usher_server_branch_new ();
  g_autofree char *described = NULL;

  usher_server_branch_set_look (branch,
                                &(UsherBranchLook){ .name = "db1",
                                                    .environment = USHER_ENVIRONMENT_PRODUCTION,
                                                    .state = USHER_SERVER_LOST });
  described = usher_tree_node_describe (branch);
  g_assert_cmpstr (described, ==, "db1, Production. Connection lost");
}

/* Saved connections */

static UsherProfile *
new_profile (const char *id, const char *name, const char *group)
{
  g_autoptr (UsherAddress) address = usher_address_parse ("host=db.example.org", NULL);
  UsherProfileDraft draft = {
    .id = (char *)id,
    .name = (char *)name,
    .group = (char *)group,
    .address = address,
  };

  return usher_profile_new (&draft);
}

static const char ids[][37] = {
  "00000000-0000-4000-8000-000000000000",
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
};

static void
save (Fixture *fixture, guint number, const char *name, const char *group)
{
  g_autoptr (UsherProfile) profile = new_profile (ids[number], name, group);

  g_list_store_append (fixture->profiles, profile);
}

static void
save_three (Fixture *fixture)
{
  save (fixture, 0, "live", "Shop");
  save (fixture, 1, "lone", NULL);
  save (fixture, 2, "test", "Shop");
}

/* All rows from the top, by their labels */
static void
assert_labels (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_rows (fixture); i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? "|" : "",
        usher_tree_node_get_look (usher_connection_model_get_node (fixture->model, i))->label);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_groups_hold_their_connections (Fixture *fixture, gconstpointer data)
{
  save_three (fixture);
  assert_labels (fixture, "Shop|live|test|lone|practice & <b>more</b>");

  expand (fixture, "Shop", FALSE);
  assert_labels (fixture, "Shop|lone|practice & <b>more</b>");
  g_list_store_remove (fixture->profiles, 1);
  assert_labels (fixture, "Shop|practice & <b>more</b>");
}

/* The keyboard passes groups, and what is selected stays. */
static void
test_group_is_not_selected (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *selection = usher_connection_model_get_selection (fixture->model);

  save_three (fixture);
  show (fixture, "games:psql shop:web");
  select_row (fixture, "games", TRUE);
  select_row (fixture, "shop", FALSE);
  fixture->n_scope_changes = 0;
  select_row (fixture, "Shop", TRUE);
  assert_selected (fixture, "games|shop");
  g_assert_cmpuint (fixture->n_scope_changes, ==, 0);

  gtk_selection_model_select_range (selection, position_of (fixture, "Shop"), 2, TRUE);
  settle ();
  assert_selected (fixture, "live");
}

/* Folded as it was, and with what is selected outside of it. */
static void
test_renamed_group_is_the_same_row (Fixture *fixture, gconstpointer data)
{
  UsherProfile *renamed[2];
  UsherTreeNode *group;

  save_three (fixture);
  group = find (fixture, "Shop");
  expand (fixture, "Shop", FALSE);
  renamed[0] = new_profile (ids[0], "live", "Market");
  renamed[1] = new_profile (ids[2], "test", "Market");
  g_list_store_splice (fixture->profiles, 0, 3, (gpointer *)renamed, 2);
  assert_labels (fixture, "Market|practice & <b>more</b>");
  g_assert_true (find (fixture, "Market") == group);
  g_assert_cmpstr (usher_tree_node_get_name (group), ==, "Market");

  g_object_unref (renamed[0]);
  g_object_unref (renamed[1]);
}

/* Some of a group's connections go elsewhere: that is another group. */
static void
test_half_a_group_is_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) moved = new_profile (ids[2], "test", "Market");
  UsherTreeNode *group;

  save_three (fixture);
  group = find (fixture, "Shop");
  g_list_store_splice (fixture->profiles, 2, 1, (gpointer *)&moved, 1);
  assert_labels (fixture, "Shop|live|lone|Market|test|practice & <b>more</b>");
  g_assert_true (find (fixture, "Shop") == group);
}

/* What is moved stays selected and unfolded. */
static void
test_moving_keeps_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) moved = new_profile (ids[1], "lone", "Shop");
  g_autoptr (UsherSnapshot) snapshot = picture ("games:psql");
  UsherConnectionEntry *lone;

  save_three (fixture);
  lone = usher_connection_list_find (fixture->list, ids[1]);
  usher_connection_model_select_entry (fixture->model, lone);
  usher_connection_model_set_snapshot (fixture->model, lone, snapshot);
  select_row (fixture, "games", TRUE);

  g_list_store_splice (fixture->profiles, 1, 1, (gpointer *)&moved, 1);
  assert_labels (fixture, "Shop|live|lone|All sessions|games|System processes|test|"
                          "practice & <b>more</b>");
  assert_selected (fixture, "games");
  g_assert_true (usher_connection_model_get_current (fixture->model) == lone);
  g_assert_true (usher_connection_list_find (fixture->list, ids[1]) == lone);
}

static void
test_search_narrows (Fixture *fixture, gconstpointer data)
{
  save_three (fixture);
  usher_connection_model_set_search (fixture->model, "LONE");
  assert_labels (fixture, "lone");
  usher_connection_model_set_search (fixture->model, "shop");
  assert_labels (fixture, "Shop|live|test");
  usher_connection_model_set_search (fixture->model, "example.org");
  assert_labels (fixture, "Shop|live|test|lone");
  g_assert_true (usher_connection_model_get_current (fixture->model) == fixture->entry);
  usher_connection_model_set_search (fixture->model, "");
  assert_labels (fixture, "Shop|live|test|lone|practice & <b>more</b>");
}

/* Who looks for another connection is still where they were, and so is the tree after it. */
static void
test_search_moves_nobody (Fixture *fixture, gconstpointer data)
{
  save_three (fixture);
  show (fixture, "games:psql");
  select_row (fixture, "games", TRUE);
  expand (fixture, "Shop", FALSE);
  fixture->n_scope_changes = 0;

  usher_connection_model_set_search (fixture->model, "shop");
  assert_labels (fixture, "Shop|live|test");
  assert_selected (fixture, "");
  settle ();
  g_assert_cmpuint (fixture->n_scope_changes, ==, 0);
  g_assert_false (usher_connection_model_select_entry (fixture->model, fixture->entry));

  usher_connection_model_set_search (fixture->model, "");
  assert_labels (fixture, "Shop|lone|practice & <b>more</b>|All sessions|games|System processes");
  assert_selected (fixture, "games");
  g_assert_cmpuint (fixture->n_scope_changes, ==, 0);
}

static void
test_first_match_is_selected (Fixture *fixture, gconstpointer data)
{
  save_three (fixture);
  usher_connection_model_set_search (fixture->model, "nowhere");
  g_assert_false (usher_connection_model_select_first (fixture->model));
  usher_connection_model_set_search (fixture->model, "shop");
  g_assert_true (usher_connection_model_select_first (fixture->model));
  assert_selected (fixture, "live");
}

static void
show_two (Fixture *fixture)
{
  g_autoptr (UsherSnapshot) other = picture ("zoo:web");

  save (fixture, 1, "lone", NULL);
  show (fixture, "games:psql shop:web");
  usher_connection_model_set_snapshot (fixture->model,
                                       usher_connection_list_find (fixture->list, ids[1]), other);
}

/* A picture of another server takes nobody away from where they are. */
static void
test_other_picture_keeps_selection (Fixture *fixture, gconstpointer data)
{
  show_two (fixture);
  assert_selected (fixture, "All sessions");
  g_assert_true (usher_connection_model_get_current (fixture->model) == fixture->entry);
  g_assert_nonnull (find (fixture, "zoo"));
}

static void
test_selection_stays_in_one (Fixture *fixture, gconstpointer data)
{
  show_two (fixture);
  select_row (fixture, "games", TRUE);
  select_row (fixture, "zoo", FALSE);
  assert_selected (fixture, "zoo");
  g_assert_true (usher_connection_model_get_current (fixture->model)
                 == usher_connection_list_find (fixture->list, ids[1]));
  g_assert_false (contains (fixture, 16384 + 'g', "psql"));

  gtk_selection_model_select_all (usher_connection_model_get_selection (fixture->model));
  settle ();
  assert_selected (fixture, "lone|All sessions|zoo|System processes");
}

static void
test_removed_is_not_current (Fixture *fixture, gconstpointer data)
{
  show (fixture, "games:psql");
  usher_connection_list_remove (fixture->list, fixture->entry);
  g_assert_null (usher_connection_model_get_current (fixture->model));
  assert_selected (fixture, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name)                                                                                  \
  g_test_add ("/connection-model/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (first_picture);
  ADD (counts_change_in_place);
  ADD (unchanged_is_silent);
  ADD (vanished_leaves_nothing);
  ADD (vanished_of_two_leaves_one);
  ADD (rename_keeps_selection);
  ADD (folding_away_leaves_nothing);
  ADD (all_sessions_are_found);
  ADD (expansion_survives);
  ADD (scope_is_a_union);
  ADD (databases_are_told_alone);
  ADD (names_are_made_visible);
  ADD (flags_have_words);
  ADD (returns_have_words);
  ADD (state_has_words);
  ADD (groups_hold_their_connections);
  ADD (group_is_not_selected);
  ADD (renamed_group_is_the_same_row);
  ADD (half_a_group_is_another);
  ADD (moving_keeps_rows);
  ADD (search_narrows);
  ADD (search_moves_nobody);
  ADD (first_match_is_selected);
  ADD (other_picture_keeps_selection);
  ADD (selection_stays_in_one);
  ADD (removed_is_not_current);
#undef ADD

  return g_test_run ();
}
