/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal-query.h"
#include "journal.h"

G_BEGIN_DECLS

/**
 * UsherJournalReader:
 *
 * Reads a journal as it was when the reading began, from the newest entry to the oldest, a
 * piece at a time, on a thread. Amendments are worked into what they amend. What was asked for,
 * and whose Usher ended before it said what came of it, is unknown. Main thread only.
 */
#define USHER_TYPE_JOURNAL_READER (usher_journal_reader_get_type ())
G_DECLARE_FINAL_TYPE (UsherJournalReader, usher_journal_reader, USHER, JOURNAL_READER, GObject)

UsherJournalReader *
usher_journal_reader_new (UsherJournalFile *file, const UsherJournalFilter *filter);

void usher_journal_reader_read_async (UsherJournalReader *self,
                                      guint n_wanted,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GPtrArray *usher_journal_reader_read_finish (UsherJournalReader *self,
                                             GAsyncResult *result,
                                             gboolean *more,
                                             GError **error);

UsherJournalPlace usher_journal_reader_get_end (UsherJournalReader *self);
gboolean usher_journal_reader_is_trimmed (UsherJournalReader *self);

/* journal-seat.c */
void usher_journal_settle_async (UsherJournalFile *file,
                                 GPtrArray *entries,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *usher_journal_settle_finish (GAsyncResult *result, GError **error);

G_END_DECLS
