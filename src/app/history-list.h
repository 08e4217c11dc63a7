/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "history-item.h"
#include "journal-reader.h"

G_BEGIN_DECLS

/**
 * UsherHistoryList:
 *
 * As much of a journal as somebody looks at, newest first: a list model of
 * #UsherHistoryItem. It reads on when it is asked for more, and takes in what is written
 * while it is there. Main thread only; reading is done on another.
 *
 * Signals: "loaded" (there is something to show, or nothing
 * more), "trouble" (boxed #GError: it cannot be read).
 */
#define USHER_TYPE_HISTORY_LIST (usher_history_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryList, usher_history_list, USHER, HISTORY_LIST, GObject)

UsherHistoryList *usher_history_list_new (UsherJournal *journal);

void usher_history_list_load (UsherHistoryList *self, const UsherJournalFilter *filter);
void usher_history_list_load_more (UsherHistoryList *self);

G_END_DECLS
