/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operation.h"

#include <glib/gi18n-lib.h>

#include "batch.h"
#include "errors.h"
#include "ledger.h"
#include "sightings.h"

/* Between two batches a person can stop, and sees how far it is. So the first is small, and each
 * four times as large as the one before: to wait for the server more often slows down the end of
 * a thousand, as all who die compete with it for the processor. */
#define FIRST_BATCH   100
#define LARGEST_BATCH 1000

/* A batch is through in much less, unless the server hangs. So who stops an operation waits
 * for the truth about the batch that is under way, but not for a server that does not answer. */
#define PATIENCE_MS 500

/* How long to look for those that were signalled, and how often: mostly they are gone soon. */
#define VERIFY_FOR_US  (5 * G_USEC_PER_SEC)
#define SOON_US        (1 * G_USEC_PER_SEC)
#define FIRST_DELAY_MS 10
#define SOON_DELAY_MS  20
#define LAST_DELAY_MS  250

typedef enum
{
  PHASE_NEW,
  PHASE_SENDING,
  PHASE_VERIFYING,
  PHASE_DONE,
} Phase;

struct _UsherOperation
{
  GObject parent_instance;
  UsherOperationKind kind;
  UsherTargets *targets; /* (owned) */
  GArray *own_pids;      /* (owned) of gint32 */
  gboolean weak_confirmed;
  UsherLedger *ledger; /* (owned) */
  Phase phase;

  /* While it runs. */
  GTask *task;           /* (owned) (nullable) */
  UsherWorker *worker;   /* (owned) (nullable) */
  GSource *patience;     /* (owned) (nullable): notices a stop, later ends */
  GCancellable *give_up; /* (owned) (nullable): what then ends the batch under way */
  guint next;            /* the first target that was not looked at yet */
  guint batch_size;      /* of the next batch */
  gint64 verify_until;   /* monotonic */
  guint delay_ms;        /* until the next look */
  GError *failure;       /* (owned) (nullable): why it could not go on */
};

G_DEFINE_FINAL_TYPE (UsherOperation, usher_operation, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void send_next (UsherOperation *self);
static void look (UsherOperation *self);

static void
usher_operation_finalize (GObject *object)
{
  UsherOperation *self = USHER_OPERATION (object);

  usher_ledger_free (self->ledger);
  g_clear_error (&self->failure);
  g_array_unref (self->own_pids);
  usher_targets_unref (self->targets);

  G_OBJECT_CLASS (usher_operation_parent_class)->finalize (object);
}

static void
usher_operation_class_init (UsherOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_operation_finalize;

  /**
   * UsherOperation::changed:
   *
   * Outcomes moved on.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_operation_init (UsherOperation *self)
{
}

/**
 * usher_operation_new:
 * @kind: what to do
 * @targets: whom to do it to; nobody else is ever touched
 * @own_pids: (nullable) (array length=n_own_pids): the backends of Usher's connections to
 *   that server, which the server is told to refuse
 * @n_own_pids: how many
 *
 * Returns: (transfer full): the operation, not begun
 */
UsherOperation *
usher_operation_new (UsherOperationKind kind,
                     UsherTargets *targets,
                     const gint32 *own_pids,
                     guint n_own_pids)
{
  UsherOperation *self = g_object_new (USHER_TYPE_OPERATION, NULL);

  self->kind = kind;
  self->targets = usher_targets_ref (targets);
  self->own_pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  if (n_own_pids > 0)
    g_array_append_vals (self->own_pids, own_pids, n_own_pids);
  self->ledger = usher_ledger_new (kind, targets);
  return self;
}

/**
 * usher_operation_set_weak_confirmed:
 * @self: an operation that was not begun
 * @confirmed: whether the person confirmed it for those targets whose start is hidden too
 *
 * Without that, they are left alone.
 */
void
usher_operation_set_weak_confirmed (UsherOperation *self, gboolean confirmed)
{
  g_return_if_fail (self->phase == PHASE_NEW);

  self->weak_confirmed = confirmed;
}

static gboolean
is_stopped (UsherOperation *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
}

/* That the person stopped it is not a failure of the operation: it did what it did. But a
 * worker that is closed cancels its jobs too. */
static void
take_failure (UsherOperation *self, GError *error)
{
  gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && is_stopped (self);

  if (self->failure == NULL && !stopped)
    self->failure = g_steal_pointer (&error);
  g_clear_error (&error);
}

static void
clear_patience (UsherOperation *self)
{
  if (self->patience == NULL)
    return;
  g_source_destroy (self->patience);
  g_clear_pointer (&self->patience, g_source_unref);
}

static void
set_patience (UsherOperation *self, GSource *source, GSourceFunc func)
{
  clear_patience (self);
  self->patience = source;
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_task_get_context (self->task));
}

static gboolean
on_patience_over (gpointer data)
{
  UsherOperation *self = data;

  g_cancellable_cancel (self->give_up);
  return G_SOURCE_REMOVE;
}

static gboolean
on_stopped (GCancellable *cancellable, gpointer data)
{
  set_patience (data, g_timeout_source_new (PATIENCE_MS), on_patience_over);
  return G_SOURCE_REMOVE;
}

static void
finish (UsherOperation *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  self->phase = PHASE_DONE;
  clear_patience (self);
  g_clear_object (&self->give_up);
  g_clear_object (&self->worker);
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&self->failure));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
look_again (gpointer data)
{
  GTask *task = data;

  look (g_task_get_source_object (task));
  return G_SOURCE_REMOVE;
}

