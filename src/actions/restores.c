/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "restores-private.h"

#include "doors.h"
#include "restore-private.h"

/* Another Usher may have begun or ended a clean-up. */
#define LOOK_AGAIN_US (5 * G_USEC_PER_SEC)

/* A server goes on with a statement whose sender was killed, and a picture may be older than
 * what it is compared with. So what looks as if it were done with may not be, for a while. */
#define SETTLED_US (60 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (UsherRestores, usher_restores, G_TYPE_OBJECT)

static void
usher_restores_dispose (GObject *object)
{
  UsherRestores *self = USHER_RESTORES (object);

  g_clear_object (&self->server);

  G_OBJECT_CLASS (usher_restores_parent_class)->dispose (object);
}

static void
usher_restores_finalize (GObject *object)
{
  g_object_unref (USHER_RESTORES (object)->list);

  G_OBJECT_CLASS (usher_restores_parent_class)->finalize (object);
}

static void
usher_restores_class_init (UsherRestoresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_restores_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_restores_finalize;
}

static void
usher_restores_init (UsherRestores *self)
{
  self->list = g_list_store_new (USHER_TYPE_RESTORE);
}

static UsherRestore *
get (UsherRestores *self, guint index)
{
  g_autoptr (UsherRestore) restore = g_list_model_get_item (G_LIST_MODEL (self->list), index);

  return restore; /* the store keeps it */
}

/* Loading */

typedef struct
{
  GPtrArray *records; /* (owned) */
  gboolean is_known;  /* the number of the cluster is */
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *self = data;

  g_ptr_array_unref (self->records);
  g_free (self);
}

/* Here rather than on another thread, since who asks the server is off the main thread anyway. */
static gpointer
load (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  UsherConnectionInfo *info = usher_connection_get_info (connection);
  g_autofree char *folder = usher_restore_record_find_folder ();
  g_autoptr (GPtrArray) all = usher_restore_record_read_all (folder, NULL);
  gint64 system_id = all->len > 0 ? usher_doors_read_system (connection) : 0;
  Loaded *loaded = g_new0 (Loaded, 1);

  loaded->records = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_restore_record_free);
  loaded->is_known = system_id != 0;
  for (guint i = 0; i < all->len; i++)
    {
      const UsherRestoreRecord *record = g_ptr_array_index (all, i);

      if (usher_restore_record_is_of (record, system_id, info->host, info->port))
        g_ptr_array_add (loaded->records, usher_restore_record_copy (record));
    }
  return loaded;
}

static const UsherRestoreRecord *
find_record (GPtrArray *records, const char *path)
{
  for (guint i = 0; i < records->len; i++)
    {
      const UsherRestoreRecord *record = g_ptr_array_index (records, i);

      if (g_str_equal (record->path, path))
        return record;
    }
  return NULL;
}

/* What is on disk no more goes, what is new comes, the rest stays the same objects. */
static void
merge (UsherRestores *self, GPtrArray *records)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->list)); i-- > 0;)
    if (find_record (records, get (self, i)->record->path) == NULL)
      g_list_store_remove (self->list, i);
    else
      {
        UsherRestoreRecord *mine = get (self, i)->record;

        mine->is_busy = find_record (records, mine->path)->is_busy;
        g_hash_table_add (known, mine->path);
      }
  for (guint i = 0; i < records->len; i++)
    {
      const UsherRestoreRecord *record = g_ptr_array_index (records, i);
      g_autoptr (UsherRestore) restore = NULL;

      if (g_hash_table_contains (known, record->path))
        continue;
      restore = usher_restore_new (record);
      g_list_store_append (self->list, restore);
    }
}

/* A database that is missing on a server which is known only by its address may be missing
 * because that is another server now. */
static gboolean
is_done_with (UsherRestores *self, const UsherRestore *restore)
{
  if (g_get_real_time () - restore->record->since < SETTLED_US)
    return FALSE;
  return restore->state == USHER_RESTORE_NOT_NEEDED
         || (restore->state == USHER_RESTORE_GONE && self->is_known
             && restore->record->system_id != 0);
}

static void
compare (UsherRestores *self, UsherSnapshot *snapshot)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->list)); i-- > 0;)
    {
      g_autoptr (UsherRestore) restore = g_object_ref (get (self, i));

      usher_restore_update (restore, snapshot);
      if (is_done_with (self, restore))
        usher_restores_forget_async (self, restore, NULL, NULL);
    }
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherRestores) self = data;
  Loaded *loaded = usher_worker_run_finish (USHER_WORKER (object), result, NULL);

  self->loading = FALSE;
  if (loaded == NULL || self->server == NULL)
    {
      g_clear_pointer (&loaded, loaded_free);
      return;
    }
  self->loaded_at = g_get_monotonic_time ();
  self->is_known = loaded->is_known;
  merge (self, loaded->records);
  loaded_free (loaded);
  if (self->load_again)
    usher_restores_reload (self);
}

/**
 * usher_restores_reload:
 * @self: restores
 *
 * Looks at the disk now. Without a connection for actions it is tried again later.
 */
void
usher_restores_reload (UsherRestores *self)
{
  self->load_again = self->loading;
  if (self->loading)
    return;
  self->loading = TRUE;
  usher_worker_run_async (usher_server_get_action_worker (self->server), load, NULL, NULL,
                          loaded_free, USHER_JOB_READS, NULL, on_loaded, g_object_ref (self));
}

static void
on_refreshed (UsherServer *server, UsherRestores *self)
{
  gint64 age = g_get_monotonic_time () - self->loaded_at;
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;

  if (self->loaded_at != 0)
    compare (self, usher_server_get_snapshot (server));
  if (self->loaded_at == 0 || !is_empty || age > LOOK_AGAIN_US)
    usher_restores_reload (self);
}

/**
 * usher_restores_new:
 * @server: where
 *
 * Returns: (transfer full): restores that load as soon as @server is connected
 */
UsherRestores *
usher_restores_new (UsherServer *server)
{
  UsherRestores *self = g_object_new (USHER_TYPE_RESTORES, NULL);

  self->server = g_object_ref (server);
  g_signal_connect_object (server, "refreshed", G_CALLBACK (on_refreshed), self, 0);
  if (usher_server_get_state (server) == USHER_SERVER_CONNECTED)
    usher_restores_reload (self);
  return self;
}

/**
 * usher_restores_get_list:
 * @self: restores
 *
 * Returns: (transfer none): a list of #UsherRestore, live
 */
GListModel *
usher_restores_get_list (UsherRestores *self)
{
  return G_LIST_MODEL (self->list);
}

/**
 * usher_restores_is_loaded:
 * @self: restores
 *
 * Returns: whether the disk was read since the server was connected
 */
gboolean
usher_restores_is_loaded (UsherRestores *self)
{
  return self->loaded_at != 0;
}
