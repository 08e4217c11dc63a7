/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "data-folder.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

#include "child.h"
#include "server-settings.h"

/*
 * usher_data_folder_get_path:
 * @folder: the server's private folder
 *
 * Returns: (transfer full): its data folder, which may not be there yet
 */
char *
usher_data_folder_get_path (const char *folder)
{
  return g_build_filename (folder, "data", NULL);
}

/*
 * usher_data_folder_read_state:
 * @folder: the server's private folder
 * @line: a line of postmaster.pid, from 1
 *
 * Returns: (transfer full) (nullable): what stands in that line, if the server wrote it
 */
char *
usher_data_folder_read_state (const char *folder, guint line)
{
  g_autofree char *path = g_build_filename (folder, "data", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  return g_strv_length (lines) >= line ? g_strdup (lines[line - 1]) : NULL;
}

/* The cache: where the tests' servers come from, initdb taking most of a start. */

static char *
get_template (const UsherPlan *plan)
{
  g_autofree char *name = g_strdup (plan->bin_dir);

  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  return g_strdup_printf ("%s/template%s-%d", plan->cache, name, (int)geteuid ());
}

static gboolean
run (const char *const *argv)
{
  int status;

  return g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                       &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

static gboolean
copy_tree (const char *from, const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };

  return run (argv);
}

static gboolean
copy_template (const UsherPlan *plan)
{
  g_autofree char *data = usher_data_folder_get_path (plan->folder);
  g_autofree char *template = NULL;

  if (plan->cache == NULL)
    return FALSE;
  template = get_template (plan);
  return g_file_test (template, G_FILE_TEST_IS_DIR) && copy_tree (template, data);
}

/* Renamed when it is complete: tests run side by side, and the first one wins. */
static void
save_template (const UsherPlan *plan)
{
  g_autofree char *data = usher_data_folder_get_path (plan->folder);
  g_autofree char *template = get_template (plan);
  g_autofree char *unfinished = g_strdup_printf ("%s.%d", template, (int)getpid ());
  const char *remove[] = { "rm", "-rf", unfinished, NULL };

  g_mkdir_with_parents (plan->cache, 0755);
  if (!copy_tree (data, unfinished) || rename (unfinished, template) != 0)
    run (remove);
}

/* initdb */

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
spawn_initdb (const UsherPlan *plan, GError **error)
{
  g_autofree char *program = g_build_filename (plan->bin_dir, "initdb", NULL);
  g_autofree char *data = usher_data_folder_get_path (plan->folder);
  g_autofree char *locale = g_strconcat ("--locale=", choose_locale (), NULL);
  const char *argv[] = { program, "--pgdata", data, locale, "--encoding=UTF8",
                         "--username=" USHER_PLAN_SUPERUSER, "--auth=trust", "--no-sync",
                         /* less to write, and less to copy, than with the usual 16 MB */
                         "--wal-segsize=1", NULL };

  return usher_child_spawn (plan->folder, argv, error);
}

/* The socket lies in a folder that nobody else can enter; over TCP everybody on the machine
 * could come, so there it takes a password. */
static const char access_rules[] = "local all all trust\n"
                                   "local replication all trust\n"
                                   "host all all 127.0.0.1/32 scram-sha-256\n"
                                   "host replication all 127.0.0.1/32 scram-sha-256\n";

static gboolean
write_into (const UsherPlan *plan, const char *name, const char *mode, const char *text)
{
  g_autofree char *path = g_build_filename (plan->folder, "data", name, NULL);
  FILE *file = fopen (path, mode);
  gboolean written = file != NULL && fputs (text, file) >= 0;

  return file != NULL && fclose (file) == 0 && written;
}

static gboolean
configure (const UsherPlan *plan)
{
  g_autofree char *settings = usher_server_settings_build (plan->folder, usher_plan_get_port (plan),
                                                           plan->tcp_port != 0, plan->settings);

  return write_into (plan, "postgresql.conf", "ae", settings)
         && write_into (plan, "pg_hba.conf", "we", access_rules);
}

static void
finish (GTask *task, const UsherPlan *plan)
{
  if (configure (plan))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             "the settings could not be written");
}

static void
on_initdb_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const UsherPlan *plan = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* What initdb says when all went well is of no use to anybody. */
  usher_child_empty_log (plan->folder);
  if (plan->cache != NULL)
    save_template (plan);
  finish (task, plan);
}

/*
 * usher_data_folder_make_async:
 * @plan: for what server; outlives the operation
 *
 * Makes the data folder, by initdb or from the cache, and writes its settings.
 */
void
usher_data_folder_make_async (const UsherPlan *plan,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSubprocess) initdb = NULL;
  GError *error = NULL;

  g_task_set_task_data (task, (gpointer)plan, NULL);
  if (copy_template (plan))
    {
      finish (task, plan);
      return;
    }
  initdb = spawn_initdb (plan, &error);
  if (initdb == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_wait_check_async (initdb, cancellable, on_initdb_ended, g_steal_pointer (&task));
}

gboolean
usher_data_folder_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
