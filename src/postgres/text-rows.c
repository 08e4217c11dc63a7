/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "text-rows.h"

#include <string.h>

#include "binary-format.h"
#include "type-oids.h"

/* The simple protocol answers in text only. Here it becomes what the server would have sent
 * in binary, so that whoever reads a result need not know how it came. */

/* The server may write them in either of two ways; libpq knows both. */
static void
append_bytea (GByteArray *out, const char *text)
{
  size_t length = 0;
  unsigned char *bytes = PQunescapeBytea ((const unsigned char *)text, &length);

  if (bytes != NULL)
    g_byte_array_append (out, bytes, (guint)length);
  PQfreemem (bytes);
}

/* "{1,2}": flat, without NULLs, as all of ours are. */
static void
append_int32_array (GByteArray *out, const char *text)
{
  g_autofree char *inner = g_strndup (text + 1, strcspn (text + 1, "}"));
  g_auto (GStrv) elements = g_strsplit (inner, ",", -1);
  guint n = g_strv_length (elements);

  usher_binary_append_array_head (out, USHER_TYPE_INT4, n);
  for (guint i = 0; i < n; i++)
    {
      usher_binary_append_int32 (out, sizeof (gint32));
      usher_binary_append_int32 (out, (gint32)g_ascii_strtoll (elements[i], NULL, 10));
    }
}

static void
append_value (GByteArray *out, Oid type, const char *text, int length)
{
  switch (type)
    {
    case USHER_TYPE_BOOL:
      g_byte_array_append (out, (const guint8 *)(*text == 't' ? "\1" : "\0"), 1);
      break;
    case USHER_TYPE_INT4:
    case USHER_TYPE_OID:
      usher_binary_append_int32 (out, (gint32)g_ascii_strtoll (text, NULL, 10));
      break;
    case USHER_TYPE_INT8:
      usher_binary_append_int64 (out, g_ascii_strtoll (text, NULL, 10));
      break;
    case USHER_TYPE_BYTEA:
      append_bytea (out, text);
      break;
    case USHER_TYPE_INT4_ARRAY:
      append_int32_array (out, text);
      break;
    default:
      g_byte_array_append (out, (const guint8 *)text, (guint)length);
      break;
    }
}

static PGresult *
copy_columns (PGconn *conn, const PGresult *rows)
{
  PGresult *out = PQmakeEmptyPGresult (conn, PGRES_TUPLES_OK);
  int n = PQnfields (rows);
  g_autofree PGresAttDesc *columns = g_new0 (PGresAttDesc, MAX (n, 1));

  for (int i = 0; i < n; i++)
    {
      columns[i].name = PQfname (rows, i);
      columns[i].typid = PQftype (rows, i);
      columns[i].format = 1;
    }
  if (out == NULL || (n > 0 && !PQsetResultAttrs (out, n, columns)))
    g_error ("Out of memory");
  return out;
}

static void
copy_value (PGresult *out, const PGresult *rows, int row, int column, GByteArray *buffer)
{
  gboolean null = PQgetisnull (rows, row, column);

  g_byte_array_set_size (buffer, 0);
  if (!null)
    append_value (buffer, PQftype (rows, column), PQgetvalue (rows, row, column),
                  PQgetlength (rows, row, column));
  if (!PQsetvalue (out, row, column, null ? NULL : (char *)buffer->data,
                   null ? -1 : (int)buffer->len))
    g_error ("Out of memory");
}

/*< private >
 * usher_text_rows_to_binary:
 * @conn: where they came from
 * @rows: (transfer full): a successful result in text format
 *
 * Returns: (transfer full): the same in binary format, as far as Usher's statements have types
 *   whose two formats differ; @rows itself when it has none
 */
PGresult *
usher_text_rows_to_binary (PGconn *conn, PGresult *rows)
{
  g_autoptr (GByteArray) buffer = g_byte_array_sized_new (1024);
  PGresult *out;

  if (PQresultStatus (rows) != PGRES_TUPLES_OK)
    return rows;
  out = copy_columns (conn, rows);
  for (int row = 0; row < PQntuples (rows); row++)
    for (int column = 0; column < PQnfields (rows); column++)
      copy_value (out, rows, row, column, buffer);
  PQclear (rows);
  return out;
}
