/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "doors.h"
#include "errors.h"
#include "journal-deed.h"
#include "restore-private.h"
#include "restores-private.h"

/* Putting back */

typedef struct
{
  UsherRestoreRecord *record; /* (owned) */
  gboolean even_if_changed;
  char *sql;              /* (owned) (nullable): what was sent */
  UsherJournalDeed *deed; /* (owned) */
} Applying;

static void
applying_free (gpointer data)
{
  Applying *self = data;

  usher_restore_record_free (self->record);
  usher_journal_deed_unref (self->deed);
  g_free (self->sql);
  g_free (self);
}

static gboolean
fail_for (UsherPutBack outcome, GError **error)
{
  const char *words = NULL;

  if (outcome == USHER_PUT_BACK_CHANGED)
    words = _ ("Somebody changed how sessions get in after Usher did, so Usher left it alone.");
  else if (outcome == USHER_PUT_BACK_INVALID)
    words = _ ("A drop of this database was interrupted. It can only be dropped.");
  if (words != NULL)
    g_propagate_error (error, usher_error_new (USHER_ERROR_FAILED, NULL, NULL, words));
  return words != NULL;
}

static gpointer
apply (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  Applying *self = *(Applying **)data;
  UsherPutBack outcome;

  if (!usher_restore_record_hold (self->record, error))
    return NULL;
  usher_journal_deed_ask (self->deed, usher_journal_deed_make_entry (self->deed));
  if (!usher_doors_put_back (connection, self->record, self->even_if_changed, &outcome, &self->sql,
                             error)
      || fail_for (outcome, error) || !usher_restore_record_remove (self->record, error))
    return NULL;
  return GINT_TO_POINTER (TRUE);
}

static void
note (const Applying *applying, const GError *error)
{
  UsherJournalEntry *entry = usher_journal_deed_make_entry (applying->deed);

  usher_journal_entry_set_sql (entry, applying->sql != NULL ? applying->sql : "");
  usher_journal_entry_set_outcome (entry, error == NULL ? USHER_JOURNAL_DONE : USHER_JOURNAL_FAILED,
                                   error != NULL ? error->message : NULL);
  usher_journal_deed_tell (applying->deed, entry);
}

static void
on_applied (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherRestores *self = g_task_get_source_object (task);
  GError *error = NULL;

  usher_worker_run_finish (USHER_WORKER (object), result, &error);
  note (g_task_get_task_data (task), error);
  usher_server_refresh (self->server);
  usher_restores_reload (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * usher_restores_apply_async:
 * @self: restores
 * @restore: one of them
 * @even_if_changed: whether the person said that what somebody else set may go
 * @callback: when it was done, or not
 * @user_data: for @callback
 *
 * Lets sessions into the database as before Usher changed it, and forgets about it. One call
 * releases a database that everyone was kept out of. Cannot be stopped.
 */
void
usher_restores_apply_async (UsherRestores *self,
                            UsherRestore *restore,
                            gboolean even_if_changed,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Applying *applying = g_new0 (Applying, 1);
  Applying **place = g_new (Applying *, 1);

  g_task_set_source_tag (task, usher_restores_apply_async);
  applying->record = usher_restore_record_copy (restore->record);
  applying->even_if_changed = even_if_changed;
  applying->deed = usher_journal_deed_new (usher_journal_get_default (), self->server,
                                           restore->record->is_kept_out ? "release" : "restore",
                                           restore->record->name);
  g_task_set_task_data (task, applying, applying_free);
  /* The task outlives the job, and keeps it. */
  *place = applying;
  usher_worker_run_async (usher_server_get_action_worker (self->server), apply, place, g_free, NULL,
                          USHER_JOB_ACTS, NULL, on_applied, task);
}

/**
 * usher_restores_apply_finish:
 * @self: restores
 * @result: what the callback got
 * @error: why it is as it was
 *
 * Returns: whether sessions get in as before
 */
gboolean
usher_restores_apply_finish (UsherRestores *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Forgetting */

static void
forget (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  UsherRestoreRecord *record = data;
  GError *error = NULL;

  if (usher_restore_record_hold (record, &error) && usher_restore_record_remove (record, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_forgotten (GObject *object, GAsyncResult *result, gpointer data)
{
  UsherRestores *self = USHER_RESTORES (object);
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self->server != NULL)
    usher_restores_reload (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * usher_restores_forget_async:
 * @self: restores
 * @restore: one of them
 * @callback: (nullable): when it was done, or not
 * @user_data: for @callback
 *
 * Leaves the database as it is, and never offers again to put anything back there.
 */
void
usher_restores_forget_async (UsherRestores *self,
                             UsherRestore *restore,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GTask) work = g_task_new (self, NULL, on_forgotten, task);

  g_task_set_source_tag (task, usher_restores_forget_async);
  g_task_set_task_data (work, usher_restore_record_copy (restore->record),
                        (GDestroyNotify)usher_restore_record_free);
  g_task_run_in_thread (work, forget);
}

gboolean
usher_restores_forget_finish (UsherRestores *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
