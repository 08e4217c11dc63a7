/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal.h"

G_BEGIN_DECLS

/**
 * UsherJournalDeed:
 *
 * One thing that is done, as the journal follows it: a line before anything of it is sent, so
 * that it is known even if Usher dies meanwhile, and a line with what came of it. They are one
 * entry to who reads them. Where the first could not be written, the second says it all. Counted
 * atomically.
 */
typedef struct _UsherJournalDeed UsherJournalDeed;

UsherJournalDeed *usher_journal_deed_new (UsherJournal *journal,
                                          UsherServer *server,
                                          const char *action,
                                          const char *subject);
UsherJournalDeed *usher_journal_deed_ref (UsherJournalDeed *self);
void usher_journal_deed_unref (UsherJournalDeed *self);

UsherJournalEntry *usher_journal_deed_make_entry (UsherJournalDeed *self);
void usher_journal_deed_ask (UsherJournalDeed *self, UsherJournalEntry *entry);
void usher_journal_deed_tell (UsherJournalDeed *self, UsherJournalEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherJournalDeed, usher_journal_deed_unref)

G_END_DECLS
