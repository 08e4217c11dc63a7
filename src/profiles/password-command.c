/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "password-command.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "encodings.h"
#include "errors.h"
#include "secrets.h"
#include "text.h"

enum
{
  /* No token is as long, and no complaint worth more. */
  MOST_BYTES = 64 * 1024,
};

/* What one of the program's two pipes brought. */
typedef struct
{
  GInputStream *stream; /* (unowned): the process's */
  char *bytes;          /* (owned): MOST_BYTES and one for a NUL */
  gsize length;
} Output;

typedef struct
{
  char *program;        /* (owned) as the person wrote it */
  GSubprocess *process; /* (owned) */
  Output out;           /* the password is in there */
  Output err;
  GCancellable *stop; /* (owned): ends the reading: somebody may hold the pipes who got away */
  guint n_pending;    /* the two pipes, and the end of the process */
  guint timer;
  gboolean timed_out;
  GCancellable *cancellable; /* (owned) (nullable) */
  gulong cancel_handler;
} Run;

static void
output_clear (Output *self)
{
  if (self->bytes != NULL)
    explicit_bzero (self->bytes, MOST_BYTES + 1);
  g_free (self->bytes);
}

static void
run_free (gpointer data)
{
  Run *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, self->cancel_handler);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->process);
  g_clear_object (&self->stop);
  output_clear (&self->out);
  output_clear (&self->err);
  g_free (self->program);
  g_free (self);
}

/* With all that it started: a script is mostly waiting for somebody else. */
static void
end_process (Run *self)
{
  const char *pid = g_subprocess_get_identifier (self->process);

  if (pid != NULL)
    kill (-(pid_t)g_ascii_strtoll (pid, NULL, 10), SIGKILL);
  g_cancellable_cancel (self->stop);
}

static gboolean
on_patience_ended (gpointer data)
{
  Run *self = data;

  self->timer = 0;
  self->timed_out = TRUE;
  end_process (self);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, Run *self)
{
  end_process (self);
}

/* What was asked for is all that is replaced, as a whole argument: so no value can add an
 * option, and there is nothing to quote. */
static const char *
fill_in (const char *argument, const UsherEndpoint *endpoint)
{
  if (g_str_equal (argument, "{host}"))
    return *endpoint->host != '\0' ? endpoint->host : "localhost";
  if (g_str_equal (argument, "{port}"))
    return endpoint->port;
  if (g_str_equal (argument, "{user}"))
    return endpoint->user;
  if (g_str_equal (argument, "{database}"))
    return *endpoint->database != '\0' ? endpoint->database : "postgres";
  return argument;
}

static GPtrArray *
make_arguments (const char *const *command, const UsherEndpoint *endpoint)
{
  GPtrArray *arguments = g_ptr_array_new ();

  for (; *command != NULL; command++)
    g_ptr_array_add (arguments, (gpointer)fill_in (*command, endpoint));
  g_ptr_array_add (arguments, NULL);
  return arguments;
}

static char *
show_program (Run *self)
{
  g_autofree char *decoded = usher_text_decode (self->program, -1, USHER_ENCODING_UTF8);

  return usher_text_show_line (decoded, 100);
}

