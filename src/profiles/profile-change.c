/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile-change.h"

typedef enum
{
  CHANGE_PUT,
  CHANGE_REPLACE,
  CHANGE_MOVE,
  CHANGE_REMOVE,
  CHANGE_REGROUP,
  CHANGE_MOVE_GROUP,
} ChangeKind;

struct _UsherProfileChange
{
  ChangeKind kind;
  UsherProfile *profile; /* (owned) (nullable): what is put or replaced */
  char *id;              /* (owned) (nullable): of the connection */
  char *from;            /* (owned) (nullable): the group whose connections are meant */
  char **ids;            /* (owned) (nullable): and of these only some */
  char *group;           /* (owned) (nullable): where they move to */
  char **before;         /* (owned) (nullable): it comes before the first that is still there */
};

static UsherProfileChange *
change_new (ChangeKind kind, const char *id)
{
  UsherProfileChange *self = g_new0 (UsherProfileChange, 1);

  self->kind = kind;
  self->id = g_strdup (id);
  return self;
}

/*
 * usher_profile_change_put:
 * @profile: a connection that is not in the list
 * @before: (nullable): ids of those it shall come before; at the end when none is there
 */
UsherProfileChange *
usher_profile_change_put (UsherProfile *profile, const char *const *before)
{
  UsherProfileChange *self = change_new (CHANGE_PUT, usher_profile_get_id (profile));

  self->profile = g_object_ref (profile);
  self->before = g_strdupv ((char **)before);
  return self;
}

/*
 * usher_profile_change_replace:
 * @profile: the new version of a connection; where another Usher removed it, it is put back,
 *   for somebody still works on it
 */
UsherProfileChange *
usher_profile_change_replace (UsherProfile *profile)
{
  UsherProfileChange *self = change_new (CHANGE_REPLACE, usher_profile_get_id (profile));

  self->profile = g_object_ref (profile);
  return self;
}

/*
 * usher_profile_change_move:
 * @id: of the connection
 * @group: the group it belongs to from now on, "" for none
 * @before: (nullable): id of the one it shall come before; at the end when that is not there
 */
UsherProfileChange *
usher_profile_change_move (const char *id, const char *group, const char *before)
{
  UsherProfileChange *self = change_new (CHANGE_MOVE, id);
  const char *const places[] = { before, NULL };

  self->group = g_strdup (group);
  self->before = g_strdupv ((char **)places);
  return self;
}

UsherProfileChange *
usher_profile_change_remove (const char *id)
{
  return change_new (CHANGE_REMOVE, id);
}

/*
 * usher_profile_change_regroup:
 * @group: a group
 * @ids: (nullable): of its connections, those that are meant; %NULL for all that it has by then
 * @to: the group they belong to from now on, "" for none
 */
UsherProfileChange *
usher_profile_change_regroup (const char *group, const char *const *ids, const char *to)
{
  UsherProfileChange *self = change_new (CHANGE_REGROUP, NULL);

  self->from = g_strdup (group);
  self->ids = g_strdupv ((char **)ids);
  self->group = g_strdup (to);
  return self;
}

/*
 * usher_profile_change_move_group:
 * @group: a group, with all that it has by then
 * @before: (nullable): id of the connection it shall come before, or whose group; at the end
 *   when that is not there
 */
UsherProfileChange *
usher_profile_change_move_group (const char *group, const char *before)
{
  UsherProfileChange *self = change_new (CHANGE_MOVE_GROUP, NULL);
  const char *const places[] = { before, NULL };

  self->from = g_strdup (group);
  self->before = g_strdupv ((char **)places);
  return self;
}

void
usher_profile_change_free (UsherProfileChange *self)
{
  g_clear_object (&self->profile);
  g_free (self->id);
  g_free (self->from);
  g_strfreev (self->ids);
  g_free (self->group);
  g_strfreev (self->before);
  g_free (self);
}

/*
 * usher_profiles_find:
 * @profiles: (element-type UsherProfile): a list
 * @id: (nullable): of a connection
 * @position: (out) (optional): where
 *
 * Returns: whether the connection is in there
 */
gboolean
usher_profiles_find (GPtrArray *profiles, const char *id, guint *position)
{
  for (guint i = 0; i < profiles->len; i++)
    if (g_strcmp0 (usher_profile_get_id (g_ptr_array_index (profiles, i)), id) == 0)
      {
        if (position != NULL)
          *position = i;
        return TRUE;
      }
  return FALSE;
}

static void
insert_before (GPtrArray *profiles, UsherProfile *profile, char **before)
{
  guint position = profiles->len;

  for (guint i = 0; before != NULL && before[i] != NULL; i++)
    if (usher_profiles_find (profiles, before[i], &position))
      break;
  g_ptr_array_insert (profiles, (int)position, g_object_ref (profile));
}

static void
swap_in (GPtrArray *profiles, guint position, UsherProfile *profile)
{
  g_object_unref (profiles->pdata[position]);
  profiles->pdata[position] = g_object_ref (profile);
}

