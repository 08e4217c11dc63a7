/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ssh-process.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ssh-words.h"

enum
{
  WORDS_KEPT = 4000,   /* bytes: the last ones */
  KILL_SECONDS = 3,    /* after it was asked to end */
  LONGEST_FOLDER = 70, /* ssh adds to it, and the names of sockets are short */
};

/* ssh's own limits are endless. It finds a dead peer in this time, and then ends. */
static const char *const options[] = {
  "-N",
  "-T",
  "-oExitOnForwardFailure=yes",
  "-oServerAliveInterval=5",
  "-oServerAliveCountMax=3",
  "-oBatchMode=no",
  /* It must not hand the tunnel to another process, which would live on. */
  "-oControlMaster=yes",
  "-oControlPersist=no",
  "-oForkAfterAuthentication=no",
};

struct _UsherSshProcess
{
  GSubprocess *process;     /* (owned) */
  GInputStream *errors;     /* (owned) */
  GSource *errors_source;   /* (owned) (nullable) */
  GString *words;           /* (owned): what it said, the end of it */
  char *folder;             /* (owned): private */
  char *control;            /* (owned): a socket that is there when ssh listens */
  GFileMonitor *monitor;    /* (owned) (nullable): of the folder, until it is there */
  UsherSshAskpass *askpass; /* (owned) */
  GCancellable *stopped;    /* (owned) */
  UsherSshNewsFunc on_news;
  gpointer user_data;
};

/* In the child, between fork and exec. No terminal, so that it asks nobody there; a core of it
 * could hold a passphrase. The kernel ends it when the thread that started it is gone: that is
 * the main thread, which is gone when Usher is. */
static void
bind_child (gpointer parent)
{
  const struct rlimit no_core = { 0, 0 };

  setsid ();
  setrlimit (RLIMIT_CORE, &no_core);
  if (prctl (PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid () != *(pid_t *)parent)
    _exit (126);
}

static char *
make_folder (GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "usher-ssh-XXXXXX", NULL);

  if (strlen (folder) <= LONGEST_FOLDER && g_mkdtemp (folder) != NULL)
    return g_steal_pointer (&folder);
  return g_dir_make_tmp ("usher-ssh-XXXXXX", error);
}

static void
remove_folder (UsherSshProcess *self)
{
  g_unlink (self->control);
  g_rmdir (self->folder);
}

static void
add (GPtrArray *argv, const char *before, const char *after)
{
  g_ptr_array_add (argv, g_strconcat (before, after, NULL));
}

/* ssh reads "%" in the name of its control socket as the beginning of something. */
static char *
escape_percent (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "%", -1);

  return g_strjoinv ("%%", parts);
}

static GPtrArray *
build_argv (UsherSshProcess *self, const UsherTunnelSpec *spec, GPtrArray *forwards)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *control = escape_percent (self->control);
  g_autofree char *port = g_strdup_printf ("%u", spec->port);

  add (argv, "ssh", "");
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    add (argv, options[i], "");
  add (argv, "-oControlPath=", control);
  if (spec->port != 0)
    add (argv, "-p", port);
  for (guint i = 0; i < forwards->len; i++)
    {
      g_autofree char *forward = usher_forward_to_argument (g_ptr_array_index (forwards, i));

      add (argv, "-L", forward);
    }
  add (argv, "--", "");
  add (argv, spec->destination, "");
  g_ptr_array_add (argv, NULL);
  return argv;
}

static GSubprocess *
spawn (UsherSshProcess *self, const UsherTunnelSpec *spec, GPtrArray *forwards, GError **error)
{
  static pid_t parent;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GPtrArray) argv = build_argv (self, spec, forwards);

  g_assert (g_main_context_is_owner (g_main_context_default ()));
  parent = getpid ();
  g_subprocess_launcher_set_child_setup (launcher, bind_child, &parent, NULL);
  g_subprocess_launcher_unsetenv (launcher, "PGPASSWORD");
  usher_ssh_askpass_set_up (self->askpass, launcher);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, error);
}

/* What it says */

static gssize
read_some (UsherSshProcess *self)
{
  char buffer[1024];
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (self->errors),
                                                       buffer, sizeof buffer, NULL, NULL);

  if (n > 0)
    g_string_append_len (self->words, buffer, n);
  if (self->words->len > WORDS_KEPT)
    g_string_erase (self->words, 0, (gssize)self->words->len - WORDS_KEPT);
  return n;
}

static gboolean
on_errors (GPollableInputStream *stream, gpointer data)
{
  /* Nothing now is -1, the end is 0. */
  return read_some (data) != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
listen_to_errors (UsherSshProcess *self)
{
  self->errors = g_object_ref (g_subprocess_get_stderr_pipe (self->process));
  self->errors_source =
      g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (self->errors), NULL);
  g_source_set_callback (self->errors_source, G_SOURCE_FUNC (on_errors), self, NULL);
  g_source_attach (self->errors_source, NULL);
}

/*< private >
 * usher_ssh_process_get_words:
 *
 * Returns: what it has said up to now, any bytes, valid until the main loop turns
 */
const char *
usher_ssh_process_get_words (UsherSshProcess *self)
{
  while (read_some (self) > 0)
    ;
  return self->words->str;
}

