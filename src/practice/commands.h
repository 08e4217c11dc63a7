/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/types.h>

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  USHER_COMMAND_NONE,
  USHER_COMMAND_STOP,
  USHER_COMMAND_RESTART,
  USHER_COMMAND_SIGNAL,
} UsherCommandVerb;

/* One line of the helper's standard input. */
typedef struct
{
  UsherCommandVerb verb;
  int signal_number;
  pid_t pid; /* whom to signal; 0: all processes of the server */
} UsherCommand;

UsherCommand usher_command_parse (const char *line);

G_END_DECLS
