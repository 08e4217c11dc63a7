/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells the thread sanitizer how GLib hands things from one thread to another.
 *
 * GLib's locks are futexes of its own and it is not compiled with the sanitizer, which so sees
 * no order between what two threads do around a lock, a queue, a task, a source or a reference, and
 * calls all of it a race. These functions stand in front of GLib's, and say what it takes for
 * granted: what was done before something was handed over comes before what is done after it was
 * got.
 *
 * They only tell of such hand-overs as a program can rely on, so what it does wrong around them
 * is still found. Linked into the tests of a build with -Db_sanitize=thread, and nowhere else. */

#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

#undef g_object_ref
#undef g_atomic_rc_box_acquire

/* GLib's own function behind the one of the same name here. */
#define REAL(name) ((__typeof__ (&name))dlsym (RTLD_NEXT, #name))

static void
hand_over (gpointer thing)
{
  __tsan_release (thing);
}

static gpointer
got (gpointer thing)
{
  if (thing != NULL)
    __tsan_acquire (thing);
  return thing;
}

/* Locks */

void
g_mutex_lock (GMutex *mutex)
{
  REAL (g_mutex_lock) (mutex);
  got (mutex);
}

void
g_mutex_unlock (GMutex *mutex)
{
  hand_over (mutex);
  REAL (g_mutex_unlock) (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  hand_over (mutex);
  REAL (g_cond_wait) (cond, mutex);
  got (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  hand_over (mutex);
  signalled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  got (mutex);
  return signalled;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  hand_over ((gpointer)location);
  REAL (g_once_init_leave) (location, result);
}

/* Queues */

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  hand_over (data);
  REAL (g_async_queue_push) (queue, data);
}

gpointer
g_async_queue_pop (GAsyncQueue *queue)
{
  return got (REAL (g_async_queue_pop) (queue));
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  return got (REAL (g_async_queue_try_pop) (queue));
}

gpointer
g_async_queue_timeout_pop (GAsyncQueue *queue, guint64 timeout)
{
  return got (REAL (g_async_queue_timeout_pop) (queue, timeout));
}

/* Tasks: what a task returns comes before whoever propagates it */

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify free_result)
{
  hand_over (task);
  REAL (g_task_return_pointer) (task, result, free_result);
}

void
g_task_return_boolean (GTask *task, gboolean result)
{
  hand_over (task);
  REAL (g_task_return_boolean) (task, result);
}

void
g_task_return_int (GTask *task, gssize result)
{
  hand_over (task);
  REAL (g_task_return_int) (task, result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  hand_over (task);
  REAL (g_task_return_error) (task, error);
}

gpointer
g_task_propagate_pointer (GTask *task, GError **error)
{
  got (task);
  return REAL (g_task_propagate_pointer) (task, error);
}

gboolean
g_task_propagate_boolean (GTask *task, GError **error)
{
  got (task);
  return REAL (g_task_propagate_boolean) (task, error);
}

gssize
g_task_propagate_int (GTask *task, GError **error)
{
  got (task);
  return REAL (g_task_propagate_int) (task, error);
}

/* Tasks on a thread of the pool: what was done before comes before what is done there */

#define FUNC_KEY "thread-sanitizer-func"

static void
run_got (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func;

  got (task);
  func = (GTaskThreadFunc)g_object_get_data (G_OBJECT (task), FUNC_KEY);
  func (task, source, data, cancellable);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_object_set_data (G_OBJECT (task), FUNC_KEY, (gpointer)func);
  hand_over (task);
  REAL (g_task_run_in_thread) (task, run_got);
}

/* Pools: what was done before something was pushed comes before the work on it */

typedef struct
{
  GFunc func;
  gpointer user_data;
} Work;

static void
work_got (gpointer data, gpointer user_data)
{
  const Work *work = user_data;

  got (data);
  work->func (data, work->user_data);
}

/* What the pool works with lasts as long as the program. */
GThreadPool *
g_thread_pool_new (GFunc func,
                   gpointer user_data,
                   int max_threads,
                   gboolean exclusive,
                   GError **error)
{
  Work *work = g_new (Work, 1);

  *work = (Work){ func, user_data };
  return REAL (g_thread_pool_new) (work_got, work, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  hand_over (data);
  return REAL (g_thread_pool_push) (pool, data, error);
}

/* Idle sources: what was done before one got its callback comes before the callback, which may
 * run in the thread of another main context. */

typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify;
} Call;

static gboolean
call_got (gpointer data)
{
  const Call *call = got (data);

  return call->func (call->data);
}

static void
call_free (gpointer data)
{
  Call *call = got (data);

  if (call->notify != NULL)
    call->notify (call->data);
  g_free (call);
}

void
g_source_set_callback (GSource *source, GSourceFunc func, gpointer data, GDestroyNotify notify)
{
  Call *call;

  if (source->source_funcs != &g_idle_funcs)
    {
      REAL (g_source_set_callback) (source, func, data, notify);
      return;
    }
  call = g_new (Call, 1);
  *call = (Call){ func, data, notify };
  hand_over (call);
  REAL (g_source_set_callback) (source, call_got, call, call_free);
}

/* References: whatever was done with one comes before the end of the last. Who only looks
 * whether it is the last does not know: another thread may be between telling and letting go. */

void
g_object_unref (gpointer object)
{
  guint *count = (guint *)&((GObject *)object)->ref_count;
  guint now = (guint)g_atomic_int_get (count);

  hand_over (object);
  while (now > 1)
    {
      if (g_atomic_int_compare_and_exchange (count, now, now - 1))
        return;
      now = (guint)g_atomic_int_get (count);
    }
  got (object);
  REAL (g_object_unref) (object);
}

static _Thread_local GDestroyNotify clear_box;

static void
clear_got (gpointer box)
{
  GDestroyNotify clear = clear_box;

  got (box);
  if (clear != NULL)
    clear (box);
}

void
g_atomic_rc_box_release_full (gpointer box, GDestroyNotify clear)
{
  GDestroyNotify outer = clear_box;

  hand_over (box);
  clear_box = clear;
  REAL (g_atomic_rc_box_release_full) (box, clear_got);
  clear_box = outer;
}

void
g_ptr_array_unref (GPtrArray *array)
{
  hand_over (array);
  got (array);
  REAL (g_ptr_array_unref) (array);
}

void
g_bytes_unref (GBytes *bytes)
{
  hand_over (bytes);
  got (bytes);
  REAL (g_bytes_unref) (bytes);
}
