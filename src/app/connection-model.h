/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "connection-list.h"

G_BEGIN_DECLS

/**
 * UsherConnectionModel:
 *
 * The rows of the sidebar's tree and which of them are selected, following the connections.
 * The selection lives through refreshes: rows change in place, and when the last selected one
 * vanishes nothing is selected. It never spans two connections: the one that it is in, or
 * was in last, is the current one. Main thread only; needs no display.
 *
 * Signals: "scope-changed" (another connection is current, or the selected rows stand for
 * other sessions than before).
 */
#define USHER_TYPE_CONNECTION_MODEL (usher_connection_model_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionModel,
                      usher_connection_model,
                      USHER,
                      CONNECTION_MODEL,
                      GObject)

UsherConnectionModel *usher_connection_model_new (UsherConnectionList *list);

void usher_connection_model_set_snapshot (UsherConnectionModel *self,
                                          UsherConnectionEntry *entry,
                                          UsherSnapshot *snapshot);
void usher_connection_model_set_search (UsherConnectionModel *self, const char *search);

gboolean usher_connection_model_select_first (UsherConnectionModel *self);
gboolean
usher_connection_model_select_entry (UsherConnectionModel *self, UsherConnectionEntry *entry);
void usher_connection_model_settle (UsherConnectionModel *self);

UsherConnectionEntry *usher_connection_model_get_current (UsherConnectionModel *self);
GtkSelectionModel *usher_connection_model_get_selection (UsherConnectionModel *self);
UsherTreeNode *usher_connection_model_get_node (UsherConnectionModel *self, guint position);
UsherConnectionEntry *usher_connection_model_get_entry (UsherConnectionModel *self, guint position);
GPtrArray *usher_connection_model_dup_selected (UsherConnectionModel *self);
UsherScope *usher_connection_model_dup_scope (UsherConnectionModel *self);
GArray *usher_connection_model_dup_databases (UsherConnectionModel *self);

G_END_DECLS
