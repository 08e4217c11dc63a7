/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "restore-private.h"

G_DEFINE_FINAL_TYPE (UsherRestore, usher_restore, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_restore_finalize (GObject *object)
{
  UsherRestore *self = USHER_RESTORE (object);

  usher_restore_record_free (self->record);
  g_free (self->name);

  G_OBJECT_CLASS (usher_restore_parent_class)->finalize (object);
}

static void
usher_restore_class_init (UsherRestoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_restore_finalize;

  /**
   * UsherRestore::changed:
   *
   * Its state, or the name of the database, is another now.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_restore_init (UsherRestore *self)
{
}

/*< private >
 * usher_restore_new:
 * @record: what the disk holds
 *
 * Returns: (transfer full): a restore that was not compared with the server yet
 */
UsherRestore *
usher_restore_new (const UsherRestoreRecord *record)
{
  UsherRestore *self = g_object_new (USHER_TYPE_RESTORE, NULL);

  self->record = usher_restore_record_copy (record);
  self->name = g_strdup (record->name);
  self->state = record->is_busy
                    ? USHER_RESTORE_BUSY
                    : (record->is_kept_out ? USHER_RESTORE_KEPT_OUT : USHER_RESTORE_PENDING);
  return self;
}

static UsherRestoreState
compare (const UsherRestoreRecord *record, const UsherDatabase *database)
{
  if (database == NULL)
    return USHER_RESTORE_GONE;
  if (database->is_invalid)
    return USHER_RESTORE_INVALID;
  if (usher_restore_record_is_former (record, database->allows_connections,
                                      database->connection_limit))
    return USHER_RESTORE_NOT_NEEDED;
  if (!usher_restore_record_is_ours (record, database->allows_connections,
                                     database->connection_limit))
    return USHER_RESTORE_CHANGED;
  return record->is_kept_out ? USHER_RESTORE_KEPT_OUT : USHER_RESTORE_PENDING;
}

/*< private >
 * usher_restore_update:
 * @self: a restore
 * @snapshot: a picture of the server
 */
void
usher_restore_update (UsherRestore *self, UsherSnapshot *snapshot)
{
  UsherDatabase *database = usher_snapshot_find_database (snapshot, self->record->oid);
  UsherRestoreState state =
      self->record->is_busy ? USHER_RESTORE_BUSY : compare (self->record, database);
  gboolean renamed = database != NULL && !g_str_equal (database->name, self->name);

  if (renamed)
    {
      g_free (self->name);
      self->name = g_strdup (database->name);
    }
  if (state == self->state && !renamed)
    return;
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

UsherRestoreState
usher_restore_get_state (UsherRestore *self)
{
  return self->state;
}

guint32
usher_restore_get_database_oid (UsherRestore *self)
{
  return self->record->oid;
}

/**
 * usher_restore_get_name:
 * @self: a restore
 *
 * Returns: what the database is called now, or was when it was last seen: untrusted text
 */
const char *
usher_restore_get_name (UsherRestore *self)
{
  return self->name;
}

/**
 * usher_restore_get_former_name:
 * @self: a restore
 *
 * Returns: what the database was called when Usher changed it: untrusted text
 */
const char *
usher_restore_get_former_name (UsherRestore *self)
{
  return self->record->name;
}

/**
 * usher_restore_get_since:
 * @self: a restore
 *
 * Returns: when it was changed, by this machine's clock, in microseconds
 */
gint64
usher_restore_get_since (UsherRestore *self)
{
  return self->record->since;
}

/**
 * usher_restore_explain:
 * @self: a restore
 *
 * Returns: a translated sentence that says how it stands, static
 */
const char *
usher_restore_explain (UsherRestore *self)
{
  switch (self->state)
    {
    case USHER_RESTORE_KEPT_OUT:
      return _ ("New sessions are kept out until you release the database.");
    case USHER_RESTORE_CHANGED:
      return _ ("Somebody changed how sessions get in after Usher did. Putting it back would undo "
                "that too.");
    case USHER_RESTORE_NOT_NEEDED:
      return _ ("Sessions get in as before. There is nothing to put back.");
    case USHER_RESTORE_GONE:
      return _ ("The database does not exist any more. There is nothing to put back.");
    case USHER_RESTORE_INVALID:
      return _ ("A drop of this database was interrupted. It can only be dropped.");
    case USHER_RESTORE_BUSY:
      return _ ("A clean-up of this database is under way.");
    case USHER_RESTORE_PENDING:
    default:
      return _ ("A clean-up was interrupted, and new sessions are still kept out.");
    }
}
