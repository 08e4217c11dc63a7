/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "journal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "errors.h"
#include "journal-private.h"

#define MAX_BYTES (8 * 1024 * 1024)
#define MAX_FILES 10

/* Another Usher needs milliseconds for a line. If it is stopped with the lock in its hand, an
 * action's line is rather not written, and that said, than everything after it delayed. */
#define LOCK_PATIENCE_US (5 * G_USEC_PER_SEC)
#define LOCK_DELAY_US    10000

static void
clear (gpointer data)
{
  UsherJournalFile *self = data;

  if (self->seat_fd >= 0)
    close (self->seat_fd);
  g_free (self->seat);
  g_free (self->folder);
}

UsherJournalFile *
usher_journal_file_new (const char *folder)
{
  UsherJournalFile *self = g_atomic_rc_box_new0 (UsherJournalFile);

  self->folder = g_strdup (folder);
  self->max_bytes = MAX_BYTES;
  self->max_files = MAX_FILES;
  self->seat = usher_journal_seat_new ();
  self->seat_fd = -1;
  return self;
}

UsherJournalFile *
usher_journal_file_ref (UsherJournalFile *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_journal_file_unref (UsherJournalFile *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * usher_journal_file_get_path:
 * @self: the files
 * @index: 0 for the one that grows, then the older ones
 *
 * Returns: (transfer full): its path, whether it exists or not
 */
char *
usher_journal_file_get_path (UsherJournalFile *self, guint index)
{
  g_autofree char *name =
      index == 0 ? g_strdup ("journal.jsonl") : g_strdup_printf ("journal.%u.jsonl", index);

  return g_build_filename (self->folder, name, NULL);
}

static gboolean
fail (GError **error, const char *path, int reason)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *sentence = NULL;

  /* Translators: the name of a file, then the system's reason, "No space left on device" */
  sentence = g_strdup_printf (_ ("%s: %s."), shown, g_strerror (reason));
  g_propagate_error (error, usher_error_new (USHER_ERROR_FAILED, NULL, NULL, sentence));
  return FALSE;
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
}

#define AUTO_FD __attribute__ ((cleanup (close_fd))) int

/*< private >
 * usher_journal_open:
 *
 * Links are not followed: nobody turns the journal's lines into another file.
 */
int
usher_journal_open (const char *path, int flags)
{
  int fd;

  do
    fd = open (path, flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
  while (fd < 0 && errno == EINTR);
  return fd;
}

/* The lock is a file of its own: the journal's is renamed when it is full. */
static int
take_lock (UsherJournalFile *self, int how, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.lock", NULL);
  gint64 until = g_get_monotonic_time () + LOCK_PATIENCE_US;
  int fd = usher_journal_open (path, how == LOCK_EX ? O_RDWR | O_CREAT : O_RDWR);

  if (fd < 0)
    {
      fail (error, path, errno);
      return -1;
    }
  while (flock (fd, how | LOCK_NB) < 0)
    {
      if ((errno != EWOULDBLOCK && errno != EINTR) || g_get_monotonic_time () >= until)
        {
          fail (error, path, errno);
          close (fd);
          return -1;
        }
      g_usleep (LOCK_DELAY_US);
    }
  return fd;
}

static gboolean
sync_folder (UsherJournalFile *self, GError **error)
{
  AUTO_FD fd = open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* Not every file system can do that, and then it needs not. */
  if (fd < 0 || (fsync (fd) < 0 && errno != EINVAL))
    return fail (error, self->folder, errno);
  return TRUE;
}

static gboolean
rename_file (UsherJournalFile *self, guint from, guint to, GError **error)
{
  g_autofree char *source = usher_journal_file_get_path (self, from);
  g_autofree char *destination = usher_journal_file_get_path (self, to);

  if (g_rename (source, destination) < 0 && errno != ENOENT)
    return fail (error, source, errno);
  return TRUE;
}

/* Oldest first, so that a crash in between leaves a gap in the numbers and loses nothing. */
static gboolean
rotate (UsherJournalFile *self, GError **error)
{
  for (guint i = self->max_files - 1; i > 0; i--)
    if (!rename_file (self, i - 1, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      length -= (gsize)n;
    }
  return TRUE;
}

/* A process that died while it wrote left half a line, which must not swallow the next one. */
static gboolean
ends_in_half_a_line (int fd, gint64 size)
{
  char last;

  return size > 0 && pread (fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* Half a line of our own is taken back, so that the next one finds its place. */
static gboolean
write_line (int fd, const char *path, gint64 size, const char *line, GError **error)
{
  g_autoptr (GString) bytes = g_string_new (ends_in_half_a_line (fd, size) ? "\n" : NULL);
  int reason;

  g_string_append (bytes, line);
  g_string_append_c (bytes, '\n');
  if (write_all (fd, bytes->str, bytes->len) && fsync (fd) == 0)
    return TRUE;

  reason = errno;
  if (ftruncate (fd, size) < 0)
    g_debug ("Half a line stays at the end of %s: %s", path, g_strerror (errno));
  return fail (error, path, reason);
}

static gboolean
append_locked (UsherJournalFile *self, const char *line, GError **error)
{
  g_autofree char *path = usher_journal_file_get_path (self, 0);
  struct stat state;
  AUTO_FD fd = -1;

  if (lstat (path, &state) == 0 && state.st_size > 0
      && state.st_size + (gint64)strlen (line) > self->max_bytes && !rotate (self, error))
    return FALSE;
  fd = usher_journal_open (path, O_RDWR | O_APPEND | O_CREAT);
  if (fd < 0 || fstat (fd, &state) < 0)
    return fail (error, path, errno);
  if (!write_line (fd, path, state.st_size, line, error))
    return FALSE;
  return state.st_size > 0 || sync_folder (self, error);
}

/**
 * usher_journal_file_append:
 * @self: the files
 * @line: a line, without its end
 * @error: why it does not stand there
 *
 * Returns: %TRUE when it stands on the disk, synced; %FALSE if it does not
 */
gboolean
usher_journal_file_append (UsherJournalFile *self, const char *line, GError **error)
{
  AUTO_FD lock = -1;

  if (g_mkdir_with_parents (self->folder, 0700) < 0)
    return fail (error, self->folder, errno);
  lock = take_lock (self, LOCK_EX, error);
  return lock >= 0 && append_locked (self, line, error);
}

/* Without it nobody writes, and who reads makes none. */
static gboolean
has_lock (UsherJournalFile *self)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.lock", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
clear_part (gpointer data)
{
  UsherJournalPart *part = data;

  close (part->fd);
}

static gboolean
open_part (UsherJournalFile *self, guint index, GArray *parts, GError **error)
{
  g_autofree char *path = usher_journal_file_get_path (self, index);
  UsherJournalPart part = { .fd = usher_journal_open (path, O_RDONLY) };
  struct stat state;

  if (part.fd < 0)
    return errno == ENOENT || fail (error, path, errno);
  if (fstat (part.fd, &state) == 0)
    part.end = (UsherJournalPlace){ state.st_dev, state.st_ino, state.st_size };
  g_array_append_val (parts, part);
  return TRUE;
}

/**
 * usher_journal_file_open_all:
 * @self: the files
 * @error: why they cannot be read
 *
 * Opens all that exist, newest first, at a moment at which no line is half written. They stay
 * what they are when they are renamed later.
 *
 * Returns: (transfer full) (element-type UsherJournalPart) (nullable): the open files; empty
 *   when there is no journal yet
 */
GArray *
usher_journal_file_open_all (UsherJournalFile *self, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (UsherJournalPart));
  AUTO_FD lock = -1;

  g_array_set_clear_func (parts, clear_part);
  if (has_lock (self))
    {
      lock = take_lock (self, LOCK_SH, error);
      if (lock < 0)
        return NULL;
    }
  for (guint i = 0; i < self->max_files; i++)
    if (!open_part (self, i, parts, error))
      return NULL;
  return g_steal_pointer (&parts);
}

/**
 * usher_journal_parts_end:
 * @parts: what usher_journal_file_open_all() returned
 *
 * Returns: the place behind the newest line
 */
UsherJournalPlace
usher_journal_parts_end (GArray *parts)
{
  static const UsherJournalPlace start;

  return parts->len > 0 ? g_array_index (parts, UsherJournalPart, 0).end : start;
}
