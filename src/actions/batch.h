/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"

G_BEGIN_DECLS

typedef struct
{
  UsherSession *session; /* (owned) */
  guint target;          /* its index among the targets */
  UsherOutcome outcome;
  gboolean alone; /* a statement of its own: with others it was refused */
  GError *error;  /* (owned) (nullable): why it was refused, or why nobody knows */
} UsherBatchRow;

/**
 * UsherBatch:
 *
 * Some targets that are signalled by one job. Counted atomically. The main thread fills it,
 * then the worker's thread writes the outcomes, then the main thread reads them: each hands
 * it over with the job, so nothing is locked. The outcome of a row is
 * %USHER_OUTCOME_NOT_SENT until more is known, so it is true also if the job never began.
 */
typedef struct
{
  UsherOperationKind kind;
  GArray *own_pids; /* (owned) of gint32 */
  GArray *rows;     /* (owned) of UsherBatchRow */
} UsherBatch;

UsherBatch *usher_batch_new (UsherOperationKind kind, GArray *own_pids);
UsherBatch *usher_batch_ref (UsherBatch *self);
void usher_batch_unref (UsherBatch *self);
void usher_batch_add (UsherBatch *self, UsherSession *session, guint target);

gpointer usher_batch_signal (UsherConnection *connection,
                             gpointer batch,
                             GCancellable *cancellable,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherBatch, usher_batch_unref)

G_END_DECLS
