/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-model.h"

#include "server-branch.h"

struct _UsherConnectionModel
{
  GObject parent_instance;

  UsherTreeNode *branch;        /* (owned): the server's */
  GListStore *roots;            /* (owned): holds the branch while there is a server */
  GtkSelectionModel *selection; /* (owned): over the flattened tree, of GtkTreeListRow */
  GSignalGroup *server_signals; /* (owned) */
  UsherScope *scope;            /* (owned) (nullable): the last one that was told */
  gboolean updating;            /* rows come and go because of a refresh */
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
 * Returns: (transfer full): what the selected rows stand for
 */
UsherScope *
usher_connection_model_dup_scope (UsherConnectionModel *self)
{
  g_autoptr (GPtrArray) nodes = usher_connection_model_dup_selected (self);
  UsherScope *scope = usher_scope_new ();

  for (guint i = 0; i < nodes->len; i++)
    usher_tree_node_add_to_scope (nodes->pdata[i], scope);
  if (nodes->len == 0)
    usher_scope_add (scope, USHER_PLACE_ALL, 0, NULL);
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

static void
tell_scope (UsherConnectionModel *self)
{
  g_autoptr (UsherScope) scope = usher_connection_model_dup_scope (self);

  if (self->scope != NULL && usher_scope_equal (self->scope, scope))
    return;
  g_clear_pointer (&self->scope, usher_scope_unref);
  self->scope = g_steal_pointer (&scope);
  g_signal_emit (self, signals[SCOPE_CHANGED], 0);
}

/* The first visible row of a kind; the server's own row if there is none. */
static guint
find_kind (UsherConnectionModel *self, UsherNodeKind kind)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    if (usher_tree_node_get_kind (usher_connection_model_get_node (self, i)) == kind)
      return i;
  return 0;
}

/**
 * usher_connection_model_select_all_sessions:
 *
 * Selects that row, and no other.
 */
void
usher_connection_model_select_all_sessions (UsherConnectionModel *self)
{
  gtk_selection_model_select_item (self->selection, find_kind (self, USHER_NODE_ALL), TRUE);
}

static void
settle (UsherConnectionModel *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (gtk_bitset_is_empty (selected))
    usher_connection_model_select_all_sessions (self);
  tell_scope (self);
}

static void
settle_later (gpointer data)
{
  UsherConnectionModel *self = data;

  self->settle_source = 0;
  settle (self);
}

/* A person selected rows, or folded some away that were selected. Later, because a
 * selection model must not be changed while it tells what changed. */
static void
on_selection_changed (UsherConnectionModel *self)
{
  if (!self->updating && self->settle_source == 0)
    self->settle_source = g_idle_add_once (settle_later, self);
}

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

static void
show_first_picture (UsherConnectionModel *self)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), 0);

  if (row != NULL)
    gtk_tree_list_row_set_expanded (row, TRUE);
  usher_connection_model_select_all_sessions (self);
}

/**
 * usher_connection_model_set_snapshot:
 * @snapshot: the newest picture of the server
 *
 * Updates the rows in place. "refreshed" of the server does this by itself.
 */
void
usher_connection_model_set_snapshot (UsherConnectionModel *self, UsherSnapshot *snapshot)
{
  g_autoptr (GPtrArray) selected = usher_connection_model_dup_selected (self);
  gboolean first = !usher_tree_node_has_children (self->branch);

  self->updating = TRUE;
  usher_server_branch_set_snapshot (self->branch, snapshot);
  if (first)
    show_first_picture (self);
  else
    reselect (self, selected);
  self->updating = FALSE;
  settle (self);
}

static void
on_refreshed (UsherConnectionModel *self, UsherServer *server)
{
  UsherSnapshot *snapshot = usher_server_get_snapshot (server);

  if (snapshot != NULL)
    usher_connection_model_set_snapshot (self, snapshot);
}

static void
on_state_changed (UsherConnectionModel *self, GParamSpec *pspec, UsherServer *server)
{
  usher_server_branch_set_state (self->branch, usher_server_get_label (server),
                                 usher_server_get_state (server));
}

/**
 * usher_connection_model_set_server:
 * @server: (nullable): what to follow; %NULL empties the tree
 */
void
usher_connection_model_set_server (UsherConnectionModel *self, UsherServer *server)
{
  g_signal_group_set_target (self->server_signals, server);
  g_clear_pointer (&self->scope, usher_scope_unref);
  g_list_store_remove_all (self->roots);
  g_clear_object (&self->branch);
  self->branch = usher_server_branch_new ();
  if (server == NULL)
    return;

  on_state_changed (self, NULL, server);
  g_list_store_append (self->roots, self->branch);
  on_refreshed (self, server);
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
  g_clear_object (&self->server_signals);
  g_clear_object (&self->selection);
  g_clear_object (&self->roots);
  g_clear_object (&self->branch);
  g_clear_pointer (&self->scope, usher_scope_unref);

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
  GtkTreeListModel *tree;

  self->branch = usher_server_branch_new ();
  self->roots = g_list_store_new (USHER_TYPE_TREE_NODE);
  tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (self->roots)), FALSE, FALSE,
                                  dup_children, NULL, NULL);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (tree)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_selection_changed),
                           self, G_CONNECT_SWAPPED);

  self->server_signals = g_signal_group_new (USHER_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->server_signals, "refreshed", G_CALLBACK (on_refreshed),
                                  self);
}

UsherConnectionModel *
usher_connection_model_new (void)
{
  return g_object_new (USHER_TYPE_CONNECTION_MODEL, NULL);
}
