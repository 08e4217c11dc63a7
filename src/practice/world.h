/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What makes the practice server worth looking at: databases, roles, and clients. */
typedef struct _UsherWorld UsherWorld;

UsherWorld *usher_world_new (const char *folder, guint port);
void usher_world_free (UsherWorld *self);

void usher_world_start_async (UsherWorld *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean usher_world_start_finish (UsherWorld *self, GAsyncResult *result, GError **error);

void usher_world_pause (UsherWorld *self);
void usher_world_resume (UsherWorld *self);

G_END_DECLS
