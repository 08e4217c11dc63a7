/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session-list.h"

G_BEGIN_DECLS

/* What the list does with its slots. A slot does not keep its list alive, nor the list its
 * slots: @forget tells the list that one is gone. */
typedef void (*UsherSessionSlotForget) (gpointer list, guint position);

UsherSessionSlot *
usher_session_slot_new (gpointer list, guint position, UsherSessionSlotForget forget);

void usher_session_slot_show (UsherSessionSlot *self, const UsherArrangedRow *row, gint64 now);
void usher_session_slot_detach (UsherSessionSlot *self);

G_END_DECLS
