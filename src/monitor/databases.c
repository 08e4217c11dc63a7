/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "summary.h"

static void
application_count_free (gpointer data)
{
  UsherApplicationCount *self = data;

  g_free (self->name);
  g_free (self);
}

/**
 * usher_database_new:
 *
 * Returns: (transfer full): an empty database, with an exact name and no limit
 */
UsherDatabase *
usher_database_new (void)
{
  UsherDatabase *self = g_new0 (UsherDatabase, 1);

  self->connection_limit = -1;
  self->allows_connections = TRUE;
  self->name_is_exact = TRUE;
  self->applications = g_ptr_array_new_with_free_func (application_count_free);
  return self;
}

/**
 * usher_database_free:
 * @self: (transfer full): a database
 */
void
usher_database_free (UsherDatabase *self)
{
  g_free (self->name);
  g_free (self->owner);
  g_ptr_array_unref (self->applications);
  g_free (self);
}

/* A name with the key that orders it: collating two names is far dearer than comparing keys. */
typedef struct
{
  char *key;
  gpointer item;
} KeyedItem;

static int
compare_keyed_items (gconstpointer a, gconstpointer b)
{
  const KeyedItem *first = a;
  const KeyedItem *second = b;

  return strcmp (first->key, second->key);
}

/* @name_offset is where an item keeps its name. */
static void
sort_by_name (GPtrArray *items, gsize name_offset)
{
  g_autofree KeyedItem *keyed = g_new (KeyedItem, items->len);

  for (guint i = 0; i < items->len; i++)
    {
      keyed[i].item = g_ptr_array_index (items, i);
      keyed[i].key = g_utf8_collate_key (G_STRUCT_MEMBER (char *, keyed[i].item, name_offset), -1);
    }
  if (items->len > 0)
    qsort (keyed, items->len, sizeof *keyed, compare_keyed_items);
  for (guint i = 0; i < items->len; i++)
    {
      g_ptr_array_index (items, i) = keyed[i].item;
      g_free (keyed[i].key);
    }
}

/**
 * usher_databases_sort:
 * @databases: (element-type UsherDatabase): put in order of their names
 */
void
usher_databases_sort (GPtrArray *databases)
{
  sort_by_name (databases, G_STRUCT_OFFSET (UsherDatabase, name));
}

/**
 * usher_databases_by_oid:
 * @databases: (element-type UsherDatabase): they must outlive the table
 *
 * Returns: (transfer container): OID to #UsherDatabase
 */
GHashTable *
usher_databases_by_oid (GPtrArray *databases)
{
  GHashTable *by_oid = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < databases->len; i++)
    {
      UsherDatabase *database = g_ptr_array_index (databases, i);

      g_hash_table_insert (by_oid, GUINT_TO_POINTER (database->oid), database);
    }
  return by_oid;
}

/* Keyed by what a UsherPlace names an application by. */
typedef struct
{
  const char *application; /* borrowed from a session */
  guint32 database_oid;
} ApplicationKey;

static guint
application_key_hash (gconstpointer data)
{
  const ApplicationKey *key = data;

  return g_str_hash (key->application) * 31 + key->database_oid;
}

static gboolean
application_key_equal (gconstpointer a, gconstpointer b)
{
  const ApplicationKey *first = a;
  const ApplicationKey *second = b;

  return first->database_oid == second->database_oid
         && strcmp (first->application, second->application) == 0;
}

static void
count_application (GHashTable *counts, UsherDatabase *database, const UsherSession *session)
{
  ApplicationKey key = { session->application, database->oid };
  UsherApplicationCount *count = g_hash_table_lookup (counts, &key);

  if (count == NULL)
    {
      count = g_new0 (UsherApplicationCount, 1);
      count->name = g_strdup (session->application);
      g_ptr_array_add (database->applications, count);
      g_hash_table_insert (counts, g_memdup2 (&key, sizeof key), count);
    }
  count->n_sessions++;
}

static void
sort_applications (gpointer oid, gpointer database, gpointer user_data)
{
  GPtrArray *applications = ((UsherDatabase *)database)->applications;

  sort_by_name (applications, G_STRUCT_OFFSET (UsherApplicationCount, name));
}

/**
 * usher_databases_count:
 * @databases_by_oid: from usher_databases_by_oid(), with no counts yet
 * @sessions: (element-type UsherSession): all sessions of the server
 *
 * Counts for each database the sessions in it, of every kind, and its applications. A
 * session in a database that appeared after the list of databases was read is not counted.
 */
void
usher_databases_count (GHashTable *databases_by_oid, GPtrArray *sessions)
{
  g_autoptr (GHashTable) counts =
      g_hash_table_new_full (application_key_hash, application_key_equal, g_free, NULL);

  for (guint i = 0; i < sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (sessions, i);
      gpointer oid = GUINT_TO_POINTER (session->id.database_oid);
      UsherDatabase *database = g_hash_table_lookup (databases_by_oid, oid);

      if (database == NULL)
        continue;
      database->n_sessions++;
      count_application (counts, database, session);
    }
  g_hash_table_foreach (databases_by_oid, sort_applications, NULL);
}
