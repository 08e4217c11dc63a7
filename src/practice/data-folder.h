/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "plan.h"

G_BEGIN_DECLS

/* The folder with the server's databases, inside its own private one. */

char *usher_data_folder_get_path (const char *folder);
char *usher_data_folder_read_state (const char *folder, guint line);

void usher_data_folder_make_async (const UsherPlan *plan,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean usher_data_folder_make_finish (GAsyncResult *result, GError **error);

G_END_DECLS
