/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "literals.h"

#include <string.h>

#include "params-private.h"
#include "type-oids.h"

/* Statements as the simple protocol wants them: parameters written out. This is the only place
 * where a value becomes a part of SQL. Each becomes a quoted constant with its type behind it,
 * so that it means what the parameter would have meant. */

static guint32
read_uint32 (const char *bytes)
{
  guint32 on_the_wire;

  memcpy (&on_the_wire, bytes, sizeof on_the_wire);
  return GUINT32_FROM_BE (on_the_wire);
}

static gint64
read_int64 (const char *bytes)
{
  gint64 on_the_wire;

  memcpy (&on_the_wire, bytes, sizeof on_the_wire);
  return GINT64_FROM_BE (on_the_wire);
}

static gint64
read_integer (const char *bytes, gsize width)
{
  return width == sizeof (gint64) ? read_int64 (bytes) : (gint32)read_uint32 (bytes);
}

static void
append_integer (GString *out, gint64 value)
{
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

/* As begin_array() in params.c writes it: five words of head, or three for no element. */
static void
append_array (GString *out, const char *bytes, gsize width)
{
  guint n = read_uint32 (bytes) > 0 ? read_uint32 (bytes + 12) : 0;
  const char *element = bytes + 20;

  g_string_append (out, "'{");
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_integer (out, read_integer (element + 4, width));
      element += 4 + width;
    }
  g_string_append (out, "}'");
}

static void
append_bytes (GString *out, const char *bytes, int length)
{
  g_string_append (out, "pg_catalog.decode('");
  for (int i = 0; i < length; i++)
    g_string_append_printf (out, "%02x", (guint8)bytes[i]);
  g_string_append (out, "', 'hex')");
}

static gboolean
append_text (GString *out, PGconn *conn, const char *text, int length)
{
  char *literal = PQescapeLiteral (conn, text, (size_t)length);

  if (literal == NULL)
    return FALSE;
  g_string_append (out, literal);
  PQfreemem (literal);
  return TRUE;
}

static gboolean
append_value (GString *out, PGconn *conn, Oid type, const char *bytes, int length)
{
  switch (type)
    {
    case USHER_TYPE_BOOL:
      g_string_append (out, *bytes != 0 ? "'true'" : "'false'");
      return TRUE;
    case USHER_TYPE_INT4:
      g_string_append_printf (out, "'%d'", (gint32)read_uint32 (bytes));
      return TRUE;
    case USHER_TYPE_OID:
      g_string_append_printf (out, "'%u'", read_uint32 (bytes));
      return TRUE;
    case USHER_TYPE_INT8:
      g_string_append_printf (out, "'%" G_GINT64_FORMAT "'", read_int64 (bytes));
      return TRUE;
    case USHER_TYPE_INT4_ARRAY:
      append_array (out, bytes, sizeof (gint32));
      return TRUE;
    case USHER_TYPE_INT8_ARRAY:
      append_array (out, bytes, sizeof (gint64));
      return TRUE;
    case USHER_TYPE_BYTEA:
      append_bytes (out, bytes, length);
      return TRUE;
    case USHER_TYPE_TEXT:
      return append_text (out, conn, bytes, length);
    default:
      return FALSE;
    }
}

static const char *
find_type_name (Oid type)
{
  static const struct
  {
    Oid type;
    const char *name;
  } names[] = {
    { USHER_TYPE_BOOL, "bool" },         { USHER_TYPE_BYTEA, "bytea" },
    { USHER_TYPE_INT4, "int4" },         { USHER_TYPE_INT8, "int8" },
    { USHER_TYPE_OID, "oid" },           { USHER_TYPE_TEXT, "text" },
    { USHER_TYPE_INT4_ARRAY, "int4[]" }, { USHER_TYPE_INT8_ARRAY, "int8[]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].type == type)
      return names[i].name;
  return NULL;
}

static gboolean
append_param (GString *out, PGconn *conn, const UsherParams *params, guint64 number)
{
  guint64 index = number - 1; /* 0 becomes one that there is not */
  const char *bytes;
  const char *type;

  if (index >= (guint64)usher_params_get_n (params))
    return FALSE;
  bytes = usher_params_get_values (params)[index];
  type = find_type_name (usher_params_get_types (params)[index]);
  if (bytes == NULL)
    g_string_append (out, "NULL");
  else if (!append_value (out, conn, usher_params_get_types (params)[index], bytes,
                          usher_params_get_lengths (params)[index]))
    return FALSE;
  g_string_append_printf (out, "::pg_catalog.%s", type);
  return type != NULL;
}

/* What stands between quotes or in a comment is passed over as it is. */
static gsize
measure_opaque (const char *at)
{
  const char *end;

  if (*at == '\'' || *at == '"')
    {
      end = strchr (at + 1, *at);
      return end != NULL ? (gsize)(end - at) + 1 : strlen (at);
    }
  if (g_str_has_prefix (at, "--"))
    return strcspn (at, "\n");
  return 0;
}

/*< private >
 * usher_literals_fill_in:
 * @conn: the connection it is for, whose encoding and settings decide how text is quoted
 * @statement: one statement of Usher's own, with $1, $2, ...
 * @params: (nullable): its parameters
 *
 * Returns: (transfer full) (nullable): the statement without parameters; %NULL when a value
 *   cannot be written out, or there is none
 */
char *
usher_literals_fill_in (PGconn *conn, const char *statement, const UsherParams *params)
{
  g_autoptr (GString) out = g_string_sized_new (strlen (statement) + 256);

  while (*statement != '\0')
    {
      gsize opaque = measure_opaque (statement);
      char *end;
      guint64 number;

      if (opaque > 0 || *statement != '$' || !g_ascii_isdigit (statement[1]))
        {
          opaque = MAX (opaque, 1);
          g_string_append_len (out, statement, (gssize)opaque);
          statement += opaque;
          continue;
        }
      number = g_ascii_strtoull (statement + 1, &end, 10);
      if (!append_param (out, conn, params, number))
        return NULL;
      statement = end;
    }
  return g_strdup (out->str);
}
