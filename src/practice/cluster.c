/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cluster.h"

#include "child.h"
#include "data-folder.h"
#include "processes.h"

#define READY_POLL_MS 10

struct _UsherCluster
{
  UsherPlan plan;
  char *data;            /* (owned) */
  GSubprocess *postgres; /* (owned) (nullable) */
  pid_t pid;             /* of postgres, 0 while it does not run */
  GSourceOnceFunc ended_func;
  gpointer ended_data;
};

/*
 * usher_cluster_new:
 * @plan: what to make; the struct is copied, what it points to is not
 *
 * Returns: (transfer full): a cluster that does not run yet
 */
UsherCluster *
usher_cluster_new (const UsherPlan *plan)
{
  UsherCluster *self = g_new0 (UsherCluster, 1);

  self->plan = *plan;
  self->data = usher_data_folder_get_path (plan->folder);
  return self;
}

/*
 * usher_cluster_free:
 * @self: (transfer full): a cluster; if it runs, it is ended
 */
void
usher_cluster_free (UsherCluster *self)
{
  usher_cluster_end (self);
  g_free (self->data);
  g_free (self);
}

/*
 * usher_cluster_set_ended_func:
 * @func: called when the server, having been up, ended and nobody here ended it
 */
void
usher_cluster_set_ended_func (UsherCluster *self, GSourceOnceFunc func, gpointer user_data)
{
  self->ended_func = func;
  self->ended_data = user_data;
}

pid_t
usher_cluster_get_pid (UsherCluster *self)
{
  return self->pid;
}

/*
 * usher_cluster_end:
 * @self: a cluster
 *
 * Ends all of its processes at once. Blocks, see usher_processes_end().
 */
void
usher_cluster_end (UsherCluster *self)
{
  gboolean gone = usher_processes_end (self->plan.folder);

  /* Nobody else is sure to take a dead child's status. */
  if (gone && self->postgres != NULL)
    g_subprocess_wait (self->postgres, NULL, NULL);
  g_clear_object (&self->postgres);
  self->pid = 0;
}

/*
 * usher_cluster_signal:
 * @self: a cluster
 * @pid: one of its processes, or 0 for all
 * @signal_number: a signal
 *
 * Returns: whether at least one process got it
 */
gboolean
usher_cluster_signal (UsherCluster *self, pid_t pid, int signal_number)
{
  if (pid != 0)
    return usher_processes_signal_one (self->plan.folder, pid, signal_number);
  return usher_processes_signal (self->plan.folder, signal_number) > 0;
}

/* The start, step by step. */

/* postgres writes its state into the eighth line of its pid file; the file of an earlier,
 * killed server may still lie there. */
static gboolean
is_ready (UsherCluster *self)
{
  g_autofree char *pid = usher_data_folder_read_state (self->plan.folder, 1);
  g_autofree char *state = usher_data_folder_read_state (self->plan.folder, 8);

  return pid != NULL && g_ascii_strtoll (pid, NULL, 10) == self->pid && state != NULL
         && g_str_has_prefix (state, "ready");
}

static void
on_postgres_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  UsherCluster *self = data;

  /* The one that we end is not ours any more when this comes. */
  if (self->postgres != G_SUBPROCESS (object) || self->pid == 0)
    return;
  self->pid = 0;
  if (self->ended_func != NULL)
    self->ended_func (self->ended_data);
}

static gboolean
poll_ready (gpointer data)
{
  GTask *task = data;
  UsherCluster *self = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }
  if (g_subprocess_get_identifier (self->postgres) == NULL)
    {
      self->pid = 0;
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "postgres ended at once");
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }
  if (!is_ready (self))
    return G_SOURCE_CONTINUE;

  g_subprocess_wait_async (self->postgres, NULL, on_postgres_ended, self);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* Returns: 0 when it has ended already */
static pid_t
get_pid (GSubprocess *process)
{
  const char *identifier = g_subprocess_get_identifier (process);

  return identifier != NULL ? (pid_t)g_ascii_strtoll (identifier, NULL, 10) : 0;
}

static void
start_postgres (GTask *task)
{
  UsherCluster *self = g_task_get_task_data (task);
  g_autofree char *program = g_build_filename (self->plan.bin_dir, "postgres", NULL);
  const char *argv[] = { program, "-D", self->data, NULL };
  GError *error = NULL;

  g_clear_object (&self->postgres);
  self->postgres = usher_child_spawn (self->plan.folder, argv, &error);
  if (self->postgres == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->pid = get_pid (self->postgres);
  g_timeout_add (READY_POLL_MS, poll_ready, task);
}

static void
on_data_made (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (usher_data_folder_make_finish (result, &error))
    {
      start_postgres (task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/*
 * usher_cluster_start_async:
 * @self: a cluster that does not run
 *
 * Makes the data folder if it is missing, and starts the server in it. Ends when the
 * server accepts connections.
 */
void
usher_cluster_start_async (UsherCluster *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, self, NULL);
  if (g_file_test (self->data, G_FILE_TEST_IS_DIR))
    start_postgres (task);
  else
    usher_data_folder_make_async (&self->plan, cancellable, on_data_made, task);
}

gboolean
usher_cluster_start_finish (UsherCluster *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
