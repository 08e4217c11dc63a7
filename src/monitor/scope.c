/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "scope.h"

struct _UsherScope
{
  gboolean all;
  gboolean system;
  GHashTable *databases;    /* (owned) set of OIDs */
  GHashTable *applications; /* (owned) OID to (owned) set of names */
};

/**
 * usher_scope_new:
 *
 * Returns: (transfer full): a scope without any place; it contains nothing
 */
UsherScope *
usher_scope_new (void)
{
  UsherScope *self = g_atomic_rc_box_new0 (UsherScope);

  self->databases = g_hash_table_new (NULL, NULL);
  self->applications = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
  return self;
}

static void
clear (gpointer data)
{
  UsherScope *self = data;

  g_hash_table_unref (self->databases);
  g_hash_table_unref (self->applications);
}

UsherScope *
usher_scope_ref (UsherScope *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_scope_unref (UsherScope *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
add_application (UsherScope *self, guint32 database_oid, const char *application)
{
  gpointer key = GUINT_TO_POINTER (database_oid);
  GHashTable *names = g_hash_table_lookup (self->applications, key);

  if (names == NULL)
    {
      names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (self->applications, key, names);
    }
  g_hash_table_add (names, g_strdup (application));
}

/**
 * usher_scope_add:
 * @self: a scope that is not shared yet
 * @place: what kind of place
 * @database_oid: which database, for the two kinds that have one
 * @application: (nullable): which application, for the one kind that has one; "" stands for
 *   the sessions that give no name
 *
 * Adds one place to the union.
 */
void
usher_scope_add (UsherScope *self, UsherPlace place, guint32 database_oid, const char *application)
{
  switch (place)
    {
    case USHER_PLACE_ALL:
      self->all = TRUE;
      break;
    case USHER_PLACE_SYSTEM:
      self->system = TRUE;
      break;
    case USHER_PLACE_DATABASE:
      g_hash_table_add (self->databases, GUINT_TO_POINTER (database_oid));
      break;
    case USHER_PLACE_APPLICATION:
      g_return_if_fail (application != NULL);
      add_application (self, database_oid, application);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * usher_scope_is_empty:
 * @self: a scope
 *
 * Returns: %TRUE if it has no place at all, which is not a place without sessions
 */
gboolean
usher_scope_is_empty (UsherScope *self)
{
  return !self->all && !self->system && g_hash_table_size (self->databases) == 0
         && g_hash_table_size (self->applications) == 0;
}

/**
 * usher_scope_contains:
 * @self: a scope
 * @session: a sealed session
 *
 * Returns: %TRUE if one of @self's places holds @session
 */
gboolean
usher_scope_contains (UsherScope *self, const UsherSession *session)
{
  gpointer database = GUINT_TO_POINTER (session->id.database_oid);
  GHashTable *names;

  if (session->kind == USHER_SESSION_SYSTEM)
    return self->system;
  if (self->all)
    return TRUE;
  if (g_hash_table_contains (self->databases, database))
    return TRUE;
  names = g_hash_table_lookup (self->applications, database);
  return names != NULL && g_hash_table_contains (names, session->application);
}

static gboolean
sets_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (b, key))
      return FALSE;
  return TRUE;
}

static gboolean
applications_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key;
  gpointer names;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &names))
    {
      GHashTable *others = g_hash_table_lookup (b, key);

      if (others == NULL || !sets_equal (names, others))
        return FALSE;
    }
  return TRUE;
}

/**
 * usher_scope_equal:
 * @self: a scope
 * @other: another
 *
 * Returns: %TRUE if both were made of the same places, in whatever order
 */
gboolean
usher_scope_equal (UsherScope *self, UsherScope *other)
{
  return self->all == other->all && self->system == other->system
         && sets_equal (self->databases, other->databases)
         && applications_equal (self->applications, other->applications);
}
