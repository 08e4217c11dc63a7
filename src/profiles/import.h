/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"

G_BEGIN_DECLS

/* Connections that another program saved, or Usher on another machine. The files may be
 * anybody's: they are bounded, never followed anywhere, and what would run or read something
 * on this machine is switched off. */

/**
 * UsherImportSwitch:
 * @name: (owned): what the file calls it, any text
 * @value: (owned): what it is set to there, any text
 * @on: whether it comes along, which it does not until the person wants it
 *
 * A setting that makes libpq or Usher run something, or read or write a file.
 */
typedef struct
{
  char *name;
  char *value;
  gboolean on;

  /*< private >*/
  char *keyword;  /* (owned) (nullable): libpq's; %NULL for the command */
  char **command; /* (owned) (nullable): that prints the password */
} UsherImportSwitch;

/**
 * UsherImportEntry:
 * @profile: (owned): the connection with everything switched off, with a new id
 * @switches: (owned) (element-type UsherImportSwitch): what can be switched on
 * @notes: (owned) (element-type utf8): translated sentences about what did not come along
 */
typedef struct
{
  UsherProfile *profile;
  GPtrArray *switches;
  GPtrArray *notes;
} UsherImportEntry;

void usher_import_entry_free (UsherImportEntry *self);
UsherProfile *usher_import_entry_make_profile (UsherImportEntry *self);

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
