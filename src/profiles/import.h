/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"

G_BEGIN_DECLS

/* Connections that another program saved, or Usher on another machine. The files may be
 * anybody's: they are bounded, never followed anywhere, and what would run or read something
 * on this machine does not come along. */

/**
 * UsherImportEntry:
 * @profile: (owned): the connection as it would be saved, with a new id
 * @notes: (owned) (element-type utf8): translated sentences about what did not come along
 */
typedef struct
{
  UsherProfile *profile;
  GPtrArray *notes;
} UsherImportEntry;

void usher_import_entry_free (UsherImportEntry *self);

GPtrArray *usher_import_parse (const char *text, gsize length, GError **error);

void usher_import_read_async (GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *usher_import_read_finish (GAsyncResult *result, GError **error);

UsherProfile *usher_import_find_same (GListModel *profiles, UsherProfile *profile);

void usher_export_async (GListModel *profiles,
                         GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean usher_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
