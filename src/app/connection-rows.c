/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-rows.h"

#include <string.h>

#include "text.h"
#include "tree-merge.h"

#define LABEL_CHARS 128

/* What is wanted */

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *shown = usher_text_show_line (text, LABEL_CHARS);
  g_autofree char *whole = g_utf8_casefold (shown, -1);

  return strstr (whole, folded) != NULL;
}

static const char *
get_group (UsherConnectionEntry *entry)
{
  UsherProfile *profile = usher_connection_entry_get_profile (entry);

  return profile != NULL ? usher_profile_get_group (profile) : "";
}

static gboolean
matches (UsherConnectionEntry *entry, const char *folded)
{
  UsherAddress *address = usher_connection_entry_get_address (entry);
  g_autofree char *place = address != NULL ? usher_address_describe (address) : g_strdup ("");

  return contains (usher_connection_entry_get_name (entry), folded)
         || contains (get_group (entry), folded) || contains (place, folded);
}

static UsherTreeNode *
find_group (GPtrArray *nodes, const char *name)
{
  for (guint i = 0; i < nodes->len; i++)
    if (usher_tree_node_get_kind (nodes->pdata[i]) == USHER_NODE_GROUP
        && g_str_equal (usher_tree_node_get_name (nodes->pdata[i]), name))
      return nodes->pdata[i];
  return NULL;
}

static GPtrArray *
dup_nodes (GListStore *store)
{
  GPtrArray *nodes = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (nodes, g_list_model_get_item (G_LIST_MODEL (store), i));
  return nodes;
}

static void
set_group_name (UsherTreeNode *node, const char *name)
{
  g_autofree char *label = usher_text_show_line (name, LABEL_CHARS);
  UsherNodeLook look = { .label = label, .icon_name = "folder-symbolic" };

  usher_tree_node_set_name (node, name);
  usher_tree_node_set_look (node, &look);
}

static gboolean
is_name_in_use (UsherConnectionList *list, const char *name)
{
  for (guint i = 0; i < usher_connection_list_get_n_saved (list); i++)
    if (g_str_equal (get_group (usher_connection_list_get_entry (list, i)), name))
      return TRUE;
  return FALSE;
}

/* The group that @entry was in, under a name that no connection has any more. */
static UsherTreeNode *
find_renamed_group (GPtrArray *nodes, UsherConnectionList *list, UsherConnectionEntry *entry)
{
  UsherTreeNode *branch = usher_connection_entry_get_branch (entry);

  for (guint i = 0; i < nodes->len; i++)
    if (usher_tree_node_get_kind (nodes->pdata[i]) == USHER_NODE_GROUP
        && g_list_store_find (usher_tree_node_get_children (nodes->pdata[i]), branch, NULL)
        && !is_name_in_use (list, usher_tree_node_get_name (nodes->pdata[i])))
      return nodes->pdata[i];
  return NULL;
}

/* A group that was renamed is the same row as before: unfolded or not, with the focus or not. */
static UsherTreeNode *
dup_group (GPtrArray *before, UsherConnectionList *list, UsherConnectionEntry *first)
{
  const char *name = get_group (first);
  UsherTreeNode *group = find_group (before, name);

  if (group != NULL)
    return g_object_ref (group);
  group = find_renamed_group (before, list, first);
  group = group != NULL ? g_object_ref (group) : usher_tree_node_new (USHER_NODE_GROUP, 0, name);
  set_group_name (group, name);
  return group;
}

/* The children that a group is to have are gathered with it until all are known. */
static GPtrArray *
get_gathered (UsherTreeNode *group)
{
  GPtrArray *gathered = g_object_get_data (G_OBJECT (group), "usher-gathered");

  if (gathered == NULL)
    {
      gathered = g_ptr_array_new_with_free_func (g_object_unref);
      g_object_set_data_full (G_OBJECT (group), "usher-gathered", gathered,
                              (GDestroyNotify)g_ptr_array_unref);
    }
  return gathered;
}

