/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "doors.h"

#include <glib/gi18n-lib.h>

#include "clean-up-plan-private.h"
#include "command.h"
#include "errors.h"
#include "sql.h"
#include "text.h"

enum
{
  DEADLINE_MS = 10000,
  INVALID_LIMIT = -2,
};

void
usher_doors_clear (UsherDoors *self)
{
  g_clear_pointer (&self->name_bytes, g_free);
}

static UsherResult *
ask (UsherConnection *connection,
     const char *name,
     UsherParams *params,
     GCancellable *cancellable,
     GError **error)
{
  int version = usher_connection_get_info (connection)->server_version;

  return usher_connection_query (connection, usher_sql_find (name, version), params, DEADLINE_MS,
                                 cancellable, error);
}

/*< private >
 * usher_doors_read:
 * @self: (out caller-allocates): what is there now; to be cleared
 * @connection: any
 * @oid: a database
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Returns: whether the server answered
 */
gboolean
usher_doors_read (UsherDoors *self,
                  UsherConnection *connection,
                  guint32 oid,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;

  *self = (UsherDoors){ FALSE };
  usher_params_add_oid (params, oid);
  result = ask (connection, "database-doors", params, cancellable, error);
  if (result == NULL || usher_result_get_n_rows (result) == 0)
    return result != NULL;

  self->exists = TRUE;
  self->name_bytes =
      g_strdup (usher_result_get_bytes (result, 0, usher_result_column (result, "datname"), NULL));
  self->encoding = usher_result_get_int32 (result, 0, usher_result_column (result, "encoding"), -1);
  self->allows = usher_result_get_bool (result, 0, usher_result_column (result, "allows"));
  self->connection_limit =
      usher_result_get_int32 (result, 0, usher_result_column (result, "connection_limit"), -1);
  return TRUE;
}

/*< private >
 * usher_doors_read_system:
 * @connection: any
 *
 * Returns: the number of the cluster, 0 when this role may not read it
 */
gint64
usher_doors_read_system (UsherConnection *connection)
{
  g_autoptr (UsherResult) result = ask (connection, "system-identifier", NULL, NULL, NULL);

  if (result == NULL || usher_result_get_n_rows (result) != 1)
    return 0;
  return usher_result_get_int64 (result, 0, usher_result_column (result, "system_identifier"), 0);
}

static GError *
missing (void)
{
  return usher_error_new (USHER_ERROR_NO_DATABASE, NULL, NULL,
                          _ ("The database does not exist any more."));
}

/* The server would end our connection. */
static GError *
invalid (void)
{
  return usher_error_new (USHER_ERROR_DATABASE_CLOSED, NULL, NULL,
                          _ ("A drop of this database was interrupted. It can only be dropped."));
}

/*< private >
 * usher_doors_was_overtaken:
 * @error: (nullable): why a command for a database failed
 *
 * Of two who alter a database at once, one is told "tuple concurrently updated".
 *
 * Returns: whether that is why, so that it can be tried again
 */
gboolean
usher_doors_was_overtaken (const GError *error)
{
  return g_strcmp0 (usher_error_get_sqlstate (error), "XX000") == 0;
}

static gboolean
alter (UsherConnection *connection, const char *command, GCancellable *cancellable, GError **error)
{
  return usher_connection_command (connection, command, DEADLINE_MS, cancellable, error);
}

static gboolean
try_block (UsherConnection *connection,
           guint32 oid,
           UsherBlocking blocking,
           GCancellable *cancellable,
           GError **error)
{
  g_auto (UsherDoors) doors = { FALSE };
  g_autofree char *quoted = NULL;
  g_autofree char *command = NULL;

  if (!usher_doors_read (&doors, connection, oid, cancellable, error))
    return FALSE;
  if (!doors.exists || doors.connection_limit == INVALID_LIMIT)
    {
      g_propagate_error (error, doors.exists ? invalid () : missing ());
      return FALSE;
    }
  quoted = usher_connection_quote_name (connection, doors.name_bytes, error);
  if (quoted == NULL)
    return FALSE;
  command = usher_plan_block_command (quoted, blocking);
  return alter (connection, command, cancellable, error);
}

