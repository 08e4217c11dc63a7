/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "tree-node.h"

G_BEGIN_DECLS

/**
 * UsherTreeMerge:
 *
 * How records of a snapshot and nodes of the tree find each other: databases by oid,
 * applications by name.
 */
typedef struct
{
  gboolean (*match) (UsherTreeNode *node, gconstpointer record);
  UsherTreeNode *(*make) (gconstpointer record, gpointer user_data); /* (transfer full) */
  void (*update) (UsherTreeNode *node, gconstpointer record, gpointer user_data);
  gpointer user_data;
} UsherTreeMerge;

void usher_tree_merge (const UsherTreeMerge *self,
                       GListStore *store,
                       guint first,
                       guint after,
                       GPtrArray *records);
UsherTreeNode *usher_tree_merge_child_at (GListStore *store, guint position);

G_END_DECLS
