/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program that runs a practice server for Usher and for its tests, and lives exactly
 * as long as somebody holds its standard input open. Its --help tells how to talk to it. */

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "child.h"
#include "cluster.h"
#include "commands.h"
#include "folder.h"
#include "helper-options.h"
#include "plan.h"
#include "practice-server.h"
#include "privileges.h"
#include "programs.h"
#include "script.h"
#include "world.h"

typedef struct
{
  UsherHelperOptions options;
  GMainLoop *loop;
  GDataInputStream *input;
  GCancellable *cancellable; /* of the start */
  UsherFolder *folder;
  UsherPlan plan;
  UsherCluster *cluster;
  UsherWorld *world;  /* with --clients */
  char *password;     /* of the superuser over TCP */
  gboolean starting;  /* or restarting */
  gboolean was_ready; /* once */
  gboolean stopping;
  int exit_status;
} Helper;

static void read_command (Helper *helper);

static void
say (const char *key, const char *value)
{
  g_autofree char *escaped = g_strescape (value, NULL);

  printf ("%s=%s\n", key, escaped);
  fflush (stdout);
}

static void
say_number (const char *key, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  say (key, text);
}

static void
stop (Helper *helper)
{
  helper->stopping = TRUE;
  if (!helper->starting)
    {
      g_main_loop_quit (helper->loop);
      return;
    }
  /* The step that runs now ends with an error, see fail(). */
  g_cancellable_cancel (helper->cancellable);
  usher_cluster_end (helper->cluster);
}

static void
fail (Helper *helper, const char *why)
{
  helper->starting = FALSE;
  if (!helper->stopping)
    {
      g_autofree char *log = usher_child_read_log_tail (helper->plan.folder);
      g_autofree char *words = g_strdup_printf ("%s%s%s", log, *log != '\0' ? "\n" : "", why);

      say ("says", words);
      say ("failed", "start");
      helper->exit_status = EXIT_FAILURE;
    }
  g_main_loop_quit (helper->loop);
}

/* The start */

/* The last step of a start or restart succeeded. Returns whether anybody still wants it. */
static gboolean
arrive (Helper *helper)
{
  helper->starting = FALSE;
  if (helper->stopping)
    {
      g_main_loop_quit (helper->loop);
      return FALSE;
    }
  say_number ("server-pid", usher_cluster_get_pid (helper->cluster));
  return TRUE;
}

static void
become_ready (Helper *helper)
{
  if (!arrive (helper))
    return;
  helper->was_ready = TRUE;
  say ("ready", "1");
}

/* From a restart */
static void
come_back (Helper *helper)
{
  if (!arrive (helper))
    return;
  if (helper->world != NULL)
    usher_world_resume (helper->world);
  say ("done", "restart");
}

static void
on_world_started (GObject *object, GAsyncResult *result, gpointer data)
{
  Helper *helper = data;
  g_autoptr (GError) error = NULL;

  if (usher_world_start_finish (helper->world, result, &error))
    become_ready (helper);
  else
    fail (helper, error->message);
}

static void
start_world (Helper *helper)
{
  helper->world = usher_world_new (helper->plan.folder, usher_plan_get_port (&helper->plan));
  usher_world_start_async (helper->world, on_world_started, helper);
}

static void
on_greeted (GObject *object, GAsyncResult *result, gpointer data)
{
  Helper *helper = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *version = usher_script_run_finish (result, &error);

  if (version == NULL)
    {
      fail (helper, error->message);
      return;
    }
  say ("version", version);
  if (helper->password != NULL)
    say ("password", helper->password);
  if (helper->options.clients)
    start_world (helper);
  else
    become_ready (helper);
}

/* The first connection: proof that the server accepts some. */
static void
greet (Helper *helper)
{
  UsherWireTarget target = { usher_folder_get_path (helper->folder),
                             usher_plan_get_port (&helper->plan), "postgres", USHER_PLAN_SUPERUSER,
                             "usher-practice" };
  g_autofree char *set_password = NULL;
  const char *statements[] = { NULL, NULL };

  if (helper->options.tcp_port != 0)
    {
      helper->password = g_uuid_string_random ();
      set_password =
          g_strdup_printf ("ALTER ROLE %s PASSWORD '%s'", USHER_PLAN_SUPERUSER, helper->password);
      statements[0] = set_password;
    }
  usher_script_run_async (&target, statements, on_greeted, helper);
}

static void
on_started (GObject *object, GAsyncResult *result, gpointer data)
{
  Helper *helper = data;
  g_autoptr (GError) error = NULL;

  if (!usher_cluster_start_finish (helper->cluster, result, &error))
    fail (helper, error->message);
  else if (helper->was_ready)
    come_back (helper);
  else
    greet (helper);
}

