/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-view.h"

static UsherConnectionRow *
row_in_item (GtkWidget *item)
{
  GtkWidget *child = gtk_widget_get_first_child (item);

  return USHER_IS_CONNECTION_ROW (child) ? USHER_CONNECTION_ROW (child) : NULL;
}

/**
 * usher_connection_view_find_row:
 * @widget: (nullable): somewhere
 *
 * Returns: (transfer none) (nullable): the row that it is a part of
 */
UsherConnectionRow *
usher_connection_view_find_row (GtkListView *view, GtkWidget *widget)
{
  while (widget != NULL && gtk_widget_get_parent (widget) != GTK_WIDGET (view))
    widget = gtk_widget_get_parent (widget);
  return widget != NULL ? row_in_item (widget) : NULL;
}

/**
 * usher_connection_view_find_focus:
 *
 * Returns: (transfer none) (nullable): the row that has the focus
 */
UsherConnectionRow *
usher_connection_view_find_focus (GtkListView *view)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (view));

  return usher_connection_view_find_row (view, gtk_root_get_focus (root));
}

static gboolean
stands_for (GtkWidget *item, UsherTreeNode *node)
{
  UsherConnectionRow *row = row_in_item (item);

  return row != NULL && usher_connection_row_get_node (row) == node;
}

/**
 * usher_connection_view_focus_node:
 *
 * Gives the focus to the row of @node.
 *
 * Returns: whether there is one
 */
gboolean
usher_connection_view_focus_node (GtkListView *view, UsherTreeNode *node)
{
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (view));

  while (item != NULL && !stands_for (item, node))
    item = gtk_widget_get_next_sibling (item);
  return item != NULL && gtk_widget_grab_focus (item);
}
