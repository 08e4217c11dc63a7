/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "journal-entry.h"

G_BEGIN_DECLS

/* What to look for. Each may be %NULL: no matter. */
typedef struct
{
  const char *text;   /* as typed */
  const char *action; /* an entry's word */
  const char *server; /* an entry's server, exactly */
} UsherJournalFilter;

/* A filter that is kept. */
typedef struct _UsherJournalQuery UsherJournalQuery;

UsherJournalQuery *usher_journal_query_new (const UsherJournalFilter *filter);
void usher_journal_query_free (UsherJournalQuery *self);
gboolean usher_journal_query_finds (const UsherJournalQuery *self, UsherJournalEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherJournalQuery, usher_journal_query_free)

G_END_DECLS
