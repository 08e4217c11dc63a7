/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "plan.h"

G_BEGIN_DECLS

/* One PostgreSQL server in a folder: initdb, postgres, and its end. */
typedef struct _UsherCluster UsherCluster;

UsherCluster *usher_cluster_new (const UsherPlan *plan);
void usher_cluster_free (UsherCluster *self);

void usher_cluster_start_async (UsherCluster *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean usher_cluster_start_finish (UsherCluster *self, GAsyncResult *result, GError **error);

void usher_cluster_set_ended_func (UsherCluster *self, GSourceOnceFunc func, gpointer user_data);
void usher_cluster_end (UsherCluster *self);
gboolean usher_cluster_signal (UsherCluster *self, pid_t pid, int signal_number);
pid_t usher_cluster_get_pid (UsherCluster *self);

G_END_DECLS
