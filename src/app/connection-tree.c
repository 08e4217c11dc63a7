/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-tree-private.h"
#include "connection-view.h"

enum
{
  SCOPE_CHANGED,
  ACT,
  ENTRY_ACTIVATED,
  ENTRY_MOVED,
  GROUP_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* With more saved connections than this, looking for one is faster than reading all. */
#define MANY 8

G_DEFINE_FINAL_TYPE (UsherConnectionTree, usher_connection_tree, GTK_TYPE_WIDGET)

static void
on_scope_changed (UsherConnectionTree *self)
{
  g_signal_emit (self, signals[SCOPE_CHANGED], 0);
}

/* The focus */

static void
remember_focus (UsherConnectionTree *self)
{
  UsherConnectionRow *row = usher_connection_view_find_focus (self->view);
  UsherTreeNode *node = row != NULL ? usher_connection_row_get_node (row) : NULL;

  g_set_object (&self->focused, node);
}

/* A row that moved was taken out and put in again. */
static void
keep_focus (UsherConnectionTree *self)
{
  g_autoptr (UsherTreeNode) node = g_steal_pointer (&self->focused);

  if (node != NULL)
    usher_connection_view_focus_node (self->view, node);
}

/* The list */

static void
show_matches (UsherConnectionTree *self)
{
  GListModel *rows = G_LIST_MODEL (usher_connection_model_get_selection (self->model));
  gboolean none =
      *gtk_editable_get_text (self->search) != '\0' && g_list_model_get_n_items (rows) == 0;

  gtk_widget_set_visible (self->no_match, none);
}

/* While the search is there, typing in the tree is searching. */
static void
on_list_changed (UsherConnectionTree *self)
{
  gboolean many = usher_connection_list_get_n_saved (self->list) > MANY;

  if (!many)
    gtk_editable_set_text (self->search, "");
  gtk_widget_set_visible (GTK_WIDGET (self->search), many);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search),
                                           many ? GTK_WIDGET (self->view) : NULL);
  show_matches (self);
  keep_focus (self);
}

static void
on_search_changed (UsherConnectionTree *self)
{
  usher_connection_model_set_search (self->model, gtk_editable_get_text (self->search));
  show_matches (self);
}

