/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "lines-backward.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_BYTES (256 * 1024)

/* Longer than any line that Usher writes. What is longer comes in pieces. */
#define MAX_LINE_BYTES (64 * 1024 * 1024)

struct _UsherLinesBackward
{
  int fd;            /* (unowned) */
  gint64 start;      /* of what was read, in the file */
  GByteArray *bytes; /* (owned): what was read and not returned yet, from start on */
  gsize searched;    /* so many bytes at the end of it hold no line end */
  gsize returned;    /* so many bytes at the end of it are what was returned last */
};

/**
 * usher_lines_backward_new:
 * @fd: an open file, which stays open as long
 * @size: how much of it to read
 *
 * Returns: (transfer full): a place at its end
 */
UsherLinesBackward *
usher_lines_backward_new (int fd, gint64 size)
{
  UsherLinesBackward *self = g_new0 (UsherLinesBackward, 1);

  self->fd = fd;
  self->start = size;
  self->bytes = g_byte_array_new ();
  return self;
}

void
usher_lines_backward_free (UsherLinesBackward *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static gboolean
read_fully (int fd, guint8 *to, gsize length, gint64 offset, GError **error)
{
  while (length > 0)
    {
      gssize n = pread (fd, to, length, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          int reason = n < 0 ? errno : EIO;

          g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (reason),
                               g_strerror (reason));
          return FALSE;
        }
      to += n;
      offset += n;
      length -= (gsize)n;
    }
  return TRUE;
}

/* The longer the line, the more at once, so that what is read moves seldom. */
static gboolean
read_before (UsherLinesBackward *self, GError **error)
{
  gsize held = self->bytes->len;
  gsize length = (gsize)MIN (self->start, (gint64)MAX (CHUNK_BYTES, held));

  g_byte_array_set_size (self->bytes, (guint)(held + length));
  memmove (self->bytes->data + length, self->bytes->data, held);
  self->start -= (gint64)length;
  return read_fully (self->fd, self->bytes->data, length, self->start, error);
}

/* Returns: (nullable): the last line end but for the one that ends the last line */
static const guint8 *
find_line_end (UsherLinesBackward *self)
{
  gsize length = self->bytes->len - self->searched;

  return length > 0 ? memrchr (self->bytes->data, '\n', length) : NULL;
}

/* With the line end before it. */
static void
drop_returned (UsherLinesBackward *self)
{
  g_byte_array_set_size (self->bytes, (guint)(self->bytes->len - self->returned));
  if (self->returned > 0)
    self->searched = 0;
  self->returned = 0;
}

/**
 * usher_lines_backward_next:
 * @self: a place
 * @line: (out) (nullable): the line before it, without its end and without a NUL behind it,
 *   until the next call; %NULL at the start of the file
 * @length: (out): of @line, in bytes
 * @error: why it cannot be read
 *
 * Blank lines are left out. Returns: %FALSE if it failed
 */
gboolean
usher_lines_backward_next (UsherLinesBackward *self,
                           const char **line,
                           gsize *length,
                           GError **error)
{
  *line = NULL;
  *length = 0;
  drop_returned (self);
  for (;;)
    {
      const guint8 *end = find_line_end (self);
      gsize from = end != NULL ? (gsize)(end + 1 - self->bytes->data) : 0;

      if (end == NULL && self->start > 0 && self->bytes->len < MAX_LINE_BYTES)
        {
          self->searched = self->bytes->len;
          if (!read_before (self, error))
            return FALSE;
          continue;
        }

      *length = self->bytes->len - from;
      self->returned = *length + (end != NULL ? 1 : 0);
      if (*length > 0)
        *line = (const char *)self->bytes->data + from;
      if (*length > 0 || self->returned == 0)
        return TRUE;
      drop_returned (self);
    }
}