void
usher_ssh_process_forget_words (UsherSshProcess *self)
{
  usher_ssh_process_get_words (self);
  g_string_truncate (self->words, 0);
}

/* What becomes of it */

static void
stop_watching (UsherSshProcess *self)
{
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
}

/* ssh makes this socket when it has logged in and listens at all of its places. */
static void
on_folder_changed (UsherSshProcess *self)
{
  if (!g_file_test (self->control, G_FILE_TEST_EXISTS))
    return;
  stop_watching (self);
  self->on_news (USHER_SSH_READY, self->user_data);
}

static gboolean
watch_folder (UsherSshProcess *self, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, error);
  if (self->monitor == NULL)
    return FALSE;
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_folder_changed), self);
  return TRUE;
}

/* Who waits for the end of a process that was stopped is no longer there. */
typedef struct
{
  UsherSshProcess *owner; /* (unowned): not to be touched once stopped */
  GCancellable *stopped;  /* (owned) */
} Wait;

static void
on_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Wait *wait = data;
  g_autoptr (GCancellable) stopped = wait->stopped;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (g_cancellable_is_cancelled (stopped))
    return;
  stop_watching (wait->owner);
  wait->owner->on_news (USHER_SSH_ENDED, wait->owner->user_data);
}

static void
watch_process (UsherSshProcess *self)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->owner = self;
  wait->stopped = g_object_ref (self->stopped);
  g_subprocess_wait_async (self->process, NULL, on_ended, wait);
}

static void
free_without_process (UsherSshProcess *self)
{
  stop_watching (self);
  g_clear_pointer (&self->askpass, usher_ssh_askpass_free);
  if (self->folder != NULL)
    remove_folder (self);
  g_object_unref (self->stopped);
  g_string_free (self->words, TRUE);
  g_free (self->control);
  g_free (self->folder);
  g_free (self);
}

/*< private >
 * usher_ssh_process_start:
 * @spec: through which SSH server
 * @forwards: (element-type UsherForward): where to, local ends included
 * @on_news: told what becomes of it, not from within this function
 * @on_question: gets what it asks
 * @user_data: for both
 * @error: %USHER_ERROR
 *
 * Returns: (transfer full): ssh, on its way
 */
UsherSshProcess *
usher_ssh_process_start (const UsherTunnelSpec *spec,
                         GPtrArray *forwards,
                         UsherSshNewsFunc on_news,
                         UsherSshQuestionFunc on_question,
                         gpointer user_data,
                         GError **error)
{
  UsherSshProcess *self = g_new0 (UsherSshProcess, 1);
  g_autoptr (GError) reason = NULL;
  gboolean ready;

  self->on_news = on_news;
  self->user_data = user_data;
  self->stopped = g_cancellable_new ();
  self->words = g_string_new (NULL);
  self->folder = make_folder (&reason);
  if (self->folder != NULL)
    self->control = g_build_filename (self->folder, "control", NULL);
  ready = self->folder != NULL && watch_folder (self, &reason)
          && (self->askpass = usher_ssh_askpass_new (self->folder, on_question, user_data, &reason))
                 != NULL;
  if (ready)
    self->process = spawn (self, spec, forwards, &reason);
  if (self->process == NULL)
    {
      g_propagate_error (error, ready ? usher_ssh_error_no_program (reason)
                                      : usher_ssh_error_no_folder (reason));
      free_without_process (self);
      return NULL;
    }
  listen_to_errors (self);
  watch_process (self);
  return self;
}

static gboolean
on_kill_due (gpointer process)
{
  g_subprocess_force_exit (process);
  return G_SOURCE_REMOVE;
}

static void
on_gone (GObject *source, GAsyncResult *result, gpointer data)
{
  GSource *last_resort = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_source_destroy (last_resort);
  g_source_unref (last_resort);
}

/* ssh ends its own helpers when it is asked to end. */
static void
end_process (GSubprocess *process)
{
  GSource *last_resort = g_timeout_source_new_seconds (KILL_SECONDS);

  g_source_set_callback (last_resort, on_kill_due, g_object_ref (process), g_object_unref);
  g_source_attach (last_resort, NULL);
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait_async (process, NULL, on_gone, last_resort);
}

/*< private >
 * usher_ssh_process_stop:
 * @self: (transfer full): ssh; its functions are not called any more
 *
 * Asks it to end, and kills it if it does not, after a while.
 */
void
usher_ssh_process_stop (UsherSshProcess *self)
{
  g_cancellable_cancel (self->stopped);
  g_source_destroy (self->errors_source);
  g_clear_pointer (&self->errors_source, g_source_unref);
  g_clear_object (&self->errors);
  end_process (self->process);
  g_clear_object (&self->process);
  free_without_process (self);
}

/*< private >
 * usher_ssh_process_get_pid:
 *
 * Returns: its process id, 0 when it is gone
 */
gint32
usher_ssh_process_get_pid (UsherSshProcess *self)
{
  const char *pid = g_subprocess_get_identifier (self->process);

  return pid != NULL ? (gint32)g_ascii_strtoll (pid, NULL, 10) : 0;
}
