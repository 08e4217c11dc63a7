/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "tree-merge.h"

/**
 * usher_tree_merge_child_at:
 *
 * Returns: (transfer none): the node at @position of @store
 */
UsherTreeNode *
usher_tree_merge_child_at (GListStore *store, guint position)
{
  g_autoptr (UsherTreeNode) node = g_list_model_get_item (G_LIST_MODEL (store), position);

  /* The store holds on to it. */
  return node;
}

/* @hint: where it was among the records last time, and nearly always still is */
static gboolean
has_record (const UsherTreeMerge *self, UsherTreeNode *node, GPtrArray *records, guint hint)
{
  if (hint < records->len && self->match (node, records->pdata[hint]))
    return TRUE;
  for (guint i = 0; i < records->len; i++)
    if (self->match (node, records->pdata[i]))
      return TRUE;
  return FALSE;
}

static void
remove_vanished (const UsherTreeMerge *self,
                 GListStore *store,
                 guint first,
                 guint n,
                 GPtrArray *records)
{
  for (guint i = n; i-- > 0;)
    if (!has_record (self, usher_tree_merge_child_at (store, first + i), records, i))
      g_list_store_remove (store, first + i);
}

/* The node that stands for @record at or after @position, moved to @position when a name
 * changed and with it the order, or a new one. */
static UsherTreeNode *
settle (const UsherTreeMerge *self, GListStore *store, guint position, guint end, gpointer record)
{
  g_autoptr (UsherTreeNode) node = NULL;

  for (guint i = position; i < end; i++)
    {
      if (!self->match (usher_tree_merge_child_at (store, i), record))
        continue;
      if (i == position)
        return usher_tree_merge_child_at (store, position);
      node = g_object_ref (usher_tree_merge_child_at (store, i));
      g_list_store_remove (store, i);
      break;
    }
  if (node == NULL)
    node = self->make (record, self->user_data);
  g_list_store_insert (store, position, node);
  return node;
}

/**
 * usher_tree_merge:
 * @store: of #UsherTreeNode
 * @first: how many leading nodes are none of these records
 * @after: how many trailing ones
 * @records: what is there now, in order
 *
 * Makes the nodes between stand for @records, and touches nothing but what came, went or
 * moved: the others stay the same objects at the same place.
 */
void
usher_tree_merge (const UsherTreeMerge *self,
                  GListStore *store,
                  guint first,
                  guint after,
                  GPtrArray *records)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store)) - first - after;

  remove_vanished (self, store, first, n, records);
  for (guint i = 0; i < records->len; i++)
    {
      guint end = g_list_model_get_n_items (G_LIST_MODEL (store)) - after;
      UsherTreeNode *node = settle (self, store, first + i, end, records->pdata[i]);

      self->update (node, records->pdata[i], self->user_data);
    }
}
