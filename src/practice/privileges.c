/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What systems without a "nobody" entry use for it. */
#define OVERFLOW_ID 65534

static void
find_server_user (uid_t *uid, gid_t *gid)
{
  const struct passwd *entry = getpwnam ("postgres");

  if (entry == NULL || entry->pw_uid == 0)
    entry = getpwnam ("nobody");
  *uid = entry != NULL && entry->pw_uid != 0 ? entry->pw_uid : OVERFLOW_ID;
  *gid = entry != NULL && entry->pw_uid != 0 ? entry->pw_gid : OVERFLOW_ID;
}

/*
 * usher_privileges_drop:
 *
 * PostgreSQL refuses to run as root, and this helper has no need of it either: it makes
 * and removes folders, and signals processes, which is safer done as nobody special. So if
 * it is root, it becomes "postgres" (the server's packages make that user), or "nobody",
 * for good. Root, who started it, can still enter its folder and connect.
 *
 * Returns: whether this process is an ordinary user now
 */
gboolean
usher_privileges_drop (GError **error)
{
  uid_t uid;
  gid_t gid;

  if (geteuid () != 0)
    return TRUE;

  find_server_user (&uid, &gid);
  if (setgroups (0, NULL) == 0 && setgid (gid) == 0 && setuid (uid) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot become user %d: %s",
               (int)uid, g_strerror (errno));
  return FALSE;
}

/*
 * usher_privileges_bind_child:
 * @helper_pid: a pointer to the pid of the helper
 *
 * Runs in a child between fork and exec, so only async-signal-safe calls. The child gets a
 * session of its own (Ctrl+C in a terminal is for Usher, which then ends it in order), and
 * asks the kernel for SIGQUIT, PostgreSQL's "immediate shutdown", when the helper dies. The
 * helper may have died before the wish was made.
 */
void
usher_privileges_bind_child (gpointer helper_pid)
{
  setsid ();
  umask (077);
  if (prctl (PR_SET_PDEATHSIG, SIGQUIT) != 0 || getppid () != *(pid_t *)helper_pid)
    _exit (126);
}
