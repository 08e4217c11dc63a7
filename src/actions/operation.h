/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "targets.h"
#include "worker.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_OPERATION_CANCEL_QUERY,
  USHER_OPERATION_TERMINATE,
} UsherOperationKind;

typedef enum
{
  USHER_OUTCOME_WAITING,           /* not sent yet */
  USHER_OUTCOME_SENT,              /* signalled, not verified yet */
  USHER_OUTCOME_GONE,              /* terminated, and verified */
  USHER_OUTCOME_CANCELLED,         /* its query ended, and verified */
  USHER_OUTCOME_STILL_ENDING,      /* signalled, still there after the wait; watched on */
  USHER_OUTCOME_ALREADY_GONE,      /* it was not there any more */
  USHER_OUTCOME_DIFFERENT_SESSION, /* the pid belongs to another session now: left alone */
  USHER_OUTCOME_DIFFERENT_QUERY,   /* cancel: it works on something else now: left alone */
  USHER_OUTCOME_NOT_PERMITTED,     /* the server said no */
  USHER_OUTCOME_NOT_SIGNALLED,     /* the server could not signal it: not a backend */
  USHER_OUTCOME_OWN_SESSION,       /* one of Usher's: never */
  USHER_OUTCOME_UNCONFIRMED,       /* weak identity, and that was not confirmed */
  USHER_OUTCOME_NOT_SENT,          /* stopped before its turn */
  USHER_OUTCOME_UNKNOWN,           /* the connection went away meanwhile */
  USHER_OUTCOME_NOT_RUNNING,       /* cancel: there was nothing to cancel */
  USHER_OUTCOME_UNIDENTIFIED,      /* what would prove that it is the same is hidden now */
  USHER_OUTCOME_ENDED,             /* it was unknown, and is over now: whose doing, is not known */
  USHER_OUTCOME_UNSEEN,            /* cancel: sent, but this role may not see what it did */
  USHER_N_OUTCOMES
} UsherOutcome;

/**
 * UsherOperation:
 *
 * One cancel or terminate of frozen targets, from the click to the verified outcome of
 * every one of them. Main thread only; runs once.
 *
 * Signals: "changed" (outcomes moved on; at most some twenty times a second).
 */
#define USHER_TYPE_OPERATION (usher_operation_get_type ())
G_DECLARE_FINAL_TYPE (UsherOperation, usher_operation, USHER, OPERATION, GObject)

UsherOperation *usher_operation_new (UsherOperationKind kind,
                                     UsherTargets *targets,
                                     const gint32 *own_pids,
                                     guint n_own_pids);

void usher_operation_set_weak_confirmed (UsherOperation *self, gboolean confirmed);

void usher_operation_run_async (UsherOperation *self,
                                UsherWorker *worker,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean usher_operation_run_finish (UsherOperation *self, GAsyncResult *result, GError **error);

void usher_operation_observe (UsherOperation *self, UsherSnapshot *snapshot);

UsherOperationKind usher_operation_get_kind (UsherOperation *self);
UsherTargets *usher_operation_get_targets (UsherOperation *self);
gboolean usher_operation_is_running (UsherOperation *self);
gboolean usher_operation_is_watching (UsherOperation *self);
UsherOutcome usher_operation_get_outcome (UsherOperation *self, guint index);
const GError *usher_operation_get_error (UsherOperation *self, guint index);
guint usher_operation_count_outcome (UsherOperation *self, UsherOutcome outcome);

const char *usher_outcome_label (UsherOutcome outcome);
const char *usher_may_explain (UsherMay may);
char *usher_operation_summarize (UsherOperation *self);
char *usher_operation_to_sql (UsherOperationKind kind, UsherTargets *targets);

G_END_DECLS
