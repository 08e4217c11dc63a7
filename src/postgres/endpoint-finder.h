/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "address.h"
#include "endpoint.h"

G_BEGIN_DECLS

UsherEndpoint *usher_endpoint_find (UsherAddress *address, GError **error);

void usher_endpoint_find_async (UsherAddress *address,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
UsherEndpoint *usher_endpoint_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
