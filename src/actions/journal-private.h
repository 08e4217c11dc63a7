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

const char *usher_journal_outcome_to_word (UsherJournalOutcome outcome);
GPtrArray *usher_journal_reader_read (UsherJournalReader *self,
                                      guint n_wanted,
                                      gboolean *more,
                                      GCancellable *cancellable,
                                      GError **error);

/* Returns: (transfer full): the entry to write */
typedef UsherJournalEntry *(*UsherJournalMake) (gpointer data);

void usher_journal_append_made_async (UsherJournal *self,
                                      UsherJournalMake make,
                                      gpointer data,
                                      GDestroyNotify destroy,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