static void
look_later (UsherOperation *self)
{
  gint64 looked_for = g_get_monotonic_time () - (self->verify_until - VERIFY_FOR_US);
  guint longest_ms = looked_for < SOON_US ? SOON_DELAY_MS : LAST_DELAY_MS;
  g_autoptr (GSource) source = g_timeout_source_new (self->delay_ms);

  self->delay_ms = MIN (self->delay_ms * 2, longest_ms);
  g_task_attach_source (self->task, source, look_again);
}

static void
on_looked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherOperation) self = user_data;
  GError *error = NULL;
  g_autoptr (GHashTable) sightings =
      usher_worker_run_finish (USHER_WORKER (object), result, &error);

  if (sightings == NULL)
    {
      take_failure (self, error);
      finish (self);
      return;
    }

  if (usher_ledger_judge (self->ledger, sightings))
    g_signal_emit (self, signals[CHANGED], 0);
  look_later (self);
}

/* Reads who is still there, unless there is nobody left to wait for. */
static void
look (UsherOperation *self)
{
  if (usher_ledger_count (self->ledger, USHER_OUTCOME_SENT) == 0 || self->failure != NULL
      || is_stopped (self))
    {
      finish (self);
      return;
    }
  if (g_get_monotonic_time () >= self->verify_until)
    {
      usher_ledger_replace (self->ledger, USHER_OUTCOME_SENT, USHER_OUTCOME_STILL_ENDING);
      finish (self);
      return;
    }
  usher_worker_run_async (self->worker, usher_sightings_make,
                          usher_ledger_collect_open (self->ledger), (GDestroyNotify)g_array_unref,
                          (GDestroyNotify)g_hash_table_unref, USHER_JOB_READS,
                          g_task_get_cancellable (self->task), on_looked, g_object_ref (self));
}

static void
start_verifying (UsherOperation *self)
{
  usher_ledger_replace (self->ledger, USHER_OUTCOME_WAITING, USHER_OUTCOME_NOT_SENT);
  self->phase = PHASE_VERIFYING;
  self->verify_until = g_get_monotonic_time () + VERIFY_FOR_US;
  self->delay_ms = FIRST_DELAY_MS;
  look (self);
}

static void
take_outcomes (UsherOperation *self, UsherBatch *batch)
{
  for (guint i = 0; i < batch->rows->len; i++)
    {
      UsherBatchRow *row = &g_array_index (batch->rows, UsherBatchRow, i);

      usher_ledger_set (self->ledger, row->target, row->outcome, g_steal_pointer (&row->error));
    }
}

typedef struct
{
  UsherOperation *operation; /* (owned) */
  UsherBatch *batch;         /* (owned) */
} Sending;

static void
on_signalled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Sending *sending = user_data;
  g_autoptr (UsherOperation) self = sending->operation;
  g_autoptr (UsherBatch) batch = sending->batch;
  GError *error = NULL;

  if (usher_worker_run_finish (USHER_WORKER (object), result, &error) == NULL)
    take_failure (self, error);
  take_outcomes (self, batch);
  g_signal_emit (self, signals[CHANGED], 0);
  send_next (self);
}

/* Returns: (transfer full): the next ones to signal; empty when there are none left */
static UsherBatch *
take_batch (UsherOperation *self)
{
  UsherBatch *batch = usher_batch_new (self->kind, self->own_pids);

  for (; self->next < usher_targets_get_n (self->targets); self->next++)
    {
      UsherSession *session = usher_targets_get_session (self->targets, self->next);

      if (batch->rows->len == self->batch_size)
        break;
      if (usher_identity_is_weak (&session->id) && !self->weak_confirmed)
        usher_ledger_set (self->ledger, self->next, USHER_OUTCOME_UNCONFIRMED, NULL);
      else
        usher_batch_add (batch, session, self->next);
    }
  self->batch_size = MIN (self->batch_size * 4, LARGEST_BATCH);
  return batch;
}

