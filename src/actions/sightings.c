/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sightings.h"

#include "sql.h"

#define DEADLINE_MS 5000

/* The opposite of the guard before a signal: there, what is not proven is left alone; here,
 * who cannot be told from @id counts as @id, so that nobody is called gone who may be there. */
static gboolean
may_be (const UsherSighting *self, const UsherIdentity *id)
{
  if (!usher_identity_is_weak (&self->id) && !usher_identity_is_weak (id))
    return usher_identity_equal (&self->id, id);
  return self->id.pid == id->pid && self->id.database_oid == id->database_oid
         && self->id.role_oid == id->role_oid;
}

static UsherSighting *
add (GHashTable *sightings, gint32 pid)
{
  UsherSighting *sighting = g_new0 (UsherSighting, 1);

  sighting->id.pid = pid;
  g_hash_table_insert (sightings, GINT_TO_POINTER (pid), sighting);
  return sighting;
}

static GHashTable *
sightings_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

static gboolean
is_idle_state (UsherSessionState state)
{
  return state == USHER_STATE_IDLE || state == USHER_STATE_IDLE_IN_TRANSACTION
         || state == USHER_STATE_ABORTED;
}

/*< private >
 * usher_sightings_in:
 * @snapshot: a picture
 *
 * Returns: (transfer full): pid to #UsherSighting, of all who are in it
 */
GHashTable *
usher_sightings_in (UsherSnapshot *snapshot)
{
  GHashTable *sightings = sightings_new ();

  for (guint i = 0; i < snapshot->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);
      UsherSighting *sighting = add (sightings, session->id.pid);

      sighting->id = session->id;
      sighting->query_start = session->query_start;
      sighting->is_idle = is_idle_state (session->state);
    }
  return sightings;
}

/*< private >
 * usher_sightings_find:
 * @sightings: pid to #UsherSighting
 * @id: whom to look for
 *
 * Returns: (transfer none) (nullable): who must be taken for @id, or %NULL if @id is gone
 */
const UsherSighting *
usher_sightings_find (GHashTable *sightings, const UsherIdentity *id)
{
  const UsherSighting *sighting = g_hash_table_lookup (sightings, GINT_TO_POINTER (id->pid));

  return sighting != NULL && may_be (sighting, id) ? sighting : NULL;
}

static GHashTable *
read_rows (UsherResult *result)
{
  GHashTable *sightings = sightings_new ();
  int pid = usher_result_column (result, "pid");
  int backend_start = usher_result_column (result, "backend_start_us");
  int datid = usher_result_column (result, "datid");
  int usesysid = usher_result_column (result, "usesysid");
  int query_start = usher_result_column (result, "query_start_us");
  int is_idle = usher_result_column (result, "is_idle");

  for (guint i = 0; i < usher_result_get_n_rows (result); i++)
    {
      UsherSighting *sighting = add (sightings, usher_result_get_int32 (result, i, pid, 0));

      sighting->id.backend_start = usher_result_get_int64 (result, i, backend_start, USHER_NO_TIME);
      sighting->id.database_oid = usher_result_get_oid (result, i, datid);
      sighting->id.role_oid = usher_result_get_oid (result, i, usesysid);
      sighting->query_start = usher_result_get_int64 (result, i, query_start, USHER_NO_TIME);
      sighting->is_idle = usher_result_get_bool (result, i, is_idle);
    }
  return sightings;
}

/*< private >
 * usher_sightings_make:
 * @connection: the action connection
 * @pids: (type GArray): of gint32: whom to look for
 * @cancellable: (nullable): stops
 * @error: %USHER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * An #UsherWorkerFunc: reads who has these pids now.
 *
 * Returns: (transfer full) (type GHashTable): pid to #UsherSighting
 */
gpointer
usher_sightings_make (UsherConnection *connection,
                      gpointer pids,
                      GCancellable *cancellable,
                      GError **error)
{
  GArray *wanted = pids;
  int version = usher_connection_get_info (connection)->server_version;
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;

  usher_params_add_int32_array (params, (const gint32 *)wanted->data, wanted->len);
  result = usher_connection_query (connection, usher_sql_find ("verify", version), params,
                                   DEADLINE_MS, cancellable, error);
  return result != NULL ? read_rows (result) : NULL;
}
