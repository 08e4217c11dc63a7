/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "snapshot.h"

#include "snapshot-private.h"
#include "summary.h"

static void
clear (gpointer data)
{
  UsherSnapshotPrivate *self = data;

  g_ptr_array_unref (self->parent.sessions);
  g_ptr_array_unref (self->parent.databases);
  g_hash_table_unref (self->databases_by_oid);
  g_clear_pointer (&self->raw, usher_result_unref);
  g_free (self->raw_rows);
}

UsherSnapshot *
usher_snapshot_ref (UsherSnapshot *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_snapshot_unref (UsherSnapshot *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

UsherSnapshotPrivate *
usher_snapshot_get_private (UsherSnapshot *self)
{
  return (UsherSnapshotPrivate *)self;
}

static int
compare_sessions (gconstpointer a, gconstpointer b)
{
  const UsherSession *first = *(UsherSession *const *)a;
  const UsherSession *second = *(UsherSession *const *)b;

  return usher_identity_compare (&first->id, &second->id);
}

/**
 * usher_snapshot_new_made:
 * @sessions: (transfer full) (element-type UsherSession): sealed records, in any order
 * @databases: (transfer full) (nullable) (element-type UsherDatabase): the databases, in any
 *   order; their counts are made here
 * @server_time: the server's clock, in microseconds since the epoch
 *
 * Makes a snapshot from its parts: sorts and counts them. Who makes it may still set
 * `blockers_known` (%TRUE here) and `summary.connections_usable` (0, unknown, here) before
 * the snapshot is shared. Any thread.
 *
 * Returns: (transfer full): the snapshot
 */
UsherSnapshot *
usher_snapshot_new_made (GPtrArray *sessions, GPtrArray *databases, gint64 server_time)
{
  UsherSnapshotPrivate *self = g_atomic_rc_box_new0 (UsherSnapshotPrivate);

  if (databases == NULL)
    databases = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_database_free);
  g_ptr_array_sort (sessions, compare_sessions);
  usher_databases_sort (databases);

  self->parent.server_time = server_time;
  self->parent.monotonic_time = g_get_monotonic_time ();
  self->parent.sessions = sessions;
  self->parent.databases = databases;
  self->parent.blockers_known = TRUE;
  self->databases_by_oid = usher_databases_by_oid (databases);
  usher_summary_count (&self->parent.summary, sessions);
  usher_databases_count (self->databases_by_oid, sessions);
  return &self->parent;
}

/**
 * usher_snapshot_find_index:
 * @self: a snapshot
 * @id: whom to look for
 * @index: (out) (optional): where it is in @self's sessions, if it is
 *
 * Returns: %TRUE if @id was there when @self was taken
 */
gboolean
usher_snapshot_find_index (UsherSnapshot *self, const UsherIdentity *id, guint *index)
{
  guint low = 0;
  guint high = self->sessions->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const UsherSession *session = g_ptr_array_index (self->sessions, middle);
      int order = usher_identity_compare (id, &session->id);

      if (order == 0)
        {
          if (index != NULL)
            *index = middle;
          return TRUE;
        }
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }
  return FALSE;
}

/**
 * usher_snapshot_find:
 * @self: a snapshot
 * @id: whom to look for
 *
 * Returns: (nullable) (transfer none): the session's record, or %NULL if it was not there
 */
UsherSession *
usher_snapshot_find (UsherSnapshot *self, const UsherIdentity *id)
{
  guint index;

  if (!usher_snapshot_find_index (self, id, &index))
    return NULL;
  return g_ptr_array_index (self->sessions, index);
}

/**
 * usher_snapshot_find_database:
 * @self: a snapshot
 * @oid: the database's OID
 *
 * Returns: (nullable) (transfer none): the database, or %NULL if there was none
 */
UsherDatabase *
usher_snapshot_find_database (UsherSnapshot *self, guint32 oid)
{
  UsherSnapshotPrivate *priv = usher_snapshot_get_private (self);

  return g_hash_table_lookup (priv->databases_by_oid, GUINT_TO_POINTER (oid));
}

/**
 * usher_snapshot_now:
 * @self: a snapshot
 *
 * Returns: what the server's clock shows now, in microseconds since the epoch, reckoned
 *   from what it showed in @self
 */
gint64
usher_snapshot_now (UsherSnapshot *self)
{
  return self->server_time + (g_get_monotonic_time () - self->monotonic_time);
}
