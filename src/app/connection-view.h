/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-row.h"

G_BEGIN_DECLS

/* The rows of the tree's list view, found by where they are, by the focus, or by their node. */

UsherConnectionRow *usher_connection_view_find_row (GtkListView *view, GtkWidget *widget);
UsherConnectionRow *usher_connection_view_find_focus (GtkListView *view);
gboolean usher_connection_view_focus_node (GtkListView *view, UsherTreeNode *node);

G_END_DECLS
