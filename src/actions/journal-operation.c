/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-private.h"

/* Follows an operation, and writes down what became of it. */

/* What the journal knows of an operation. Main thread. */
typedef struct
{
  UsherJournal *journal;      /* (owned) */
  UsherJournalEntry *heading; /* (owned): server and action, without targets */
  UsherOutcome *written;      /* (owned) (nullable): of each target, what was written last */
} Record;

/* What the writer's thread makes a line of. Owned by one thread after another. */
typedef struct
{
  UsherJournalEntry *entry; /* (owned) */
  UsherOperationKind kind;
  UsherTargets *targets;  /* (owned) */
  UsherOutcome *outcomes; /* (owned) */
  gboolean *wanted;       /* (owned) (nullable): which targets; all if %NULL */
  char **errors;          /* (owned): for each target, %NULL if there is none */
} Draft;

static void
record_free (gpointer data, GClosure *closure)
{
  Record *self = data;

  usher_journal_entry_unref (self->heading);
  g_object_unref (self->journal);
  g_free (self->written);
  g_free (self);
}

static void
draft_free (gpointer data)
{
  Draft *self = data;

  for (guint i = 0; i < usher_targets_get_n (self->targets); i++)
    g_free (self->errors[i]);
  g_free (self->errors);
  g_free (self->wanted);
  g_free (self->outcomes);
  usher_targets_unref (self->targets);
  usher_journal_entry_unref (self->entry);
  g_free (self);
}

static gboolean
is_open (UsherOutcome outcome)
{
  return outcome == USHER_OUTCOME_SENT || outcome == USHER_OUTCOME_STILL_ENDING
         || outcome == USHER_OUTCOME_UNSEEN;
}

static gboolean
is_good (UsherOutcome outcome)
{
  return outcome == USHER_OUTCOME_GONE || outcome == USHER_OUTCOME_CANCELLED
         || outcome == USHER_OUTCOME_ALREADY_GONE || outcome == USHER_OUTCOME_NOT_RUNNING;
}

static UsherJournalOutcome
sum_up (const UsherOutcome *outcomes, guint n)
{
  guint n_good = 0;
  gboolean stopped = FALSE;
  gboolean unknown = FALSE;

  for (guint i = 0; i < n; i++)
    {
      if (is_open (outcomes[i]))
        return USHER_JOURNAL_OPEN;
      n_good += is_good (outcomes[i]) ? 1 : 0;
      stopped |= outcomes[i] == USHER_OUTCOME_NOT_SENT;
      unknown |= outcomes[i] == USHER_OUTCOME_UNKNOWN || outcomes[i] == USHER_OUTCOME_ENDED;
    }
  if (unknown)
    return USHER_JOURNAL_UNKNOWN;
  if (n_good == n)
    return USHER_JOURNAL_DONE;
  if (stopped)
    return USHER_JOURNAL_STOPPED;
  return n_good > 0 ? USHER_JOURNAL_PARTLY : USHER_JOURNAL_FAILED;
}

/* Writer's thread: a thousand targets take their time. */
static UsherJournalEntry *
make_entry (gpointer data)
{
  Draft *draft = data;
  UsherJournalEntry *entry = draft->entry;
  guint n = usher_targets_get_n (draft->targets);

  for (guint i = 0; i < n; i++)
    if (draft->wanted == NULL || draft->wanted[i])
      usher_journal_entry_add_session (entry, usher_targets_get_session (draft->targets, i),
                                       draft->outcomes[i], draft->errors[i]);
  if (draft->wanted == NULL)
    {
      g_autofree char *sql = usher_operation_to_sql (draft->kind, draft->targets);

      usher_journal_entry_set_sql (entry, sql);
    }
  usher_journal_entry_set_outcome (entry, sum_up (draft->outcomes, n), NULL);
  return usher_journal_entry_ref (entry);
}

static Draft *
draft_new (UsherOperation *operation, UsherJournalEntry *entry)
{
  Draft *self = g_new0 (Draft, 1);
  guint n;

  self->entry = entry;
  self->kind = usher_operation_get_kind (operation);
  self->targets = usher_targets_ref (usher_operation_get_targets (operation));
  n = usher_targets_get_n (self->targets);
  self->outcomes = g_new0 (UsherOutcome, n);
  self->errors = g_new0 (char *, n);
  for (guint i = 0; i < n; i++)
    {
      const GError *error = usher_operation_get_error (operation, i);

      self->outcomes[i] = usher_operation_get_outcome (operation, i);
      self->errors[i] = error != NULL ? g_strdup (error->message) : NULL;
    }
  return self;
}

/* Returns: whether there is anything new */
static gboolean
mark_news (Draft *draft, const UsherOutcome *written)
{
  guint n = usher_targets_get_n (draft->targets);
  gboolean any = FALSE;

  draft->wanted = g_new0 (gboolean, n);
  for (guint i = 0; i < n; i++)
    {
      draft->wanted[i] = draft->outcomes[i] != written[i];
      any |= draft->wanted[i];
    }
  return any;
}

static void
write_draft (Record *self, Draft *draft)
{
  guint n = usher_targets_get_n (draft->targets);

  g_free (self->written);
  self->written = g_memdup2 (draft->outcomes, n * sizeof (UsherOutcome));
  usher_journal_append_made_async (self->journal, make_entry, draft, draft_free, NULL, NULL);
}

static void
on_changed (UsherOperation *operation, gpointer data)
{
  Record *self = data;
  Draft *draft;

  if (usher_operation_is_running (operation))
    return;
  if (self->written == NULL)
    {
      write_draft (self, draft_new (operation, usher_journal_entry_copy (self->heading)));
      return;
    }
  draft = draft_new (operation, usher_journal_entry_new_amending (self->heading));
  if (mark_news (draft, self->written))
    write_draft (self, draft);
  else
    draft_free (draft);
}

static const char *
get_action (UsherOperation *operation)
{
  return usher_operation_get_kind (operation) == USHER_OPERATION_TERMINATE ? "terminate" : "cancel";
}

/**
 * usher_journal_record_operation:
 * @self: a journal
 * @server: where it will be done
 * @operation: one that was not begun
 *
 * Writes a line when every target has its outcome, and an amendment whenever there is news of
 * one whose end was open. @operation does not wait for that.
 */
void
usher_journal_record_operation (UsherJournal *self, UsherServer *server, UsherOperation *operation)
{
  Record *record = g_new0 (Record, 1);

  record->journal = g_object_ref (self);
  record->heading = usher_journal_entry_new (get_action (operation));
  usher_journal_entry_set_server (record->heading, server);
  g_signal_connect_data (operation, "changed", G_CALLBACK (on_changed), record, record_free,
                         G_CONNECT_DEFAULT);
}
