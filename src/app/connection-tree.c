/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-tree.h"

#include <glib/gi18n-lib.h>

#include "connection-drag.h"
#include "connection-model.h"
#include "connection-order.h"
#include "connection-row.h"
#include "operation.h"
#include "text.h"

struct _UsherConnectionTree
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkEditable *search; /* shown when there is much to search in */
  GtkListView *view;
  GtkWidget *menu; /* a GtkPopoverMenu */
  GMenuModel *place_menu;
  GMenu *server_menu;
  GMenu *groups; /* (owned): the submenu of it */

  UsherConnectionList *list;   /* (owned) */
  UsherConnectionModel *model; /* (owned) */
};

enum
{
  SCOPE_CHANGED,
  ACT,
  ENTRY_ACTIVATED,
  ENTRY_DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* With more saved connections than this, looking for one is faster than reading all. */
#define MANY 8

#define GROUP_CHARS 40

G_DEFINE_FINAL_TYPE (UsherConnectionTree, usher_connection_tree, GTK_TYPE_WIDGET)

static void
on_scope_changed (UsherConnectionTree *self)
{
  g_signal_emit (self, signals[SCOPE_CHANGED], 0);
}

static void
on_list_changed (UsherConnectionTree *self)
{
  gboolean many = usher_connection_list_get_n_saved (self->list) > MANY;

  if (!many)
    gtk_editable_set_text (self->search, "");
  gtk_widget_set_visible (GTK_WIDGET (self->search), many);
}

static void
on_search_changed (UsherConnectionTree *self)
{
  usher_connection_model_set_search (self->model, gtk_editable_get_text (self->search));
}

static void
on_search_stopped (UsherConnectionTree *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

/**
 * usher_connection_tree_set_list:
 * @list: the connections to show, set once
 */
void
usher_connection_tree_set_list (UsherConnectionTree *self, UsherConnectionList *list)
{
  self->list = g_object_ref (list);
  self->model = usher_connection_model_new (list);
  gtk_list_view_set_model (self->view, usher_connection_model_get_selection (self->model));
  g_signal_connect_object (self->model, "scope-changed", G_CALLBACK (on_scope_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_list_changed), self,
                           G_CONNECT_SWAPPED);
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
 * Makes a connection the current one, and selects all of it.
 */
void
usher_connection_tree_select_entry (UsherConnectionTree *self, UsherConnectionEntry *entry)
{
  usher_connection_model_select_entry (self->model, entry);
}

/**
 * usher_connection_tree_select_all_sessions:
 *
 * Selects that row, and no other, giving up a search that it is not among.
 */
void
usher_connection_tree_select_all_sessions (UsherConnectionTree *self)
{
  if (usher_connection_model_select_all_sessions (self->model))
    return;
  gtk_editable_set_text (self->search, "");
  on_search_changed (self);
  usher_connection_model_select_all_sessions (self->model);
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

/* What a person does to rows */

static void
act_on_scope (UsherConnectionTree *self, UsherOperationKind kind, UsherScope *scope)
{
  g_signal_emit (self, signals[ACT], 0, kind, scope);
}

/* What is not selected is never meant: with nothing selected, nothing happens. */
static void
act_on_selected (UsherConnectionTree *self, UsherOperationKind kind)
{
  g_autoptr (GPtrArray) selected = NULL;
  g_autoptr (UsherScope) scope = NULL;

  usher_connection_model_settle (self->model);
  selected = usher_connection_model_dup_selected (self->model);
  scope = usher_connection_model_dup_scope (self->model);
  if (selected->len > 0)
    act_on_scope (self, kind, scope);
}

static void
terminate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act_on_selected (USHER_CONNECTION_TREE (widget), USHER_OPERATION_TERMINATE);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act_on_selected (USHER_CONNECTION_TREE (widget), USHER_OPERATION_CANCEL_QUERY);
}

static void
terminate_everybody_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (UsherScope) scope = usher_scope_new ();

  usher_scope_add (scope, USHER_PLACE_ALL, 0, NULL);
  act_on_scope (USHER_CONNECTION_TREE (widget), USHER_OPERATION_TERMINATE, scope);
}

/* What a row is called when its name is wanted elsewhere: the exact name of a database or
 * an application, else what the row says. */
static const char *
name_to_copy (UsherTreeNode *node)
{
  const char *name = usher_tree_node_get_name (node);

  return *name != '\0' ? name : usher_tree_node_get_look (node)->label;
}

static void
copy_name_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (widget);
  g_autoptr (GPtrArray) nodes = usher_connection_model_dup_selected (self->model);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < nodes->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "\n" : "", name_to_copy (nodes->pdata[i]));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), names->str);
}