/* @format: one %s, the program */
static GError *
command_error (Run *self, const char *format, const char *says)
{
  g_autofree char *program = show_program (self);
  g_autoptr (GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%s", program, 1);
  return usher_error_new (USHER_ERROR_PASSWORD_COMMAND, NULL, says, sentence->str);
}

static char *
complaint (Run *self)
{
  g_autofree char *words = usher_text_decode (self->err.bytes, (gssize)self->err.length, -1);

  g_strstrip (words);
  return *words != '\0' ? g_steal_pointer (&words) : NULL;
}

/* Returns: (nullable): the first line, NULL when it is no password */
static char *
first_line (const Output *out)
{
  gsize length = 0;

  while (length < out->length && out->bytes[length] != '\n' && out->bytes[length] != '\0')
    length++;
  if (length < out->length && out->bytes[length] == '\0')
    return NULL;
  if (length > 0 && out->bytes[length - 1] == '\r')
    length--;
  return length > 0 && length < MOST_BYTES ? g_strndup (out->bytes, length) : NULL;
}

static void
answer (GTask *task, Run *self)
{
  g_autofree char *says = complaint (self);
  char *password;

  if (g_cancellable_is_cancelled (self->cancellable))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (self->timed_out)
    /* Translators: %s is a program that prints a password */
    g_task_return_error (task, command_error (self, _ ("“%s” printed no password in time."), says));
  else if (!g_subprocess_get_if_exited (self->process)
           || g_subprocess_get_exit_status (self->process) != 0)
    /* Translators: %s is a program that prints a password */
    g_task_return_error (
        task, command_error (self, _ ("“%s”, which is to print the password, failed."), says));
  else if ((password = first_line (&self->out)) == NULL)
    /* Translators: %s is a program that prints a password */
    g_task_return_error (
        task, command_error (self, _ ("“%s” printed no password in its first line."), says));
  else
    g_task_return_pointer (task, password, (GDestroyNotify)usher_password_free);
}

static void
end_part (GTask *task)
{
  Run *self = g_task_get_task_data (task);

  if (--self->n_pending > 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  answer (task, self);
}

static void
on_waited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  end_part (task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *self = g_task_get_task_data (task);
  Output *output = G_INPUT_STREAM (source) == self->out.stream ? &self->out : &self->err;

  g_input_stream_read_all_finish (output->stream, result, &output->length, NULL);
  /* It may have more to say than anybody listens to. */
  if (output->length == MOST_BYTES)
    end_process (self);
  end_part (task);
}

static void
read_all (GTask *task, Output *output, GInputStream *stream)
{
  Run *self = g_task_get_task_data (task);

  output->stream = stream;
  output->bytes = g_malloc0 (MOST_BYTES + 1);
  g_input_stream_read_all_async (stream, output->bytes, MOST_BYTES, G_PRIORITY_DEFAULT, self->stop,
                                 on_read, g_object_ref (task));
}

static void
lead_group (gpointer unused)
{
  setpgid (0, 0);
}

static GSubprocess *
start (const char *const *command, const UsherEndpoint *endpoint, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) arguments = make_arguments (command, endpoint);

  g_subprocess_launcher_set_child_setup (launcher, lead_group, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *)arguments->pdata, error);
}

/**
 * usher_password_command_run_async:
 * @command: (array zero-terminated=1): a program and its arguments
 * @endpoint: what {host}, {port}, {user} and {database} stand for, where they are whole arguments
 * @patience_ms: how long it may take
 * @cancellable: (nullable): ends it, with all that it started
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Runs a program that prints a password. It gets no input and no terminal.
 */
void
usher_password_command_run_async (const char *const *command,
                                  const UsherEndpoint *endpoint,
                                  guint patience_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;
  Run *self = g_new0 (Run, 1);

  g_task_set_source_tag (task, usher_password_command_run_async);
  g_task_set_task_data (task, self, run_free);
  self->program = g_strdup (command[0] != NULL ? command[0] : "");
  self->process = command[0] != NULL ? start (command, endpoint, &error) : NULL;
  if (self->process == NULL)
    {
      /* Translators: %s is a program that prints a password */
      g_task_return_error (task, command_error (self, _ ("“%s” cannot be started."),
                                                error != NULL ? error->message : NULL));
      return;
    }

  self->stop = g_cancellable_new ();
  self->n_pending = 3;
  self->timer = g_timeout_add (patience_ms, on_patience_ended, self);
  read_all (task, &self->out, g_subprocess_get_stdout_pipe (self->process));
  read_all (task, &self->err, g_subprocess_get_stderr_pipe (self->process));
  g_subprocess_wait_async (self->process, NULL, on_waited, g_object_ref (task));
  if (cancellable != NULL)
    {
      self->cancellable = g_object_ref (cancellable);
      self->cancel_handler =
          g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
    }
}

/**
 * usher_password_command_run_finish:
 * @result: what the callback got
 * @error: %USHER_ERROR_PASSWORD_COMMAND, with what the program complained about, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the first line that it printed, for usher_password_free(); %NULL with
 *   @error set
 */
char *
usher_password_command_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_password_command_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
