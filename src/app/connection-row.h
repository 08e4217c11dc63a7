/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "tree-node.h"

G_BEGIN_DECLS

/**
 * UsherConnectionRow:
 *
 * What the tree shows of a node: expander, icon or spinner, name, note, count. It follows
 * its node by itself.
 */
#define USHER_TYPE_CONNECTION_ROW (usher_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionRow, usher_connection_row, USHER, CONNECTION_ROW, GtkWidget)

GtkWidget *usher_connection_row_new (void);

void usher_connection_row_set_list_row (UsherConnectionRow *self, GtkTreeListRow *list_row);
GtkTreeListRow *usher_connection_row_get_list_row (UsherConnectionRow *self);
UsherTreeNode *usher_connection_row_get_node (UsherConnectionRow *self);

G_END_DECLS
