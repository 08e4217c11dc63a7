/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operation.h"
#include "session-feed.h"

G_BEGIN_DECLS

/**
 * UsherSessionPage:
 *
 * The sessions of one server, or of what is chosen in the tree: figures, filters, the live
 * table, and what can be done with the selected ones. The page holds the order of the rows
 * while any is selected, or while a menu or a dialog is open.
 *
 * Signals:
 *
 * - "act" (int: an #UsherOperationKind; pointer: #UsherTargets, not empty, to be referenced
 *   by whoever keeps it): the person wants to do that to these, frozen as they were at that
 *   instant. Nothing is done yet.
 * - "all-wanted": a figure was clicked that counts the whole server; whoever chose a smaller
 *   part of it should show all sessions.
 */
#define USHER_TYPE_SESSION_PAGE (usher_session_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionPage, usher_session_page, USHER, SESSION_PAGE, GtkWidget)

UsherSessionPage *usher_session_page_new (void);

void usher_session_page_set_server (UsherSessionPage *self, UsherServer *server);
void usher_session_page_set_scope (UsherSessionPage *self, UsherScope *scope);
void usher_session_page_set_hold (UsherSessionPage *self, gboolean hold);
void usher_session_page_focus_filter (UsherSessionPage *self);

UsherSessionFeed *usher_session_page_get_feed (UsherSessionPage *self);

G_END_DECLS
