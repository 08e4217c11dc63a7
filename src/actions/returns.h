/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"
#include "server.h"

G_BEGIN_DECLS

/**
 * UsherReturn:
 *
 * A client that came back after sessions of it were terminated. All strings valid UTF-8,
 * not yet made visible.
 */
typedef struct
{
  guint32 database_oid;
  guint32 role_oid;
  char *database;
  char *user;
  char *application; /* "" when it gives none */
  char *client;      /* where it comes from */
  guint n_returns;   /* sessions that it opened in the last minute, as far as they were seen */
} UsherReturn;

/**
 * UsherReturns:
 *
 * Notices clients of a server that come back after they were terminated: the same database,
 * role, application and address, and a session that began later. Main thread only.
 *
 * Signals: "changed" (who came back, or how often).
 */
#define USHER_TYPE_RETURNS (usher_returns_get_type ())
G_DECLARE_FINAL_TYPE (UsherReturns, usher_returns, USHER, RETURNS, GObject)

UsherReturns *usher_returns_of (UsherServer *server);
UsherReturns *usher_returns_new (void);

void usher_returns_watch (UsherReturns *self, UsherOperation *operation);
void usher_returns_note (UsherReturns *self, const UsherSession *session, gint64 at);
void usher_returns_observe (UsherReturns *self, UsherSnapshot *snapshot);

guint usher_returns_get_n (UsherReturns *self);
const UsherReturn *usher_returns_get_nth (UsherReturns *self, guint index);

char *usher_return_describe (const UsherReturn *self);
const char *usher_return_advise (gboolean pooled);

G_END_DECLS
