/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worker-job.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

static void
job_free (gpointer data)
{
  UsherJob *self = data;

  g_clear_pointer (&self->address, usher_address_unref);
  g_clear_pointer (&self->watch, g_source_unref);
  if (self->free_data != NULL)
    g_clear_pointer (&self->data, self->free_data);
  g_free (self);
}

UsherJob *
usher_job_new (UsherJobKind kind)
{
  UsherJob *self = g_new0 (UsherJob, 1);

  self->kind = kind;
  return self;
}

/*< private >
 * usher_job_give_to:
 * @self: (transfer full): a job
 * @task: whose data it is from now on
 */
void
usher_job_give_to (UsherJob *self, GTask *task)
{
  g_task_set_task_data (task, self, job_free);
}

GError *
usher_job_error_cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
}

GError *
usher_job_error_not_connected (void)
{
  return usher_error_new (USHER_ERROR_NOT_CONNECTED, NULL, NULL,
                          _ ("There is no connection to the server. Connect again."));
}

/*< private >
 * usher_job_claim_answer:
 *
 * Any thread. Returns: whether it is up to the caller to return the task; to one caller only
 */
gboolean
usher_job_claim_answer (UsherJob *self)
{
  return g_atomic_int_compare_and_exchange (&self->answered, FALSE, TRUE);
}

/*< private >
 * usher_job_answer:
 * @self: a job
 * @task: whose data it is
 * @result: (transfer full) (nullable): what came of it
 * @error: (transfer full) (nullable): why nothing did
 *
 * Returns the task, unless that was done.
 */
void
usher_job_answer (UsherJob *self, GTask *task, gpointer result, GError *error)
{
  if (usher_job_claim_answer (self))
    {
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_pointer (task, result, self->free_result);
      return;
    }

  g_clear_error (&error);
  if (result != NULL && self->free_result != NULL)
    self->free_result (result);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;

  if (usher_job_claim_answer (g_task_get_task_data (task)))
    g_task_return_error (task, usher_job_error_cancelled ());
  return G_SOURCE_REMOVE;
}

/*< private >
 * usher_job_watch:
 * @self: a job that is not in the queue yet
 * @task: whose data it is
 *
 * A server that hangs takes two seconds to be given up. Whoever cancels is told at once, in
 * its own main context, and the thread sees to the rest.
 */
void
usher_job_watch (UsherJob *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL || !self->answers_at_once)
    return;
  self->watch = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_cancelled), g_object_ref (task),
                         g_object_unref);
  g_source_attach (self->watch, g_task_get_context (task));
}

void
usher_job_unwatch (UsherJob *self)
{
  if (self->watch != NULL)
    g_source_destroy (self->watch);
}