static UsherProfile *
with_group (UsherProfile *profile, const char *group)
{
  g_autoptr (UsherProfileDraft) draft = NULL;

  if (g_str_equal (usher_profile_get_group (profile), group))
    return g_object_ref (profile);
  draft = usher_profile_to_draft (profile);
  g_free (draft->group);
  draft->group = g_strdup (group);
  return usher_profile_new (draft);
}

static void
move (const UsherProfileChange *self, GPtrArray *profiles, guint position)
{
  g_autoptr (UsherProfile) moved = with_group (g_ptr_array_index (profiles, position), self->group);

  /* Before itself is where it is. */
  if (g_strcmp0 (self->before[0], self->id) == 0)
    {
      swap_in (profiles, position, moved);
      return;
    }
  g_ptr_array_remove_index (profiles, position);
  insert_before (profiles, moved, self->before);
}

/* Groups */

static gboolean
is_in_group (GPtrArray *profiles, guint position, const char *group)
{
  return g_str_equal (usher_profile_get_group (g_ptr_array_index (profiles, position)), group);
}

static gboolean
is_meant (const UsherProfileChange *self, const char *id)
{
  return self->ids == NULL || g_strv_contains ((const char *const *)self->ids, id);
}

static void
regroup (const UsherProfileChange *self, GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      UsherProfile *profile = g_ptr_array_index (profiles, i);
      g_autoptr (UsherProfile) regrouped = NULL;

      if (!is_in_group (profiles, i, self->from)
          || !is_meant (self, usher_profile_get_id (profile)))
        continue;
      regrouped = with_group (profile, self->group);
      swap_in (profiles, i, regrouped);
    }
}

static GPtrArray *
steal_group (GPtrArray *profiles, const char *group)
{
  GPtrArray *members = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < profiles->len;)
    if (is_in_group (profiles, i, group))
      g_ptr_array_add (members, g_ptr_array_steal_index (profiles, i));
    else
      i++;
  return members;
}

/* Before the whole group that it belongs to, not into the midst of that. */
static guint
find_place_beside (GPtrArray *profiles, const char *id)
{
  guint position;
  const char *group;

  if (!usher_profiles_find (profiles, id, &position))
    return profiles->len;
  group = usher_profile_get_group (g_ptr_array_index (profiles, position));
  for (guint i = 0; *group != '\0' && i < position; i++)
    if (is_in_group (profiles, i, group))
      return i;
  return position;
}

static void
move_group (const UsherProfileChange *self, GPtrArray *profiles)
{
  g_autoptr (GPtrArray) members = NULL;
  guint place;

  /* Before one of its own is where it is. */
  if (usher_profiles_find (profiles, self->before[0], &place)
      && is_in_group (profiles, place, self->from))
    return;
  members = steal_group (profiles, self->from);
  place = find_place_beside (profiles, self->before[0]);
  for (guint i = 0; i < members->len; i++)
    g_ptr_array_insert (profiles, (int)(place + i), g_object_ref (members->pdata[i]));
}

static guint
find_end_of_group (GPtrArray *profiles, guint position)
{
  const char *group = usher_profile_get_group (g_ptr_array_index (profiles, position));

  for (guint i = position; *group != '\0' && i-- > 0;)
    if (is_in_group (profiles, i, group))
      return i + 1;
  return position;
}

/* A group stands where its first connection is, and keeps that place when that one leaves it:
 * its connections are kept together. */
static void
gather_groups (GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      guint end = find_end_of_group (profiles, i);
      UsherProfile *profile = g_ptr_array_index (profiles, i);

      if (end == i)
        continue;
      g_ptr_array_steal_index (profiles, i);
      g_ptr_array_insert (profiles, (int)end, profile);
    }
}

static void
apply_to_one (const UsherProfileChange *self, GPtrArray *profiles)
{
  guint position;
  gboolean found = usher_profiles_find (profiles, self->id, &position);

  if (self->kind == CHANGE_PUT || self->kind == CHANGE_REPLACE)
    {
      if (found)
        swap_in (profiles, position, self->profile);
      else
        insert_before (profiles, self->profile, self->before);
    }
  else if (found && self->kind == CHANGE_MOVE)
    move (self, profiles, position);
  else if (found)
    g_ptr_array_remove_index (profiles, position);
}

/*
 * usher_profile_change_apply:
 * @profiles: (element-type UsherProfile) (inout): a list that unrefs its elements
 */
void
usher_profile_change_apply (const UsherProfileChange *self, GPtrArray *profiles)
{
  switch (self->kind)
    {
    case CHANGE_REGROUP:
      regroup (self, profiles);
      break;
    case CHANGE_MOVE_GROUP:
      move_group (self, profiles);
      break;
    case CHANGE_PUT:
    case CHANGE_REPLACE:
    case CHANGE_MOVE:
    case CHANGE_REMOVE:
    default:
      apply_to_one (self, profiles);
    }
  gather_groups (profiles);
}