static void
on_search_stopped (UsherConnectionTree *self)
{
  gtk_editable_set_text (self->search, "");
  on_search_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* What was typed in the tree was the beginning. The rows may go that had the focus. */
static void
on_search_started (UsherConnectionTree *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_set_position (self->search, -1);
}

/* What is typed fast may not have been looked for yet. */
static void
on_search_activated (UsherConnectionTree *self)
{
  on_search_changed (self);
  if (usher_connection_model_select_first (self->model))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * usher_connection_tree_set_list:
 * @list: the connections to show, set once
 */
void
usher_connection_tree_set_list (UsherConnectionTree *self, UsherConnectionList *list)
{
  self->list = g_object_ref (list);
  self->moves.list = list;
  /* Before the model hears of it. */
  g_signal_connect_object (list, "items-changed", G_CALLBACK (remember_focus), self,
                           G_CONNECT_SWAPPED);
  self->model = usher_connection_model_new (list);
  gtk_list_view_set_model (self->view, usher_connection_model_get_selection (self->model));
  g_signal_connect_object (self->model, "scope-changed", G_CALLBACK (on_scope_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_list_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_list_changed (self);
}

/**
 * usher_connection_tree_get_current:
 *
 * Returns: (transfer none) (nullable): the connection that the selection is in
 */
UsherConnectionEntry *
usher_connection_tree_get_current (UsherConnectionTree *self)
{
  return usher_connection_model_get_current (self->model);
}

/**
 * usher_connection_tree_select_entry:
 *
 * Makes a connection the current one, and selects all of it, giving up a search that it is not
 * among.
 */
void
usher_connection_tree_select_entry (UsherConnectionTree *self, UsherConnectionEntry *entry)
{
  if (usher_connection_model_select_entry (self->model, entry))
    return;
  gtk_editable_set_text (self->search, "");
  on_search_changed (self);
  usher_connection_model_select_entry (self->model, entry);
}

/**
 * usher_connection_tree_select_all_sessions:
 *
 * Selects that row of the current connection, and no other.
 */
void
usher_connection_tree_select_all_sessions (UsherConnectionTree *self)
{
  UsherConnectionEntry *current = usher_connection_model_get_current (self->model);

  if (current != NULL)
    usher_connection_tree_select_entry (self, current);
}

/**
 * usher_connection_tree_dup_scope:
 *
 * Returns: (transfer full): what the selected rows stand for
 */
UsherScope *
usher_connection_tree_dup_scope (UsherConnectionTree *self)
{
  return usher_connection_model_dup_scope (self->model);
}

/**
 * usher_connection_tree_dup_databases:
 *
 * Returns: (transfer full) (element-type guint32): the selected databases, by their oids;
 *   empty when anything else is selected, too
 */
GArray *
usher_connection_tree_dup_databases (UsherConnectionTree *self)
{
  return usher_connection_model_dup_databases (self->model);
}

static gboolean
is_to_be_opened (UsherConnectionEntry *entry)
{
  return usher_connection_entry_get_state (entry) != USHER_SERVER_CONNECTED;
}

static void
on_activate (UsherConnectionTree *self, guint position)
{
  GListModel *rows = G_LIST_MODEL (usher_connection_model_get_selection (self->model));
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, position);
  UsherTreeNode *node = usher_connection_model_get_node (self->model, position);
  UsherConnectionEntry *entry = usher_connection_model_get_entry (self->model, position);

  if (usher_tree_node_get_kind (node) == USHER_NODE_SERVER && is_to_be_opened (entry))
    g_signal_emit (self, signals[ENTRY_ACTIVATED], 0, entry);
  else
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

/* GTK wants Shift with the arrows; people expect them to fold a tree just so. Caught before
 * the list, which would only move its cursor. */
static gboolean
on_key_pressed (UsherConnectionTree *self, guint key, guint code, GdkModifierType modifiers)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean expanded = (key == GDK_KEY_Right) != is_rtl;
  UsherConnectionRow *row = usher_connection_view_find_focus (self->view);
  GtkTreeListRow *list_row;

  if (key == GDK_KEY_Escape && *gtk_editable_get_text (self->search) != '\0')
    {
      on_search_stopped (self);
      return GDK_EVENT_STOP;
    }
  if ((key != GDK_KEY_Right && key != GDK_KEY_Left) || row == NULL
      || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  list_row = usher_connection_row_get_list_row (row);
  if (!gtk_tree_list_row_is_expandable (list_row)
      || gtk_tree_list_row_get_expanded (list_row) == expanded)
    return GDK_EVENT_PROPAGATE;
  gtk_tree_list_row_set_expanded (list_row, expanded);
  return GDK_EVENT_STOP;
}

/* Dragging */

static void
move_entry (gpointer tree, UsherConnectionEntry *entry, const char *group, const char *before)
{
  g_signal_emit (tree, signals[ENTRY_MOVED], 0, entry, group, before);
}

static void
move_group (gpointer tree, const char *group, const char *before)
{
  g_signal_emit (tree, signals[GROUP_MOVED], 0, group, before);
}

/* Rows as widgets */

static void
on_setup (UsherConnectionTree *self, GtkListItem *item)
{
  GtkWidget *row = usher_connection_row_new ();

  usher_connection_drag_attach_row (USHER_CONNECTION_ROW (row), &self->moves);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (UsherConnectionTree *self, GtkListItem *item)
{
  usher_connection_row_set_list_row (USHER_CONNECTION_ROW (gtk_list_item_get_child (item)),
                                     gtk_list_item_get_item (item));
}

static void
on_unbind (UsherConnectionTree *self, GtkListItem *item)
{
  usher_connection_row_set_list_row (USHER_CONNECTION_ROW (gtk_list_item_get_child (item)), NULL);
}

/* To what is selected; moving into the list from outside would select where it was last. */
static gboolean
usher_connection_tree_grab_focus (GtkWidget *widget)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (widget);
  GtkSelectionModel *selection = usher_connection_model_get_selection (self->model);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (selection);
  guint first = gtk_bitset_get_minimum (selected);

  if (gtk_bitset_is_empty (selected))
    return gtk_widget_grab_focus (GTK_WIDGET (self->view));
  /* A row that is out of sight has no widget. */
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", first);
  return usher_connection_view_focus_node (self->view,
                                           usher_connection_model_get_node (self->model, first));
}

static void
usher_connection_tree_dispose (GObject *object)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->list);
  g_clear_object (&self->pointed);
  g_clear_object (&self->focused);
  g_clear_pointer (&self->menus, usher_connection_menus_free);

  G_OBJECT_CLASS (usher_connection_tree_parent_class)->dispose (object);
}

static void
usher_connection_tree_class_init (UsherConnectionTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_connection_tree_dispose;
  widget_class->grab_focus = usher_connection_tree_grab_focus;

  signals[SCOPE_CHANGED] = g_signal_new ("scope-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_POINTER);
  signals[ENTRY_ACTIVATED] =
      g_signal_new ("entry-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, USHER_TYPE_CONNECTION_ENTRY);
  signals[ENTRY_MOVED] = g_signal_new ("entry-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                       USHER_TYPE_CONNECTION_ENTRY, G_TYPE_STRING, G_TYPE_STRING);
  signals[GROUP_MOVED] =
      g_signal_new ("group-moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connection-tree.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, content);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, search);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, no_match);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, view);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_started);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  usher_connection_tree_add_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "connectiontree");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
usher_connection_tree_init (UsherConnectionTree *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->menus = usher_connection_menus_new ();
  self->moves =
      (UsherDragMoves){ .move_entry = move_entry, .move_group = move_group, .user_data = self };
  usher_connection_drag_attach_rest (GTK_WIDGET (self->view), &self->moves);
}
