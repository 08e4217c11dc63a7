/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "worker-job.h"

G_BEGIN_DECLS

/* What a worker's thread and its object share. Counted atomically, any thread. The thread holds a
 * reference of its own and none of the object, so dropping the last reference of a worker ends
 * its thread. */
typedef struct _UsherWorkerThread UsherWorkerThread;

UsherWorkerThread *usher_worker_thread_new (UsherPurpose purpose);
void usher_worker_thread_unref (UsherWorkerThread *self);
GThread *usher_worker_thread_start (UsherWorkerThread *self, const char *name);

void usher_worker_thread_set_role (UsherWorkerThread *self, const char *role);
void usher_worker_thread_push (UsherWorkerThread *self, GTask *task);
void usher_worker_thread_start_closing (UsherWorkerThread *self);

G_END_DECLS
