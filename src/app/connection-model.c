/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-model.h"

#include "connection-confine.h"
#include "connection-rows.h"
#include "server-branch.h"
#include "tree-merge.h"

struct _UsherConnectionModel
{
  GObject parent_instance;

  UsherConnectionList *list;     /* (owned) */
  GListStore *roots;             /* (owned): groups, and connections without one */
  GtkTreeListModel *tree;        /* (owned) */
  GtkSelectionModel *selection;  /* (owned): over the tree, of GtkTreeListRow */
  GPtrArray *chosen;             /* (owned): the nodes that were selected when it settled */
  UsherConnectionEntry *current; /* (owned) (nullable) */
  UsherConnectionEntry *told;    /* (owned) (nullable): the last current one that was told */
  UsherScope *scope;             /* (owned) (nullable): and the last scope */
  char *search;                  /* (owned) */
  gboolean searched;             /* the rows are those of a search */
  gboolean updating;             /* rows come and go by themselves */
  guint settle_source;
};

enum
{
  SCOPE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherConnectionModel, usher_connection_model, G_TYPE_OBJECT)

/**
 * usher_connection_model_get_node:
 *
 * Returns: (transfer none) (nullable): what the visible row at @position stands for
 */
UsherTreeNode *
usher_connection_model_get_node (UsherConnectionModel *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (UsherTreeNode) node = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  /* The tree's store holds on to it. */
  return node;
}

/**
 * usher_connection_model_get_entry:
 *
 * Returns: (transfer none) (nullable): the connection that the visible row at @position
 *   belongs to; %NULL for a group's
 */
UsherConnectionEntry *
usher_connection_model_get_entry (UsherConnectionModel *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  while (row != NULL)
    {
      g_autoptr (GtkTreeListRow) inner = g_steal_pointer (&row);
      g_autoptr (UsherTreeNode) node = gtk_tree_list_row_get_item (inner);

      if (usher_tree_node_get_kind (node) == USHER_NODE_SERVER)
        return usher_connection_list_find_branch (self->list, node);
      row = gtk_tree_list_row_get_parent (inner);
    }
  return NULL;
}

static guint
find_node (UsherConnectionModel *self, UsherTreeNode *node)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    if (usher_connection_model_get_node (self, i) == node)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/**
 * usher_connection_model_dup_selected:
 *
 * Returns: (transfer full) (element-type UsherTreeNode): the selected nodes, in the tree's
 *   order
 */
GPtrArray *
usher_connection_model_dup_selected (UsherConnectionModel *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);
  GPtrArray *nodes = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (nodes, g_object_ref (usher_connection_model_get_node (self, position)));
  return nodes;
}

/**
 * usher_connection_model_dup_scope:
 *
 * Returns: (transfer full): what the selected rows stand for; nothing when none is
 */
UsherScope *
usher_connection_model_dup_scope (UsherConnectionModel *self)
{
  g_autoptr (GPtrArray) nodes = usher_connection_model_dup_selected (self);
  UsherScope *scope = usher_scope_new ();

  for (guint i = 0; i < nodes->len; i++)
    usher_tree_node_add_to_scope (nodes->pdata[i], scope);
  return scope;
}

/**
 * usher_connection_model_dup_databases:
 *
 * Returns: (transfer full) (element-type guint32): the selected databases, by their oids;
 *   empty when anything else is selected, too
 */
GArray *
usher_connection_model_dup_databases (UsherConnectionModel *self)
{
  g_autoptr (GPtrArray) nodes = usher_connection_model_dup_selected (self);
  GArray *oids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < nodes->len; i++)
    {
      guint32 oid = usher_tree_node_get_database_oid (nodes->pdata[i]);

      if (usher_tree_node_get_kind (nodes->pdata[i]) != USHER_NODE_DATABASE)
        return g_array_set_size (oids, 0);
      g_array_append_val (oids, oid);
    }
  return oids;
}

/* Looking for a connection takes nobody away from where they are. */
static gboolean
is_hidden_by_search (UsherConnectionModel *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  return self->searched && gtk_bitset_is_empty (selected);
}

static void
tell_scope (UsherConnectionModel *self)
{
  g_autoptr (UsherScope) scope = usher_connection_model_dup_scope (self);

  if (self->scope != NULL && usher_scope_equal (self->scope, scope) && self->told == self->current)
    return;
  g_clear_pointer (&self->scope, usher_scope_unref);
  self->scope = g_steal_pointer (&scope);
  g_set_object (&self->told, self->current);
  g_signal_emit (self, signals[SCOPE_CHANGED], 0);
}

/**
 * usher_connection_model_settle:
 *
 * Makes up now for what else would be made up for as soon as the main loop turns: after it
 * the selection is within one connection, and on no group.
 */