/* Context menu */

/* The row that @widget, somewhere in the list, belongs to. */
static UsherConnectionRow *
row_of_widget (UsherConnectionTree *self, GtkWidget *widget)
{
  while (widget != NULL && gtk_widget_get_parent (widget) != GTK_WIDGET (self->view))
    widget = gtk_widget_get_parent (widget);
  if (widget == NULL)
    return NULL;

  widget = gtk_widget_get_first_child (widget);
  return USHER_IS_CONNECTION_ROW (widget) ? USHER_CONNECTION_ROW (widget) : NULL;
}

static UsherConnectionRow *
find_focus_row (UsherConnectionTree *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return row_of_widget (self, gtk_root_get_focus (root));
}

static void
fill_groups_menu (UsherConnectionTree *self)
{
  g_auto (GStrv) names = usher_connection_order_list_groups (self->list);
  g_autoptr (GMenu) known = g_menu_new ();
  g_autoptr (GMenu) other = g_menu_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *shown = usher_text_show_line (names[i], GROUP_CHARS);
      g_autoptr (GMenuItem) item = g_menu_item_new (shown, NULL);

      g_menu_item_set_action_and_target (item, "win.move-to-group", "s", names[i]);
      g_menu_append_item (known, item);
    }
  g_menu_append (other, _ ("No Group"), "win.move-to-group::");
  g_menu_append (other, _ ("New Group…"), "win.new-group");

  g_menu_remove_all (self->groups);
  g_menu_append_section (self->groups, NULL, G_MENU_MODEL (known));
  g_menu_append_section (self->groups, NULL, G_MENU_MODEL (other));
}

static GMenuModel *
choose_menu (UsherConnectionTree *self, UsherTreeNode *node)
{
  UsherConnectionEntry *entry = usher_connection_model_get_current (self->model);
  gboolean connected =
      entry != NULL && usher_connection_entry_get_state (entry) == USHER_SERVER_CONNECTED;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tree.terminate-everybody", connected);
  if (usher_tree_node_get_kind (node) != USHER_NODE_SERVER)
    return self->place_menu;
  fill_groups_menu (self);
  return G_MENU_MODEL (self->server_menu);
}

static void
popup_menu (UsherConnectionTree *self, UsherConnectionRow *row, const GdkRectangle *place)
{
  GtkSelectionModel *selection = usher_connection_model_get_selection (self->model);
  GtkTreeListRow *list_row = usher_connection_row_get_list_row (row);
  g_autoptr (UsherTreeNode) node = gtk_tree_list_row_get_item (list_row);
  guint position = gtk_tree_list_row_get_position (list_row);

  if (usher_tree_node_get_kind (node) == USHER_NODE_GROUP)
    return;
  /* The menu is about the selection: a click outside of it means that row alone. */
  if (!gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_select_item (selection, position, TRUE);
  usher_connection_model_settle (self->model);

  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), choose_menu (self, node));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* GTK 4.8 loses the focus to the window. */
static void
on_menu_closed (UsherConnectionTree *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
on_pressed (UsherConnectionTree *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  UsherConnectionRow *row = row_of_widget (self, picked);

  if (row == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, row, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (widget);
  UsherConnectionRow *row = find_focus_row (self);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), widget, &bounds))
    return;
  popup_menu (self, row,
              &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                               (int)bounds.size.height });
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
  UsherConnectionRow *row = find_focus_row (self);
  GtkTreeListRow *list_row;

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

