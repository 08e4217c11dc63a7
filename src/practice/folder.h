/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The private folder of one practice server: its data, its log and its socket. The
 * helper holds a lock on it as long as it lives. */
typedef struct _UsherFolder UsherFolder;

UsherFolder *usher_folder_new (GError **error);
void usher_folder_remove (UsherFolder *self);

const char *usher_folder_get_path (UsherFolder *self);

void usher_folder_sweep (void);

G_END_DECLS