/*< private >
 * usher_doors_block:
 * @connection: the one that acts
 * @oid: a database
 * @blocking: how
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Keeps new sessions out. Tried twice when somebody else altered the database just then.
 *
 * Returns: whether it was done
 */
gboolean
usher_doors_block (UsherConnection *connection,
                   guint32 oid,
                   UsherBlocking blocking,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (try_block (connection, oid, blocking, cancellable, &failure))
    return TRUE;
  if (usher_doors_was_overtaken (failure))
    return try_block (connection, oid, blocking, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static UsherPutBack
compare (const UsherRestoreRecord *record, const UsherDoors *doors)
{
  if (!doors->exists)
    return USHER_PUT_BACK_GONE;
  if (doors->connection_limit == INVALID_LIMIT)
    return USHER_PUT_BACK_INVALID;
  if (usher_restore_record_is_former (record, doors->allows, doors->connection_limit))
    return USHER_PUT_BACK_NOT_NEEDED;
  return usher_restore_record_is_ours (record, doors->allows, doors->connection_limit)
             ? USHER_PUT_BACK_DONE
             : USHER_PUT_BACK_CHANGED;
}

/* A name that is no UTF-8 cannot be sent from everywhere, but the server knows it. */
static char *
write_put_back (UsherConnection *connection,
                const UsherRestoreRecord *record,
                const char *name_bytes,
                GError **error)
{
  gboolean is_odd = !g_utf8_validate (name_bytes, -1, NULL);
  g_autofree char *quoted =
      is_odd ? g_strdup ("%I") : usher_connection_quote_name (connection, name_bytes, error);
  g_autofree char *command = NULL;

  if (quoted == NULL)
    return NULL;
  command = usher_plan_unblock_command (quoted, record->blocking, record->allows,
                                        record->connection_limit);
  if (!is_odd)
    return g_steal_pointer (&command);
  return g_strdup_printf ("DO $do$ BEGIN EXECUTE pg_catalog.format('%s', (SELECT d.datname"
                          " FROM pg_catalog.pg_database d"
                          " WHERE d.oid OPERATOR(pg_catalog.=) %u)); END $do$",
                          command, record->oid);
}

static gboolean
try_put_back (UsherConnection *connection,
              const UsherRestoreRecord *record,
              gboolean even_if_changed,
              UsherPutBack *outcome,
              char **sql,
              GError **error)
{
  g_auto (UsherDoors) doors = { FALSE };
  g_autofree char *command = NULL;

  if (!usher_doors_read (&doors, connection, record->oid, NULL, error))
    return FALSE;
  *outcome = compare (record, &doors);
  if (*outcome == USHER_PUT_BACK_CHANGED && even_if_changed)
    *outcome = USHER_PUT_BACK_DONE;
  if (*outcome != USHER_PUT_BACK_DONE)
    return TRUE;
  command = write_put_back (connection, record, doors.name_bytes, error);
  if (command == NULL)
    return FALSE;
  g_free (*sql);
  *sql = usher_text_decode (command, -1, doors.encoding);
  return alter (connection, command, NULL, error);
}

/*< private >
 * usher_doors_put_back:
 * @connection: the one that acts
 * @record: what was before
 * @even_if_changed: whether a person said that what somebody else set may go
 * @outcome: (out): what became of it
 * @sql: (inout) (transfer full) (nullable): what was sent, to be read
 * @error: return location
 *
 * Lets sessions in as before, if the database is still as Usher left it. Cannot be stopped:
 * it is what comes after a stop. A limit of -2 is never written over.
 *
 * Returns: %FALSE if the server did not answer, or refused
 */
gboolean
usher_doors_put_back (UsherConnection *connection,
                      const UsherRestoreRecord *record,
                      gboolean even_if_changed,
                      UsherPutBack *outcome,
                      char **sql,
                      GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (try_put_back (connection, record, even_if_changed, outcome, sql, &failure))
    return TRUE;
  if (usher_doors_was_overtaken (failure))
    return try_put_back (connection, record, even_if_changed, outcome, sql, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
