/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "batch.h"

#include <string.h>

#include "errors.h"
#include "sql.h"

/* For all of a batch together. Signals cost the server microseconds, so who needs longer is
 * frozen or gone. */
#define DEADLINE_MS 15000

/* One pipeline's worth: rows with the same statement. */
typedef struct
{
  UsherBatch *batch;
  GArray *rows; /* (owned) of guint, indices into the batch */
} Shipment;

static void
row_clear (gpointer data)
{
  UsherBatchRow *row = data;

  usher_session_unref (row->session);
  g_clear_error (&row->error);
}

static void
batch_clear (gpointer data)
{
  UsherBatch *self = data;

  g_array_unref (self->own_pids);
  g_array_unref (self->rows);
}

/*< private >
 * usher_batch_new:
 * @kind: what to do to them
 * @own_pids: of gint32, Usher's own pids; not changed any more
 *
 * Returns: (transfer full): an empty batch
 */
UsherBatch *
usher_batch_new (UsherOperationKind kind, GArray *own_pids)
{
  UsherBatch *self = g_atomic_rc_box_new0 (UsherBatch);

  self->kind = kind;
  self->own_pids = g_array_ref (own_pids);
  self->rows = g_array_new (FALSE, FALSE, sizeof (UsherBatchRow));
  g_array_set_clear_func (self->rows, row_clear);
  return self;
}

UsherBatch *
usher_batch_ref (UsherBatch *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_batch_unref (UsherBatch *self)
{
  g_atomic_rc_box_release_full (self, batch_clear);
}

void
usher_batch_add (UsherBatch *self, UsherSession *session, guint target)
{
  UsherBatchRow row = { usher_session_ref (session), target, USHER_OUTCOME_NOT_SENT, NULL };

  g_array_append_val (self->rows, row);
}

/* What the statements in terminate.sql and its siblings answer. */
static UsherOutcome
outcome_of_word (const char *word, gsize length)
{
  static const struct
  {
    const char *word;
    UsherOutcome outcome;
  } words[] = {
    { "signalled", USHER_OUTCOME_SENT },
    { "not_signalled", USHER_OUTCOME_NOT_SIGNALLED },
    { "different_session", USHER_OUTCOME_DIFFERENT_SESSION },
    { "different_query", USHER_OUTCOME_DIFFERENT_QUERY },
    { "not_running", USHER_OUTCOME_NOT_RUNNING },
    { "hidden", USHER_OUTCOME_UNIDENTIFIED },
    { "own_session", USHER_OUTCOME_OWN_SESSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && memcmp (words[i].word, word, length) == 0)
      return words[i].outcome;
  return USHER_OUTCOME_UNKNOWN;
}

static UsherOutcome
read_outcome (UsherResult *result)
{
  const char *word;
  gsize length;

  if (usher_result_get_n_rows (result) == 0)
    return USHER_OUTCOME_ALREADY_GONE;
  word = usher_result_get_bytes (result, 0, usher_result_column (result, "outcome"), &length);
  return word != NULL ? outcome_of_word (word, length) : USHER_OUTCOME_UNKNOWN;
}

static void
take_answer (guint index, UsherResult *result, const GError *error, gpointer user_data)
{
  Shipment *shipment = user_data;
  guint at = g_array_index (shipment->rows, guint, index);
  UsherBatchRow *row = &g_array_index (shipment->batch->rows, UsherBatchRow, at);

  if (result != NULL)
    row->outcome = read_outcome (result);
  else if (g_error_matches (error, USHER_ERROR, USHER_ERROR_NOT_PERMITTED))
    row->outcome = USHER_OUTCOME_NOT_PERMITTED;
  else
    row->outcome = USHER_OUTCOME_UNKNOWN;
  if (error != NULL)
    row->error = g_error_copy (error);
}

/* The pipeline ended early. Unless the connection broke, what got no answer was not sent. */
static void
take_end (Shipment *shipment, const GError *error)
{
  if (!g_error_matches (error, USHER_ERROR, USHER_ERROR_CONNECTION_LOST)
      && !g_error_matches (error, USHER_ERROR, USHER_ERROR_TERMINATED))
    return;

  for (guint i = 0; i < shipment->rows->len; i++)
    {
      guint at = g_array_index (shipment->rows, guint, i);
      UsherBatchRow *row = &g_array_index (shipment->batch->rows, UsherBatchRow, at);

      if (row->outcome == USHER_OUTCOME_NOT_SENT)
        row->outcome = USHER_OUTCOME_UNKNOWN;
    }
}

static UsherParams *
make_params (UsherBatch *self, const UsherSession *session)
{
  UsherParams *params = usher_params_new ();
  const UsherIdentity *id = &session->id;

  usher_params_add_int32 (params, id->pid);
  if (usher_identity_is_weak (id))
    {
      usher_params_add_oid (params, id->database_oid);
      usher_params_add_oid (params, id->role_oid);
      usher_params_add_text (params, session->application);
    }
  else
    {
      usher_params_add_int64 (params, id->backend_start);
      if (self->kind == USHER_OPERATION_CANCEL_QUERY)
        usher_params_add_int64 (params, session->query_start);
    }
  usher_params_add_int32_array (params, (const gint32 *)self->own_pids->data, self->own_pids->len);
  return params;
}

static const char *
statement_name (UsherOperationKind kind, gboolean weak)
{
  if (kind == USHER_OPERATION_CANCEL_QUERY)
    return weak ? "cancel-weak" : "cancel";
  return weak ? "terminate-weak" : "terminate";
}

/* Fills @shipment with the rows whose identity is weak, or with those whose is not.
 * Returns: (transfer full) (element-type UsherParams): their parameters */
static GPtrArray *
pack (Shipment *shipment, gboolean weak)
{
  UsherBatch *self = shipment->batch;
  GPtrArray *params = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_params_free);

  shipment->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->rows->len; i++)
    {
      UsherBatchRow *row = &g_array_index (self->rows, UsherBatchRow, i);

      if (usher_identity_is_weak (&row->session->id) == weak)
        {
          g_array_append_val (shipment->rows, i);
          g_ptr_array_add (params, make_params (self, row->session));
        }
    }
  return params;
}

