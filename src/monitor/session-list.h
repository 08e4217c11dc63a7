/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "arrangement.h"

G_BEGIN_DECLS

/**
 * UsherSessionSlot:
 *
 * A place in the table. It shows whatever session sorts there now; a refresh changes what
 * a slot shows and never moves slots, so the view does not jump. "changed" is emitted when
 * its session, or anything that depends on the clock, is to be drawn anew.
 */
#define USHER_TYPE_SESSION_SLOT (usher_session_slot_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionSlot, usher_session_slot, USHER, SESSION_SLOT, GObject)

UsherSession *usher_session_slot_get_session (UsherSessionSlot *self);
gboolean usher_session_slot_get_ended (UsherSessionSlot *self);
guint usher_session_slot_get_position (UsherSessionSlot *self);
gint64 usher_session_slot_get_now (UsherSessionSlot *self);

/**
 * UsherSessionList:
 *
 * A #GListModel of slots over one arrangement. Slots are made when they are first asked
 * for, so 50,000 sessions cost what is on screen. Main thread only.
 */
#define USHER_TYPE_SESSION_LIST (usher_session_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionList, usher_session_list, USHER, SESSION_LIST, GObject)

UsherSessionList *usher_session_list_new (void);
void usher_session_list_set_arrangement (UsherSessionList *self, UsherArrangement *arrangement);
UsherArrangement *usher_session_list_get_arrangement (UsherSessionList *self);
UsherSession *usher_session_list_get_session (UsherSessionList *self, guint position);
gboolean usher_session_list_find (UsherSessionList *self, const UsherIdentity *id, guint *position);

G_END_DECLS
