/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worker.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

typedef enum
{
  JOB_CONNECT,
  JOB_RUN,
  JOB_CLOSE,
} JobKind;

/* The data of each GTask in the queue. */
typedef struct
{
  JobKind kind;
  UsherAddress *address;      /* (owned) (nullable): JOB_CONNECT */
  UsherWorkerFunc func;       /* JOB_RUN, as all below */
  gpointer data;              /* (owned, by free_data) (nullable) */
  GDestroyNotify free_data;   /* (nullable) */
  GDestroyNotify free_result; /* (nullable) */
  gboolean answers_at_once;   /* when the caller cancels, whatever the thread does */
  GSource *watch;             /* (owned) (nullable): answers when the caller cancels */
  int answered;               /* atomic: who sets it returns the task */
} Job;

static gboolean
job_claim_answer (Job *job)
{
  return g_atomic_int_compare_and_exchange (&job->answered, FALSE, TRUE);
}

static GError *
cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
}

/* What the thread and the object share. The thread holds a reference of its own and none of
 * the object, so dropping the last reference of a worker ends its thread. */
typedef struct
{
  GAsyncQueue *queue; /* (owned) of GTask */
  UsherPurpose purpose;
  GMutex lock;           /* guards the three below */
  char *role;            /* (owned) (nullable): taken by connections made from now on */
  GCancellable *current; /* (owned) (nullable): stops the job that runs now */
  gboolean closing;      /* no further job begins */
} Shared;

struct _UsherWorker
{
  GObject parent_instance;
  GThread *thread; /* (owned) (nullable): NULL once joined */
  Shared *shared;  /* (owned) */
  int look_only;   /* atomic */
};

G_DEFINE_FINAL_TYPE (UsherWorker, usher_worker, G_TYPE_OBJECT)

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->address, usher_address_unref);
  g_clear_pointer (&job->watch, g_source_unref);
  if (job->free_data != NULL)
    g_clear_pointer (&job->data, job->free_data);
  g_free (job);
}

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  g_async_queue_unref (shared->queue);
  g_mutex_clear (&shared->lock);
  g_clear_object (&shared->current);
  g_free (shared->role);
}

static void
shared_unref (Shared *shared)
{
  g_atomic_rc_box_release_full (shared, shared_clear);
}

/* Ends the job that runs, and keeps those that wait from beginning. Any thread. */
static void
shared_start_closing (Shared *shared)
{
  g_autoptr (GCancellable) current = NULL;

  g_mutex_lock (&shared->lock);
  shared->closing = TRUE;
  g_set_object (&current, shared->current);
  g_mutex_unlock (&shared->lock);

  if (current != NULL)
    g_cancellable_cancel (current);
}

/* Returns: (transfer full): what stops the job that begins now; cancelled already when the
 * worker is closing */
static GCancellable *
shared_begin_job (Shared *shared)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_mutex_lock (&shared->lock);
  g_set_object (&shared->current, cancellable);
  if (shared->closing)
    g_cancellable_cancel (cancellable);
  g_mutex_unlock (&shared->lock);

  return cancellable;
}

static void
shared_end_job (Shared *shared)
{
  g_mutex_lock (&shared->lock);
  g_clear_object (&shared->current);
  g_mutex_unlock (&shared->lock);
}

static char *
shared_copy_role (Shared *shared)
{
  char *role;

  g_mutex_lock (&shared->lock);
  role = g_strdup (shared->role);
  g_mutex_unlock (&shared->lock);
  return role;
}

static void
forward_cancelled (GCancellable *cancellable, GCancellable *stops_job)
{
  g_cancellable_cancel (stops_job);
}

/* When the caller was told meanwhile that it is cancelled, it knows of no connection. */
static void
run_connect (UsherConnection **connection,
             Job *job,
             Shared *shared,
             GTask *task,
             GCancellable *stop)
{
  g_autofree char *role = shared_copy_role (shared);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (connection, usher_connection_free);
  *connection = usher_connection_open_as (job->address, role, shared->purpose, stop, &error);

  if (!job_claim_answer (job))
    g_clear_pointer (connection, usher_connection_free);
  else if (*connection == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task,
                           usher_connection_info_ref (usher_connection_get_info (*connection)),
                           (GDestroyNotify)usher_connection_info_unref);
}

static void
answer_job (Job *job, GTask *task, gpointer result, GError *error)
{
  if (job_claim_answer (job))
    {
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_pointer (task, result, job->free_result);
      return;
    }

  g_clear_error (&error);
  if (result != NULL && job->free_result != NULL)
    job->free_result (result);
}

static GError *
why_not_connected (void)
{
  return usher_error_new (USHER_ERROR_NOT_CONNECTED, NULL, NULL,
                          _ ("There is no connection to the server. Connect again."));
}

