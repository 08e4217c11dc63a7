/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-private.h"
#include "returns.h"
#include "text.h"

/* Processes of which one may be what a drop waits for: more of them do not help. */
#define MAX_WAITS 5

#define NAME_CHARS 40

/* What is being waited for */

static const UsherSession *
find_session (UsherSnapshot *snapshot, gint32 pid)
{
  for (guint i = 0; i < snapshot->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);

      if (session->id.pid == pid)
        return session;
    }
  return NULL;
}

/* Who computes, or waits in the middle of a statement for a client to read or to write, takes no
 * notice of anything. Whoever waits for something else does. */
static gboolean
may_not_notice (const UsherSession *session)
{
  return !session->is_usher && session->state == USHER_STATE_ACTIVE
         && (session->wait_type == NULL || g_str_equal (session->wait_type, "Client"));
}

static char *
name_session (const UsherSession *session)
{
  g_autofree char *application = usher_text_show_line (session->application, NAME_CHARS);

  if (application[0] == '\0')
    return g_strdup_printf ("%d", session->id.pid);
  /* Translators: the number of a process, and the name of an application */
  return g_strdup_printf (_ ("%d (%s)"), session->id.pid, application);
}

static char *
list_busy (UsherSnapshot *snapshot)
{
  GString *words = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < snapshot->sessions->len && n < MAX_WAITS; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);
      g_autofree char *name = NULL;

      if (!may_not_notice (session))
        continue;
      name = name_session (session);
      if (n++ > 0)
        /* Translators: stands between the items of a list: "9 games-api, 2 etl-nightly" */
        g_string_append (words, _ (", "));
      g_string_append (words, name);
    }
  return g_string_free (words, FALSE);
}

static char *
describe_wait (UsherSnapshot *snapshot, const UsherSession *hand)
{
  g_autofree char *busy = NULL;

  if (hand->wait_event != NULL && g_str_equal (hand->wait_event, "ProcSignalBarrier"))
    {
      busy = list_busy (snapshot);
      if (busy[0] == '\0')
        return g_strdup (_ ("Waits for a process of the server that does not react, in any "
                            "database. It may be stopped."));
      /* Translators: numbers of processes, with the names of their applications */
      return g_strdup_printf (_ ("Waits until every process of the server has taken notice. Busy, "
                                 "or waiting for their clients: %s."),
                              busy);
    }
  if (hand->wait_event != NULL && g_str_has_prefix (hand->wait_event, "Checkpoint"))
    return g_strdup (_ ("Waits for a checkpoint, in which the server writes out all that was "
                        "changed."));
  if (g_strcmp0 (hand->wait_type, "Lock") == 0)
    return g_strdup (_ ("Waits for a lock that somebody else holds on the database."));
  return NULL;
}

/*< private >
 * usher_clean_up_tell_waits:
 * @self: a clean-up
 * @survey: what was seen
 *
 * Says in the progress of the action that runs what the server waits for there.
 */
void
usher_clean_up_tell_waits (UsherCleanUp *self, UsherSurvey *survey)
{
  UsherPlanStep *step =
      self->current != NULL ? usher_clean_up_row_find_step (self->current, USHER_STEP_ACT) : NULL;
  const UsherSession *hand;
  g_autofree char *words = NULL;

  if (step == NULL || usher_plan_step_get_state (step) != USHER_STEP_RUNNING || self->hand == NULL
      || usher_link_get_info (self->hand) == NULL)
    return;
  hand = find_session (survey->snapshot, usher_link_get_info (self->hand)->backend_pid);
  words = hand != NULL ? describe_wait (survey->snapshot, hand) : NULL;
  usher_plan_step_set_progress (step, words);
  usher_clean_up_row_changed (self->current);
}

/* The end of a row */

static const char *
summarize_success (const UsherCleanUpJob *job)
{
  switch (job->intent.kind)
    {
    case USHER_CLEAN_UP_DROP:
      return _ ("Dropped.");
    case USHER_CLEAN_UP_RENAME:
      return _ ("Renamed.");
    case USHER_CLEAN_UP_COPY:
      return _ ("Copied.");
    case USHER_CLEAN_UP_KEEP_OUT:
      return job->record != NULL ? _ ("Nobody gets in until you release it.")
                                 : _ ("Everybody was disconnected. New sessions were kept out "
                                      "before, and Usher has nothing to release.");
    case USHER_CLEAN_UP_DISCONNECT:
    case USHER_N_CLEAN_UP_KINDS:
    default:
      return _ ("Everybody was disconnected.");
    }
}

static const char *
summarize_failure (const UsherCleanUpJob *job)
{
  if (job->invalid)
    return _ ("The drop was cut short and left the database invalid. It can only be dropped: do "
              "it again when what it waited for is gone.");
  if (job->unknown)
    return _ ("The connection broke, and what became of it is not known. Look again.");
  if (job->record != NULL && job->acted)
    return _ ("It was done, but sessions are still kept out: that could not be put back yet.");
  if (job->record != NULL)
    return _ ("It was not done, and sessions are still kept out: that could not be put back yet.");
  if (job->acted)
    return _ ("It was done.");
  if (job->put_back)
    return _ ("It was not done. What was changed has been put back.");
  return _ ("It was not done. Nothing was changed, but for sessions that ended.");
}

