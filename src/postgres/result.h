/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The rows of one statement, binary, read by column name. A column is looked up once
 * (usher_result_column()) and then read row by row; the getters check the width that the
 * server sent. Counted atomically; immutable, so any thread may read. */
typedef struct _UsherResult UsherResult;

UsherResult *usher_result_ref (UsherResult *self);
void usher_result_unref (UsherResult *self);

guint usher_result_get_n_rows (UsherResult *self);
int usher_result_column (UsherResult *self, const char *name);

gboolean usher_result_is_null (UsherResult *self, guint row, int column);
gboolean usher_result_get_bool (UsherResult *self, guint row, int column);
gint32 usher_result_get_int32 (UsherResult *self, guint row, int column, gint32 if_null);
gint64 usher_result_get_int64 (UsherResult *self, guint row, int column, gint64 if_null);
guint32 usher_result_get_oid (UsherResult *self, guint row, int column);
const void *usher_result_get_bytes (UsherResult *self, guint row, int column, gsize *length);
gint32 *usher_result_get_int32_array (UsherResult *self, guint row, int column, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherResult, usher_result_unref)

G_END_DECLS
