/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* A request to the server to stop what it does for another connection, on its way. */
typedef struct _UsherCancelRequest UsherCancelRequest;

UsherCancelRequest *usher_cancel_request_new (PGconn *conn);
void usher_cancel_request_free (UsherCancelRequest *self);

void usher_cancel_request_get_poll (UsherCancelRequest *self, GPollFD *fd);
void usher_cancel_request_advance (UsherCancelRequest *self);
gboolean usher_cancel_request_is_done (UsherCancelRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherCancelRequest, usher_cancel_request_free)

G_END_DECLS
