/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-job.h"
#include "command.h"
#include "errors.h"

/* The two steps that mean the database as it was when the person read them: what is kept of it on
 * disk, and what it is all about. */

/* After that it is left to the person what to do. */
enum
{
  MAX_LATECOMERS = 100, /* rounds, where nobody new can come */
  MAX_TRIES = 3,        /* each may take the server five seconds */
};

/* The steps name the database as it was when the person read them. */
static gboolean
check_name (UsherCleanUpJob *self, const UsherDoors *doors, GError **error)
{
  if (!doors->exists)
    g_propagate_error (error, usher_error_new (USHER_ERROR_NO_DATABASE, NULL, NULL,
                                               _ ("The database does not exist any more.")));
  else if (g_strcmp0 (doors->name_bytes, self->name_bytes) != 0)
    g_propagate_error (error, usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                                               _ ("The database was renamed meanwhile. Look "
                                                  "again before you go on.")));
  else
    return TRUE;
  return FALSE;
}

/*< private >
 * usher_clean_up_job_remember:
 * @self: a job
 * @connection: its connection
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Returns: whether the disk holds how sessions get into the database
 */
gboolean
usher_clean_up_job_remember (UsherCleanUpJob *self,
                             UsherConnection *connection,
                             GCancellable *cancellable,
                             GError **error)
{
  UsherConnectionInfo *info = usher_connection_get_info (connection);
  g_auto (UsherDoors) doors = { FALSE };
  g_autoptr (UsherRestoreRecord) record = usher_restore_record_new ();

  if (!usher_doors_read (&doors, connection, self->oid, cancellable, error)
      || !check_name (self, &doors, error))
    return FALSE;
  record->system_id = usher_doors_read_system (connection);
  record->host = g_strdup (info->host);
  record->port = g_strdup (info->port);
  record->oid = self->oid;
  record->name = g_strdup (self->name);
  record->blocking = self->intent.blocking;
  record->allows = doors.allows;
  record->connection_limit = doors.connection_limit;
  record->is_kept_out = self->intent.kind == USHER_CLEAN_UP_KEEP_OUT;
  record->since = g_get_real_time ();
  if (!usher_restore_record_write (record, self->folder, error))
    {
      /* Nothing was altered, so what there may be of it is worth nothing. */
      usher_restore_record_remove (record, NULL);
      return FALSE;
    }
  self->record = g_steal_pointer (&record);
  return TRUE;
}

static gboolean
is_lost (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_CONNECTION_LOST)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_TERMINATED);
}

/* Also when it failed: a drop that was cut short leaves the database invalid. */
static void
look_back (UsherCleanUpJob *self, UsherConnection *connection)
{
  g_auto (UsherDoors) doors = { FALSE };

  if (!usher_doors_read (&doors, connection, self->oid, NULL, NULL))
    self->unknown = TRUE;
  else
    self->invalid = doors.exists && doors.connection_limit == -2;
}

/* Where new sessions may come, the server shuts the door while it drops, renames or copies. So
 * whoever is back is told to end in the same breath: that leaves others hardly any time. */
static UsherBatch *
clear_the_way (UsherCleanUpJob *self, UsherConnection *connection, GCancellable *cancellable)
{
  if (self->intent.blocking != USHER_BLOCK_NOBODY || usher_intent_forces (&self->intent))
    return NULL;
  return usher_clean_up_job_signal (self, connection, cancellable, NULL);
}

static gboolean
act (UsherCleanUpJob *self,
     UsherConnection *connection,
     const char *command,
     GCancellable *cancellable,
     GError **error)
{
  g_auto (UsherDoors) doors = { FALSE };
  g_autoptr (UsherBatch) batch = NULL;
  g_autoptr (GError) failure = NULL;

  if (!usher_doors_read (&doors, connection, self->oid, cancellable, error)
      || !check_name (self, &doors, error))
    return FALSE;
  usher_clean_up_job_note_sql (self, command, doors.encoding);
  batch = clear_the_way (self, connection, cancellable);
  self->acted = usher_connection_command (connection, command, 0, cancellable, &failure);
  if (batch != NULL)
    usher_clean_up_job_await_end (batch, connection, NULL, NULL);
  if (self->acted)
    return TRUE;
  self->unknown = is_lost (failure);
  if (!self->unknown && self->intent.kind == USHER_CLEAN_UP_DROP)
    look_back (self, connection);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Who passed the door just before it was shut shows up late. The person confirmed that everybody
 * in there is meant. */
static gboolean
end_latecomers (UsherCleanUpJob *self, UsherConnection *connection, GCancellable *cancellable)
{
  guint n_before = self->batches->len;

  return n_before <= MAX_LATECOMERS
         && usher_clean_up_job_terminate (self, connection, cancellable, NULL)
         && self->batches->len > n_before;
}

/* Returns: whether it may succeed if it is tried again just now */
static gboolean
is_worth_another_try (UsherCleanUpJob *self,
                      UsherConnection *connection,
                      const GError *failure,
                      guint n_tries,
                      gboolean told_somebody,
                      GCancellable *cancellable)
{
  if (usher_doors_was_overtaken (failure))
    return n_tries < MAX_TRIES;
  if (!g_error_matches (failure, USHER_ERROR, USHER_ERROR_OBJECT_IN_USE))
    return FALSE;
  if (self->intent.blocking == USHER_BLOCK_NOBODY)
    return told_somebody && n_tries < MAX_TRIES;
  return end_latecomers (self, connection, cancellable);
}

/*< private >
 * usher_clean_up_job_act:
 * @self: a job
 * @connection: its connection
 * @command: what it is all about, exact bytes
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Tried again when somebody was late, or altered the database just then, as long as there is hope.
 *
 * Returns: whether it was done
 */
gboolean
usher_clean_up_job_act (UsherCleanUpJob *self,
                        UsherConnection *connection,
                        const char *command,
                        GCancellable *cancellable,
                        GError **error)
{
  for (guint n_tries = 1;; n_tries++)
    {
      g_autoptr (GError) failure = NULL;
      guint n_before = self->batches->len;

      if (act (self, connection, command, cancellable, &failure))
        return TRUE;
      if (!is_worth_another_try (self, connection, failure, n_tries, self->batches->len > n_before,
                                 cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
}
