/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worker.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "worker-thread.h"

struct _UsherWorker
{
  GObject parent_instance;
  GThread *thread;           /* (owned) (nullable): NULL once joined */
  UsherWorkerThread *shared; /* (owned) */
  int look_only;             /* atomic */
};

G_DEFINE_FINAL_TYPE (UsherWorker, usher_worker, G_TYPE_OBJECT)

static void
push_job (UsherWorker *self, GTask *task, UsherJob *job)
{
  usher_job_give_to (job, task);
  usher_job_watch (job, task);
  usher_worker_thread_push (self->shared, task);
}

static void
refuse_job (GTask *task, UsherJob *job, GError *error)
{
  usher_job_give_to (job, task);
  g_task_return_error (task, error);
}

/* A close that nobody waits for: the thread ends by itself. */
static void
push_farewell (UsherWorker *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  push_job (self, task, usher_job_new (USHER_JOB_CLOSE));
}

/* Every job's task holds a reference of the worker, so no job is waiting or running here. The
 * thread may be the one that drops the last of them, so it is not joined. */
static void
usher_worker_finalize (GObject *object)
{
  UsherWorker *self = USHER_WORKER (object);

  if (self->thread != NULL)
    {
      usher_worker_thread_start_closing (self->shared);
      push_farewell (self);
      g_clear_pointer (&self->thread, g_thread_unref);
    }
  g_clear_pointer (&self->shared, usher_worker_thread_unref);

  G_OBJECT_CLASS (usher_worker_parent_class)->finalize (object);
}

static void
usher_worker_class_init (UsherWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_worker_finalize;
}

static void
usher_worker_init (UsherWorker *self)
{
}

/**
 * usher_worker_new:
 * @name: the thread's name, for debuggers; 15 characters are kept
 * @purpose: what its connections are for
 *
 * Starts a thread that waits for jobs. It holds no connection yet.
 *
 * Returns: (transfer full): the worker
 */
UsherWorker *
usher_worker_new (const char *name, UsherPurpose purpose)
{
  UsherWorker *self = g_object_new (USHER_TYPE_WORKER, NULL);

  self->shared = usher_worker_thread_new (purpose);
  self->thread = usher_worker_thread_start (self->shared, name);
  return self;
}

/**
 * usher_worker_set_look_only:
 * @self: a worker
 * @look_only: %TRUE to refuse every %USHER_JOB_ACTS job from now on
 *
 * What the person wants of a connection that may be looked at and no more.
 */
void
usher_worker_set_look_only (UsherWorker *self, gboolean look_only)
{
  g_return_if_fail (USHER_IS_WORKER (self));

  g_atomic_int_set (&self->look_only, look_only);
}

/**
 * usher_worker_check_may_act:
 * @self: a worker
 * @error: %USHER_ERROR_LOOK_ONLY
 *
 * Returns: whether %USHER_JOB_ACTS jobs are taken
 */
gboolean
usher_worker_check_may_act (UsherWorker *self, GError **error)
{
  g_return_val_if_fail (USHER_IS_WORKER (self), FALSE);

  if (!g_atomic_int_get (&self->look_only))
    return TRUE;
  g_propagate_error (error, usher_error_new (USHER_ERROR_LOOK_ONLY, NULL, NULL,
                                             _ ("This connection is set to look only, so nothing "
                                                "was done. To act, change that in its settings.")));
  return FALSE;
}

/**
 * usher_worker_set_role:
 * @self: a worker
 * @role: (nullable): what its connections are to be, other than what logs in
 *
 * Connections that are made from now on take @role, or fail with %USHER_ERROR_ROLE.
 */
void
usher_worker_set_role (UsherWorker *self, const char *role)
{
  usher_worker_thread_set_role (self->shared, role);
}

/**
 * usher_worker_connect_async:
 * @self: a worker that was not closed
 * @address: where to
 * @cancellable: (nullable): gives up at once
 * @callback: in the caller's thread-default main context
 * @user_data: for @callback
 *
 * Drops the connection there is, if any, and opens a new one, in its turn among the jobs.
 */
