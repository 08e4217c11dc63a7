/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-job.h"
#include "errors.h"
#include "obstacles.h"
#include "sightings.h"

/* Ends everybody in a database, in rounds: whoever came in since the last one is in the next. */

enum
{
  MAX_ROUNDS = 50,
  MAX_OPEN_ROUNDS = 3, /* while new sessions may come: then the server decides */
  GONE_WITHIN_MS = 5000,
  LOOK_AGAIN_MS = 20,
};

/*< private >
 * usher_clean_up_job_look:
 * @self: a job
 * @connection: its connection
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Returns: (transfer full): what stands in the way now
 */
UsherSurvey *
usher_clean_up_job_look (UsherCleanUpJob *self,
                         UsherConnection *connection,
                         GCancellable *cancellable,
                         GError **error)
{
  UsherSurveyRequest *request =
      usher_survey_request_new ((const gint32 *)self->own_pids->data, self->own_pids->len);
  UsherSurvey *survey;

  usher_survey_request_add (request, self->oid, "");
  survey = usher_survey_make (connection, request, cancellable, error);
  usher_survey_request_free (request);
  return survey;
}

static UsherBatch *
aim (UsherCleanUpJob *self, UsherSurvey *survey)
{
  UsherDatabaseFacts *facts = usher_survey_find (survey, self->oid);
  UsherBatch *batch = usher_batch_new (USHER_OPERATION_TERMINATE, self->own_pids);

  for (guint i = 0; i < facts->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (facts->sessions, i);

      if (usher_session_is_in_the_way (session))
        usher_batch_add (batch, session, batch->rows->len);
    }
  return batch;
}

static guint
count (UsherBatch *batch, UsherOutcome outcome)
{
  guint n = 0;

  for (guint i = 0; i < batch->rows->len; i++)
    n += g_array_index (batch->rows, UsherBatchRow, i).outcome == outcome ? 1 : 0;
  return n;
}

static void
judge (UsherBatch *batch, GHashTable *sightings)
{
  for (guint i = 0; i < batch->rows->len; i++)
    {
      UsherBatchRow *row = &g_array_index (batch->rows, UsherBatchRow, i);

      if (row->outcome == USHER_OUTCOME_SENT
          && usher_sightings_find (sightings, &row->session->id) == NULL)
        row->outcome = USHER_OUTCOME_GONE;
    }
}

/*< private >
 * usher_clean_up_job_signal:
 * @self: a job
 * @connection: its connection
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Tells everybody who is in the database to end, each proven to be the one that was seen, and
 * does not wait for that.
 *
 * Returns: (transfer full) (nullable): whom, maybe nobody; %NULL with @error set
 */
UsherBatch *
usher_clean_up_job_signal (UsherCleanUpJob *self,
                           UsherConnection *connection,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (UsherSurvey) survey = usher_clean_up_job_look (self, connection, cancellable, error);
  g_autoptr (UsherBatch) batch = survey != NULL ? aim (self, survey) : NULL;

  if (batch == NULL || batch->rows->len == 0)
    return g_steal_pointer (&batch);
  g_ptr_array_add (self->batches, usher_batch_ref (batch));
  usher_clean_up_job_ask (self, "", batch);
  if (usher_batch_signal (connection, batch, cancellable, error) == NULL)
    return NULL;
  return g_steal_pointer (&batch);
}

/*< private >
 * usher_clean_up_job_await_end:
 * @batch: who was told to end
 * @connection: the one that told
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Waits for them, but not for long, and notes who is gone.
 *
 * Returns: whether the server could be asked
 */
gboolean
usher_clean_up_job_await_end (UsherBatch *batch,
                              UsherConnection *connection,
                              GCancellable *cancellable,
                              GError **error)
{
  gint64 until = g_get_monotonic_time () + GONE_WITHIN_MS * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GArray) pids = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < batch->rows->len; i++)
    g_array_append_val (pids, g_array_index (batch->rows, UsherBatchRow, i).session->id.pid);
  while (count (batch, USHER_OUTCOME_SENT) > 0 && g_get_monotonic_time () < until)
    {
      g_autoptr (GHashTable) sightings =
          usher_sightings_make (connection, pids, cancellable, error);

      if (sightings == NULL)
        return FALSE;
      judge (batch, sightings);
      if (count (batch, USHER_OUTCOME_SENT) > 0)
        g_usleep (LOOK_AGAIN_MS * 1000);
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable): why it is of no use to go on */
static GError *
why_hopeless (UsherBatch *batch)
{
  guint n_refused = count (batch, USHER_OUTCOME_NOT_PERMITTED);
  guint n_stuck = count (batch, USHER_OUTCOME_SENT);
  g_autofree char *words = NULL;

  if (n_refused > 0)
    {
      words = g_strdup_printf (ngettext ("The server does not permit your role to end %u session "
                                         "of another role.",
                                         "The server does not permit your role to end %u sessions "
                                         "of other roles.",
                                         n_refused),
                               n_refused);
      return usher_error_new (USHER_ERROR_NOT_PERMITTED, "42501", NULL, words);
    }
  if (n_stuck == 0)
    return NULL;
  words = g_strdup_printf (
      ngettext ("%u session does not react. Its process may be stopped, or busy with something "
                "that cannot be interrupted.",
                "%u sessions do not react. Their processes may be stopped, or busy with something "
                "that cannot be interrupted.",
                n_stuck),
      n_stuck);
  return usher_error_new (USHER_ERROR_TIMED_OUT, NULL, NULL, words);
}

