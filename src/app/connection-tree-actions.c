/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-order.h"
#include "connection-tree-private.h"
#include "connection-view.h"
#include "operation.h"

/* To sessions */

static void
act_on_scope (UsherConnectionTree *self, UsherOperationKind kind, UsherScope *scope)
{
  g_signal_emit_by_name (self, "act", kind, scope);
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

/* The menu and keys are about the selection: what is outside of it means that row alone. */
static void
select_row (UsherConnectionTree *self, UsherConnectionRow *row)
{
  GtkSelectionModel *selection = usher_connection_model_get_selection (self->model);
  guint position = gtk_tree_list_row_get_position (usher_connection_row_get_list_row (row));

  if (!gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_select_item (selection, position, TRUE);
  usher_connection_model_settle (self->model);
}

/* A group is no place where sessions are, and is pointed at alone. */
static gboolean
point_at (UsherConnectionTree *self, UsherConnectionRow *row)
{
  UsherTreeNode *node = row != NULL ? usher_connection_row_get_node (row) : NULL;

  g_set_object (&self->pointed, node);
  if (node != NULL && usher_tree_node_get_kind (node) != USHER_NODE_GROUP)
    select_row (self, row);
  return node != NULL;
}

static const char *
get_pointed_group (UsherConnectionTree *self)
{
  return usher_tree_node_get_kind (self->pointed) == USHER_NODE_GROUP
             ? usher_tree_node_get_name (self->pointed)
             : NULL;
}

static void
update_menu (UsherConnectionTree *self)
{
  UsherConnectionEntry *entry = usher_connection_model_get_current (self->model);
  const char *group = get_pointed_group (self);
  gboolean connected =
      entry != NULL && usher_connection_entry_get_state (entry) == USHER_SERVER_CONNECTED;
  const char *before;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tree.terminate", connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tree.terminate-everybody", connected);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "tree.cancel", connected);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "tree.group-up",
      group != NULL && usher_connection_order_step_group (self->list, group, -1, &before));
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "tree.group-down",
      group != NULL && usher_connection_order_step_group (self->list, group, 1, &before));
}

static void
popup_menu (UsherConnectionTree *self, UsherConnectionRow *row, const GdkRectangle *place)
{
  if (!point_at (self, row))
    return;
  update_menu (self);
  gtk_popover_menu_set_menu_model (
      GTK_POPOVER_MENU (self->menu),
      usher_connection_menus_choose (self->menus, usher_tree_node_get_kind (self->pointed),
                                     self->list));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* GTK 4.8 loses the focus to the window. What was done may have selected something else. */
static void
on_menu_closed (UsherConnectionTree *self)
{
  if (get_pointed_group (self) == NULL
      || !usher_connection_view_focus_node (self->view, self->pointed))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_pressed (UsherConnectionTree *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  UsherConnectionRow *row = usher_connection_view_find_row (self->view, picked);

  if (row == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, row, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (widget);
  UsherConnectionRow *row = usher_connection_view_find_focus (self->view);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), widget, &bounds))
    return;
  popup_menu (self, row,
              &(GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width,
                               (int)bounds.size.height });
}

/* What is done to groups, and to what has the focus */

static void
step_group (UsherConnectionTree *self, int direction)
{
  const char *group = get_pointed_group (self);
  const char *before;

  if (usher_connection_order_step_group (self->list, group, direction, &before))
    g_signal_emit_by_name (self, "group-moved", group, before);
}

static void
group_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_group (USHER_CONNECTION_TREE (widget), -1);
}

static void
group_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_group (USHER_CONNECTION_TREE (widget), 1);
}

static void
rename_group_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.rename-group", "s",
                              get_pointed_group (USHER_CONNECTION_TREE (widget)));
}

static void
remove_group_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.remove-group", "s",
                              get_pointed_group (USHER_CONNECTION_TREE (widget)));
}

/* Does with the row that has the focus what is done to a group, or to a connection; nothing
 * with a place inside of one. */
static void
act_on_focus (UsherConnectionTree *self, const char *for_group, const char *for_connection)
{
  UsherNodeKind kind;

  if (!point_at (self, usher_connection_view_find_focus (self->view)))
    return;
  update_menu (self);
  kind = usher_tree_node_get_kind (self->pointed);
  if (kind == USHER_NODE_GROUP)
    gtk_widget_activate_action (GTK_WIDGET (self), for_group, NULL);
  else if (kind == USHER_NODE_SERVER)
    gtk_widget_activate_action (GTK_WIDGET (self), for_connection, NULL);
}

static void
up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act_on_focus (USHER_CONNECTION_TREE (widget), "tree.group-up", "win.move-up");
}

static void
down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act_on_focus (USHER_CONNECTION_TREE (widget), "tree.group-down", "win.move-down");
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act_on_focus (USHER_CONNECTION_TREE (widget), "tree.rename-group", "win.edit-connection");
}

/* Delete is about sessions, and on a group about that. */
static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionTree *self = USHER_CONNECTION_TREE (widget);
  UsherConnectionRow *row = usher_connection_view_find_focus (self->view);
  UsherTreeNode *node = row != NULL ? usher_connection_row_get_node (row) : NULL;

  if (node != NULL && usher_tree_node_get_kind (node) == USHER_NODE_GROUP)
    act_on_focus (self, "tree.remove-group", NULL);
  else
    act_on_selected (self, USHER_OPERATION_TERMINATE);
}

/* All of it */

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "tree.terminate", terminate_action },
    { "tree.cancel", cancel_action },
    { "tree.terminate-everybody", terminate_everybody_action },
    { "tree.copy-name", copy_name_action },
    { "tree.rename-group", rename_group_action },
    { "tree.remove-group", remove_group_action },
    { "tree.group-up", group_up_action },
    { "tree.group-down", group_down_action },
    { "tree.menu", menu_action },
    { "tree.rename", rename_action },
    { "tree.delete", delete_action },
    { "tree.up", up_action },
    { "tree.down", down_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_Delete, 0, "tree.delete" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "tree.copy-name" },
    { GDK_KEY_F2, 0, "tree.rename" },
    { GDK_KEY_Up, GDK_ALT_MASK, "tree.up" },
    { GDK_KEY_Down, GDK_ALT_MASK, "tree.down" },
    { GDK_KEY_Menu, 0, "tree.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, "tree.menu" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, NULL);
}

/**
 * usher_connection_tree_add_actions:
 * @widget_class: the tree's, which has its template
 *
 * Gives the tree its actions, its keys and its context menu.
 */
void
usher_connection_tree_add_actions (GtkWidgetClass *widget_class)
{
  install_actions (widget_class);
  add_keys (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
}
