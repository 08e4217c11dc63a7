/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "result.h"

#include <string.h>

#include "result-private.h"

struct _UsherResult
{
  gatomicrefcount ref_count;
  PGresult *rows; /* (owned): only read from here on, so threads may share it */
};

/*< private >
 * usher_result_new_take:
 * @rows: (transfer full): a successful result in binary format
 *
 * Returns: (transfer full): the same, readable
 */
UsherResult *
usher_result_new_take (PGresult *rows)
{
  UsherResult *self = g_new0 (UsherResult, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->rows = rows;
  return self;
}

UsherResult *
usher_result_ref (UsherResult *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
usher_result_unref (UsherResult *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  PQclear (self->rows);
  g_free (self);
}

guint
usher_result_get_n_rows (UsherResult *self)
{
  return (guint)PQntuples (self->rows);
}

/**
 * usher_result_column:
 * @self: a result
 * @name: the column's name, exactly
 *
 * Asking for a column that the statement does not have is a programmer's error.
 *
 * Returns: its place, for the getters; -1 when there is none, which they read as NULL
 */
int
usher_result_column (UsherResult *self, const char *name)
{
  int n = PQnfields (self->rows);

  /* Not PQfnumber(): that one folds case and strips quotes. */
  for (int i = 0; i < n; i++)
    if (g_str_equal (PQfname (self->rows, i), name))
      return i;

  g_critical ("The statement gives no column \"%s\"", name);
  return -1;
}

/**
 * usher_result_is_null:
 * @self: a result
 * @row: from 0
 * @column: from usher_result_column()
 *
 * Returns: whether there is no value, or no such place
 */
gboolean
usher_result_is_null (UsherResult *self, guint row, int column)
{
  if (column < 0)
    return TRUE;
  g_return_val_if_fail (row < usher_result_get_n_rows (self), TRUE);
  g_return_val_if_fail (column < PQnfields (self->rows), TRUE);

  return PQgetisnull (self->rows, (int)row, column);
}

/* The bytes of a value of a fixed width, or NULL. Another width means that the SQL file and
 * the C code disagree about a type. */
static const void *
get_exactly (UsherResult *self, guint row, int column, gsize width)
{
  gsize length;
  const void *bytes = usher_result_get_bytes (self, row, column, &length);

  if (bytes != NULL && length != width)
    {
      g_critical ("Column \"%s\" is %" G_GSIZE_FORMAT " bytes wide, not %" G_GSIZE_FORMAT,
                  PQfname (self->rows, column), length, width);
      return NULL;
    }
  return bytes;
}

/**
 * usher_result_get_bool:
 *
 * Returns: the value of a boolean column; %FALSE for NULL
 */
gboolean
usher_result_get_bool (UsherResult *self, guint row, int column)
{
  const guint8 *bytes = get_exactly (self, row, column, 1);

  return bytes != NULL && *bytes != 0;
}

static guint32
read_uint32 (const void *bytes)
{
  guint32 on_the_wire;

  memcpy (&on_the_wire, bytes, sizeof on_the_wire);
  return GUINT32_FROM_BE (on_the_wire);
}

/**
 * usher_result_get_int32:
 * @if_null: what stands for NULL
 *
 * Returns: the value of an int4 column
 */
gint32
usher_result_get_int32 (UsherResult *self, guint row, int column, gint32 if_null)
{
  const void *bytes = get_exactly (self, row, column, sizeof (gint32));

  return bytes != NULL ? (gint32)read_uint32 (bytes) : if_null;
}

/**
 * usher_result_get_int64:
 * @if_null: what stands for NULL
 *
 * Returns: the value of an int8 column
 */
gint64
usher_result_get_int64 (UsherResult *self, guint row, int column, gint64 if_null)
{
  const void *bytes = get_exactly (self, row, column, sizeof (gint64));
  gint64 on_the_wire;

  if (bytes == NULL)
    return if_null;
  memcpy (&on_the_wire, bytes, sizeof on_the_wire);
  return GINT64_FROM_BE (on_the_wire);
}

/**
 * usher_result_get_oid:
 *
 * Returns: the value of an oid column; 0 for NULL
 */
guint32
usher_result_get_oid (UsherResult *self, guint row, int column)
{
  const void *bytes = get_exactly (self, row, column, sizeof (guint32));

  return bytes != NULL ? read_uint32 (bytes) : 0;
}

/**
 * usher_result_get_bytes:
 * @length: (out) (optional): how many bytes
 *
 * The raw value of any column: of text and names the bytes in the encoding of the database
 * they belong to, see usher_text_decode().
 *
 * Returns: (nullable): the bytes, owned by @self and followed by a zero; %NULL for NULL
 */
const void *
usher_result_get_bytes (UsherResult *self, guint row, int column, gsize *length)
{
  gboolean null = usher_result_is_null (self, row, column);

  if (length != NULL)
    *length = null ? 0 : (gsize)PQgetlength (self->rows, (int)row, column);
  return null ? NULL : PQgetvalue (self->rows, (int)row, column);
}

/* An int4[] as array_send() writes it: five words of head, then length and value of each
 * element. Nothing is believed that the length of the whole does not bear out. */
enum
{
  ARRAY_WORD = 4,
  ARRAY_HEAD = 5 * ARRAY_WORD,
  ARRAY_ELEMENT = 2 * ARRAY_WORD,
};

/**
 * usher_result_get_int32_array:
 * @n: (out): how many elements
 *
 * Reads a flat int4[] column without NULLs in it.
 *
 * Returns: (transfer full) (nullable) (array length=n): the elements; %NULL for NULL and
 *   for the empty array
 */
gint32 *
usher_result_get_int32_array (UsherResult *self, guint row, int column, guint *n)
{
  gsize length;
  const guint8 *bytes = usher_result_get_bytes (self, row, column, &length);
  guint n_elements;
  gint32 *elements;

  *n = 0;
  if (length < ARRAY_HEAD)
    return NULL;

  n_elements = read_uint32 (bytes + 3 * ARRAY_WORD);
  if (read_uint32 (bytes) != 1 || read_uint32 (bytes + ARRAY_WORD) != 0 || n_elements == 0
      || length != ARRAY_HEAD + (gsize)n_elements * ARRAY_ELEMENT)
    {
      g_warning ("Column \"%s\" is not a flat int4[]", PQfname (self->rows, column));
      return NULL;
    }

  elements = g_new (gint32, n_elements);
  for (guint i = 0; i < n_elements; i++)
    elements[i] = (gint32)read_uint32 (bytes + ARRAY_HEAD + (gsize)i * ARRAY_ELEMENT + ARRAY_WORD);
  *n = n_elements;
  return elements;
}