static UsherTreeNode *
node_of_row (UsherConnectionRow *row)
{
  g_autoptr (UsherTreeNode) node =
      gtk_tree_list_row_get_item (usher_connection_row_get_list_row (row));

  /* The tree's store holds on to it. */
  return node;
}

static UsherConnectionEntry *
entry_of_row (UsherConnectionRow *row, gpointer tree)
{
  UsherConnectionTree *self = tree;

  return usher_connection_list_find_branch (self->list, node_of_row (row));
}

static void
on_dropped (UsherConnectionRow *row, UsherConnectionEntry *entry, gboolean below, gpointer tree)
{
  UsherConnectionTree *self = tree;
  UsherTreeNode *node = node_of_row (row);
  UsherConnectionEntry *beside = entry_of_row (row, tree);
  UsherProfile *profile =
      beside != NULL && beside != entry ? usher_connection_entry_get_profile (beside) : NULL;
  const char *before;

  if (usher_tree_node_get_kind (node) == USHER_NODE_GROUP)
    g_signal_emit (self, signals[ENTRY_DROPPED], 0, entry, usher_tree_node_get_name (node), NULL);
  if (profile == NULL)
    return;
  before =
      below ? usher_connection_order_next (self->list, beside) : usher_profile_get_id (profile);
  g_signal_emit (self, signals[ENTRY_DROPPED], 0, entry, usher_profile_get_group (profile), before);
}

/* Rows as widgets */

static void
on_setup (UsherConnectionTree *self, GtkListItem *item)
{
  GtkWidget *row = usher_connection_row_new ();

  usher_connection_drag_attach (USHER_CONNECTION_ROW (row), entry_of_row, on_dropped, self);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (UsherConnectionTree *self, GtkListItem *item)
{
  g_autoptr (UsherTreeNode) node = gtk_tree_list_row_get_item (gtk_list_item_get_item (item));

  /* A group is no place where sessions are. */
  gtk_list_item_set_selectable (item, usher_tree_node_get_kind (node) != USHER_NODE_GROUP);
  usher_connection_row_set_list_row (USHER_CONNECTION_ROW (gtk_list_item_get_child (item)),
                                     gtk_list_item_get_item (item));
}

static void
on_unbind (UsherConnectionTree *self, GtkListItem *item)
{
  usher_connection_row_set_list_row (USHER_CONNECTION_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
usher_connection_tree_dispose (GObject *object)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->list);
  g_clear_object (&self->groups);

  G_OBJECT_CLASS (usher_connection_tree_parent_class)->dispose (object);
}

static void
add_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "tree.terminate", NULL, terminate_action);
  gtk_widget_class_install_action (widget_class, "tree.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "tree.terminate-everybody", NULL,
                                   terminate_everybody_action);
  gtk_widget_class_install_action (widget_class, "tree.copy-name", NULL, copy_name_action);
  gtk_widget_class_install_action (widget_class, "tree.menu", NULL, menu_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "tree.terminate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "tree.copy-name",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "tree.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "tree.menu",
                                       NULL);
}

static void
usher_connection_tree_class_init (UsherConnectionTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_connection_tree_dispose;

  signals[SCOPE_CHANGED] = g_signal_new ("scope-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_POINTER);
  signals[ENTRY_ACTIVATED] =
      g_signal_new ("entry-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, USHER_TYPE_CONNECTION_ENTRY);
  signals[ENTRY_DROPPED] = g_signal_new ("entry-dropped", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                         USHER_TYPE_CONNECTION_ENTRY, G_TYPE_STRING, G_TYPE_STRING);

  add_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connection-tree.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, content);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, search);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, view);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, menu);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, place_menu);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionTree, server_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
usher_connection_tree_init (UsherConnectionTree *self)
{
  g_autoptr (GMenu) section = g_menu_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->groups = g_menu_new ();
  g_menu_append_submenu (section, _ ("Move to _Group"), G_MENU_MODEL (self->groups));
  g_menu_append_section (self->server_menu, NULL, G_MENU_MODEL (section));
}
