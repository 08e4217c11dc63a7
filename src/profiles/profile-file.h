/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"

G_BEGIN_DECLS

#define USHER_PROFILE_FILE_NAME "connections.json"

GPtrArray *usher_profile_file_read (const char *folder, char **trouble, GError **error);
GPtrArray *
usher_profile_file_update (const char *folder, GPtrArray *changes, char **trouble, GError **error);

GPtrArray *usher_profile_file_parse (const char *text, gsize length, gboolean *whole);
char *usher_profile_file_print (GPtrArray *profiles);

G_END_DECLS