void
usher_worker_connect_async (UsherWorker *self,
                            UsherAddress *address,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  UsherJob *job;

  g_return_if_fail (USHER_IS_WORKER (self));
  g_return_if_fail (self->thread != NULL);

  g_task_set_source_tag (task, usher_worker_connect_async);
  job = usher_job_new (USHER_JOB_CONNECT);
  job->address = usher_address_ref (address);
  job->answers_at_once = TRUE;
  /* Either there is a connection and the caller knows of it, or neither. */
  g_task_set_check_cancellable (task, FALSE);
  push_job (self, task, job);
}

/**
 * usher_worker_connect_finish:
 * @self: the worker
 * @result: what the callback got
 * @error: %USHER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what is known of the new connection, or %NULL with @error set
 */
UsherConnectionInfo *
usher_worker_connect_finish (UsherWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * usher_worker_run_async:
 * @self: a worker
 * @func: the job, run on the worker's thread
 * @data: (nullable): for @func, belongs to the job from now on
 * @free_data: (nullable): frees @data, on any thread
 * @free_result: (nullable): frees what @func returned when nobody takes it
 * @flags: %USHER_JOB_ACTS when @func changes anything on the server
 * @cancellable: (nullable): asks @func to end early
 * @callback: in the caller's thread-default main context
 * @user_data: for @callback
 *
 * An acting job of a worker that looks only fails at once with %USHER_ERROR_LOOK_ONLY.
 * Without a connection, also when the worker was closed, the job fails with
 * %USHER_ERROR_NOT_CONNECTED and @func does not run;
 * after %USHER_ERROR_CONNECTION_LOST and %USHER_ERROR_TERMINATED there is none any more. A job
 * that only reads and is cancelled answers at once, whatever @func still does; one that acts
 * answers when @func has returned, with what it returned. A job that was cancelled before its
 * turn does not run.
 */
void
usher_worker_run_async (UsherWorker *self,
                        UsherWorkerFunc func,
                        gpointer data,
                        GDestroyNotify free_data,
                        GDestroyNotify free_result,
                        UsherJobFlags flags,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  UsherJob *job;
  GError *refusal = NULL;

  g_return_if_fail (USHER_IS_WORKER (self));

  g_task_set_source_tag (task, usher_worker_run_async);
  /* What was done is never reported as cancelled. */
  g_task_set_check_cancellable (task, (flags & USHER_JOB_ACTS) == 0);
  job = usher_job_new (USHER_JOB_RUN);
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  job->answers_at_once = (flags & USHER_JOB_ACTS) == 0;
  if ((flags & USHER_JOB_ACTS) != 0 && !usher_worker_check_may_act (self, &refusal))
    refuse_job (task, job, refusal);
  else if (self->thread == NULL)
    refuse_job (task, job, usher_job_error_not_connected ());
  else
    push_job (self, task, job);
}

/**
 * usher_worker_run_finish:
 * @self: the worker
 * @result: what the callback got
 * @error: what the job set, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what the job returned
 */
gpointer
usher_worker_run_finish (UsherWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * usher_worker_close_async:
 * @self: the worker
 * @callback: (nullable): when the thread is at its end
 * @user_data: for @callback
 *
 * Cancels the job that runs and those that wait, drops the connection and ends the thread.
 * No job may be asked for afterwards. Closing twice does no harm.
 */
void
usher_worker_close_async (UsherWorker *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GThread) thread = g_steal_pointer (&self->thread);

  g_task_set_source_tag (task, usher_worker_close_async);
  if (thread == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  usher_worker_thread_start_closing (self->shared);
  push_job (self, task, usher_job_new (USHER_JOB_CLOSE));
  g_object_set_data_full (G_OBJECT (task), "thread", g_steal_pointer (&thread),
                          (GDestroyNotify)g_thread_unref);
}

/**
 * usher_worker_close_finish:
 * @self: the worker
 * @result: what the callback got
 * @error: never set
 *
 * Joins the thread, which has nothing left to do, so this does not wait.
 *
 * Returns: %TRUE
 */
gboolean
usher_worker_close_finish (UsherWorker *self, GAsyncResult *result, GError **error)
{
  GThread *thread;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  thread = g_object_steal_data (G_OBJECT (result), "thread");
  if (thread != NULL)
    g_thread_join (thread);
  return g_task_propagate_boolean (G_TASK (result), error);
}
