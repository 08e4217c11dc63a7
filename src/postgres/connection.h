/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "address.h"
#include "params.h"
#include "result.h"

G_BEGIN_DECLS

/**
 * UsherConnection:
 *
 * One libpq connection. It belongs to the thread that opened it, for all its life: every
 * function here asserts that. Nothing blocks longer than its deadline, and everything that
 * waits can be cancelled. Jobs meet it through #UsherWorker.
 */
typedef struct _UsherConnection UsherConnection;

typedef enum
{
  USHER_PURPOSE_MONITOR, /* read only, statements cut after 10 s */
  USHER_PURPOSE_ACTION,  /* signals and alters; no statement time-out of the server's */
} UsherPurpose;

/**
 * UsherLock:
 *
 * Who may listen or stand between, from the worst to the best.
 */
typedef enum
{
  USHER_LOCK_OPEN,            /* in clear over the network */
  USHER_LOCK_ENCRYPTED,       /* but nobody checked who is at the other end */
  USHER_LOCK_VERIFIED_ISSUER, /* verify-ca: some server of the right issuer's */
  USHER_LOCK_VERIFIED,        /* verify-full: the very server */
  USHER_LOCK_LOOPBACK,        /* in clear to this computer: a server here, or a tunnel's end */
  USHER_LOCK_SOCKET,          /* it does not leave this computer */
} UsherLock;

/**
 * UsherConnectionInfo:
 *
 * What is known of a connection from the moment it stands. Immutable, counted atomically,
 * any thread; all strings valid UTF-8.
 */
typedef struct
{
  gint32 backend_pid;   /* pg_backend_pid(), not PQbackendPID() */
  gint64 backend_start; /* of our own backend; microseconds, %USHER_NO_TIME if unknown */
  int server_version;   /* as PQserverVersion() */
  char *version_text;   /* "15.18 (Debian ...)" */
  char *host;           /* host name, address or socket folder, as given */
  char *port;
  char *database;
  char *session_user;       /* who logged in */
  char *current_user;       /* who we act as */
  gboolean is_superuser;    /* current_user's, now */
  gboolean reads_all_stats; /* superuser or pg_read_all_stats by privilege */
  gboolean signals_all;     /* superuser or pg_signal_backend by privilege */
  gboolean in_recovery;     /* a standby */
  gboolean pooled;          /* PQbackendPID() differs: something stands between */
  gboolean narrow;          /* one for replication, see narrow-door.h */
  gboolean local;           /* Unix socket */
  UsherLock lock;
  char *tls;              /* (nullable): "TLSv1.3", NULL without TLS */
  char *cipher;           /* (nullable): of TLS */
  gboolean bound;         /* the log-in is known to be bound to this very TLS channel */
  gboolean used_password; /* the server asked for one */
  gboolean used_gssapi;   /* known with libpq 16 and later */
  char *authentication;   /* (nullable): "scram-sha-256", "cert", ... of a server that tells it */
} UsherConnectionInfo;

UsherConnectionInfo *usher_connection_info_ref (UsherConnectionInfo *self);
void usher_connection_info_unref (UsherConnectionInfo *self);
UsherConnectionInfo *usher_connection_info_promoted (UsherConnectionInfo *self);

UsherConnection *usher_connection_open (UsherAddress *address,
                                        UsherPurpose purpose,
                                        GCancellable *cancellable,
                                        GError **error);
UsherConnection *usher_connection_open_as (UsherAddress *address,
                                           const char *role,
                                           UsherPurpose purpose,
                                           GCancellable *cancellable,
                                           GError **error);
void usher_connection_free (UsherConnection *self);

UsherConnectionInfo *usher_connection_get_info (UsherConnection *self);
gboolean usher_connection_is_alive (UsherConnection *self);

UsherResult *usher_connection_query (UsherConnection *self,
                                     const char *statement,
                                     UsherParams *params,
                                     guint deadline_ms,
                                     GCancellable *cancellable,
                                     GError **error);

/**
 * UsherPipelineFunc:
 * @index: which execution
 * @result: (nullable): its rows, or %NULL when it failed
 * @error: (nullable): why it failed
 *
 * Called on the connection's thread for each execution, in order.
 */
typedef void (*UsherPipelineFunc) (guint index,
                                   UsherResult *result,
                                   const GError *error,
                                   gpointer user_data);

gboolean usher_connection_pipeline (UsherConnection *self,
                                    const char *statement,
                                    GPtrArray *params,
                                    guint deadline_ms,
                                    GCancellable *cancellable,
                                    UsherPipelineFunc func,
                                    gpointer user_data,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConnectionInfo, usher_connection_info_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConnection, usher_connection_free)

G_END_DECLS
