/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection.h"

G_BEGIN_DECLS

/**
 * UsherWorker:
 *
 * One thread with one queue of jobs and one connection. Jobs run one after the other, in
 * the order they were asked for. Callbacks come back in the thread-default main context of
 * the caller. All functions here may be called from the main thread and never block.
 */
#define USHER_TYPE_WORKER (usher_worker_get_type ())
G_DECLARE_FINAL_TYPE (UsherWorker, usher_worker, USHER, WORKER, GObject)

typedef enum
{
  USHER_JOB_READS = 0,
  USHER_JOB_ACTS = 1 << 0, /* signals or alters: its result is never replaced by "cancelled" */
} UsherJobFlags;

/**
 * UsherWorkerFunc:
 * @connection: the worker's connection, alive when the job begins
 * @data: what was given with the job
 * @cancellable: (nullable): pass it on to everything that waits
 *
 * Runs on the worker's thread. Returns: (nullable): the job's result, freed with the
 *   `free_result` of usher_worker_run_async() if nobody takes it; %NULL with @error set
 */
typedef gpointer (*UsherWorkerFunc) (UsherConnection *connection,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error);

UsherWorker *usher_worker_new (const char *name, UsherPurpose purpose);

void usher_worker_set_role (UsherWorker *self, const char *role);
void usher_worker_set_look_only (UsherWorker *self, gboolean look_only);
gboolean usher_worker_check_may_act (UsherWorker *self, GError **error);

void usher_worker_connect_async (UsherWorker *self,
                                 UsherAddress *address,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
UsherConnectionInfo *
usher_worker_connect_finish (UsherWorker *self, GAsyncResult *result, GError **error);

void usher_worker_run_async (UsherWorker *self,
                             UsherWorkerFunc func,
                             gpointer data,
                             GDestroyNotify free_data,
                             GDestroyNotify free_result,
                             UsherJobFlags flags,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gpointer usher_worker_run_finish (UsherWorker *self, GAsyncResult *result, GError **error);

void usher_worker_close_async (UsherWorker *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean usher_worker_close_finish (UsherWorker *self, GAsyncResult *result, GError **error);

G_END_DECLS
