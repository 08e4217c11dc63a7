/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-confine.h"

/* Where the person went: into the connection of the rows that were just selected, unless
 * those are in several, as with Ctrl+A. */
static UsherConnectionEntry *
find_entry_gone_to (UsherConnectionModel *self, GPtrArray *before, GtkBitset *selected)
{
  UsherConnectionEntry *current = usher_connection_model_get_current (self);
  UsherConnectionEntry *first = NULL;
  UsherConnectionEntry *gone_to = NULL;
  gboolean current_is_in = FALSE;
  gboolean several = FALSE;
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      UsherConnectionEntry *entry = usher_connection_model_get_entry (self, position);
      UsherTreeNode *node = usher_connection_model_get_node (self, position);

      first = first != NULL ? first : entry;
      current_is_in = current_is_in || (entry != NULL && entry == current);
      if (entry == NULL || g_ptr_array_find (before, node, NULL))
        continue;
      several = several || (gone_to != NULL && gone_to != entry);
      gone_to = entry;
    }

  if (gone_to != NULL && !several)
    return gone_to;
  return current_is_in ? current : first;
}

static void
keep_to_entry (UsherConnectionModel *self, GtkBitset *selected, UsherConnectionEntry *entry)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (usher_connection_model_get_selection (self)));
  g_autoptr (GtkBitset) others = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) none = gtk_bitset_new_empty ();

  for (guint i = 0; i < n; i++)
    if (gtk_bitset_contains (selected, i) && usher_connection_model_get_entry (self, i) != entry)
      gtk_bitset_add (others, i);
  if (!gtk_bitset_is_empty (others))
    gtk_selection_model_set_selection (usher_connection_model_get_selection (self), none, others);
}

/* (transfer full): the visible rows of these nodes, %NULL for those of groups */
static GtkBitset *
find_rows (UsherConnectionModel *self, GPtrArray *nodes)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (usher_connection_model_get_selection (self)));
  GtkBitset *found = gtk_bitset_new_empty ();

  for (guint i = 0; i < n; i++)
    {
      UsherTreeNode *node = usher_connection_model_get_node (self, i);
      gboolean is_group = usher_tree_node_get_kind (node) == USHER_NODE_GROUP;

      if (nodes != NULL ? g_ptr_array_find (nodes, node, NULL) : is_group)
        gtk_bitset_add (found, i);
    }
  return found;
}

/* A group is no place where sessions are. The keyboard goes there as to any row, and what was
 * selected stays so. */
static void
leave_groups (UsherConnectionModel *self, GPtrArray *before)
{
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (usher_connection_model_get_selection (self));
  g_autoptr (GtkBitset) groups = find_rows (self, NULL);
  g_autoptr (GtkBitset) wanted = gtk_bitset_copy (selected);

  gtk_bitset_subtract (wanted, groups);
  if (gtk_bitset_equals (wanted, selected))
    return;
  if (gtk_bitset_is_empty (wanted))
    {
      g_autoptr (GtkBitset) again = find_rows (self, before);

      gtk_bitset_union (wanted, again);
    }
  gtk_bitset_union (groups, wanted);
  gtk_selection_model_set_selection (usher_connection_model_get_selection (self), wanted, groups);
}

/**
 * usher_connection_confine:
 * @before: (element-type UsherTreeNode): what was selected when it was last confined
 *
 * Takes out of the selection what cannot be selected together with what the person just
 * selected: other connections' places, and groups.
 *
 * Returns: (transfer none) (nullable): the connection that the selection is in now
 */
UsherConnectionEntry *
usher_connection_confine (UsherConnectionModel *self, GPtrArray *before)
{
  g_autoptr (GtkBitset) selected = NULL;
  UsherConnectionEntry *entry;

  leave_groups (self, before);
  selected = gtk_selection_model_get_selection (usher_connection_model_get_selection (self));
  entry = find_entry_gone_to (self, before, selected);
  keep_to_entry (self, selected, entry);
  return entry;
}
