/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal-reader.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_JOURNAL_JSON_LINES, /* as the journal has it, with amendments worked in */
  USHER_JOURNAL_CSV,        /* one line for each session; safe to open in a spreadsheet */
} UsherJournalFormat;

void usher_journal_export_async (UsherJournalFile *file,
                                 const UsherJournalFilter *filter,
                                 UsherJournalFormat format,
                                 GFile *destination,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gint64 usher_journal_export_finish (GAsyncResult *result, GError **error);

G_END_DECLS
