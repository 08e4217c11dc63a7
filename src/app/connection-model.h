/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "server.h"
#include "tree-node.h"

G_BEGIN_DECLS

/**
 * UsherConnectionModel:
 *
 * The rows of the sidebar's tree and which of them are selected, following a server. The
 * selection lives through refreshes: rows change in place, and when the last selected one
 * vanishes "All sessions" is selected. Main thread only; needs no display.
 *
 * Signals: "scope-changed" (the selected rows stand for other sessions than before).
 */
#define USHER_TYPE_CONNECTION_MODEL (usher_connection_model_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionModel,
                      usher_connection_model,
                      USHER,
                      CONNECTION_MODEL,
                      GObject)

UsherConnectionModel *usher_connection_model_new (void);

void usher_connection_model_set_server (UsherConnectionModel *self, UsherServer *server);
void usher_connection_model_set_snapshot (UsherConnectionModel *self, UsherSnapshot *snapshot);

void usher_connection_model_select_all_sessions (UsherConnectionModel *self);

GtkSelectionModel *usher_connection_model_get_selection (UsherConnectionModel *self);
UsherTreeNode *usher_connection_model_get_node (UsherConnectionModel *self, guint position);
GPtrArray *usher_connection_model_dup_selected (UsherConnectionModel *self);
UsherScope *usher_connection_model_dup_scope (UsherConnectionModel *self);
GArray *usher_connection_model_dup_databases (UsherConnectionModel *self);

G_END_DECLS
