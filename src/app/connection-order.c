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

/* What stands in @group, or at the top for "": there a whole group stands where its first
 * connection does, which is in the list for it. */
static GPtrArray *
find_siblings (UsherConnectionList *list, const char *group)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *siblings = g_ptr_array_new ();

  for (guint i = 0; i < usher_connection_list_get_n_saved (list); i++)
    {
      UsherConnectionEntry *other = usher_connection_list_get_entry (list, i);
      const char *others = group_of (other);
      gboolean beside = g_str_equal (others, group);

      if (beside || (*group == '\0' && g_hash_table_add (seen, (char *)others)))
        g_ptr_array_add (siblings, other);
    }
  return siblings;
}

static guint
find_group (GPtrArray *siblings, const char *group)
{
  guint index = 0;

  while (index < siblings->len && !g_str_equal (group_of (siblings->pdata[index]), group))
    index++;
  return index;
}

static const char *
id_at (GPtrArray *siblings, guint index)
{
  return index < siblings->len ? id_of (siblings->pdata[index]) : NULL;
}

static gboolean
step_from (GPtrArray *siblings, guint index, int step, const char **before)
{
  if (step < 0 ? index == 0 : index + 1 >= siblings->len)
    return FALSE;
  *before = id_at (siblings, step < 0 ? index - 1 : index + 2);
  return TRUE;
}

/**
 * usher_connection_order_step:
 * @entry: a saved one
 * @step: -1 for up, 1 for down
 * @before: (out) (nullable) (transfer none): its place then
 *
 * Returns: whether it can go there
 */
gboolean
usher_connection_order_step (UsherConnectionList *list,
                             UsherConnectionEntry *entry,
                             int step,
                             const char **before)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, group_of (entry));
  guint index = 0;

  g_ptr_array_find (siblings, entry, &index);
  return step_from (siblings, index, step, before);
}

/**
 * usher_connection_order_step_group:
 * @group: one that is there
 * @step: -1 for up, 1 for down
 * @before: (out) (nullable) (transfer none): its place then
 *
 * Returns: whether it can go there
 */
gboolean
usher_connection_order_step_group (UsherConnectionList *list,
                                   const char *group,
                                   int step,
                                   const char **before)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, "");

  return step_from (siblings, find_group (siblings, group), step, before);
}

/**
 * usher_connection_order_next:
 * @entry: a saved one
 *
 * Returns: (nullable): the place below @entry, beside it
 */
const char *
usher_connection_order_next (UsherConnectionList *list, UsherConnectionEntry *entry)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, group_of (entry));
  guint index = 0;

  g_ptr_array_find (siblings, entry, &index);
  return id_at (siblings, index + 1);
}

/**
 * usher_connection_order_next_group:
 * @group: one that is there
 *
 * Returns: (nullable): the place below the whole of it
 */
const char *
usher_connection_order_next_group (UsherConnectionList *list, const char *group)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, "");

  return id_at (siblings, find_group (siblings, group) + 1);
}

/**
 * usher_connection_order_first:
 * @group: one that is there
 *
 * Returns: (nullable): the place of the group, which is that of its first connection
 */
const char *
usher_connection_order_first (UsherConnectionList *list, const char *group)
{
  g_autoptr (GPtrArray) siblings = find_siblings (list, "");

  return id_at (siblings, find_group (siblings, group));
}
