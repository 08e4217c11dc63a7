/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "address.h"
#include "connection.h"

G_BEGIN_DECLS

/**
 * UsherNarrowDoor:
 *
 * When a server has no connection left for anybody, there still are those for replication. A
 * superuser or a role with REPLICATION gets in by one of them, may say everything in the simple
 * protocol, and with that list and end sessions until there is room again.
 */
UsherAddress *usher_narrow_door_address (UsherAddress *address);
UsherAddress *usher_wide_door_address (UsherAddress *address);
gboolean usher_address_is_narrow_door (UsherAddress *address);
gboolean usher_error_is_no_room (const GError *error);
GError *usher_narrow_door_explain (const GError *error);

gboolean usher_narrow_door_run (UsherConnection *connection,
                                const char *statement,
                                GPtrArray *params,
                                gint64 deadline,
                                GCancellable *cancellable,
                                UsherPipelineFunc func,
                                gpointer user_data,
                                GError **error);

G_END_DECLS
