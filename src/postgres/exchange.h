/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cancel-request.h"
#include "connection-private.h"
#include "deadline.h"

G_BEGIN_DECLS

/**
 * UsherExchange:
 *
 * One question and its answer over a connection. When the deadline passes or the cancellable
 * fires, the server is asked to stop and its answer awaited a little longer; when that does
 * not come either, the connection is given up.
 */
typedef struct
{
  UsherConnection *connection;
  gint64 deadline;
  GCancellable *cancellable;   /* (nullable): NULL once it fired */
  UsherCancelRequest *request; /* (owned) (nullable): on its way since @interrupted_by */
  UsherWait interrupted_by;    /* READY: by nothing */
  gint64 ask_again;            /* when the request is repeated */
  gboolean broken;             /* nothing more will arrive */
} UsherExchange;

void usher_exchange_begin (UsherExchange *self,
                           UsherConnection *connection,
                           gint64 deadline,
                           GCancellable *cancellable);
gboolean usher_exchange_step (UsherExchange *self);
gboolean usher_exchange_await_result (UsherExchange *self);
void usher_exchange_end (UsherExchange *self);
GError *usher_exchange_why_given_up (UsherExchange *self);
GError *usher_exchange_why_failed (UsherExchange *self, const PGresult *result);

/* The same for a plain question. */
gboolean usher_connection_check (UsherConnection *self,
                                 gint64 deadline,
                                 GCancellable *cancellable,
                                 GError **error);
gboolean usher_connection_send (UsherConnection *self, const char *statement, UsherParams *params);
gboolean usher_connection_prepare (UsherConnection *self,
                                   const char *statement,
                                   UsherParams *params,
                                   gint64 deadline,
                                   GCancellable *cancellable,
                                   GError **error);
PGresult *usher_connection_finish (UsherConnection *self,
                                   gint64 deadline,
                                   GCancellable *cancellable,
                                   GError **error);
GError *usher_connection_lost (UsherConnection *self);

G_END_DECLS
