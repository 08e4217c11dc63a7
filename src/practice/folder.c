/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "data-folder.h"
#include "processes.h"

#define PREFIX "usher-practice-"
/* What PostgreSQL puts behind the folder's name to make the socket's. */
#define LONGEST_SOCKET "/.s.PGSQL.65535"
#define TRIES          16
#define DETACH_POLLS   200
#define DETACH_POLL_US (10 * 1000)

struct _UsherFolder
{
  char *base; /* (owned): where the folder lies, without links in it */
  char *path; /* (owned) */
  int lock;   /* the folder itself, locked */
};

static void
usher_folder_free (UsherFolder *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->base);
  g_free (self->path);
  g_free (self);
}

/* Where folders may lie, best first. Not the session's runtime directory: that is a small
 * file system in memory, and a server with four databases is no small file. */
static char **
list_bases (void)
{
  const char *const wanted[] = { g_get_tmp_dir (), "/tmp" };
  g_autoptr (GStrvBuilder) bases = g_strv_builder_new ();
  g_autofree char *last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      char *resolved = realpath (wanted[i], NULL);

      if (resolved != NULL && g_strcmp0 (resolved, last) != 0)
        {
          g_strv_builder_add (bases, resolved);
          g_free (last);
          last = g_strdup (resolved);
        }
      free (resolved);
    }
  return g_strv_builder_end (bases);
}

static gboolean
has_room_for_socket (const char *base)
{
  struct sockaddr_un address;

  return strlen (base) + strlen ("/" PREFIX "XXXXXX" LONGEST_SOCKET) < sizeof address.sun_path;
}

/* Opens and locks a folder, never through a link. Fails while another helper holds it, or
 * when another one removed it between our two calls. */
static int
open_locked (int base, const char *name)
{
  int fd = openat (base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat held, named;

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &held) == 0
      && fstatat (base, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && held.st_ino == named.st_ino
      && held.st_dev == named.st_dev)
    return fd;
  close (fd);
  return -1;
}

/* A sweep by another helper may take the folder between mkdtemp and our lock: try again. */
static UsherFolder *
try_base (const char *base)
{
  for (int i = 0; i < TRIES; i++)
    {
      g_autofree char *path = g_build_filename (base, PREFIX "XXXXXX", NULL);
      UsherFolder *self;
      int lock;

      if (g_mkdtemp_full (path, 0700) == NULL)
        return NULL;
      lock = open_locked (AT_FDCWD, path);
      if (lock < 0)
        {
          rmdir (path);
          continue;
        }

      self = g_new0 (UsherFolder, 1);
      self->base = g_strdup (base);
      self->path = g_steal_pointer (&path);
      self->lock = lock;
      return self;
    }
  return NULL;
}

/*
 * usher_folder_new:
 * Returns: (transfer full): a new private folder, empty and locked, to be given to
 *   usher_folder_remove()
 */
UsherFolder *
usher_folder_new (GError **error)
{
  g_auto (GStrv) bases = list_bases ();
  UsherFolder *self = NULL;

  for (guint i = 0; self == NULL && bases[i] != NULL; i++)
    if (has_room_for_socket (bases[i]))
      self = try_base (bases[i]);
  if (self == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "no folder for temporary files can be used");
  return self;
}

const char *
usher_folder_get_path (UsherFolder *self)
{
  return self->path;
}

/* Removes @name below @parent with all that is in it, as far as it belongs to us. Goes
 * by open folders, not by paths, so that nobody can swap a link in on the way. */
static gboolean
remove_tree (int parent, const char *name)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  const struct dirent *entry;
  struct stat info;
  DIR *folder;

  if (fd < 0)
    return unlinkat (parent, name, 0) == 0;
  if (fstat (fd, &info) != 0 || info.st_uid != geteuid () || (folder = fdopendir (fd)) == NULL)
    {
      close (fd);
      return FALSE;
    }
  while ((entry = readdir (folder)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      remove_tree (fd, entry->d_name);
  closedir (folder);
  return unlinkat (parent, name, AT_REMOVEDIR) == 0;
}

/* Whether nobody uses that segment of ours any more. A process that the kernel is just ending
 * has no program and no folder any more, but still its memory. */
static gboolean
is_left_behind (int id)
{
  struct shmid_ds info;

  for (guint i = 0; i < DETACH_POLLS; i++)
    {
      if (shmctl (id, IPC_STAT, &info) != 0 || info.shm_perm.uid != geteuid ())
        return FALSE;
      if (info.shm_nattch == 0)
        return TRUE;
      g_usleep (DETACH_POLL_US);
    }
  return FALSE;
}

/* A server that was killed leaves a segment of System V shared memory, a few bytes that
 * guard the folder; its number is the second one in the seventh line of postmaster.pid. */
static void
remove_shared_memory (const char *path)
{
  g_autofree char *line = usher_data_folder_read_state (path, 7);
  const char *last = line != NULL ? strrchr (line, ' ') : NULL;
  guint64 id;

  if (last != NULL && g_ascii_string_to_unsigned (last + 1, 10, 0, G_MAXINT, &id, NULL)
      && is_left_behind ((int)id))
    shmctl ((int)id, IPC_RMID, NULL);
}

static void
clear (int base, const char *base_path, const char *name)
{
  g_autofree char *path = g_build_filename (base_path, name, NULL);

  if (!usher_processes_end (path))
    return;
  remove_shared_memory (path);
  remove_tree (base, name);
}

/*
 * usher_folder_remove:
 * @self: (transfer full): a folder
 *
 * Ends whatever of its server still runs, and removes the folder. Blocks.
 */
void
usher_folder_remove (UsherFolder *self)
{
  int base = open (self->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (base >= 0)
    {
      g_autofree char *name = g_path_get_basename (self->path);

      clear (base, self->base, name);
      close (base);
    }
  usher_folder_free (self);
}

/* Left over is what bears our prefix, belongs to us alone, and is locked by nobody. */
static void
sweep_one (int base, const char *base_path, const char *name)
{
  int lock = open_locked (base, name);
  struct stat info;

  if (lock < 0)
    return;
  if (fstat (lock, &info) == 0 && (info.st_mode & 077) == 0 && info.st_uid == geteuid ())
    clear (base, base_path, name);
  close (lock);
}

static void
sweep_base (const char *base_path)
{
  g_autoptr (GDir) names = g_dir_open (base_path, 0, NULL);
  int base = open (base_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const char *name;

  if (names != NULL && base >= 0)
    while ((name = g_dir_read_name (names)) != NULL)
      if (g_str_has_prefix (name, PREFIX))
        sweep_one (base, base_path, name);
  if (base >= 0)
    close (base);
}

/*
 * usher_folder_sweep:
 * Removes the folders of helpers that were killed, and ends what is left of their
 * servers. Blocks.
 */
void
usher_folder_sweep (void)
{
  g_auto (GStrv) bases = list_bases ();

  for (guint i = 0; bases[i] != NULL; i++)
    sweep_base (bases[i]);
}
