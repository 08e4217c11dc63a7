/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-job.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "text.h"

UsherCleanUpJob *
usher_clean_up_job_new (void)
{
  UsherCleanUpJob *self = g_atomic_rc_box_new0 (UsherCleanUpJob);

  self->steps = g_array_new (FALSE, FALSE, sizeof (UsherJobStep));
  self->own_pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_batch_unref);
  self->sql = g_string_new (NULL);
  return self;
}

void
usher_clean_up_job_add_step (UsherCleanUpJob *self, UsherStepKind kind, const char *command)
{
  UsherJobStep step = { kind, g_strdup (command) };

  g_array_append_val (self->steps, step);
}

static void
clear (gpointer data)
{
  UsherCleanUpJob *self = data;

  for (guint i = 0; i < self->steps->len; i++)
    g_free (g_array_index (self->steps, UsherJobStep, i).command);
  g_array_unref (self->steps);
  g_array_unref (self->own_pids);
  g_ptr_array_unref (self->batches);
  g_string_free (self->sql, TRUE);
  g_clear_error (&self->error);
  g_clear_pointer (&self->record, usher_restore_record_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->name);
  g_clear_pointer (&self->deed, usher_journal_deed_unref);
  g_free (self->name_bytes);
  g_free (self->folder);
}

UsherCleanUpJob *
usher_clean_up_job_ref (UsherCleanUpJob *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_clean_up_job_unref (UsherCleanUpJob *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

typedef struct
{
  UsherCleanUpJob *job; /* (owned) */
  UsherStepKind step;
  UsherStepState state;
  char *progress; /* (owned) (nullable) */
  GError *error;  /* (owned) (nullable) */
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  usher_clean_up_job_unref (news->job);
  g_free (news->progress);
  g_clear_error (&news->error);
  g_free (news);
}

static gboolean
deliver (gpointer data)
{
  News *news = data;

  news->job->func (news->step, news->state, news->progress, news->error, news->job->user_data);
  return G_SOURCE_REMOVE;
}

/*< private >
 * usher_clean_up_job_tell:
 * @self: a job that runs
 * @step: which step
 * @state: how it stands
 * @progress: (nullable): translated words
 * @error: (nullable): why it failed
 *
 * Says so on the main thread.
 */
void
usher_clean_up_job_tell (UsherCleanUpJob *self,
                         UsherStepKind step,
                         UsherStepState state,
                         const char *progress,
                         const GError *error)
{
  News *news = g_new0 (News, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  news->job = usher_clean_up_job_ref (self);
  news->step = step;
  news->state = state;
  news->progress = g_strdup (progress);
  news->error = error != NULL ? g_error_copy (error) : NULL;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, news, news_free);
  g_source_attach (source, self->context);
}

/*< private >
 * usher_clean_up_job_ask:
 * @self: a job that runs
 * @sql: what is about to be sent, to be read; "" where it was told before
 * @batch: (nullable): whom it is about to end
 *
 * Has the journal know before it happens.
 */
void
usher_clean_up_job_ask (UsherCleanUpJob *self, const char *sql, UsherBatch *batch)
{
  UsherJournalEntry *entry = usher_journal_deed_make_entry (self->deed);

  usher_journal_entry_set_sql (entry, sql);
  for (guint i = 0; batch != NULL && i < batch->rows->len; i++)
    usher_journal_entry_add_session (entry, g_array_index (batch->rows, UsherBatchRow, i).session,
                                     USHER_OUTCOME_WAITING, NULL);
  usher_journal_deed_ask (self->deed, entry);
}

static void
ask_for_all (UsherCleanUpJob *self)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const char *command = g_array_index (self->steps, UsherJobStep, i).command;
      g_autofree char *text = command != NULL ? usher_text_decode (command, -1, -1) : NULL;

      if (text != NULL)
        g_string_append_printf (sql, "%s;\n", text);
    }
  usher_clean_up_job_ask (self, sql->str, NULL);
}

/*< private >
 * usher_clean_up_job_note_sql:
 * @self: a job that runs
 * @command: what is sent, exact bytes
 * @encoding: of @command, -1 if not known
 */
void
usher_clean_up_job_note_sql (UsherCleanUpJob *self, const char *command, int encoding)
{
  g_autofree char *text = usher_text_decode (command, -1, encoding);

  g_string_append_printf (self->sql, "%s;\n", text);
}

static void
forget_record (UsherCleanUpJob *self)
{
  if (self->record != NULL && usher_restore_record_remove (self->record, NULL))
    g_clear_pointer (&self->record, usher_restore_record_free);
}

/* Returns: whether nothing is left to be put back */
static gboolean
put_back (UsherCleanUpJob *self, UsherConnection *connection, GError **error)
{
  g_autofree char *sql = NULL;
  UsherPutBack outcome;

  if (self->record == NULL)
    return TRUE;
  if (!usher_doors_put_back (connection, self->record, FALSE, &outcome, &sql, error))
    return FALSE;
  if (sql != NULL)
    g_string_append_printf (self->sql, "%s;\n", sql);
  if (outcome == USHER_PUT_BACK_CHANGED || outcome == USHER_PUT_BACK_INVALID)
    {
      g_propagate_error (
          error, usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                                  outcome == USHER_PUT_BACK_INVALID
                                      ? _ ("A drop of this database was interrupted. It can only "
                                           "be dropped.")
                                      : _ ("Somebody changed it meanwhile, so Usher left it "
                                           "alone.")));
      return FALSE;
    }
  forget_record (self);
  return TRUE;
}

