/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal-deed.h"
#include "journal-private.h"

G_BEGIN_DECLS

/* How long an action waits for the disk. Mostly it takes some milliseconds. */
#define USHER_JOURNAL_PATIENCE_MS 1000

gboolean usher_journal_deed_stands (UsherJournalDeed *self);
void usher_journal_deed_note (UsherJournalDeed *self);
void usher_journal_deed_prepare (UsherJournalDeed *self, UsherJournalEntry *entry);
void usher_journal_deed_complain (UsherJournalDeed *self);

G_END_DECLS
