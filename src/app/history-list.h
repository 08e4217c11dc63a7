/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "history-item.h"
#include "journal-reader.h"

G_BEGIN_DECLS

/* What is behind the last row. */
typedef enum
{
  USHER_HISTORY_END_OPEN,    /* there may be more, which is read when it is asked for */
  USHER_HISTORY_END_CUT,     /* there may be more, which is not shown */
  USHER_HISTORY_END_TRIMMED, /* what there may have been is not kept any more */
  USHER_HISTORY_END_WHOLE,   /* nothing */
} UsherHistoryEnd;

/**
 * UsherHistoryList:
 *
 * As much of a journal as somebody looks at, newest first: a list model of #UsherHistoryItem. It
 * reads on when it is asked for more, up to a limit, and takes in what is written while it is
 * there, by this Usher and by others. Main thread only; reading is done on another.
 *
 * Signals: "loaded" (there is something to show, or nothing more), "outdated" (load it anew: its
 * files are gone), "trouble" (boxed #GError: it cannot be read).
 */
#define USHER_TYPE_HISTORY_LIST (usher_history_list_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryList, usher_history_list, USHER, HISTORY_LIST, GObject)

UsherHistoryList *usher_history_list_new (UsherJournal *journal);

void usher_history_list_load (UsherHistoryList *self, const UsherJournalFilter *filter);
void usher_history_list_load_more (UsherHistoryList *self);
UsherHistoryEnd usher_history_list_get_end (UsherHistoryList *self);

G_END_DECLS
