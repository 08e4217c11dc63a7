/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bounded-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, int number)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number), g_strerror (number));
  return FALSE;
}

static gboolean
read_all (int fd, GByteArray *bytes, gsize largest, GError **error)
{
  guint8 piece[16384];

  while (bytes->len <= largest)
    {
      gssize n = read (fd, piece, sizeof piece);

      if (n == 0)
        return TRUE;
      if (n > 0)
        g_byte_array_append (bytes, piece, (guint)n);
      else if (errno != EINTR)
        return fail (error, errno);
    }
  return fail (error, EFBIG);
}

static gboolean
is_regular (int fd, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail (error, errno);
  return S_ISREG (info.st_mode) || fail (error, S_ISDIR (info.st_mode) ? EISDIR : ENOTSUP);
}

/*
 * usher_bounded_file_read:
 * @path: a file
 * @largest: how many bytes it may have
 * @error: return location
 *
 * Reads a file that may be anybody's: never a pipe or a device, which have no end. Blocks.
 *
 * Returns: (transfer full): its bytes, with a 0 that does not count behind them; %NULL with an
 *   error of %G_IO_ERROR whose message is the system's word
 */
GBytes *
usher_bounded_file_read (const char *path, gsize largest, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  int fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0);
  gboolean ok;
  gsize length;

  if (fd < 0)
    {
      fail (error, errno);
      return NULL;
    }
  ok = is_regular (fd, error) && read_all (fd, bytes, largest, error);
  close (fd);
  if (!ok)
    return NULL;

  length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *)"", 1);
  return g_bytes_new_take (g_byte_array_free (g_steal_pointer (&bytes), FALSE), length);
}