void
usher_connection_model_settle (UsherConnectionModel *self)
{
  UsherConnectionEntry *entry;
  gboolean was_updating = self->updating;

  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->updating = TRUE;
  entry = usher_connection_confine (self, self->chosen);
  self->updating = was_updating;

  if (entry != NULL)
    g_set_object (&self->current, entry);
  if (is_hidden_by_search (self))
    return;
  g_ptr_array_unref (self->chosen);
  self->chosen = usher_connection_model_dup_selected (self);
  tell_scope (self);
}

static gboolean
settle_later (gpointer data)
{
  UsherConnectionModel *self = data;

  self->settle_source = 0;
  usher_connection_model_settle (self);
  return G_SOURCE_REMOVE;
}

/* A person selected rows, or folded some away that were selected. Later, because a
 * selection model must not be changed while it tells what changed; but before it is drawn. */
static void
on_selection_changed (UsherConnectionModel *self)
{
  if (!self->updating && self->settle_source == 0)
    self->settle_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_later, self, NULL);
}

/* Choosing */

static void
select_node (UsherConnectionModel *self, UsherTreeNode *node)
{
  guint position = find_node (self, node);

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_select_item (self->selection, position, TRUE);
}

/* Its own row while there is nothing under it. */
static UsherTreeNode *
get_whole (UsherConnectionEntry *entry)
{
  UsherTreeNode *branch = usher_connection_entry_get_branch (entry);

  if (!usher_tree_node_has_children (branch))
    return branch;
  return usher_tree_merge_child_at (usher_tree_node_get_children (branch), 0);
}

static void
expand_node (UsherConnectionModel *self, UsherTreeNode *node)
{
  guint position = find_node (self, node);
  g_autoptr (GtkTreeListRow) row = NULL;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  gtk_tree_list_row_set_expanded (row, TRUE);
}

static void
expand_group_of (UsherConnectionModel *self, UsherTreeNode *branch)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->roots));

  for (guint i = 0; i < n; i++)
    {
      UsherTreeNode *root = usher_tree_merge_child_at (self->roots, i);

      if (usher_tree_node_get_kind (root) == USHER_NODE_GROUP
          && g_list_store_find (usher_tree_node_get_children (root), branch, NULL))
        expand_node (self, root);
    }
}

/**
 * usher_connection_model_select_entry:
 *
 * Makes a connection the current one, and selects all of it and nothing else, unfolding what
 * it is in.
 *
 * Returns: %FALSE if the search keeps it out of the tree
 */
gboolean
usher_connection_model_select_entry (UsherConnectionModel *self, UsherConnectionEntry *entry)
{
  UsherTreeNode *branch = usher_connection_entry_get_branch (entry);

  expand_group_of (self, branch);
  if (find_node (self, branch) == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (usher_tree_node_has_children (branch))
    expand_node (self, branch);
  select_node (self, get_whole (entry));
  usher_connection_model_settle (self);
  return TRUE;
}

/**
 * usher_connection_model_select_first:
 *
 * Selects the first connection that is in the tree, and nothing else.
 *
 * Returns: whether there is one
 */
gboolean
usher_connection_model_select_first (UsherConnectionModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    if (usher_connection_model_get_entry (self, i) != NULL)
      {
        gtk_selection_model_select_item (self->selection, i, TRUE);
        usher_connection_model_settle (self);
        return TRUE;
      }
  return FALSE;
}

/* Following */

/* A row that a rename moved to another place was taken out and put in again. */
static void
reselect (UsherConnectionModel *self, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      guint position = find_node (self, nodes->pdata[i]);

      if (position != GTK_INVALID_LIST_POSITION
          && !gtk_selection_model_is_selected (self->selection, position))
        gtk_selection_model_select_item (self->selection, position, FALSE);
    }
}

/* Who waited for this picture gets to see it; who went elsewhere meanwhile stays there. */
static void
show_first_picture (UsherConnectionModel *self, UsherConnectionEntry *entry, GPtrArray *selected)
{
  UsherTreeNode *branch = usher_connection_entry_get_branch (entry);

  expand_node (self, branch);
  if (entry == self->current && (selected->len == 0 || g_ptr_array_find (selected, branch, NULL)))
    select_node (self, get_whole (entry));
}

/**
 * usher_connection_model_set_snapshot:
 * @entry: one of the list's
 * @snapshot: the newest picture of its server
 *
 * Updates the rows in place. A refreshed server's does this by itself.
 */
void
usher_connection_model_set_snapshot (UsherConnectionModel *self,
                                     UsherConnectionEntry *entry,
                                     UsherSnapshot *snapshot)
{
  g_autoptr (GPtrArray) selected = usher_connection_model_dup_selected (self);
  UsherTreeNode *branch = usher_connection_entry_get_branch (entry);
  UsherServer *server = usher_connection_entry_get_server (entry);
  gboolean first = !usher_tree_node_has_children (branch);

  self->updating = TRUE;
  usher_server_branch_set_snapshot (branch, snapshot,
                                    server != NULL ? usher_returns_of (server) : NULL);
  if (first)
    show_first_picture (self, entry, selected);
  else
    reselect (self, selected);
  self->updating = FALSE;
  usher_connection_model_settle (self);
}

