/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "address.h"

G_BEGIN_DECLS

/* What there is to connect to on this machine, before anything was saved. */

void usher_discovery_find_async (GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *usher_discovery_find_finish (GAsyncResult *result, GError **error);

GPtrArray *
usher_discovery_find_in (const char *const *service_files, const char *const *socket_folders);

G_END_DECLS
