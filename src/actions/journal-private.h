/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal-reader.h"

G_BEGIN_DECLS

UsherJournalEntry *usher_journal_entry_new_blank (void);
UsherJournalEntry *usher_journal_entry_copy (UsherJournalEntry *self);
void usher_journal_target_free (UsherJournalTarget *self);
void usher_journal_take_text (char **where, char *text);
char *usher_journal_format_time (gint64 time);

/* What became of a session, where nobody lived to look. */
#define USHER_WORD_UNVERIFIED "unverified"

int usher_journal_open (const char *path, int flags);
UsherJournalEntry *usher_journal_file_settle (UsherJournalFile *self, UsherJournalEntry *entry);

const char *usher_journal_outcome_to_word (UsherJournalOutcome outcome);
UsherJournalOutcome usher_journal_outcome_from_word (const char *word);
GPtrArray *usher_journal_reader_read (UsherJournalReader *self,
                                      guint n_wanted,
                                      gboolean *more,
                                      GCancellable *cancellable,
                                      GError **error);

/* Returns: (transfer full): the entry to write */
typedef UsherJournalEntry *(*UsherJournalMake) (gpointer data);

/* It stands in the file now. */
typedef void (*UsherJournalWrote) (gpointer data);

void usher_journal_append_made_async (UsherJournal *self,
                                      UsherJournalMake make,
                                      UsherJournalWrote wrote,
                                      gpointer data,
                                      GDestroyNotify destroy,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void usher_journal_complain (UsherJournal *self, const GError *error);

G_END_DECLS
