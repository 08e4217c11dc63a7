/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-row.h"

#include "environment-badge.h"
#include "server-words.h"

struct _UsherConnectionRow
{
  GtkWidget parent_instance;

  GtkWidget *expander; /* a GtkTreeExpander */
  GtkStack *symbol;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *label;
  UsherEnvironmentBadge *environment;
  GtkImage *note;
  GtkLabel *count;

  GSignalGroup *node_signals; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherConnectionRow, usher_connection_row, GTK_TYPE_WIDGET)

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_symbol (UsherConnectionRow *self, const UsherNodeLook *look)
{
  gtk_image_set_from_icon_name (self->icon, look->icon_name);
  gtk_spinner_set_spinning (self->spinner, look->busy);
  gtk_stack_set_visible_child (self->symbol,
                               look->busy ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->icon));
}

static void
show_count (UsherConnectionRow *self, const UsherNodeLook *look)
{
  g_autofree char *text = g_strdup_printf ("%u", look->count);

  gtk_label_set_text (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->count), look->counted);
}

/* What has no children yet may get some, so it has an expander, which is only kept out of
 * sight, and out of what is read out. */
static void
show_expander (UsherConnectionRow *self, gboolean shown)
{
  GtkWidget *child = gtk_widget_get_first_child (self->expander);

  set_css_class (self->expander, "childless", !shown);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (gtk_widget_get_css_name (child), "expander"))
      gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, !shown, -1);
}

/* GTK 4.8 gives the row's focus to the expander, and its name to nobody. */
static void
show_name_to_assistive (UsherConnectionRow *self, UsherTreeNode *node)
{
  g_autofree char *words = usher_tree_node_describe (node);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    -1);
}

static void
on_node_changed (UsherConnectionRow *self, UsherTreeNode *node)
{
  const UsherNodeLook *look = usher_tree_node_get_look (node);

  gtk_label_set_text (self->label, look->label);
  gtk_image_set_from_icon_name (self->note, look->note_icon);
  gtk_widget_set_visible (GTK_WIDGET (self->note), look->note_icon != NULL);
  show_symbol (self, look);
  show_count (self, look);
  usher_environment_badge_set_environment (self->environment, look->environment);
  set_css_class (GTK_WIDGET (self->label), "quiet", look->dimmed);
  show_expander (self, usher_tree_node_has_children (node));
  show_name_to_assistive (self, node);
}

/* Lines, of which any but the first may be missing. */
static char *
join_lines (const char *first, const char *second, const char *third)
{
  GString *text = g_string_new (first);

  if (second != NULL)
    g_string_append_printf (text, "\n%s", second);
  if (third != NULL)
    g_string_append_printf (text, "\n%s", third);
  return g_string_free (text, FALSE);
}

/* What is cut short, and what is special, are said in full. Asked for only when the pointer
 * rests, so that a refresh need not prepare it. */
static gboolean
on_query_tooltip (UsherConnectionRow *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autoptr (UsherTreeNode) node = g_signal_group_dup_target (self->node_signals);
  const UsherNodeLook *look = node != NULL ? usher_tree_node_get_look (node) : NULL;
  g_autofree char *text = NULL;

  if (look == NULL)
    return FALSE;
  text = join_lines (look->label, usher_words_environment (look->environment), look->note);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
usher_connection_row_dispose (GObject *object)
{
  UsherConnectionRow *self = USHER_CONNECTION_ROW (object);

  g_clear_object (&self->node_signals);
  g_clear_pointer (&self->expander, gtk_widget_unparent);

  G_OBJECT_CLASS (usher_connection_row_parent_class)->dispose (object);
}

static void
usher_connection_row_class_init (UsherConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_connection_row_dispose;

  g_type_ensure (USHER_TYPE_ENVIRONMENT_BADGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connection-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, expander);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, symbol);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, label);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, environment);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, note);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionRow, count);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_set_css_name (widget_class, "connectionrow");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
usher_connection_row_init (UsherConnectionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  usher_environment_badge_set_yields (self->environment, TRUE);

  self->node_signals = g_signal_group_new (USHER_TYPE_TREE_NODE);
  g_signal_group_connect_swapped (self->node_signals, "changed", G_CALLBACK (on_node_changed),
                                  self);
}

GtkWidget *
usher_connection_row_new (void)
{
  return g_object_new (USHER_TYPE_CONNECTION_ROW, NULL);
}

/**
 * usher_connection_row_set_list_row:
 * @list_row: (nullable): the place in the tree, whose item is an #UsherTreeNode
 */
void
usher_connection_row_set_list_row (UsherConnectionRow *self, GtkTreeListRow *list_row)
{
  g_autoptr (UsherTreeNode) node = list_row != NULL ? gtk_tree_list_row_get_item (list_row) : NULL;

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (self->expander), list_row);
  g_signal_group_set_target (self->node_signals, node);
  if (node != NULL)
    on_node_changed (self, node);
}

GtkTreeListRow *
usher_connection_row_get_list_row (UsherConnectionRow *self)
{
  return gtk_tree_expander_get_list_row (GTK_TREE_EXPANDER (self->expander));
}

/**
 * usher_connection_row_get_node:
 *
 * Returns: (transfer none) (nullable): what it stands for now; a row that is kept for later
 *   stands for nothing
 */
UsherTreeNode *
usher_connection_row_get_node (UsherConnectionRow *self)
{
  GtkTreeListRow *list_row = usher_connection_row_get_list_row (self);
  g_autoptr (UsherTreeNode) node = list_row != NULL ? gtk_tree_list_row_get_item (list_row) : NULL;

  /* The tree's store holds on to it. */
  return node;
}