static void
run_job (UsherConnection **connection, Job *job, GTask *task, GCancellable *stop)
{
  GError *error = NULL;
  gpointer result = NULL;

  if (*connection == NULL)
    error = why_not_connected ();
  else
    result = job->func (*connection, job->data, stop, &error);

  if (*connection != NULL && !usher_connection_is_alive (*connection))
    g_clear_pointer (connection, usher_connection_free);
  answer_job (job, task, result, error);
}

static void
perform (UsherConnection **connection, Shared *shared, GTask *task)
{
  Job *job = g_task_get_task_data (task);
  GCancellable *asked = g_task_get_cancellable (task);
  g_autoptr (GCancellable) stop = shared_begin_job (shared);
  gulong handler = 0;

  if (asked != NULL)
    handler = g_cancellable_connect (asked, G_CALLBACK (forward_cancelled), stop, NULL);

  if (g_cancellable_is_cancelled (stop))
    answer_job (job, task, NULL, cancelled_error ());
  else if (job->kind == JOB_CONNECT)
    run_connect (connection, job, shared, task, stop);
  else
    run_job (connection, job, task, stop);

  if (handler != 0)
    g_cancellable_disconnect (asked, handler);
  if (job->watch != NULL)
    g_source_destroy (job->watch);
  shared_end_job (shared);
}

static gpointer
worker_thread (gpointer data)
{
  Shared *shared = data;
  UsherConnection *connection = NULL;

  for (;;)
    {
      g_autoptr (GTask) task = g_async_queue_pop (shared->queue);
      Job *job = g_task_get_task_data (task);

      if (job->kind == JOB_CLOSE)
        {
          g_clear_pointer (&connection, usher_connection_free);
          g_task_return_boolean (task, TRUE);
          break;
        }
      perform (&connection, shared, task);
    }

  shared_unref (shared);
  return NULL;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;

  if (job_claim_answer (g_task_get_task_data (task)))
    g_task_return_error (task, cancelled_error ());
  return G_SOURCE_REMOVE;
}

/* A server that hangs takes two seconds to be given up. Whoever cancels is told at once, in
 * its own main context, and the thread sees to the rest. */
static void
watch_cancellable (GTask *task, Job *job)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable == NULL)
    return;
  job->watch = g_cancellable_source_new (cancellable);
  g_source_set_callback (job->watch, G_SOURCE_FUNC (on_cancelled), g_object_ref (task),
                         g_object_unref);
  g_source_attach (job->watch, g_task_get_context (task));
}

static void
push_job (UsherWorker *self, GTask *task, Job *job)
{
  g_task_set_task_data (task, job, job_free);
  if (job->answers_at_once)
    watch_cancellable (task, job);
  g_async_queue_push (self->shared->queue, g_object_ref (task));
}

static void
refuse_job (GTask *task, Job *job, GError *error)
{
  g_task_set_task_data (task, job, job_free);
  g_task_return_error (task, error);
}

/* A close that nobody waits for: the thread ends by itself. */
static void
push_farewell (UsherWorker *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_CLOSE;
  push_job (self, task, job);
}

/* Every job's task holds a reference of the worker, so no job is waiting or running here. The
 * thread may be the one that drops the last of them, so it is not joined. */
static void
usher_worker_finalize (GObject *object)
{
  UsherWorker *self = USHER_WORKER (object);

  if (self->thread != NULL)
    {
      shared_start_closing (self->shared);
      push_farewell (self);
      g_clear_pointer (&self->thread, g_thread_unref);
    }
  g_clear_pointer (&self->shared, shared_unref);

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
  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->queue = g_async_queue_new_full (g_object_unref);
  g_mutex_init (&self->shared->lock);
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

  self->shared->purpose = purpose;
  self->thread = g_thread_new (name, worker_thread, g_atomic_rc_box_acquire (self->shared));
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
  g_mutex_lock (&self->shared->lock);
  g_free (self->shared->role);
  self->shared->role = g_strdup (role);
  g_mutex_unlock (&self->shared->lock);
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
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (USHER_IS_WORKER (self));
  g_return_if_fail (self->thread != NULL);

  g_task_set_source_tag (task, usher_worker_connect_async);
  job->kind = JOB_CONNECT;
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
  Job *job = g_new0 (Job, 1);
  GError *refusal = NULL;

  g_return_if_fail (USHER_IS_WORKER (self));

  g_task_set_source_tag (task, usher_worker_run_async);
  /* What was done is never reported as cancelled. */
  g_task_set_check_cancellable (task, (flags & USHER_JOB_ACTS) == 0);
  job->kind = JOB_RUN;
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  job->free_result = free_result;
  job->answers_at_once = (flags & USHER_JOB_ACTS) == 0;
  if ((flags & USHER_JOB_ACTS) != 0 && !usher_worker_check_may_act (self, &refusal))
    refuse_job (task, job, refusal);
  else if (self->thread == NULL)
    refuse_job (task, job, why_not_connected ());
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
  Job *job;

  g_task_set_source_tag (task, usher_worker_close_async);
  if (thread == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  job = g_new0 (Job, 1);
  job->kind = JOB_CLOSE;
  shared_start_closing (self->shared);
  push_job (self, task, job);
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
