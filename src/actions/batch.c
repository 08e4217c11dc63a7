/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "batch.h"

#include <string.h>

#include "errors.h"
#include "own-backends.h"
#include "sql.h"

/* For all of a batch together. Signals cost the server microseconds, so who needs longer is
 * frozen or gone. */
#define DEADLINE_MS 15000

/* How many are terminated by one statement. Each statement makes the server read the entries
 * of all its sessions, which takes longer than all else that it does. */
#define PER_STATEMENT 10

typedef enum
{
  FORM_SEVERAL, /* some with a statement */
  FORM_ALONE,   /* a statement for each, as a refusal is expected, or has come */
  FORM_WEAK,    /* likewise, for those whose start is hidden */
} Form;

/* One pipeline's worth: rows with the same statement. */
typedef struct
{
  UsherBatch *batch;
  Form form;
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
 * @own_pids: of gint32, Usher's own pids; not changed any more. Backends of other connections
 *   of this process are known besides.
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
  UsherBatchRow row = { usher_session_ref (session), target, USHER_OUTCOME_NOT_SENT, FALSE, NULL };

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
read_outcome (UsherResult *result, guint row)
{
  gsize length;
  const char *word =
      usher_result_get_bytes (result, row, usher_result_column (result, "outcome"), &length);

  return word != NULL ? outcome_of_word (word, length) : USHER_OUTCOME_UNKNOWN;
}

static UsherBatchRow *
get_row (Shipment *shipment, guint index)
{
  guint at = g_array_index (shipment->rows, guint, index);

  return &g_array_index (shipment->batch->rows, UsherBatchRow, at);
}

/* Whether one execution of the statement may concern several. */
static gboolean
takes_lists (const Shipment *shipment)
{
  return shipment->batch->kind == USHER_OPERATION_TERMINATE && shipment->form != FORM_WEAK;
}

static guint
count_per_statement (const Shipment *shipment)
{
  return shipment->form == FORM_SEVERAL ? PER_STATEMENT : 1;
}

/* Whoever was tried with others may have been signalled before one of these was refused, and be
 * gone for that. */
static UsherOutcome
read_absence (const UsherBatchRow *row)
{
  return row->alone ? USHER_OUTCOME_ENDED : USHER_OUTCOME_ALREADY_GONE;
}

static void
take_rows (Shipment *shipment, guint first, guint n, UsherResult *result)
{
  for (guint i = 0; i < n; i++)
    {
      UsherBatchRow *row = get_row (shipment, first + i);

      row->outcome = read_absence (row);
    }
  for (guint i = 0; i < usher_result_get_n_rows (result); i++)
    {
      int column = takes_lists (shipment) ? usher_result_column (result, "n") : -1;
      gint32 place = column >= 0 ? usher_result_get_int32 (result, i, column, 0) : 1;

      if (place >= 1 && (guint)place <= n)
        get_row (shipment, first + (guint)place - 1)->outcome = read_outcome (result, i);
    }
}

/* One of them was refused, and the answers for the others are lost with that: each is asked
 * about again. To be told twice to end makes no difference. */
static void
set_alone (Shipment *shipment, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      UsherBatchRow *row = get_row (shipment, first + i);

      row->outcome = USHER_OUTCOME_UNKNOWN;
      row->alone = TRUE;
    }
}

static void
take_refusal (UsherBatchRow *row, const GError *error)
{
  row->outcome = g_error_matches (error, USHER_ERROR, USHER_ERROR_NOT_PERMITTED)
                     ? USHER_OUTCOME_NOT_PERMITTED
                     : USHER_OUTCOME_UNKNOWN;
  row->error = g_error_copy (error);
}

static void
take_answer (guint index, UsherResult *result, const GError *error, gpointer user_data)
{
  Shipment *shipment = user_data;
  guint first = index * count_per_statement (shipment);
  guint n = MIN (count_per_statement (shipment), shipment->rows->len - first);

  if (result != NULL)
    take_rows (shipment, first, n, result);
  else if (shipment->form == FORM_SEVERAL)
    set_alone (shipment, first, n);
  else
    take_refusal (get_row (shipment, first), error);
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
      UsherBatchRow *row = get_row (shipment, i);

      if (row->outcome == USHER_OUTCOME_NOT_SENT)
        row->outcome = USHER_OUTCOME_UNKNOWN;
    }
}

/* Lists of those from @first on. */
static void
add_lists (UsherParams *params, Shipment *shipment, guint first)
{
  gint32 pids[PER_STATEMENT];
  gint64 starts[PER_STATEMENT];
  guint n = MIN (count_per_statement (shipment), shipment->rows->len - first);

  for (guint i = 0; i < n; i++)
    {
      const UsherIdentity *id = &get_row (shipment, first + i)->session->id;

      pids[i] = id->pid;
      starts[i] = id->backend_start;
    }
  usher_params_add_int32_array (params, pids, n);
  usher_params_add_int64_array (params, starts, n);
}

