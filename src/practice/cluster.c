/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "privileges.h"
#include "processes.h"
#include "server-settings.h"

#define READY_POLL_MS 10
#define LOG_TAIL      2000

struct _UsherCluster
{
  UsherClusterPlan plan;
  char *data;         /* (owned) */
  char *template;     /* (owned) (nullable): in the cache */
  GSubprocess *child; /* (owned) (nullable): what runs now: initdb, cp or postgres */
  pid_t pid;          /* of postgres, 0 while it does not run */
  pid_t helper;       /* this process */
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
usher_cluster_new (const UsherClusterPlan *plan)
{
  UsherCluster *self = g_new0 (UsherCluster, 1);

  self->plan = *plan;
  self->helper = getpid ();
  self->data = g_build_filename (plan->folder, "data", NULL);
  if (plan->cache != NULL)
    {
      g_autofree char *name = g_strdup (plan->bin_dir);

      g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
      self->template = g_strdup_printf ("%s/template%s-%d", plan->cache, name, (int)geteuid ());
    }
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
  g_free (self->template);
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

guint
usher_cluster_get_port (UsherCluster *self)
{
  return self->plan.tcp_port != 0 ? self->plan.tcp_port : USHER_CLUSTER_PORT;
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
  usher_processes_end (self->plan.folder);
  if (self->child != NULL)
    g_subprocess_force_exit (self->child);
  g_clear_object (&self->child);
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

static char *
get_log_path (UsherCluster *self)
{
  return g_build_filename (self->plan.folder, "server.log", NULL);
}

/*
 * usher_cluster_read_log_tail:
 * @self: a cluster
 *
 * Returns: (transfer full): the last lines that its programs said, valid UTF-8
 */
char *
usher_cluster_read_log_tail (UsherCluster *self)
{
  g_autofree char *path = get_log_path (self);
  g_autofree char *text = NULL;
  const char *tail;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return g_strdup ("");
  tail = text;
  if (length > LOG_TAIL)
    {
      const char *line = strchr (text + length - LOG_TAIL, '\n');

      tail = line != NULL ? line + 1 : text + length - LOG_TAIL;
    }
  return g_utf8_make_valid (tail, -1);
}

/* Starts a program that ends with us, its words going to the log. */
static GSubprocess *
spawn (UsherCluster *self, const char *const *argv, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *path = get_log_path (self);
  int log = open (path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (log >= 0)
    g_subprocess_launcher_take_stdout_fd (launcher, log);
  g_subprocess_launcher_set_cwd (launcher, self->plan.folder);
  g_subprocess_launcher_set_child_setup (launcher, usher_privileges_bind_child, &self->helper,
                                         NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}

/* The data folder: a copy of the cached one, or initdb's, which is then put in the cache. */

static const char *
choose_locale (void)
{
  locale_t locale = newlocale (LC_ALL_MASK, "C.UTF-8", NULL);

  if (locale == (locale_t)0)
    return "C";
  freelocale (locale);
  return "C.UTF-8";
}

static GSubprocess *
spawn_initdb (UsherCluster *self, GError **error)
{
  g_autofree char *program = g_build_filename (self->plan.bin_dir, "initdb", NULL);
  g_autofree char *locale = g_strconcat ("--locale=", choose_locale (), NULL);
  const char *argv[] = { program, "--pgdata", self->data, locale, "--encoding=UTF8",
                         "--username=" USHER_CLUSTER_SUPERUSER, "--auth=trust", "--no-sync",
                         /* less to write, and less to copy, than with the usual 16 MB */
                         "--wal-segsize=1", NULL };

  return spawn (self, argv, error);
}

static gboolean
copy_tree (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };
  int status;

  return g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                       &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

/* Renamed when it is complete: tests run side by side, and the first one wins. */
static void
save_template (UsherCluster *self)
{
  g_autofree char *unfinished = g_strdup_printf ("%s.%d", self->template, (int)getpid ());
  const char *argv[] = { "rm", "-rf", unfinished, NULL };

  g_mkdir_with_parents (self->plan.cache, 0755);
  if (copy_tree (self->data, unfinished) && rename (unfinished, self->template) == 0)
    return;
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static gboolean
copy_template (UsherCluster *self)
{
  return self->template != NULL && g_file_test (self->template, G_FILE_TEST_IS_DIR)
         && copy_tree (self->template, self->data);
}

/* The socket lies in a folder that nobody else can enter; over TCP everybody on the machine
 * could come, so there it takes a password. */
static const char access_rules[] = "local all all trust\n"
                                   "local replication all trust\n"
                                   "host all all 127.0.0.1/32 scram-sha-256\n"
                                   "host replication all 127.0.0.1/32 scram-sha-256\n";

static gboolean
write_into (UsherCluster *self, const char *name, const char *mode, const char *text)
{
  g_autofree char *path = g_build_filename (self->data, name, NULL);
  FILE *file = fopen (path, mode);
  gboolean written = file != NULL && fputs (text, file) >= 0;

  return file != NULL && fclose (file) == 0 && written;
}

static gboolean
configure (UsherCluster *self)
{
  g_autofree char *settings =
      usher_server_settings_build (self->plan.folder, usher_cluster_get_port (self),
                                   self->plan.tcp_port != 0, self->plan.settings);

  return write_into (self, "postgresql.conf", "ae", settings)
         && write_into (self, "pg_hba.conf", "we", access_rules);
}

/* The start, step by step. */

static void
fail (GTask *task, const char *what)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", what);
  g_object_unref (task);
}

/* postgres writes its state into the eighth line of its pid file; the file of an earlier,
 * killed server may still lie there. */
static gboolean
is_ready (UsherCluster *self)
{
  g_autofree char *path = g_build_filename (self->data, "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  return g_strv_length (lines) >= 8 && atoi (lines[0]) == self->pid
         && g_str_has_prefix (lines[7], "ready");
}

static void
on_postgres_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  UsherCluster *self = data;

  /* Those that we end are not the child any more when this comes. */
  if (self->child != G_SUBPROCESS (object) || self->pid == 0)
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
  if (g_subprocess_get_identifier (self->child) == NULL)
    {
      self->pid = 0;
      fail (task, "postgres ended at once");
      return G_SOURCE_REMOVE;
    }
  if (!is_ready (self))
    return G_SOURCE_CONTINUE;

  g_subprocess_wait_async (self->child, NULL, on_postgres_ended, self);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
start_postgres (GTask *task)
{
  UsherCluster *self = g_task_get_task_data (task);
  g_autofree char *program = g_build_filename (self->plan.bin_dir, "postgres", NULL);
  const char *argv[] = { program, "-D", self->data, NULL };
  GError *error = NULL;

  g_clear_object (&self->child);
  self->child = spawn (self, argv, &error);
  if (self->child == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->pid = atoi (g_subprocess_get_identifier (self->child));
  g_timeout_add (READY_POLL_MS, poll_ready, task);
}

static void
start_configured (GTask *task)
{
  UsherCluster *self = g_task_get_task_data (task);

  if (configure (self))
    start_postgres (task);
  else
    fail (task, "the settings could not be written");
}

/* What initdb says when all went well is of no use to anybody. */
static void
empty_log (UsherCluster *self)
{
  g_autofree char *path = get_log_path (self);

  if (truncate (path, 0) != 0)
    g_debug ("the log could not be emptied: %s", g_strerror (errno));
}

static void
on_initdb_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UsherCluster *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  empty_log (self);
  if (self->template != NULL)
    save_template (self);
  start_configured (task);
}

static void
start_initdb (GTask *task)
{
  UsherCluster *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->child = spawn_initdb (self, &error);
  if (self->child != NULL)
    {
      g_subprocess_wait_check_async (self->child, g_task_get_cancellable (task), on_initdb_ended,
                                     task);
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
  else if (copy_template (self))
    start_configured (task);
  else
    start_initdb (task);
}

gboolean
usher_cluster_start_finish (UsherCluster *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
