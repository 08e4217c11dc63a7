/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal-entry.h"
#include "journal-file.h"

G_BEGIN_DECLS

/**
 * UsherJournal:
 *
 * What was done, one line an action, in files of this machine that only
 * grow. Main thread only; all work on files is done by one thread of its own, in the order in
 * which it was asked for, so nobody ever waits for a disk.
 *
 * Signals: "appended" (#UsherJournalEntry: it stands in the file now, synced), "failed" (boxed
 * #GError: a line could not be written, or not in time; the action it tells of is done all the
 * same).
 */
#define USHER_TYPE_JOURNAL (usher_journal_get_type ())
G_DECLARE_FINAL_TYPE (UsherJournal, usher_journal, USHER, JOURNAL, GObject)

UsherJournal *usher_journal_get_default (void);
void usher_journal_drop_default (void);
UsherJournal *usher_journal_new (const char *folder);

UsherJournalFile *usher_journal_get_file (UsherJournal *self);

void usher_journal_append_async (UsherJournal *self,
                                 UsherJournalEntry *entry,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean usher_journal_append_finish (UsherJournal *self, GAsyncResult *result, GError **error);

/* journal-operation.c */
void usher_journal_run_operation_async (UsherJournal *self,
                                        UsherServer *server,
                                        UsherOperation *operation,
                                        UsherWorker *worker,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
usher_journal_run_operation_finish (UsherJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
