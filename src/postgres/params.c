/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "params.h"

#include <string.h>

#include "binary-format.h"
#include "durations.h"
#include "params-private.h"
#include "type-oids.h"

struct _UsherParams
{
  GArray *types;     /* (owned) (element-type Oid) */
  GPtrArray *values; /* (owned) (element-type guint8*): NULL is SQL's NULL */
  GArray *lengths;   /* (owned) (element-type int) */
  GArray *formats;   /* (owned) (element-type int): always 1, binary */
};

/**
 * usher_params_new:
 *
 * Returns: (transfer full): no parameters yet
 */
UsherParams *
usher_params_new (void)
{
  UsherParams *self = g_new0 (UsherParams, 1);

  self->types = g_array_new (FALSE, FALSE, sizeof (Oid));
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->lengths = g_array_new (FALSE, FALSE, sizeof (int));
  self->formats = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
usher_params_free (UsherParams *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->types);
  g_ptr_array_unref (self->values);
  g_array_unref (self->lengths);
  g_array_unref (self->formats);
  g_free (self);
}

static void
take (UsherParams *self, Oid type, void *bytes, gsize length)
{
  int length_for_libpq = (int)length;
  int binary = 1;

  g_return_if_fail (length <= G_MAXINT);

  g_array_append_val (self->types, type);
  g_ptr_array_add (self->values, bytes);
  g_array_append_val (self->lengths, length_for_libpq);
  g_array_append_val (self->formats, binary);
}

static void
add (UsherParams *self, Oid type, const void *bytes, gsize length)
{
  guint8 *copy = NULL;

  /* libpq reads a NULL pointer as SQL's NULL, so the empty string needs an address. */
  if (bytes != NULL)
    {
      copy = g_malloc (length + 1);
      memcpy (copy, bytes, length);
      copy[length] = '\0';
    }
  take (self, type, copy, length);
}

void
usher_params_add_bool (UsherParams *self, gboolean value)
{
  guint8 byte = value ? 1 : 0;

  add (self, USHER_TYPE_BOOL, &byte, sizeof byte);
}

void
usher_params_add_int32 (UsherParams *self, gint32 value)
{
  gint32 on_the_wire = GINT32_TO_BE (value);

  add (self, USHER_TYPE_INT4, &on_the_wire, sizeof on_the_wire);
}

void
usher_params_add_int64 (UsherParams *self, gint64 value)
{
  gint64 on_the_wire = GINT64_TO_BE (value);

  add (self, USHER_TYPE_INT8, &on_the_wire, sizeof on_the_wire);
}

/**
 * usher_params_add_time:
 * @self: the parameters
 * @microseconds: a point in time, or %USHER_NO_TIME
 *
 * Adds an int8 of microseconds since the epoch, and NULL for %USHER_NO_TIME: an unknown
 * start must never compare equal to anything.
 */
void
usher_params_add_time (UsherParams *self, gint64 microseconds)
{
  if (microseconds == USHER_NO_TIME)
    add (self, USHER_TYPE_INT8, NULL, 0);
  else
    usher_params_add_int64 (self, microseconds);
}

void
usher_params_add_oid (UsherParams *self, guint32 value)
{
  guint32 on_the_wire = GUINT32_TO_BE (value);

  add (self, USHER_TYPE_OID, &on_the_wire, sizeof on_the_wire);
}

/**
 * usher_params_add_text:
 * @self: the parameters
 * @value: (nullable): text in the encoding of the database it is sent to; %NULL is NULL
 *
 * Connections speak SQL_ASCII, so nobody converts it on the way.
 */
void
usher_params_add_text (UsherParams *self, const char *value)
{
  add (self, USHER_TYPE_TEXT, value, value != NULL ? strlen (value) : 0);
}

/**
 * usher_params_add_bytes:
 * @self: the parameters
 * @bytes: (nullable) (array length=length): any bytes, a bytea; %NULL is NULL
 * @length: how many
 */
void
usher_params_add_bytes (UsherParams *self, const void *bytes, gsize length)
{
  add (self, USHER_TYPE_BYTEA, bytes, length);
}

static GByteArray *
begin_array (Oid element_type, guint n)
{
  GByteArray *out = g_byte_array_new ();

  usher_binary_append_array_head (out, element_type, n);
  return out;
}

static void
end_array (UsherParams *self, Oid array_type, GByteArray *out)
{
  gsize length;
  guint8 *bytes = g_byte_array_steal (out, &length);

  take (self, array_type, bytes, length);
  g_byte_array_unref (out);
}

void
usher_params_add_int32_array (UsherParams *self, const gint32 *values, guint n)
{
  GByteArray *out = begin_array (USHER_TYPE_INT4, n);

  for (guint i = 0; i < n; i++)
    {
      usher_binary_append_int32 (out, sizeof (gint32));
      usher_binary_append_int32 (out, values[i]);
    }
  end_array (self, USHER_TYPE_INT4_ARRAY, out);
}

void
usher_params_add_int64_array (UsherParams *self, const gint64 *values, guint n)
{
  GByteArray *out = begin_array (USHER_TYPE_INT8, n);

  for (guint i = 0; i < n; i++)
    {
      usher_binary_append_int32 (out, sizeof (gint64));
      usher_binary_append_int64 (out, values[i]);
    }
  end_array (self, USHER_TYPE_INT8_ARRAY, out);
}

int
usher_params_get_n (const UsherParams *self)
{
  return self != NULL ? (int)self->types->len : 0;
}

const Oid *
usher_params_get_types (const UsherParams *self)
{
  return self != NULL ? (const Oid *)(void *)self->types->data : NULL;
}

const char *const *
usher_params_get_values (const UsherParams *self)
{
  return self != NULL ? (const char *const *)self->values->pdata : NULL;
}

const int *
usher_params_get_lengths (const UsherParams *self)
{
  return self != NULL ? (const int *)(void *)self->lengths->data : NULL;
}

const int *
usher_params_get_formats (const UsherParams *self)
{
  return self != NULL ? (const int *)(void *)self->formats->data : NULL;
}
