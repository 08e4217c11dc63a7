/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One PostgreSQL server in a folder: initdb, postgres, and its end. */
typedef struct _UsherCluster UsherCluster;

/* What it is made of. All strings outlive the cluster. */
typedef struct
{
  const char *folder;          /* private, empty */
  const char *bin_dir;         /* holds initdb and postgres */
  const char *cache;           /* (nullable): keeps an initialised data folder to copy */
  const char *const *settings; /* (nullable): "name=value", checked */
  guint tcp_port;              /* 0: none */
} UsherClusterPlan;

/* The superuser, and the port number in the socket's name. */
#define USHER_CLUSTER_SUPERUSER "postgres"
#define USHER_CLUSTER_PORT      5432

UsherCluster *usher_cluster_new (const UsherClusterPlan *plan);
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
guint usher_cluster_get_port (UsherCluster *self);
char *usher_cluster_read_log_tail (UsherCluster *self);

G_END_DECLS
