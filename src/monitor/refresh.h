/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"
#include "worker.h"

G_BEGIN_DECLS

/* Two of a server, and those that a few long actions hold meanwhile. */
#define USHER_MAX_OWN_PIDS 10

/**
 * UsherRefresh:
 *
 * One refresh: what it starts from, and what came of it. The main thread fills in the first
 * half, a worker's thread the second, and only one of them has it at a time.
 */
typedef struct
{
  UsherSnapshot *previous;             /* (owned) (nullable): the last picture of the server */
  UsherArrangementSpec *spec;          /* (owned) */
  guint spec_serial;                   /* which spec that was */
  gint32 own_pids[USHER_MAX_OWN_PIDS]; /* of the monitor, the action, and other connections */
  guint n_own_pids;
  gint64 action_start;                   /* backend_start of the second */
  gboolean watch_action;                 /* see whether the second is still there */
  UsherSnapshot *retired_snapshot;       /* (owned) (nullable): to be freed off the main thread */
  UsherArrangement *retired_arrangement; /* (owned) (nullable): likewise */

  UsherSnapshot *snapshot;       /* (owned) (nullable): %NULL when it failed */
  UsherArrangement *arrangement; /* (owned) (nullable): likewise */
  GError *error;                 /* (owned) (nullable): why it failed */
  gboolean connection_is_dead;
  gboolean action_is_gone; /* its backend is not among the sessions */
  gint64 round_trips;      /* microseconds of it that went into the network */
  gint64 cost;             /* microseconds it took besides */
} UsherRefresh;

UsherRefresh *usher_refresh_new (const UsherArrangementSpec *spec, guint spec_serial);
void usher_refresh_free (UsherRefresh *self);

void usher_refresh_run_async (UsherRefresh *self,
                              UsherWorker *worker,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
UsherRefresh *usher_refresh_run_finish (UsherWorker *worker, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRefresh, usher_refresh_free)

G_END_DECLS
