/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-deed-private.h"

#include <string.h>

/* Follows an operation: writes down what is asked for, has it done, and writes down what became
 * of it. */

/* What the journal knows of an operation. Main thread. */
typedef struct
{
  UsherJournal *journal;  /* (owned) */
  UsherJournalDeed *deed; /* (owned) */
  UsherOutcome *written;  /* (owned): of each target, what was written last */
} Record;

/* What the writer's thread makes a line of. Owned by one thread after another. */
typedef struct
{
  UsherJournalDeed *deed; /* (owned) */
  UsherOperationKind kind;
  UsherTargets *targets;  /* (owned) */
  UsherOutcome *outcomes; /* (owned) */
  gboolean *is_news;      /* (owned): of which targets there is something to be said */
  char **errors;          /* (owned): for each target, %NULL if there is none */
  gboolean is_asked;      /* nothing was sent yet */
} Draft;

static void
record_free (gpointer data, GClosure *closure)
{
  Record *self = data;

  usher_journal_deed_unref (self->deed);
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
  g_free (self->is_news);
  g_free (self->outcomes);
  usher_targets_unref (self->targets);
  usher_journal_deed_unref (self->deed);
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

/* Writer's thread: a thousand targets take their time. What stands there already is not said
 * again. */
static UsherJournalEntry *
make_entry (gpointer data)
{
  Draft *draft = data;
  UsherJournalEntry *entry = usher_journal_deed_make_entry (draft->deed);
  gboolean is_whole = !usher_journal_deed_stands (draft->deed);
  guint n = usher_targets_get_n (draft->targets);

  for (guint i = 0; i < n; i++)
    if (is_whole || draft->is_news[i])
      usher_journal_entry_add_session (entry, usher_targets_get_session (draft->targets, i),
                                       draft->outcomes[i], draft->errors[i]);
  if (is_whole)
    {
      g_autofree char *sql = usher_operation_to_sql (draft->kind, draft->targets);

      usher_journal_entry_set_sql (entry, sql);
    }
  usher_journal_entry_set_outcome (
      entry, draft->is_asked ? USHER_JOURNAL_ASKED : sum_up (draft->outcomes, n), NULL);
  usher_journal_deed_prepare (draft->deed, entry);
  return entry;
}

static void
note_entry (gpointer data)
{
  usher_journal_deed_note (((Draft *)data)->deed);
}

static Draft *
draft_new (Record *record, UsherOperation *operation)
{
  Draft *self = g_new0 (Draft, 1);
  guint n;

  self->deed = usher_journal_deed_ref (record->deed);
  self->kind = usher_operation_get_kind (operation);
  self->targets = usher_targets_ref (usher_operation_get_targets (operation));
  n = usher_targets_get_n (self->targets);
  self->outcomes = g_new0 (UsherOutcome, n);
  self->is_news = g_new0 (gboolean, n);
  self->errors = g_new0 (char *, n);
  for (guint i = 0; i < n; i++)
    {
      const GError *error = usher_operation_get_error (operation, i);

      self->outcomes[i] = usher_operation_get_outcome (operation, i);
      self->is_news[i] = self->outcomes[i] != record->written[i];
      self->errors[i] = error != NULL ? g_strdup (error->message) : NULL;
    }
  return self;
}

static gboolean
has_news (const Draft *draft)
{
  for (guint i = 0; i < usher_targets_get_n (draft->targets); i++)
    if (draft->is_news[i])
      return TRUE;
  return FALSE;
}

static void
write_draft (Record *self, Draft *draft, GAsyncReadyCallback callback, gpointer user_data)
{
  guint n = usher_targets_get_n (draft->targets);

  memcpy (self->written, draft->outcomes, n * sizeof (UsherOutcome));
  usher_journal_append_made_async (self->journal, make_entry, note_entry, draft, draft_free,
                                   callback, user_data);
}

static void
on_changed (UsherOperation *operation, gpointer data)
{
  Record *self = data;
  Draft *draft;

  if (usher_operation_is_running (operation))
    return;
  draft = draft_new (self, operation);
  if (has_news (draft))
    write_draft (self, draft, NULL, NULL);
  else
    draft_free (draft);
}

static const char *
get_action (UsherOperation *operation)
{
  return usher_operation_get_kind (operation) == USHER_OPERATION_TERMINATE ? "terminate" : "cancel";
}

static Record *
follow (UsherJournal *self, UsherServer *server, UsherOperation *operation)
{
  Record *record = g_new0 (Record, 1);

  record->journal = g_object_ref (self);
  record->deed = usher_journal_deed_new (self, server, get_action (operation), "");
  /* Whose outcome is %USHER_OUTCOME_WAITING, that is 0. */
  record->written =
      g_new0 (UsherOutcome, usher_targets_get_n (usher_operation_get_targets (operation)));
  g_signal_connect_data (operation, "changed", G_CALLBACK (on_changed), record, record_free,
                         G_CONNECT_DEFAULT);
  return record;
}

/* From the asking to the doing. The data of the task. */
typedef struct
{
  UsherOperation *operation; /* (owned) */
  UsherWorker *worker;       /* (owned) */
  UsherJournalDeed *deed;    /* (owned) */
  GSource *patience;         /* (owned) (nullable): until it begins */
  GSource *stopped;          /* (owned) (nullable): until it begins */
} Run;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  clear_source (&run->patience);
  clear_source (&run->stopped);
  usher_journal_deed_unref (run->deed);
  g_object_unref (run->worker);
  g_object_unref (run->operation);
  g_free (run);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (usher_operation_run_finish (USHER_OPERATION (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Once, whatever comes first. */
static void
begin (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->patience == NULL)
    return;
  clear_source (&run->patience);
  clear_source (&run->stopped);
  usher_operation_run_async (run->operation, run->worker, g_task_get_cancellable (task), on_done,
                             g_object_ref (task));
}

static void
on_asked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  begin (task);
}

static gboolean
on_late (gpointer data)
{
  GTask *task = data;
  Run *run = g_task_get_task_data (task);

  usher_journal_deed_complain (run->deed);
  begin (task);
  return G_SOURCE_REMOVE;
}

static gboolean
on_stopped (GCancellable *cancellable, gpointer data)
{
  begin (data);
  return G_SOURCE_REMOVE;
}

static GSource *
attach (GTask *task, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, task, NULL);
  g_source_attach (source, g_task_get_context (task));
  return source;
}

/**
 * usher_journal_run_operation_async:
 * @self: a journal
 * @server: where it is done
 * @operation: one that was not begun
 * @worker: the server's action worker
 * @cancellable: (nullable): for usher_operation_run_async()
 * @callback: when every target has its outcome
 * @user_data: for @callback
 *
 * Writes down what is asked for, and runs it when that is on the disk, or when the disk takes
 * longer than a second. Another line follows when every target has its outcome, and one whenever
 * there is news of one whose end was open; nothing waits for these.
 */
void
usher_journal_run_operation_async (UsherJournal *self,
                                   UsherServer *server,
                                   UsherOperation *operation,
                                   UsherWorker *worker,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Record *record = follow (self, server, operation);
  Draft *draft = draft_new (record, operation);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, usher_journal_run_operation_async);
  g_task_set_check_cancellable (task, FALSE);
  run->operation = g_object_ref (operation);
  run->worker = g_object_ref (worker);
  run->deed = usher_journal_deed_ref (record->deed);
  g_task_set_task_data (task, run, run_free);
  run->patience = attach (task, g_timeout_source_new (USHER_JOURNAL_PATIENCE_MS), on_late);
  if (cancellable != NULL)
    run->stopped =
        attach (task, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_stopped));
  draft->is_asked = TRUE;
  write_draft (record, draft, on_asked, g_object_ref (task));
}

/**
 * usher_journal_run_operation_finish:
 * @self: the journal
 * @result: what the callback got
 * @error: why it could not go to its end
 *
 * Returns: what usher_operation_run_finish() does
 */
gboolean
usher_journal_run_operation_finish (UsherJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
