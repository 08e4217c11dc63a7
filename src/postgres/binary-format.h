/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* How PostgreSQL writes values in binary. */

void usher_binary_append_int32 (GByteArray *out, gint32 value);
void usher_binary_append_int64 (GByteArray *out, gint64 value);
void usher_binary_append_array_head (GByteArray *out, Oid element_type, guint n);

G_END_DECLS
