/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-order.h"

static const char *
group_of (UsherConnectionEntry *entry)
{
  return usher_profile_get_group (usher_connection_entry_get_profile (entry));
}

static const char *
id_of (UsherConnectionEntry *entry)
{
  return usher_profile_get_id (usher_connection_entry_get_profile (entry));
}

/**
 * usher_connection_order_list_groups:
 *
 * Returns: (transfer full): the names of the groups, from the top
 */
char **
usher_connection_order_list_groups (UsherConnectionList *list)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < usher_connection_list_get_n_saved (list); i++)
    {
      const char *group = group_of (usher_connection_list_get_entry (list, i));

      if (*group != '\0' && !g_ptr_array_find_with_equal_func (names, group, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (group));
    }
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

/* Who stands beside @entry, it included, in order. A group stands where its first is. */
static GPtrArray *
find_siblings (UsherConnectionList *list, UsherConnectionEntry *entry)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *siblings = g_ptr_array_new ();

  for (guint i = 0; i < usher_connection_list_get_n_saved (list); i++)
    {
      UsherConnectionEntry *other = usher_connection_list_get_entry (list, i);
      const char *group = group_of (other);
      gboolean beside = g_str_equal (group, group_of (entry));

      if (beside || (*group_of (entry) == '\0' && g_hash_table_add (seen, (char *)group)))
        g_ptr_array_add (siblings, other);
    }
  return siblings;
}

/**
 * usher_connection_order_step:
 * @entry: a saved one
 * @step: -1 for up, 1 for down
 * @before: (out) (nullable) (transfer none): the id of the connection that @entry comes before
 *   then; %NULL for the end
 *
 * Returns: whether it can go there
 */
gboolean
usher_connection_order_step (UsherConnectionList *list,
                             UsherConnectionEntry *entry,
                             int step,
                             const char **before)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, entry);
  guint index = 0;
  guint target;

  g_ptr_array_find (siblings, entry, &index);
  if (step < 0 ? index == 0 : index + 1 >= siblings->len)
    return FALSE;
  target = step < 0 ? index - 1 : index + 2;
  *before = target < siblings->len ? id_of (siblings->pdata[target]) : NULL;
  return TRUE;
}

/**
 * usher_connection_order_next:
 * @entry: a saved one
 *
 * Returns: (nullable): the id of the connection that stands below @entry, beside it
 */
const char *
usher_connection_order_next (UsherConnectionList *list, UsherConnectionEntry *entry)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, entry);
  guint index = 0;

  g_ptr_array_find (siblings, entry, &index);
  return index + 1 < siblings->len ? id_of (siblings->pdata[index + 1]) : NULL;
}
