/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "connection-list.h"

G_BEGIN_DECLS

/* The upper rows of the tree: groups and connections. What is under a connection is its
 * branch's own matter. */

void usher_connection_rows_remember_folds (GtkTreeListModel *tree, gboolean of_groups);
void usher_connection_rows_arrange (GListStore *roots,
                                    GtkTreeListModel *tree,
                                    UsherConnectionList *list,
                                    const char *search);

G_END_DECLS