static UsherCleanUpOutcome
find_outcome (const UsherCleanUpJob *job)
{
  if (job->error == NULL)
    return USHER_CLEAN_UP_DONE;
  if (job->invalid)
    return USHER_CLEAN_UP_INVALID;
  if (job->stopped)
    return USHER_CLEAN_UP_STOPPED;
  return job->unknown ? USHER_CLEAN_UP_UNKNOWN : USHER_CLEAN_UP_FAILED;
}

static void
end_rest (UsherCleanUpRow *row, UsherStepState end)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (row->steps)); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (G_LIST_MODEL (row->steps), i);
      UsherStepState state = usher_plan_step_get_state (step);

      if (state == USHER_STEP_WAITING || state == USHER_STEP_RUNNING)
        usher_plan_step_set_state (step, end);
    }
}

static UsherJournalOutcome
find_journal_outcome (UsherCleanUpOutcome outcome)
{
  switch (outcome)
    {
    case USHER_CLEAN_UP_DONE:
      return USHER_JOURNAL_DONE;
    case USHER_CLEAN_UP_STOPPED:
      return USHER_JOURNAL_STOPPED;
    case USHER_CLEAN_UP_UNKNOWN:
      return USHER_JOURNAL_UNKNOWN;
    case USHER_CLEAN_UP_WAITING:
    case USHER_CLEAN_UP_RUNNING:
    case USHER_CLEAN_UP_FAILED:
    case USHER_CLEAN_UP_INVALID:
    default:
      return USHER_JOURNAL_FAILED;
    }
}

/*< private >
 * usher_clean_up_find_word:
 * @kind: what is done
 *
 * Returns: the journal's word for it
 */
const char *
usher_clean_up_find_word (UsherCleanUpKind kind)
{
  switch (kind)
    {
    case USHER_CLEAN_UP_DROP:
      return "drop";
    case USHER_CLEAN_UP_RENAME:
      return "rename";
    case USHER_CLEAN_UP_COPY:
      return "copy";
    case USHER_CLEAN_UP_KEEP_OUT:
      return "keep-out";
    case USHER_CLEAN_UP_DISCONNECT:
    case USHER_N_CLEAN_UP_KINDS:
    default:
      return "disconnect";
    }
}

static void
record (UsherCleanUpRow *row, UsherCleanUpJob *job)
{
  UsherJournalEntry *entry = usher_journal_deed_make_entry (job->deed);

  usher_journal_entry_set_sql (entry, job->sql->str);
  usher_journal_entry_set_outcome (entry, find_journal_outcome (row->outcome),
                                   job->error != NULL ? job->error->message : NULL);
  for (guint i = 0; i < job->batches->len; i++)
    {
      UsherBatch *batch = g_ptr_array_index (job->batches, i);

      for (guint j = 0; j < batch->rows->len; j++)
        {
          UsherBatchRow *target = &g_array_index (batch->rows, UsherBatchRow, j);

          usher_journal_entry_add_session (entry, target->session, target->outcome,
                                           target->error != NULL ? target->error->message : NULL);
        }
    }
  usher_journal_deed_tell (job->deed, entry);
}

/* Who was ended here and comes back is noticed as after any other termination. */
static void
note_returns (UsherCleanUp *self, UsherCleanUpJob *job)
{
  UsherReturns *returns = usher_returns_of (self->server);

  for (guint i = 0; i < job->batches->len; i++)
    {
      UsherBatch *batch = g_ptr_array_index (job->batches, i);

      for (guint j = 0; j < batch->rows->len; j++)
        {
          UsherBatchRow *target = &g_array_index (batch->rows, UsherBatchRow, j);

          if (target->outcome == USHER_OUTCOME_GONE)
            usher_returns_note (returns, target->session, self->began_at);
        }
    }
}

/*< private >
 * usher_clean_up_fail_row:
 * @self: a clean-up
 * @row: one whose steps could not begin
 * @error: why
 */
void
usher_clean_up_fail_row (UsherCleanUp *self, UsherCleanUpRow *row, const GError *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  end_rest (row, USHER_STEP_NOT_REACHED);
  usher_clean_up_row_set_outcome (row, stopped ? USHER_CLEAN_UP_STOPPED : USHER_CLEAN_UP_FAILED,
                                  error, _ ("It was not begun. Nothing was changed."));
}

/*< private >
 * usher_clean_up_end_row:
 * @self: a clean-up
 * @row: one whose steps have run
 * @job: what became of them
 */
void
usher_clean_up_end_row (UsherCleanUp *self, UsherCleanUpRow *row, UsherCleanUpJob *job)
{
  end_rest (row, job->error == NULL ? USHER_STEP_SKIPPED : USHER_STEP_NOT_REACHED);
  usher_clean_up_row_set_outcome (row, find_outcome (job), job->error,
                                  job->error == NULL ? summarize_success (job)
                                                     : summarize_failure (job));
  record (row, job);
  note_returns (self, job);
}
