/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "history-item.h"

G_BEGIN_DECLS

/**
 * UsherHistoryVigil:
 *
 * Looks after what another Usher asked for, until that says what came of it or is seen to have
 * ended: the end of a process is written nowhere. Main thread only.
 */
#define USHER_TYPE_HISTORY_VIGIL (usher_history_vigil_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryVigil, usher_history_vigil, USHER, HISTORY_VIGIL, GObject)

UsherHistoryVigil *usher_history_vigil_new (UsherJournalFile *file);

void usher_history_vigil_add (UsherHistoryVigil *self, UsherHistoryItem *item);
void usher_history_vigil_clear (UsherHistoryVigil *self);

G_END_DECLS
