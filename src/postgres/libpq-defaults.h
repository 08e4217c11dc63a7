/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "address.h"

G_BEGIN_DECLS

void usher_libpq_defaults_find_async (const char *service,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
UsherAddress *usher_libpq_defaults_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
