/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "connection-list.h"

G_BEGIN_DECLS

/**
 * UsherConnectionTree:
 *
 * The sidebar: connections, under each its databases and their applications. Several rows of
 * one connection can be selected; together they are the scope. That connection is the current
 * one.
 *
 * Signals:
 *  - "scope-changed": another connection is current, or the selected rows stand for other
 *    sessions than before
 *  - "entry-activated" (#UsherConnectionEntry): the person wants to connect it
 *  - "entry-moved" (#UsherConnectionEntry, its new group, the id of the connection that it
 *    is to come before or %NULL): the person wants it there
 *  - "group-moved" (its name, the id of the connection that it is to come before or %NULL):
 *    likewise, as a whole
 *  - "act" (#UsherOperationKind, #UsherScope): the person wants to do something to all
 *    sessions of a scope. Targets are the receiver's to take, at that moment.
 */
#define USHER_TYPE_CONNECTION_TREE (usher_connection_tree_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionTree, usher_connection_tree, USHER, CONNECTION_TREE, GtkWidget)

void usher_connection_tree_set_list (UsherConnectionTree *self, UsherConnectionList *list);
UsherConnectionEntry *usher_connection_tree_get_current (UsherConnectionTree *self);
void usher_connection_tree_select_entry (UsherConnectionTree *self, UsherConnectionEntry *entry);
void usher_connection_tree_select_all_sessions (UsherConnectionTree *self);
UsherScope *usher_connection_tree_dup_scope (UsherConnectionTree *self);
GArray *usher_connection_tree_dup_databases (UsherConnectionTree *self);

G_END_DECLS
