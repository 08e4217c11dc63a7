/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands.h"

#include <signal.h>
#include <string.h>

static int
find_signal (const char *name)
{
  static const struct
  {
    const char *name;
    int number;
  } signals[] = {
    { "STOP", SIGSTOP }, { "CONT", SIGCONT }, { "KILL", SIGKILL }, { "QUIT", SIGQUIT },
    { "TERM", SIGTERM }, { "INT", SIGINT },   { "HUP", SIGHUP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (g_str_equal (name, signals[i].name))
      return signals[i].number;
  return 0;
}

static gboolean
parse_target (const char *word, pid_t *pid)
{
  guint64 number = 0;

  if (!g_str_equal (word, "all")
      && !g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT32, &number, NULL))
    return FALSE;
  *pid = (pid_t)number;
  return TRUE;
}

/*
 * usher_command_parse:
 * @line: what somebody wrote
 *
 * Returns: the command, its verb NONE if @line is none
 */
UsherCommand
usher_command_parse (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  guint n_words = g_strv_length (words);
  UsherCommand command = { USHER_COMMAND_NONE };

  if (g_str_equal (line, "stop"))
    command.verb = USHER_COMMAND_STOP;
  else if (g_str_equal (line, "restart"))
    command.verb = USHER_COMMAND_RESTART;
  else if (n_words == 3 && g_str_equal (words[0], "signal")
           && parse_target (words[2], &command.pid))
    {
      command.signal_number = find_signal (words[1]);
      command.verb = command.signal_number != 0 ? USHER_COMMAND_SIGNAL : USHER_COMMAND_NONE;
    }
  return command;
}
