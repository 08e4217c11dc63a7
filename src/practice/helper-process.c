/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "helper-process.h"

#include <stdlib.h>
#include <string.h>

#include "helpers.h"

#define HELPER "usher-practice"
/* The helper gives a server eight seconds to end. When it is stuck itself it is killed,
 * and then the kernel ends the server. */
#define DISMISS_SECONDS 12

/* Counted: its owner has it until it is dismissed, and reading until the helper is gone. */
struct _UsherHelperProcess
{
  GSubprocess *process;     /* (owned) */
  GDataInputStream *output; /* (owned) */
  UsherHelperFunc func;     /* (nullable): none once it is dismissed */
  gpointer user_data;
};

static void read_line (UsherHelperProcess *self);

static void
clear (gpointer data)
{
  UsherHelperProcess *self = data;

  g_object_unref (self->process);
  g_object_unref (self->output);
}

static void
release (UsherHelperProcess *self)
{
  g_rc_box_release_full (self, clear);
}

/* Its command line */

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

  g_ptr_array_add (argv, usher_find_helper (HELPER));
  add (argv, "--clients", options->clients ? "" : NULL);
  add (argv, "--bin-dir=", options->bin_dir);
  add (argv, "--cache=", options->cache_dir);
  add (argv, "--tcp-port=", port);
  for (guint i = 0; options->settings != NULL && options->settings[i] != NULL; i++)
    add (argv, "--set=", options->settings[i]);
  g_ptr_array_add (argv, NULL);
  return argv;
}

/* What it says */

static void
say (UsherHelperProcess *self, const char *key, const char *value)
{
  if (self->func != NULL)
    self->func (key, value, self->user_data);
}

static void
take_line (UsherHelperProcess *self, const char *line)
{
  const char *equals = strchr (line, '=');

  if (equals != NULL)
    {
      g_autofree char *key = g_strndup (line, equals - line);
      g_autofree char *value = g_strcompress (equals + 1);

      say (self, key, value);
    }
}

static void
on_line (GObject *object, GAsyncResult *result, gpointer data)
{
  UsherHelperProcess *self = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (self->output, result, NULL, NULL);

  if (line != NULL)
    {
      take_line (self, line);
      read_line (self);
      return;
    }
  say (self, NULL, NULL);
  release (self);
}

static void
read_line (UsherHelperProcess *self)
{
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

/*
 * usher_helper_process_start:
 * @options: what it shall start
 * @func: told what the helper says, until it is dismissed
 *
 * Returns: (transfer full): the helper, to be given to usher_helper_process_dismiss_async()
 */
UsherHelperProcess *
usher_helper_process_start (const UsherPracticeOptions *options,
                            UsherHelperFunc func,
                            gpointer user_data,
                            GError **error)
{
  g_autoptr (GPtrArray) argv = build_argv (options);
  GSubprocess *process =
      g_subprocess_newv ((const char *const *)argv->pdata,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  UsherHelperProcess *self;

  if (process == NULL)
    return NULL;
  self = g_rc_box_new0 (UsherHelperProcess);
  self->process = process;
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  self->func = func;
  self->user_data = user_data;
  read_line (g_rc_box_acquire (self));
  return self;
}

/*
 * usher_helper_process_tell:
 * @self: a helper
 * @line: a command, without the line's end
 *
 * Returns: whether @line was written. Does not block while no more than a few lines wait
 *   in the pipe to be read.
 */
gboolean
usher_helper_process_tell (UsherHelperProcess *self, const char *line, GError **error)
{
  g_autofree char *ended = g_strconcat (line, "\n", NULL);

  return g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), ended,
                                    strlen (ended), NULL, NULL, error);
}

/*
 * usher_helper_process_get_pid:
 *
 * Returns: its process id, 0 when it is gone
 */
gint32
usher_helper_process_get_pid (UsherHelperProcess *self)
{
  const char *pid = g_subprocess_get_identifier (self->process);

  return pid != NULL ? (gint32)g_ascii_strtoll (pid, NULL, 10) : 0;
}

/* Its end */

static gboolean
kill_helper (gpointer process)
{
  g_subprocess_force_exit (process);
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
 * @self: (transfer full): a helper; its function is not called any more
 *
 * Closes the helper's standard input, so that it ends its server and itself, and kills it
 * if it does not. Ends when the helper is gone.
 */
void
usher_helper_process_dismiss_async (UsherHelperProcess *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (self->process, NULL, callback, user_data);
  GSource *last_resort = g_timeout_source_new_seconds (DISMISS_SECONDS);

  g_source_set_callback (last_resort, kill_helper, self->process, NULL);
  g_source_attach (last_resort, g_task_get_context (task));
  g_task_set_task_data (task, last_resort, (GDestroyNotify)g_source_unref);

  self->func = NULL;
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait_async (self->process, NULL, on_gone, task);
  release (self);
}

/*
 * usher_helper_process_dismiss_finish:
 *
 * Nothing can go wrong.
 */
void
usher_helper_process_dismiss_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