static gboolean
block (UsherCleanUpJob *self,
       UsherConnection *connection,
       const char *command,
       GCancellable *cancellable,
       GError **error)
{
  usher_clean_up_job_note_sql (self, command, -1);
  return usher_doors_block (connection, self->oid, self->intent.blocking, cancellable, error);
}

static gboolean
perform (UsherCleanUpJob *self,
         UsherConnection *connection,
         const UsherJobStep *step,
         GCancellable *cancellable,
         GError **error)
{
  switch (step->kind)
    {
    case USHER_STEP_REMEMBER:
      return usher_clean_up_job_remember (self, connection, cancellable, error);
    case USHER_STEP_BLOCK:
      return block (self, connection, step->command, cancellable, error);
    case USHER_STEP_TERMINATE:
      return usher_clean_up_job_terminate (self, connection, cancellable, error);
    case USHER_STEP_VERIFY:
      return usher_clean_up_job_verify (self, connection, cancellable, error);
    case USHER_STEP_ACT:
      return usher_clean_up_job_act (self, connection, step->command, cancellable, error);
    case USHER_STEP_RESTORE:
      return put_back (self, connection, error);
    case USHER_STEP_MOVE: /* was seen to before */
    default:
      return TRUE;
    }
}

static gboolean
run_step (UsherCleanUpJob *self,
          UsherConnection *connection,
          const UsherJobStep *step,
          GCancellable *cancellable)
{
  GError *error = NULL;
  UsherStepState state = USHER_STEP_DONE;

  usher_clean_up_job_tell (self, step->kind, USHER_STEP_RUNNING, NULL, NULL);
  if (!perform (self, connection, step, cancellable, &error))
    {
      self->stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      state = self->stopped ? USHER_STEP_STOPPED
                            : (self->unknown ? USHER_STEP_UNKNOWN : USHER_STEP_FAILED);
      self->error = error;
    }
  usher_clean_up_job_tell (self, step->kind, state, NULL, error);
  return error == NULL;
}

/* What was changed is put back also after a failure or a stop. What a drop left, or may have
 * left, is not to be touched. */
static void
tidy_up (UsherCleanUpJob *self, UsherConnection *connection)
{
  g_autoptr (GError) error = NULL;

  if (self->record == NULL)
    return;
  if (self->acted && self->intent.kind == USHER_CLEAN_UP_DROP)
    {
      forget_record (self);
      return;
    }
  if (self->error == NULL || !usher_connection_is_alive (connection))
    return;
  self->put_back = put_back (self, connection, &error);
  usher_clean_up_job_tell (self, USHER_STEP_RESTORE,
                           self->put_back ? USHER_STEP_DONE : USHER_STEP_FAILED, NULL, error);
}

/*< private >
 * usher_clean_up_job_run:
 * @connection: one that acts, in another database
 * @job: (type UsherCleanUpJob): what to do
 * @cancellable: (nullable): stops it between steps and within; what was changed is put back
 * @error: never set
 *
 * An #UsherWorkerFunc: goes through all steps.
 *
 * Returns: (transfer none): @job
 */
gpointer
usher_clean_up_job_run (UsherConnection *connection,
                        gpointer job,
                        GCancellable *cancellable,
                        GError **error)
{
  UsherCleanUpJob *self = job;

  ask_for_all (self);
  for (guint i = 0; i < self->steps->len; i++)
    if (!run_step (self, connection, &g_array_index (self->steps, UsherJobStep, i), cancellable))
      break;
  tidy_up (self, connection);
  self->connection_lost = !usher_connection_is_alive (connection);
  return self;
}

/* A drop that nobody reported on: gone is gone. Where the database still stands, the server may
 * be at it yet. */
static void
find_out (UsherCleanUpJob *self, UsherConnection *connection)
{
  g_auto (UsherDoors) doors = { FALSE };

  if (!self->unknown || self->intent.kind != USHER_CLEAN_UP_DROP
      || !usher_doors_read (&doors, connection, self->oid, NULL, NULL))
    return;
  self->acted = !doors.exists;
  self->invalid = doors.exists && doors.connection_limit == -2;
  self->unknown = doors.exists && !self->invalid;
  if (self->acted)
    {
      g_clear_error (&self->error);
      usher_clean_up_job_tell (self, USHER_STEP_ACT, USHER_STEP_DONE, NULL, NULL);
    }
}

/*< private >
 * usher_clean_up_job_mend:
 * @connection: a new one, after the other broke
 * @job: (type UsherCleanUpJob): what was under way
 * @cancellable: (nullable): not looked at
 * @error: never set
 *
 * An #UsherWorkerFunc: sees what became of the action, and puts back what was changed.
 *
 * Returns: (transfer none): @job
 */
gpointer
usher_clean_up_job_mend (UsherConnection *connection,
                         gpointer job,
                         GCancellable *cancellable,
                         GError **error)
{
  find_out (job, connection);
  tidy_up (job, connection);
  return job;
}
