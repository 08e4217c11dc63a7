/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "helper-options.h"

#include "server-settings.h"

static const char summary[] =
    "Runs a private throw-away PostgreSQL server until standard input ends.";

static const char protocol[] =
    "PROTOCOL\n"
    "  Says lines of key=value, control characters in values escaped as in C:\n"
    "    folder=PATH, port=, user=, version=, server-pid=, with TCP password=, and then\n"
    "    ready=1 when all is up; or failed=programs or failed=start, after says= with\n"
    "    the last words of the server's log; ended=1 when the server ended by itself.\n"
    "  Connect with host=FOLDER port=PORT user=USER, no password.\n"
    "  Reads commands, one a line, and answers done=COMMAND or refused=COMMAND:\n"
    "    restart               end the server at once, start it again in its folder\n"
    "    signal NAME all       send STOP, CONT, KILL, QUIT, TERM, INT or HUP to all of its\n"
    "    signal NAME PID       processes, or to one of them\n"
    "    stop                  the same as the end of standard input";

static gboolean
check_settings (char **settings, GError **error)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (!usher_server_setting_is_valid (settings[i]))
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "not name=value: %s",
                     settings[i]);
        return FALSE;
      }
  return TRUE;
}

/*
 * usher_helper_options_parse:
 * @options: (out caller-allocates): zeroed, to be cleared with usher_helper_options_clear()
 *
 * Returns: whether the command line made sense
 */
gboolean
usher_helper_options_parse (UsherHelperOptions *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "clients", 0, 0, G_OPTION_ARG_NONE, &options->clients,
      "Fill it with databases, roles and lively sessions", NULL },
    { "bin-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->bin_dir,
      "Where initdb and postgres are; else the newest found", "DIR" },
    { "tcp-port", 0, 0, G_OPTION_ARG_INT, &options->tcp_port,
      "Listen on 127.0.0.1 too, with a password", "PORT" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->settings,
      "A server setting, may be repeated", "NAME=VALUE" },
    { "cache", 0, 0, G_OPTION_ARG_FILENAME, &options->cache,
      "Keep an initialised data folder there, for faster starts", "DIR" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, protocol);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error)
         && check_settings (options->settings, error);
}

void
usher_helper_options_clear (UsherHelperOptions *options)
{
  g_clear_pointer (&options->settings, g_strfreev);
  g_clear_pointer (&options->bin_dir, g_free);
  g_clear_pointer (&options->cache, g_free);
}
