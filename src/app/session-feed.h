/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server.h"

G_BEGIN_DECLS

/**
 * UsherSessionFeed:
 *
 * What the page of sessions shows: keeps what the person asked for, has the server's
 * pictures arranged that way, and holds the order when it must not move. Main thread only.
 *
 * Signal: "changed" (there is another arrangement).
 */
#define USHER_TYPE_SESSION_FEED (usher_session_feed_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionFeed, usher_session_feed, USHER, SESSION_FEED, GObject)

UsherSessionFeed *usher_session_feed_new (void);

UsherServer *usher_session_feed_get_server (UsherSessionFeed *self);
void usher_session_feed_set_server (UsherSessionFeed *self, UsherServer *server);
UsherArrangement *usher_session_feed_get_arrangement (UsherSessionFeed *self);
void usher_session_feed_refresh (UsherSessionFeed *self, UsherArrangement *arrangement);

const UsherArrangementSpec *usher_session_feed_get_spec (UsherSessionFeed *self);
void usher_session_feed_set_scope (UsherSessionFeed *self, UsherScope *scope);
void usher_session_feed_set_filter (UsherSessionFeed *self, const char *filter);
void
usher_session_feed_set_states (UsherSessionFeed *self, guint states, gboolean in_transaction_only);
void usher_session_feed_set_sort (UsherSessionFeed *self, UsherColumn column, gboolean descending);
void usher_session_feed_set_hold (UsherSessionFeed *self, gboolean hold);

G_END_DECLS
