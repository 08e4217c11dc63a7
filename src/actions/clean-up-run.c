/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-job.h"
#include "clean-up-private.h"
#include "errors.h"

/*< private >
 * usher_clean_up_stop_listening:
 * @self: a clean-up that runs
 *
 * From now on, what becomes of its own connection is nobody's news.
 */
void
usher_clean_up_stop_listening (UsherCleanUp *self)
{
  if (self->hand_handler != 0)
    g_signal_handler_disconnect (self->hand, self->hand_handler);
  self->hand_handler = 0;
}

static void
finish (UsherCleanUp *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->hand != NULL)
    {
      usher_clean_up_stop_listening (self);
      usher_server_remove_helper (self->server, self->hand);
      self->hand = NULL;
    }
  self->current = NULL;
  g_clear_object (&self->stop);
  usher_clean_up_look (self);
  usher_server_refresh (self->server);
  usher_clean_up_changed (self);
  g_task_return_boolean (task, TRUE);
}

/*< private >
 * usher_clean_up_fail_rest:
 * @self: a clean-up that runs
 * @error: why it cannot go on
 *
 * Ends it: no further database has its turn.
 */
void
usher_clean_up_fail_rest (UsherCleanUp *self, const GError *error)
{
  UsherCleanUpRow *row;

  for (; (row = usher_clean_up_get_row (self, self->next)) != NULL; self->next++)
    usher_clean_up_fail_row (self, row, error);
  finish (self);
}

/* One row */

static void
on_step (UsherStepKind kind,
         UsherStepState state,
         const char *progress,
         const GError *error,
         gpointer data)
{
  UsherCleanUp *self = data;
  UsherPlanStep *step =
      self->current != NULL ? usher_clean_up_row_find_step (self->current, kind) : NULL;

  if (step == NULL)
    return;
  if (progress != NULL)
    usher_plan_step_set_progress (step, progress);
  else if (kind == USHER_STEP_ACT && state == USHER_STEP_DONE)
    usher_plan_step_set_progress (step, NULL); /* what it waited for is past */
  usher_plan_step_take_error (step, state, error != NULL ? g_error_copy (error) : NULL);
  usher_clean_up_row_changed (self->current);
  usher_clean_up_changed (self);
}

typedef struct
{
  UsherCleanUp *clean_up; /* (owned) */
  UsherCleanUpRow *row;   /* (owned) */
  UsherCleanUpJob *job;   /* (owned) */
} Running;

static void
running_free (Running *self)
{
  g_object_unref (self->clean_up);
  g_object_unref (self->row);
  usher_clean_up_job_unref (self->job);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Running, running_free)

/* A connection that broke is made anew, once: to see what became of it, to put back what was
 * changed, and for the databases that follow. */

static void
on_mended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Running) running = data;

  usher_worker_run_finish (USHER_WORKER (object), result, NULL);
  usher_clean_up_end_row (running->clean_up, running->row, running->job);
  usher_clean_up_changed (running->clean_up);
  usher_clean_up_run_next (running->clean_up);
}

static void
on_hand_back (UsherLink *hand, Running *running)
{
  UsherCleanUp *self = running->clean_up;
  UsherLinkState state = usher_link_get_state (hand);

  if (state != USHER_LINK_UP && state != USHER_LINK_FAILED)
    return;
  usher_clean_up_stop_listening (self);
  /* Without a connection the job does not run, and the next rows say so. */
  usher_worker_run_async (
      usher_link_get_worker (hand), usher_clean_up_job_mend, usher_clean_up_job_ref (running->job),
      (GDestroyNotify)usher_clean_up_job_unref, NULL, USHER_JOB_ACTS, NULL, on_mended, running);
}

static void
mend (UsherCleanUp *self, UsherCleanUpRow *row, UsherCleanUpJob *job)
{
  Running *running = g_new0 (Running, 1);

  running->clean_up = g_object_ref (self);
  running->row = g_object_ref (row);
  running->job = usher_clean_up_job_ref (job);
  self->hand_handler = g_signal_connect (self->hand, "changed", G_CALLBACK (on_hand_back), running);
  usher_link_open (self->hand, FALSE);
}

static void
on_row_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Running) running = data;
  UsherCleanUp *self = running->clean_up;
  UsherCleanUpRow *row = running->row;
  UsherCleanUpJob *job = running->job;
  g_autoptr (GError) error = NULL;

  self->current = NULL;
  if (usher_worker_run_finish (USHER_WORKER (object), result, &error) == NULL)
    usher_clean_up_fail_row (self, row, error);
  else if (job->connection_lost)
    {
      mend (self, row, job);
      return;
    }
  else
    usher_clean_up_end_row (self, row, job);
  usher_clean_up_changed (self);
  usher_clean_up_run_next (self);
}

