/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "durations.h"

G_BEGIN_DECLS

/**
 * UsherIdentity:
 *
 * What makes a session that session, and not another one with the same pid. A role that
 * may not read pg_stat_activity does not see `backend_start`: then the database and the
 * role stand in, and such an identity is weak (usher_identity_is_weak()).
 */
typedef struct
{
  gint64 backend_start; /* microseconds, %USHER_NO_TIME when hidden */
  gint32 pid;
  guint32 database_oid; /* 0: none; part of the key only of a weak identity */
  guint32 role_oid;     /* 0: none; likewise */
} UsherIdentity;

guint usher_identity_hash (gconstpointer identity);
gboolean usher_identity_equal (gconstpointer a, gconstpointer b);
int usher_identity_compare (const UsherIdentity *a, const UsherIdentity *b);
gboolean usher_identity_is_weak (const UsherIdentity *self);

typedef enum
{
  USHER_SESSION_CLIENT,     /* client backend */
  USHER_SESSION_WALSENDER,  /* replication, base backup */
  USHER_SESSION_PARALLEL,   /* parallel worker, ends with its leader */
  USHER_SESSION_AUTOVACUUM, /* autovacuum worker */
  USHER_SESSION_WORKER,     /* logical replication, background worker in a database */
  USHER_SESSION_SYSTEM,     /* the server's own processes, tied to no database */
} UsherSessionKind;

typedef enum
{
  USHER_STATE_ACTIVE,
  USHER_STATE_BLOCKED, /* active, waiting on a heavyweight lock */
  USHER_STATE_IDLE_IN_TRANSACTION,
  USHER_STATE_ABORTED, /* idle in transaction (aborted) */
  USHER_STATE_IDLE,
  USHER_STATE_FASTPATH,   /* fastpath function call */
  USHER_STATE_DISABLED,   /* track_activities is off there */
  USHER_STATE_STARTING,   /* 18: still authenticating */
  USHER_STATE_BACKGROUND, /* a process that has no state */
  USHER_STATE_HIDDEN,     /* this role may not see it */
  USHER_N_STATES
} UsherSessionState;

/* May the monitoring role cancel or terminate it? A prediction, to explain. The server decides. */
typedef enum
{
  USHER_MAY_YES,
  USHER_MAY_NOT_USHER,   /* Usher's own backend: never */
  USHER_MAY_NOT_BACKEND, /* a server process that nobody can signal */
  USHER_MAY_NEED_SUPERUSER,
  USHER_MAY_NEED_SIGNAL_BACKEND,
  USHER_MAY_NEED_SIGNAL_AUTOVACUUM,
} UsherMay;

/**
 * UsherSession:
 *
 * What one refresh saw of one session: a plain immutable record, counted atomically, any
 * thread. A session that did not change keeps its record from refresh to refresh, so two
 * records are the same picture when their pointers are equal. All strings are valid UTF-8
 * (usher_text_decode()) and not yet made visible (usher_text_show()). Never %NULL but where said.
 */
typedef struct
{
  UsherIdentity id;
  UsherSessionKind kind;
  UsherSessionState state;
  UsherMay may;
  gboolean is_usher;
  gboolean role_is_superuser;
  gboolean has_xid; /* it wrote something */
  gboolean has_xmin;
  gint32 leader_pid;  /* 0: none */
  gint32 client_port; /* -1: Unix socket, 0: unknown or none */
  gint64 xact_start;  /* %USHER_NO_TIME: no open transaction, or hidden */
  gint64 query_start;
  gint64 state_change;
  char *database;     /* "" when none */
  char *user;         /* "" when none */
  char *application;  /* "" when not given */
  char *client;       /* "10.0.4.17", "local" for a Unix socket, "" when none or hidden */
  char *backend_type; /* the server's own word, "" when hidden */
  char *state_text;   /* the server's own word, "" when none */
  char *wait_type;    /* (nullable) */
  char *wait_event;   /* (nullable) */
  char *query;        /* as much as was fetched; "" when none or hidden */
  gboolean query_cut; /* the server or Usher cut it */
  gint32 *blockers;   /* pids, sorted, without duplicates; 0 is a prepared transaction */
  guint n_blockers;
  char *haystack; /* folded text that the filter searches */
  char *user_key; /* collation keys, made once */
  char *database_key;
  char *application_key;
  char *client_key; /* orders 10.0.4.9 before 10.0.4.17 */
} UsherSession;

UsherSession *usher_session_new (void);
void usher_session_seal (UsherSession *self);
UsherSession *usher_session_ref (UsherSession *self);
void usher_session_unref (UsherSession *self);

gint64 usher_session_since (const UsherSession *self);
gboolean usher_session_in_transaction (const UsherSession *self);

const char *usher_session_state_label (UsherSessionState state);

#define USHER_TYPE_SESSION (usher_session_get_type ())
GType usher_session_get_type (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSession, usher_session_unref)

G_END_DECLS
