/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "names.h"

#include <string.h>

#include "text.h"

static gsize
count_backslashes (const char *bytes, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += bytes[i] == '\\';
  return n;
}

/* usher_text_decode() writes "\xNN" for a byte that it cannot read; no encoding that a
 * database may have uses the backslash for anything else. */
static gboolean
is_exact (const char *name, const char *bytes, gsize length)
{
  return count_backslashes (name, strlen (name)) == count_backslashes (bytes, length);
}

/**
 * usher_name_decode:
 * @rows: a result
 * @row: from 0
 * @column: one that holds the name of a database or a role
 * @encoding: of the database that the name is told about
 * @exact: (out) (optional): %FALSE if bytes of the name had to be written as "\xNN"
 *
 * Names of databases and roles belong to no database: they are the bytes that were current
 * where somebody created them. So a role from a UTF-8 database must read the same in the
 * row of a LATIN1 one, and UTF-8 is tried first; text in another encoding is hardly ever
 * valid UTF-8 by accident.
 *
 * Returns: (transfer full): the name in valid UTF-8, "" for NULL
 */
char *
usher_name_decode (UsherResult *rows, guint row, int column, int encoding, gboolean *exact)
{
  gsize length;
  const char *bytes = usher_result_get_bytes (rows, row, column, &length);
  gboolean is_utf8 = bytes == NULL || g_utf8_validate (bytes, length, NULL);
  char *name = is_utf8 ? g_strndup (bytes != NULL ? bytes : "", length)
                       : usher_text_decode (bytes, length, encoding);

  if (exact != NULL)
    *exact = is_utf8 || is_exact (name, bytes, length);
  return name;
}
