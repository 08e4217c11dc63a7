/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "profile-store.h"

G_BEGIN_DECLS

void usher_export_connections_async (GtkWindow *parent,
                                     UsherProfileStore *store,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean usher_export_connections_finish (GAsyncResult *result);

G_END_DECLS