static gboolean
ship (UsherBatch *self,
      UsherConnection *connection,
      gboolean weak,
      GCancellable *cancellable,
      GError **error)
{
  Shipment shipment = { self, NULL };
  g_autoptr (GPtrArray) params = pack (&shipment, weak);
  g_autoptr (GArray) rows = shipment.rows;
  g_autoptr (GError) failure = NULL;
  int version = usher_connection_get_info (connection)->server_version;

  if (usher_connection_pipeline (
          connection, usher_sql_find (statement_name (self->kind, weak), version), params,
          DEADLINE_MS, cancellable, take_answer, &shipment, &failure))
    return TRUE;

  take_end (&shipment, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/*< private >
 * usher_batch_signal:
 * @connection: the action connection
 * @batch: (type UsherBatch): whom
 * @cancellable: (nullable): gives up on a server that does not answer
 * @error: why the answers are not complete
 *
 * An #UsherWorkerFunc: signals all of @batch, one guarded statement and one transaction for
 * each session, in one pipeline.
 *
 * One statement for many of them would be cheaper: each statement makes the server read the
 * entries of all its sessions, a quarter of a millisecond with a thousand of them. That goes
 * on beside the ends of these sessions, which cost a hundred times more than the signals. So
 * for a thousand sessions on two idle cores the pipeline took 4 % longer than one statement;
 * where other programs wanted the same cores it took up to 1.8 times as long, and statements
 * for a hundred each as long as one for all. What the time buys: between proof and signal are
 * microseconds for every session, and not up to a quarter of a second, while others die and
 * pids become free; and a refusal concerns nobody but the one who is refused.
 *
 * Returns: (transfer none) (nullable): @batch, or %NULL with @error set
 */
gpointer
usher_batch_signal (UsherConnection *connection,
                    gpointer batch,
                    GCancellable *cancellable,
                    GError **error)
{
  if (!ship (batch, connection, FALSE, cancellable, error)
      || !ship (batch, connection, TRUE, cancellable, error))
    return NULL;
  return batch;
}
