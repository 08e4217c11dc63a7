/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile-change.h"

typedef enum
{
  CHANGE_PUT,
  CHANGE_REPLACE,
  CHANGE_MOVE,
  CHANGE_REMOVE,
} ChangeKind;

struct _UsherProfileChange
{
  ChangeKind kind;
  UsherProfile *profile; /* (owned) (nullable): what is put or replaced */
  char *id;              /* (owned): of the connection */
  char *group;           /* (owned) (nullable): where it moves to */
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

void
usher_profile_change_free (UsherProfileChange *self)
{
  g_clear_object (&self->profile);
  g_free (self->id);
  g_free (self->group);
  g_strfreev (self->before);
  g_free (self);
}

/*
 * usher_profiles_find:
 * @profiles: (element-type UsherProfile): a list
 * @position: (out) (optional): where
 *
 * Returns: whether the connection is in there
 */
gboolean
usher_profiles_find (GPtrArray *profiles, const char *id, guint *position)
{
  for (guint i = 0; i < profiles->len; i++)
    if (g_str_equal (usher_profile_get_id (g_ptr_array_index (profiles, i)), id))
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

/*
 * usher_profile_change_apply:
 * @profiles: (element-type UsherProfile) (inout): a list that unrefs its elements
 */
void
usher_profile_change_apply (const UsherProfileChange *self, GPtrArray *profiles)
{
  guint position;
  gboolean found = usher_profiles_find (profiles, self->id, &position);

  switch (self->kind)
    {
    case CHANGE_PUT:
    case CHANGE_REPLACE:
      if (found)
        swap_in (profiles, position, self->profile);
      else
        insert_before (profiles, self->profile, self->before);
      break;
    case CHANGE_MOVE:
      if (found)
        move (self, profiles, position);
      break;
    case CHANGE_REMOVE:
      if (found)
        g_ptr_array_remove_index (profiles, position);
      break;
    default:
      g_assert_not_reached ();
    }
}
