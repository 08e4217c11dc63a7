/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "binary-format.h"

/*< private >
 * usher_binary_append_int32:
 * @out: where to
 * @value: an int4, an oid, or a length
 */
void
usher_binary_append_int32 (GByteArray *out, gint32 value)
{
  gint32 on_the_wire = GINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *)&on_the_wire, sizeof on_the_wire);
}

/*< private >
 * usher_binary_append_int64:
 * @out: where to
 * @value: an int8
 */
void
usher_binary_append_int64 (GByteArray *out, gint64 value)
{
  gint64 on_the_wire = GINT64_TO_BE (value);

  g_byte_array_append (out, (const guint8 *)&on_the_wire, sizeof on_the_wire);
}

/*< private >
 * usher_binary_append_array_head:
 * @out: where to
 * @element_type: the type of the elements
 * @n: how many there are; each follows as its length and its value, and none is NULL
 *
 * See array_recv() in PostgreSQL: dimensions, "has NULLs", type of the elements, and for each
 * dimension its size and lower bound. An empty array has no dimension.
 */
void
usher_binary_append_array_head (GByteArray *out, Oid element_type, guint n)
{
  usher_binary_append_int32 (out, n > 0 ? 1 : 0);
  usher_binary_append_int32 (out, 0);
  usher_binary_append_int32 (out, (gint32)element_type);
  if (n == 0)
    return;
  usher_binary_append_int32 (out, (gint32)n);
  usher_binary_append_int32 (out, 1);
}
