/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal.h"

G_BEGIN_DECLS

/**
 * UsherJournalTail:
 *
 * What is written to a journal from a place on, by this Usher and by others, as soon as it is.
 * Main thread only; reads on another.
 *
 * Signals: "entries" (#GPtrArray of #UsherJournalEntry, oldest first, amendments as they are),
 * "lost" (the place is not there any more: read the journal anew).
 */
#define USHER_TYPE_JOURNAL_TAIL (usher_journal_tail_get_type ())
G_DECLARE_FINAL_TYPE (UsherJournalTail, usher_journal_tail, USHER, JOURNAL_TAIL, GObject)

UsherJournalTail *usher_journal_tail_new (UsherJournalFile *file, const UsherJournalPlace *place);

void usher_journal_tail_look (UsherJournalTail *self);

G_END_DECLS