static void
tell_progress (UsherCleanUpJob *self, guint n_ended)
{
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u session ended", "%u sessions ended", n_ended), n_ended);

  usher_clean_up_job_tell (self, USHER_STEP_TERMINATE, USHER_STEP_RUNNING, words, NULL);
}

static guint
count_rounds (const UsherIntent *intent)
{
  if (intent->blocking != USHER_BLOCK_NOBODY)
    return MAX_ROUNDS;
  return intent->kind == USHER_CLEAN_UP_DISCONNECT ? 1 : MAX_OPEN_ROUNDS;
}

/* Returns: whether to go on; *@n_found is how many there were */
static gboolean
run_round (UsherCleanUpJob *self,
           UsherConnection *connection,
           guint *n_found,
           guint *n_ended,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (UsherBatch) batch = usher_clean_up_job_signal (self, connection, cancellable, error);
  GError *hopeless;

  if (batch == NULL || !usher_clean_up_job_await_end (batch, connection, cancellable, error))
    return FALSE;
  *n_found = batch->rows->len;
  if (*n_found == 0)
    return TRUE;
  *n_ended += count (batch, USHER_OUTCOME_GONE);
  tell_progress (self, *n_ended);
  hopeless = why_hopeless (batch);
  if (hopeless != NULL)
    g_propagate_error (error, hopeless);
  return hopeless == NULL;
}

/*< private >
 * usher_clean_up_job_terminate:
 * @self: a job
 * @connection: its connection
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Ends everybody who is in the database, each proven to be the one that was seen. While new
 * sessions can come that may leave some; usher_clean_up_job_verify() tells.
 *
 * Returns: whether none of those that were seen is left
 */
gboolean
usher_clean_up_job_terminate (UsherCleanUpJob *self,
                              UsherConnection *connection,
                              GCancellable *cancellable,
                              GError **error)
{
  guint n_rounds = count_rounds (&self->intent);
  guint n_ended = 0;

  for (guint i = 0; i < n_rounds; i++)
    {
      guint n_found = 0;

      if (!run_round (self, connection, &n_found, &n_ended, cancellable, error))
        return FALSE;
      if (n_found == 0)
        break;
    }
  return TRUE;
}

static guint
count_left (UsherDatabaseFacts *facts)
{
  guint n = 0;

  for (guint i = 0; i < facts->sessions->len; i++)
    n += usher_session_is_in_the_way (g_ptr_array_index (facts->sessions, i)) ? 1 : 0;
  return n;
}

/* Returns: (transfer full) (nullable): what is still in the way */
static GError *
why_not_empty (UsherCleanUpJob *self, UsherDatabaseFacts *facts)
{
  gboolean may_come = self->intent.blocking == USHER_BLOCK_NOBODY;
  guint n_left = may_come ? 0 : count_left (facts);
  g_autofree char *words = NULL;

  if (n_left > 0)
    words = g_strdup_printf (ngettext ("%u session got in meanwhile. Block everybody, then try "
                                       "again.",
                                       "%u sessions got in meanwhile. Block everybody, then try "
                                       "again.",
                                       n_left),
                             n_left);
  else if (facts->prepared->len > 0 && self->intent.kind <= USHER_CLEAN_UP_COPY)
    words = g_strdup_printf (ngettext ("%u prepared transaction is in the way. Commit or roll it "
                                       "back, then try again.",
                                       "%u prepared transactions are in the way. Commit or roll "
                                       "them back, then try again.",
                                       facts->prepared->len),
                             facts->prepared->len);
  return words != NULL ? usher_error_new (USHER_ERROR_OBJECT_IN_USE, NULL, NULL, words) : NULL;
}

/*< private >
 * usher_clean_up_job_verify:
 * @self: a job
 * @connection: its connection
 * @cancellable: (nullable): stops
 * @error: return location
 *
 * Returns: whether nobody is left in the database, as far as that can be had
 */
gboolean
usher_clean_up_job_verify (UsherCleanUpJob *self,
                           UsherConnection *connection,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (UsherSurvey) survey = usher_clean_up_job_look (self, connection, cancellable, error);
  GError *failure;

  if (survey == NULL)
    return FALSE;
  failure = why_not_empty (self, usher_survey_find (survey, self->oid));
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}
