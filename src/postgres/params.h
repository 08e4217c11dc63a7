/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The parameters $1, $2, ... of one execution of a statement, in libpq's binary form with
 * their types. Not thread-safe: made, filled and freed by one owner at a time. */
typedef struct _UsherParams UsherParams;

UsherParams *usher_params_new (void);
void usher_params_free (UsherParams *self);

void usher_params_add_bool (UsherParams *self, gboolean value);
void usher_params_add_int32 (UsherParams *self, gint32 value);
void usher_params_add_int64 (UsherParams *self, gint64 value);
void usher_params_add_time (UsherParams *self, gint64 microseconds);
void usher_params_add_oid (UsherParams *self, guint32 value);
void usher_params_add_text (UsherParams *self, const char *value);
void usher_params_add_bytes (UsherParams *self, const void *bytes, gsize length);
void usher_params_add_int32_array (UsherParams *self, const gint32 *values, guint n);
void usher_params_add_int64_array (UsherParams *self, const gint64 *values, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherParams, usher_params_free)

G_END_DECLS