static UsherCleanUpJob *
make_job (UsherCleanUp *self, UsherCleanUpRow *row, UsherDatabaseFacts *facts)
{
  UsherCleanUpJob *job = usher_clean_up_job_new ();
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (self->server, &n_pids);

  job->oid = row->oid;
  job->name = g_strdup (facts->name);
  job->name_bytes = g_strdup (facts->name_bytes);
  job->intent = self->intent;
  job->folder = usher_restore_record_find_folder ();
  job->deed = usher_journal_deed_new (usher_journal_get_default (), self->server,
                                      usher_clean_up_find_word (self->intent.kind), facts->name);
  job->func = on_step;
  job->user_data = self;
  job->context = g_main_context_ref_thread_default ();
  g_array_append_vals (job->own_pids, pids, n_pids);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (row->steps)); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (G_LIST_MODEL (row->steps), i);

      usher_clean_up_job_add_step (job, step->kind, step->command);
    }
  return job;
}

static void
run_row (UsherCleanUp *self, UsherCleanUpRow *row)
{
  UsherDatabaseFacts *facts = usher_clean_up_row_get_facts (row);
  Running *running;

  if (facts == NULL || !facts->exists || facts->quoted == NULL)
    {
      g_autoptr (GError) error = usher_error_new (USHER_ERROR_NO_DATABASE, NULL, NULL,
                                                  _ ("The database does not exist any more."));

      usher_clean_up_fail_row (self, row, error);
      usher_clean_up_run_next (self);
      return;
    }
  self->current = row;
  usher_clean_up_row_set_outcome (row, USHER_CLEAN_UP_RUNNING, NULL, "");
  running = g_new0 (Running, 1);
  running->clean_up = g_object_ref (self);
  running->row = g_object_ref (row);
  running->job = make_job (self, row, facts);
  usher_worker_run_async (usher_link_get_worker (self->hand), usher_clean_up_job_run,
                          usher_clean_up_job_ref (running->job),
                          (GDestroyNotify)usher_clean_up_job_unref, NULL, USHER_JOB_ACTS,
                          self->stop, on_row_done, running);
}

/*< private >
 * usher_clean_up_run_next:
 * @self: a clean-up whose connection stands
 *
 * Goes on with the next database, or comes to the end.
 */
void
usher_clean_up_run_next (UsherCleanUp *self)
{
  UsherCleanUpRow *row = usher_clean_up_get_row (self, self->next);

  if (row == NULL)
    finish (self);
  else if (g_cancellable_is_cancelled (self->stop))
    {
      g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");

      usher_clean_up_fail_rest (self, error);
    }
  else
    {
      self->next++;
      run_row (self, row);
    }
}

static void
freeze_plans (UsherCleanUp *self)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    row->is_planned = row->survey != NULL;
}

/* Returns: (transfer full) (nullable): why it cannot begin */
static GError *
why_not (UsherCleanUp *self)
{
  if (self->task != NULL || self->next > 0)
    return usher_error_new (USHER_ERROR_FAILED, NULL, NULL, _ ("This was started already."));
  if (self->looked_at == 0)
    return usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                            _ ("Usher has not looked yet what stands in the way."));
  return NULL;
}

/**
 * usher_clean_up_run_async:
 * @self: a clean-up that has looked
 * @cancellable: (nullable): stops it, see usher_clean_up_get_stop_warning()
 * @callback: when every database has its outcome
 * @user_data: for @callback
 *
 * Goes through the steps as they stand now, for one database after the other. It runs once:
 * for what failed, make another clean-up.
 */
void
usher_clean_up_run_async (UsherCleanUp *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = why_not (self);

  g_task_set_source_tag (task, usher_clean_up_run_async);
  g_task_set_check_cancellable (task, FALSE);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->task = g_steal_pointer (&task);
  self->stop = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  self->began_at = usher_snapshot_now (usher_clean_up_get_row (self, 0)->survey->snapshot);
  freeze_plans (self);
  usher_clean_up_changed (self);
  usher_clean_up_open_hand (self);
}

/**
 * usher_clean_up_run_finish:
 * @self: a clean-up
 * @result: what the callback got
 * @error: why it did not even begin
 *
 * Returns: %TRUE if every database has its outcome, whatever that is
 */
gboolean
usher_clean_up_run_finish (UsherCleanUp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
usher_clean_up_is_running (UsherCleanUp *self)
{
  return self->task != NULL;
}

/**
 * usher_clean_up_get_stop_warning:
 * @self: a clean-up
 *
 * Returns: (nullable): what it would mean to stop it just now, to be confirmed before; %NULL
 *   when what was changed is put back and no harm is done
 */
const char *
usher_clean_up_get_stop_warning (UsherCleanUp *self)
{
  UsherPlanStep *step =
      self->current != NULL ? usher_clean_up_row_find_step (self->current, USHER_STEP_ACT) : NULL;

  if (step == NULL || usher_plan_step_get_state (step) != USHER_STEP_RUNNING
      || self->intent.kind != USHER_CLEAN_UP_DROP)
    return NULL;
  return _ ("The drop has begun. If it is stopped now, the database may be left invalid: nobody "
            "can connect to it, and it can only be dropped.");
}

/**
 * usher_clean_up_stop:
 * @self: a clean-up
 *
 * Stops it, if it runs: what is done stays done, what was changed is put back, and databases
 * that were not reached are left alone. See usher_clean_up_get_stop_warning() before.
 */
void
usher_clean_up_stop (UsherCleanUp *self)
{
  if (self->stop != NULL)
    g_cancellable_cancel (self->stop);
}
