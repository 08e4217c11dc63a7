/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "worker-thread.h"

struct _UsherWorkerThread
{
  GAsyncQueue *queue; /* (owned) of GTask */
  UsherPurpose purpose;
  GMutex lock;           /* guards the three below */
  char *role;            /* (owned) (nullable): taken by connections made from now on */
  GCancellable *current; /* (owned) (nullable): stops the job that runs now */
  gboolean closing;      /* no further job begins */
};

/*< private >
 * usher_worker_thread_new:
 * @purpose: what its connections are for
 *
 * Returns: (transfer full): what a thread needs that was not started yet
 */
UsherWorkerThread *
usher_worker_thread_new (UsherPurpose purpose)
{
  UsherWorkerThread *self = g_atomic_rc_box_new0 (UsherWorkerThread);

  self->queue = g_async_queue_new_full (g_object_unref);
  self->purpose = purpose;
  g_mutex_init (&self->lock);
  return self;
}

static void
clear (gpointer data)
{
  UsherWorkerThread *self = data;

  g_async_queue_unref (self->queue);
  g_mutex_clear (&self->lock);
  g_clear_object (&self->current);
  g_free (self->role);
}

void
usher_worker_thread_unref (UsherWorkerThread *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/*< private >
 * usher_worker_thread_push:
 * @task: whose data is an #UsherJob
 *
 * Any thread. The jobs are done in the order in which they came.
 */
void
usher_worker_thread_push (UsherWorkerThread *self, GTask *task)
{
  g_async_queue_push (self->queue, g_object_ref (task));
}

/*< private >
 * usher_worker_thread_start_closing:
 *
 * Any thread. Ends the job that runs, and keeps those that wait from beginning.
 */
void
usher_worker_thread_start_closing (UsherWorkerThread *self)
{
  g_autoptr (GCancellable) current = NULL;

  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_set_object (&current, self->current);
  g_mutex_unlock (&self->lock);

  if (current != NULL)
    g_cancellable_cancel (current);
}

/* Returns: (transfer full): what stops the job that begins now; cancelled already when the
 * worker is closing */
static GCancellable *
begin_job (UsherWorkerThread *self)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_mutex_lock (&self->lock);
  g_set_object (&self->current, cancellable);
  if (self->closing)
    g_cancellable_cancel (cancellable);
  g_mutex_unlock (&self->lock);

  return cancellable;
}

static void
end_job (UsherWorkerThread *self)
{
  g_mutex_lock (&self->lock);
  g_clear_object (&self->current);
  g_mutex_unlock (&self->lock);
}

void
usher_worker_thread_set_role (UsherWorkerThread *self, const char *role)
{
  g_mutex_lock (&self->lock);
  g_free (self->role);
  self->role = g_strdup (role);
  g_mutex_unlock (&self->lock);
}

static char *
copy_role (UsherWorkerThread *self)
{
  char *role;

  g_mutex_lock (&self->lock);
  role = g_strdup (self->role);
  g_mutex_unlock (&self->lock);
  return role;
}

/* On the thread */

static void
forward_cancelled (GCancellable *cancellable, GCancellable *stops_job)
{
  g_cancellable_cancel (stops_job);
}

/* When the caller was told meanwhile that it is cancelled, it knows of no connection. */
static void
run_connect (UsherWorkerThread *self,
             UsherConnection **connection,
             UsherJob *job,
             GTask *task,
             GCancellable *stop)
{
  g_autofree char *role = copy_role (self);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (connection, usher_connection_free);
  *connection = usher_connection_open_as (job->address, role, self->purpose, stop, &error);

  if (!usher_job_claim_answer (job))
    g_clear_pointer (connection, usher_connection_free);
  else if (*connection == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task,
                           usher_connection_info_ref (usher_connection_get_info (*connection)),
                           (GDestroyNotify)usher_connection_info_unref);
}

static void
run_func (UsherConnection **connection, UsherJob *job, GTask *task, GCancellable *stop)
{
  GError *error = NULL;
  gpointer result = NULL;

  if (*connection == NULL)
    error = usher_job_error_not_connected ();
  else
    result = job->func (*connection, job->data, stop, &error);

  if (*connection != NULL && !usher_connection_is_alive (*connection))
    g_clear_pointer (connection, usher_connection_free);
  usher_job_answer (job, task, result, error);
}

static void
perform (UsherWorkerThread *self, UsherConnection **connection, GTask *task)
{
  UsherJob *job = g_task_get_task_data (task);
  GCancellable *asked = g_task_get_cancellable (task);
  g_autoptr (GCancellable) stop = begin_job (self);
  gulong handler = 0;

  if (asked != NULL)
    handler = g_cancellable_connect (asked, G_CALLBACK (forward_cancelled), stop, NULL);

  if (g_cancellable_is_cancelled (stop))
    usher_job_answer (job, task, NULL, usher_job_error_cancelled ());
  else if (job->kind == USHER_JOB_CONNECT)
    run_connect (self, connection, job, task, stop);
  else
    run_func (connection, job, task, stop);

  if (handler != 0)
    g_cancellable_disconnect (asked, handler);
  usher_job_unwatch (job);
  end_job (self);
}

static gpointer
run (gpointer data)
{
  UsherWorkerThread *self = data;
  UsherConnection *connection = NULL;

  for (;;)
    {
      g_autoptr (GTask) task = g_async_queue_pop (self->queue);
      UsherJob *job = g_task_get_task_data (task);

      if (job->kind == USHER_JOB_CLOSE)
        {
          g_clear_pointer (&connection, usher_connection_free);
          g_task_return_boolean (task, TRUE);
          break;
        }
      perform (self, &connection, task);
    }

  usher_worker_thread_unref (self);
  return NULL;
}

/*< private >
 * usher_worker_thread_start:
 * @name: of the thread
 *
 * Returns: (transfer full): a thread that does jobs until one closes it
 */
GThread *
usher_worker_thread_start (UsherWorkerThread *self, const char *name)
{
  return g_thread_new (name, run, g_atomic_rc_box_acquire (self));
}
