/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helper-process.h"

#include <string.h>

/* The helper gives a server eight seconds to end. When it is stuck itself it is killed,
 * and then the kernel ends the server. */
#define DISMISS_SECONDS 12

/* Tests and programs that run from a build folder say where the helper is. */
static char *
find_helper (void)
{
  const char *folder = g_getenv ("USHER_LIBEXECDIR");

  return g_build_filename (folder != NULL ? folder : USHER_LIBEXECDIR, "usher-practice", NULL);
}

static void
add (GPtrArray *argv, const char *option, const char *value)
{
  if (value != NULL)
    g_ptr_array_add (argv, g_strconcat (option, value, NULL));
}

static GPtrArray *
build_argv (const UsherPracticeOptions *options)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *port = g_strdup_printf ("%u", options->tcp_port);

  g_ptr_array_add (argv, find_helper ());
  add (argv, "--clients", options->clients ? "" : NULL);
  add (argv, "--bin-dir=", options->bin_dir);
  add (argv, "--cache=", options->cache_dir);
  add (argv, "--tcp-port=", port);
  for (guint i = 0; options->settings != NULL && options->settings[i] != NULL; i++)
    add (argv, "--set=", options->settings[i]);
  g_ptr_array_add (argv, NULL);
  return argv;
}

/*
 * usher_helper_process_start:
 * @options: what it shall start
 *
 * Returns: (transfer full): the helper, with pipes for standard input and output
 */
GSubprocess *
usher_helper_process_start (const UsherPracticeOptions *options, GError **error)
{
  g_autoptr (GPtrArray) argv = build_argv (options);

  return g_subprocess_newv ((const char *const *)argv->pdata,
                            G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
}

/*
 * usher_helper_process_tell:
 * @helper: a helper
 * @line: a command, without the line's end
 *
 * Returns: whether @line was written. Does not block while no more than a few lines wait
 *   in the pipe to be read.
 */
gboolean
usher_helper_process_tell (GSubprocess *helper, const char *line, GError **error)
{
  g_autofree char *ended = g_strconcat (line, "\n", NULL);

  return g_output_stream_write_all (g_subprocess_get_stdin_pipe (helper), ended, strlen (ended),
                                    NULL, NULL, error);
}

static gboolean
kill_helper (gpointer helper)
{
  g_subprocess_force_exit (helper);
  return G_SOURCE_REMOVE;
}

static void
on_gone (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  g_source_destroy (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/*
 * usher_helper_process_dismiss_async:
 * @helper: a helper
 *
 * Closes the helper's standard input, so that it ends its server and itself, and kills it
 * if it does not. Ends when the helper is gone.
 */
void
usher_helper_process_dismiss_async (GSubprocess *helper,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (helper, NULL, callback, user_data);
  GSource *last_resort = g_timeout_source_new_seconds (DISMISS_SECONDS);

  g_source_set_callback (last_resort, kill_helper, helper, NULL);
  g_source_attach (last_resort, g_task_get_context (task));
  g_task_set_task_data (task, last_resort, (GDestroyNotify)g_source_unref);

  g_output_stream_close (g_subprocess_get_stdin_pipe (helper), NULL, NULL);
  g_subprocess_wait_async (helper, NULL, on_gone, task);
}

gboolean
usher_helper_process_dismiss_finish (GSubprocess *helper, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