static void
send_next (UsherOperation *self)
{
  g_autoptr (UsherBatch) batch = NULL;
  Sending *sending;

  if (self->failure != NULL || is_stopped (self))
    {
      start_verifying (self);
      return;
    }
  batch = take_batch (self);
  if (batch->rows->len == 0)
    {
      start_verifying (self);
      return;
    }

  sending = g_new0 (Sending, 1);
  sending->operation = g_object_ref (self);
  sending->batch = usher_batch_ref (batch);
  usher_worker_run_async (self->worker, usher_batch_signal, g_steal_pointer (&batch),
                          (GDestroyNotify)usher_batch_unref, NULL, USHER_JOB_ACTS, self->give_up,
                          on_signalled, sending);
}

/**
 * usher_operation_run_async:
 * @self: an operation
 * @worker: the server's action worker
 * @cancellable: (nullable): stops before the sessions that were not signalled yet, and ends
 *   the wait for those that were; what was done stays done and is reported as that
 * @callback: when every target has its outcome
 * @user_data: for @callback
 *
 * Signals the targets and watches until they are gone, for five seconds at most. An
 * operation runs once: a second call fails and sends nothing.
 */
void
usher_operation_run_async (UsherOperation *self,
                           UsherWorker *worker,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (USHER_IS_OPERATION (self));
  g_return_if_fail (USHER_IS_WORKER (worker));

  g_task_set_source_tag (task, usher_operation_run_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->phase != PHASE_NEW)
    {
      g_task_return_error (
          task, usher_error_new (USHER_ERROR_FAILED, NULL, NULL, _ ("This was started already.")));
      return;
    }

  self->phase = PHASE_SENDING;
  self->batch_size = FIRST_BATCH;
  self->worker = g_object_ref (worker);
  self->give_up = g_cancellable_new ();
  self->task = g_steal_pointer (&task);
  usher_worker_check_may_act (worker, &self->failure);
  if (cancellable != NULL)
    set_patience (self, g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_stopped));
  send_next (self);
}

/**
 * usher_operation_run_finish:
 * @self: the operation
 * @result: what the callback got
 * @error: why it could not go to its end
 *
 * Returns: %TRUE if it did what it was asked to, or was stopped. %FALSE if it could not, for
 *   want of a connection, or with %USHER_ERROR_LOOK_ONLY, as it may not; then, too, every target
 *   has an outcome, and a true one.
 */
gboolean
usher_operation_run_finish (UsherOperation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * usher_operation_observe:
 * @self: an operation
 * @snapshot: a picture of the same server
 *
 * After it has run, tells it what became of those whose end was open: still ending, or
 * unknown since the connection was lost. Does nothing before.
 */
void
usher_operation_observe (UsherOperation *self, UsherSnapshot *snapshot)
{
  g_autoptr (GHashTable) sightings = NULL;
  gboolean moved;

  if (!usher_operation_is_watching (self))
    return;

  sightings = usher_sightings_in (snapshot);
  moved = usher_ledger_judge (self->ledger, sightings);
  /* The wait for these was cut short, and here they are still. */
  moved |= usher_ledger_replace (self->ledger, USHER_OUTCOME_SENT, USHER_OUTCOME_STILL_ENDING);
  if (moved)
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * usher_operation_is_watching:
 * @self: an operation
 *
 * Returns: %TRUE if it has run, but the end of some target is open, so that
 *   usher_operation_observe() may still tell it something new
 */
gboolean
usher_operation_is_watching (UsherOperation *self)
{
  return self->phase == PHASE_DONE && usher_ledger_is_open (self->ledger);
}

UsherOperationKind
usher_operation_get_kind (UsherOperation *self)
{
  return self->kind;
}

/**
 * usher_operation_get_targets:
 * @self: an operation
 *
 * Returns: (transfer none): its targets
 */
UsherTargets *
usher_operation_get_targets (UsherOperation *self)
{
  return self->targets;
}

gboolean
usher_operation_is_running (UsherOperation *self)
{
  return self->phase == PHASE_SENDING || self->phase == PHASE_VERIFYING;
}

/**
 * usher_operation_get_outcome:
 * @self: an operation
 * @index: which target
 *
 * Returns: what became of it, as far as is known now
 */
UsherOutcome
usher_operation_get_outcome (UsherOperation *self, guint index)
{
  return usher_ledger_get (self->ledger, index);
}

/**
 * usher_operation_get_error:
 * @self: an operation
 * @index: which target
 *
 * Returns: (transfer none) (nullable): why the server refused it
 */
const GError *
usher_operation_get_error (UsherOperation *self, guint index)
{
  return usher_ledger_get_error (self->ledger, index);
}

guint
usher_operation_count_outcome (UsherOperation *self, UsherOutcome outcome)
{
  return usher_ledger_count (self->ledger, outcome);
}