static void
add_one (UsherParams *params, const Shipment *shipment, const UsherSession *session)
{
  const UsherIdentity *id = &session->id;

  usher_params_add_int32 (params, id->pid);
  if (shipment->form == FORM_WEAK)
    {
      usher_params_add_oid (params, id->database_oid);
      usher_params_add_oid (params, id->role_oid);
      usher_params_add_text (params, session->application);
      return;
    }
  usher_params_add_int64 (params, id->backend_start);
  usher_params_add_int64 (params, session->query_start);
}

/* Those that the batch was told, and every other of the batch that is Usher's by now.
 * Returns: (transfer full): of gint32 */
static GArray *
list_own_pids (UsherBatch *self)
{
  GArray *pids = g_array_copy (self->own_pids);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const UsherIdentity *id = &g_array_index (self->rows, UsherBatchRow, i).session->id;

      if (usher_own_backends_contain (id->pid, id->backend_start))
        g_array_append_val (pids, id->pid);
    }
  return pids;
}

static UsherParams *
make_params (Shipment *shipment, guint first)
{
  UsherParams *params = usher_params_new ();
  g_autoptr (GArray) own_pids = list_own_pids (shipment->batch);

  if (takes_lists (shipment))
    add_lists (params, shipment, first);
  else
    add_one (params, shipment, get_row (shipment, first)->session);
  usher_params_add_int32_array (params, (const gint32 *)own_pids->data, own_pids->len);
  /* Of one whose start is hidden, the query is hidden too. */
  if (shipment->form != FORM_WEAK)
    usher_params_add_text (params, usher_own_backends_get_mark ());
  return params;
}

static const char *
statement_name (UsherOperationKind kind, gboolean weak)
{
  if (kind == USHER_OPERATION_CANCEL_QUERY)
    return weak ? "cancel-weak" : "cancel";
  return weak ? "terminate-weak" : "terminate";
}

static Form
choose_form (UsherBatch *self, const UsherBatchRow *row)
{
  if (usher_identity_is_weak (&row->session->id))
    return FORM_WEAK;
  if (self->kind != USHER_OPERATION_TERMINATE || row->alone || row->session->may != USHER_MAY_YES)
    return FORM_ALONE;
  return FORM_SEVERAL;
}

/* Fills @shipment with the rows of its form.
 * Returns: (transfer full) (element-type UsherParams): the parameters of each statement */
static GPtrArray *
pack (Shipment *shipment)
{
  UsherBatch *self = shipment->batch;
  GPtrArray *params = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_params_free);

  shipment->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->rows->len; i++)
    if (choose_form (self, &g_array_index (self->rows, UsherBatchRow, i)) == shipment->form)
      g_array_append_val (shipment->rows, i);
  for (guint i = 0; i < shipment->rows->len; i += count_per_statement (shipment))
    g_ptr_array_add (params, make_params (shipment, i));
  return params;
}

static gboolean
ship (UsherBatch *self,
      UsherConnection *connection,
      Form form,
      GCancellable *cancellable,
      GError **error)
{
  Shipment shipment = { self, form, NULL };
  g_autoptr (GPtrArray) params = pack (&shipment);
  g_autoptr (GArray) rows = shipment.rows;
  g_autoptr (GError) failure = NULL;
  const char *name = statement_name (self->kind, form == FORM_WEAK);
  int version = usher_connection_get_info (connection)->server_version;

  if (usher_connection_pipeline (connection, usher_sql_find (name, version), params, DEADLINE_MS,
                                 cancellable, take_answer, &shipment, &failure))
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
 * An #UsherWorkerFunc: signals all of @batch, in one pipeline, each with the guarded statement
 * that also proves its identity.
 *
 * A statement makes the server read the entries of all its sessions, once: a quarter of a
 * millisecond with a thousand of them. Then each session that the statement names is compared
 * and signalled: microseconds for each, but near a millisecond where hundreds are dying already
 * and compete for the processor. So to name ten makes the statements ten times cheaper, and
 * keeps the time between proof and signal below a hundredth of a second even then; to name a
 * thousand would make it nearly a second, while others die and pids become free. A statement
 * ends at a refusal: who is expected to be refused gets one of its own, and if a refusal comes
 * unexpectedly then all whom it concerns are tried alone.
 *
 * Returns: (transfer none) (nullable): @batch, or %NULL with @error set
 */
gpointer
usher_batch_signal (UsherConnection *connection,
                    gpointer batch,
                    GCancellable *cancellable,
                    GError **error)
{
  static const Form forms[] = { FORM_SEVERAL, FORM_ALONE, FORM_WEAK };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (!ship (batch, connection, forms[i], cancellable, error))
      return NULL;
  return batch;
}
