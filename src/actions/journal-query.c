/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-query.h"

#include <string.h>

#include "text.h"

struct _UsherJournalQuery
{
  char *text;   /* (nullable): folded */
  char *action; /* (nullable) */
  char *server; /* (nullable) */
};

/**
 * usher_journal_query_new:
 * @filter: (nullable): what to look for; %NULL for everything
 *
 * Returns: (transfer full): the same, kept
 */
UsherJournalQuery *
usher_journal_query_new (const UsherJournalFilter *filter)
{
  UsherJournalQuery *self = g_new0 (UsherJournalQuery, 1);

  if (filter == NULL)
    return self;
  self->text = filter->text != NULL ? usher_text_fold (filter->text) : NULL;
  self->action = g_strdup (filter->action);
  self->server = g_strdup (filter->server);
  return self;
}

void
usher_journal_query_free (UsherJournalQuery *self)
{
  g_free (self->text);
  g_free (self->action);
  g_free (self->server);
  g_free (self);
}

static gboolean
holds (const char *text, const char *folded)
{
  g_autofree char *own = text != NULL ? usher_text_fold (text) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

static gboolean
target_holds (const UsherJournalTarget *self, const char *folded)
{
  g_autofree char *pid = g_strdup_printf ("%d", self->pid);

  return holds (self->database, folded) || holds (self->user, folded)
         || holds (self->application, folded) || holds (self->client, folded)
         || holds (self->query, folded) || holds (self->says, folded) || g_str_equal (pid, folded);
}

/* Returns: whether it stands anywhere in what a person reads of it */
static gboolean
entry_holds (UsherJournalEntry *self, const char *folded)
{
  if (*folded == '\0' || holds (usher_journal_action_label (self->action), folded)
      || holds (self->action, folded) || holds (self->subject, folded)
      || holds (self->server, folded) || holds (self->host, folded) || holds (self->role, folded)
      || holds (self->says, folded) || holds (self->line, folded))
    return TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    if (target_holds (g_ptr_array_index (self->targets, i), folded))
      return TRUE;
  return holds (self->sql, folded);
}

/**
 * usher_journal_query_finds:
 * @self: what to look for
 * @entry: an entry
 *
 * Any thread. Returns: whether @entry is one of those
 */
gboolean
usher_journal_query_finds (const UsherJournalQuery *self, UsherJournalEntry *entry)
{
  if (self->action != NULL && !g_str_equal (self->action, entry->action))
    return FALSE;
  if (self->server != NULL && !g_str_equal (self->server, entry->server))
    return FALSE;
  return self->text == NULL || entry_holds (entry, self->text);
}
