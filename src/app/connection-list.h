/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-entry.h"

G_BEGIN_DECLS

/**
 * UsherConnectionList:
 *
 * The connections of a window: a #GListModel of #UsherConnectionEntry. First the saved ones,
 * in their order, then those that nobody saved, which go when they are left. A saved one
 * stays the same object whatever becomes of its profile; it is left when that goes. Main
 * thread only.
 *
 * Signals, each with an #UsherConnectionEntry:
 *  - "entry-changed": see #UsherConnectionEntry::changed
 *  - "entry-refreshed": see #UsherConnectionEntry::refreshed
 */
#define USHER_TYPE_CONNECTION_LIST (usher_connection_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionList, usher_connection_list, USHER, CONNECTION_LIST, GObject)

UsherConnectionList *usher_connection_list_new (GListModel *profiles);

UsherConnectionEntry *
usher_connection_list_add_address (UsherConnectionList *self, UsherAddress *address);
UsherConnectionEntry *usher_connection_list_add_practice (UsherConnectionList *self);
void usher_connection_list_remove (UsherConnectionList *self, UsherConnectionEntry *entry);
void usher_connection_list_leave_all (UsherConnectionList *self);

UsherConnectionEntry *usher_connection_list_get_entry (UsherConnectionList *self, guint index);
UsherConnectionEntry *usher_connection_list_find (UsherConnectionList *self, const char *id);
UsherConnectionEntry *
usher_connection_list_find_branch (UsherConnectionList *self, UsherTreeNode *branch);
guint usher_connection_list_get_n_saved (UsherConnectionList *self);

G_END_DECLS