static void
on_server_ended (gpointer data)
{
  say ("ended", "1");
}

static gboolean
find_bin_dir (Helper *helper)
{
  if (helper->options.bin_dir == NULL)
    {
      g_auto (GStrv) found = usher_practice_find_programs ();

      helper->options.bin_dir = g_strdup (found[0]);
    }
  return helper->options.bin_dir != NULL && usher_practice_has_programs (helper->options.bin_dir);
}

static void
begin (Helper *helper)
{
  const UsherHelperOptions *options = &helper->options;

  helper->plan = (UsherPlan){ .folder = usher_folder_get_path (helper->folder),
                              .bin_dir = options->bin_dir,
                              .cache = options->cache,
                              .settings = (const char *const *)options->settings,
                              .tcp_port = (guint)options->tcp_port };
  helper->cluster = usher_cluster_new (&helper->plan);
  usher_cluster_set_ended_func (helper->cluster, on_server_ended, helper);
  say ("folder", helper->plan.folder);
  say_number ("port", usher_plan_get_port (&helper->plan));
  say ("user", USHER_PLAN_SUPERUSER);
  helper->starting = TRUE;
  usher_cluster_start_async (helper->cluster, helper->cancellable, on_started, helper);
}

/* What we are told */

static void
restart (Helper *helper)
{
  helper->starting = TRUE;
  if (helper->world != NULL)
    usher_world_pause (helper->world);
  usher_cluster_end (helper->cluster);
  usher_cluster_start_async (helper->cluster, helper->cancellable, on_started, helper);
}

static void
answer (const char *command, gboolean done)
{
  say (done ? "done" : "refused", command);
}

static void
obey (Helper *helper, const char *line)
{
  UsherCommand command = usher_command_parse (line);

  if (command.verb == USHER_COMMAND_STOP)
    stop (helper);
  else if (helper->starting)
    answer (line, FALSE);
  else if (command.verb == USHER_COMMAND_RESTART)
    restart (helper);
  else if (command.verb == USHER_COMMAND_SIGNAL)
    answer (line, usher_cluster_signal (helper->cluster, command.pid, command.signal_number));
  else
    answer (line, FALSE);
}

static void
on_command (GObject *object, GAsyncResult *result, gpointer data)
{
  Helper *helper = data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, NULL);

  if (line == NULL)
    {
      stop (helper);
      return;
    }
  obey (helper, line);
  if (!helper->stopping)
    read_command (helper);
}

static void
read_command (Helper *helper)
{
  g_data_input_stream_read_line_async (helper->input, G_PRIORITY_DEFAULT, NULL, on_command, helper);
}

static gboolean
on_signal (gpointer data)
{
  stop (data);
  return G_SOURCE_CONTINUE;
}

/* From beginning to end */

/* libpq and PostgreSQL would take settings from there. */
static void
forget_environment (void)
{
  g_auto (GStrv) names = g_listenv ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "PG"))
      g_unsetenv (names[i]);
}

static void
run (Helper *helper)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  const int ends[] = { SIGTERM, SIGINT, SIGHUP };

  helper->loop = g_main_loop_new (NULL, FALSE);
  helper->cancellable = g_cancellable_new ();
  helper->input = g_data_input_stream_new (input);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    g_unix_signal_add (ends[i], on_signal, helper);
  read_command (helper);
  begin (helper);
  g_main_loop_run (helper->loop);
}

static void
helper_clear (Helper *helper)
{
  g_clear_pointer (&helper->world, usher_world_free);
  g_clear_pointer (&helper->cluster, usher_cluster_free);
  g_clear_pointer (&helper->folder, usher_folder_remove);
  g_clear_pointer (&helper->loop, g_main_loop_unref);
  g_clear_object (&helper->input);
  g_clear_object (&helper->cancellable);
  g_clear_pointer (&helper->password, g_free);
  usher_helper_options_clear (&helper->options);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Helper, helper_clear)

static int
refuse (const char *code, const char *why)
{
  say ("says", why);
  say ("failed", code);
  return EXIT_FAILURE;
}

int
main (int argc, char **argv)
{
  g_auto (Helper) helper = { 0 };
  g_autoptr (GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  forget_environment ();
  if (!usher_helper_options_parse (&helper.options, &argc, &argv, &error)
      || !usher_privileges_drop (&error))
    return refuse ("start", error->message);

  usher_folder_sweep ();
  if (!find_bin_dir (&helper))
    return refuse ("programs", "");

  helper.folder = usher_folder_new (&error);
  if (helper.folder == NULL)
    return refuse ("start", error->message);

  run (&helper);
  return helper.exit_status;
}
