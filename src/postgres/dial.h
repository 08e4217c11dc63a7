/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <libpq-fe.h>

#include "address.h"

G_BEGIN_DECLS

PGconn *usher_dial (UsherAddress *address,
                    PQnoticeReceiver receiver,
                    gpointer receiver_data,
                    gint64 *deadline,
                    GCancellable *cancellable,
                    GError **error);

G_END_DECLS