static void
on_entry_refreshed (UsherConnectionModel *self, UsherConnectionEntry *entry)
{
  UsherServer *server = usher_connection_entry_get_server (entry);
  UsherSnapshot *snapshot = server != NULL ? usher_server_get_snapshot (server) : NULL;

  if (snapshot != NULL)
    usher_connection_model_set_snapshot (self, entry, snapshot);
}

/* Disconnected: its own row is all that is left of what was selected. */
static void
on_entry_changed (UsherConnectionModel *self, UsherConnectionEntry *entry)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  if (entry == self->current && usher_connection_entry_get_state (entry) == USHER_SERVER_CLOSED
      && gtk_bitset_is_empty (selected))
    select_node (self, usher_connection_entry_get_branch (entry));
}

static gboolean
is_in_list (UsherConnectionModel *self, UsherConnectionEntry *entry)
{
  UsherTreeNode *branch = usher_connection_entry_get_branch (entry);

  return usher_connection_list_find_branch (self->list, branch) == entry;
}

static void
arrange (UsherConnectionModel *self)
{
  g_autoptr (GPtrArray) selected = usher_connection_model_dup_selected (self);

  self->updating = TRUE;
  usher_connection_rows_remember_folds (self->tree, !self->searched);
  usher_connection_rows_arrange (self->roots, self->tree, self->list, self->search);
  self->searched = *self->search != '\0';
  reselect (self, selected->len > 0 ? selected : self->chosen);
  self->updating = FALSE;

  if (self->current != NULL && !is_in_list (self, self->current))
    g_clear_object (&self->current);
  usher_connection_model_settle (self);
}

/**
 * usher_connection_model_set_search:
 * @search: what the person looks for, "" for nothing
 *
 * Leaves only those connections in the tree that match by name, group or address. The current
 * one stays the current one, in the tree or not, and so does the scope.
 */
void
usher_connection_model_set_search (UsherConnectionModel *self, const char *search)
{
  if (g_str_equal (search, self->search))
    return;
  g_free (self->search);
  self->search = g_strdup (search);
  arrange (self);
}

/**
 * usher_connection_model_get_current:
 *
 * Returns: (transfer none) (nullable): the connection that the selection is in, or was in
 *   last; %NULL when there is none any more
 */
UsherConnectionEntry *
usher_connection_model_get_current (UsherConnectionModel *self)
{
  return self->current;
}

/**
 * usher_connection_model_get_selection:
 *
 * Returns: (transfer none): the rows, as #GtkTreeListRow, for a list view
 */
GtkSelectionModel *
usher_connection_model_get_selection (UsherConnectionModel *self)
{
  return self->selection;
}

static void
usher_connection_model_dispose (GObject *object)
{
  UsherConnectionModel *self = USHER_CONNECTION_MODEL (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->roots);
  g_clear_object (&self->list);
  g_clear_object (&self->current);
  g_clear_object (&self->told);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_clear_pointer (&self->scope, usher_scope_unref);
  g_clear_pointer (&self->search, g_free);

  G_OBJECT_CLASS (usher_connection_model_parent_class)->dispose (object);
}

static void
usher_connection_model_class_init (UsherConnectionModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_connection_model_dispose;

  signals[SCOPE_CHANGED] = g_signal_new ("scope-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GListModel *
dup_children (gpointer item, gpointer user_data)
{
  GListStore *children = usher_tree_node_get_children (item);

  return children != NULL ? g_object_ref (G_LIST_MODEL (children)) : NULL;
}

static void
usher_connection_model_init (UsherConnectionModel *self)
{
  self->search = g_strdup ("");
  self->chosen = g_ptr_array_new_with_free_func (g_object_unref);
  self->roots = g_list_store_new (USHER_TYPE_TREE_NODE);
  self->tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (self->roots)), FALSE, FALSE,
                                        dup_children, NULL, NULL);
  self->selection =
      GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->tree))));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_selection_changed),
                           self, G_CONNECT_SWAPPED);
}

/**
 * usher_connection_model_new:
 * @list: the connections
 *
 * Returns: (transfer full): rows that follow @list
 */
UsherConnectionModel *
usher_connection_model_new (UsherConnectionList *list)
{
  UsherConnectionModel *self = g_object_new (USHER_TYPE_CONNECTION_MODEL, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (arrange), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "entry-changed", G_CALLBACK (on_entry_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "entry-refreshed", G_CALLBACK (on_entry_refreshed), self,
                           G_CONNECT_SWAPPED);
  arrange (self);
  return self;
}