/* The group's row, where its first connection is. */
static UsherTreeNode *
want_group (GPtrArray *wanted,
            GPtrArray *before,
            UsherConnectionList *list,
            UsherConnectionEntry *entry)
{
  UsherTreeNode *group = find_group (wanted, get_group (entry));

  if (group != NULL)
    return group;
  group = dup_group (before, list, entry);
  g_ptr_array_add (wanted, group);
  return group;
}

static GPtrArray *
find_wanted (GListStore *roots, UsherConnectionList *list, const char *search)
{
  g_autofree char *folded = g_utf8_casefold (search, -1);
  g_autoptr (GPtrArray) before = dup_nodes (roots);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++)
    {
      UsherConnectionEntry *entry = usher_connection_list_get_entry (list, i);
      UsherTreeNode *branch = usher_connection_entry_get_branch (entry);
      GPtrArray *siblings = wanted;

      if (!matches (entry, folded))
        continue;
      if (*get_group (entry) != '\0')
        siblings = get_gathered (want_group (wanted, before, list, entry));
      g_ptr_array_add (siblings, g_object_ref (branch));
    }
  return wanted;
}

/* How it is brought about */

/* Makes @store hold @wanted, and touches nothing but what came, went or moved. */
static void
merge (GListStore *store, GPtrArray *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint found;

  for (guint i = n; i-- > 0;)
    if (!g_ptr_array_find (wanted, usher_tree_merge_child_at (store, i), NULL))
      g_list_store_remove (store, i);

  for (guint i = 0; i < wanted->len; i++)
    {
      if (g_list_store_find (store, wanted->pdata[i], &found))
        {
          if (found == i)
            continue;
          g_list_store_remove (store, found);
        }
      g_list_store_insert (store, i, wanted->pdata[i]);
    }
}

static void
merge_group (UsherTreeNode *group)
{
  merge (usher_tree_node_get_children (group), get_gathered (group));
  g_object_set_data (G_OBJECT (group), "usher-gathered", NULL);
}

static UsherTreeNode *
node_of (GtkTreeListRow *row)
{
  g_autoptr (UsherTreeNode) node = gtk_tree_list_row_get_item (row);

  /* The tree's store holds on to it. */
  return node;
}

/**
 * usher_connection_rows_remember_folds:
 * @of_groups: also those of groups
 *
 * A row that moves is taken out and put in again, and one that a search leaves out comes back:
 * both shall be unfolded then if they are now.
 */
void
usher_connection_rows_remember_folds (GtkTreeListModel *tree, gboolean of_groups)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (tree));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (tree), i);
      UsherTreeNode *node = node_of (row);

      if (of_groups || usher_tree_node_get_kind (node) != USHER_NODE_GROUP)
        usher_tree_node_set_unfolded (node, gtk_tree_list_row_get_expanded (row));
    }
}

/* What was found is not to be looked for in a folded group. */
static void
unfold (GtkTreeListModel *tree, gboolean all_groups)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (tree), i);
      UsherTreeNode *node = node_of (row);
      gboolean is_group = usher_tree_node_get_kind (node) == USHER_NODE_GROUP;

      if (usher_tree_node_get_unfolded (node) || (is_group && all_groups))
        gtk_tree_list_row_set_expanded (row, TRUE);
      else if (is_group)
        gtk_tree_list_row_set_expanded (row, FALSE);
    }
}

/**
 * usher_connection_rows_arrange:
 * @roots: of #UsherTreeNode, the top of @tree
 * @tree: the rows
 * @list: the connections
 * @search: what the person looks for, "" for nothing
 *
 * Makes the rows stand for the connections that match. What is still there keeps its node, and
 * is folded as it is remembered to be.
 */
void
usher_connection_rows_arrange (GListStore *roots,
                               GtkTreeListModel *tree,
                               UsherConnectionList *list,
                               const char *search)
{
  g_autoptr (GPtrArray) wanted = find_wanted (roots, list, search);

  for (guint i = 0; i < wanted->len; i++)
    if (usher_tree_node_get_kind (wanted->pdata[i]) == USHER_NODE_GROUP)
      merge_group (wanted->pdata[i]);
  merge (roots, wanted);
  unfold (tree, *search != '\0');
}
