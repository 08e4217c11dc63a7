/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "privileges.h"

#define LOG_TAIL 2000

static char *
get_log_path (const char *folder)
{
  return g_build_filename (folder, "server.log", NULL);
}

/*
 * usher_child_spawn:
 * @folder: the server's folder
 * @argv: (array zero-terminated=1): a program and its arguments
 *
 * Starts a program that ends when we do, its words going to the log.
 *
 * Returns: (transfer full): the child
 */
GSubprocess *
usher_child_spawn (const char *folder, const char *const *argv, GError **error)
{
  static pid_t helper;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *path = get_log_path (folder);
  int log = open (path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

  helper = getpid ();
  if (log >= 0)
    g_subprocess_launcher_take_stdout_fd (launcher, log);
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_subprocess_launcher_set_child_setup (launcher, usher_privileges_bind_child, &helper, NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}

/*
 * usher_child_read_log_tail:
 * @folder: the server's folder
 *
 * Returns: (transfer full): the last lines that its programs said, valid UTF-8
 */
char *
usher_child_read_log_tail (const char *folder)
{
  g_autofree char *path = get_log_path (folder);
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

void
usher_child_empty_log (const char *folder)
{
  g_autofree char *path = get_log_path (folder);

  if (truncate (path, 0) != 0)
    g_debug ("the log could not be emptied: %s", g_strerror (errno));
}
