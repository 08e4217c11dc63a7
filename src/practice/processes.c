/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The processes of a practice server, found by where they work: every process of a
 * PostgreSQL server has the data folder as its working directory. That finds also those
 * whose parent is gone already, which a walk down from the postmaster would miss. */

#include "processes.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define POLL_US (10 * 1000)
/* Longer than the five seconds after which a postmaster itself kills what does not react. */
#define PATIENCE (6 * G_TIME_SPAN_SECOND)
#define KILLED   (2 * G_TIME_SPAN_SECOND)

static char *
read_process_link (pid_t pid, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int)pid, name);

  return g_file_read_link (path, NULL);
}

/* A person's shell may stand in the folder too; it is not ours to signal. A process that the
 * kernel is just ending has no program any more, but it may still have its memory: until that
 * is gone, no other server can start in the folder. */
static gboolean
runs_server_program (pid_t pid)
{
  g_autofree char *program = read_process_link (pid, "exe");
  const char *name = program != NULL ? strrchr (program, '/') : NULL;

  return program == NULL
         || (name != NULL
             && (g_str_has_prefix (name, "/postgres") || g_str_has_prefix (name, "/initdb")));
}

static gboolean
works_in (pid_t pid, const char *folder)
{
  g_autofree char *place = read_process_link (pid, "cwd");
  gsize length = strlen (folder);

  return place != NULL && strncmp (place, folder, length) == 0
         && (place[length] == '/' || place[length] == '\0');
}

static gboolean
is_ours (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d", (int)pid);
  struct stat info;

  return stat (path, &info) == 0 && info.st_uid == geteuid ();
}

static gboolean
belongs (pid_t pid, const char *folder)
{
  return is_ours (pid) && works_in (pid, folder) && runs_server_program (pid);
}

/*
 * usher_processes_signal:
 * @folder: a practice server's folder, without links in it
 * @signal_number: a signal, or 0 to count only
 *
 * Returns: how many processes of that server there were
 */
guint
usher_processes_signal (const char *folder, int signal_number)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint count = 0;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL)
    if (usher_processes_signal_one (folder, (pid_t)g_ascii_strtoll (name, NULL, 10), signal_number))
      count++;
  return count;
}

/*
 * usher_processes_signal_one:
 * @folder: a practice server's folder, without links in it
 * @pid: one of its processes, perhaps
 * @signal_number: a signal, or 0 to ask only
 *
 * Returns: whether @pid was a process of that server, and got the signal
 */
gboolean
usher_processes_signal_one (const char *folder, pid_t pid, int signal_number)
{
  return pid > 0 && belongs (pid, folder) && kill (pid, signal_number) == 0;
}

static gboolean
wait_until_gone (const char *folder, gint64 patience)
{
  gint64 deadline = g_get_monotonic_time () + patience;

  while (usher_processes_signal (folder, 0) > 0)
    {
      if (g_get_monotonic_time () >= deadline)
        return FALSE;
      g_usleep (POLL_US);
    }
  return TRUE;
}

/*
 * usher_processes_end:
 * @folder: a practice server's folder, without links in it
 *
 * Ends a server without ceremony, its data being of no worth: SIGQUIT, and SIGKILL for
 * what is left. Stopped processes are woken to receive it. Blocks; some milliseconds
 * mostly, eight seconds at worst.
 *
 * Returns: whether none is left
 */
gboolean
usher_processes_end (const char *folder)
{
  usher_processes_signal (folder, SIGQUIT);
  usher_processes_signal (folder, SIGCONT);
  if (wait_until_gone (folder, PATIENCE))
    return TRUE;

  usher_processes_signal (folder, SIGKILL);
  return wait_until_gone (folder, KILLED);
}
