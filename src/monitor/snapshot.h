/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 oid;
  char *name; /* valid UTF-8 */
  char *owner;
  gboolean is_template;
  gboolean allows_connections;
  gint32 connection_limit; /* -1: none, -2: invalid */
  gboolean is_invalid;     /* left by an interrupted DROP */
  gboolean name_is_exact;  /* FALSE: the bytes are not valid in the database's encoding */
  guint n_sessions;        /* every session that is in it */
  GPtrArray *applications; /* (element-type UsherApplicationCount), by name */
} UsherDatabase;

typedef struct
{
  char *name; /* "" when clients give none */
  guint n_sessions;
} UsherApplicationCount;

/* Counts over the whole server, without Usher's own sessions where said. */
typedef struct
{
  guint n_sessions; /* all but system processes */
  guint n_system;
  guint n_hidden;           /* this role sees only that they are there */
  guint connections_used;   /* client backends, Usher's too */
  guint connections_usable; /* max_connections less the reserved ones */
  guint n_active;           /* Usher's own left out, as in the two below */
  guint n_idle_in_transaction;
  guint n_blocked;
  gint64 oldest_xact_start; /* %USHER_NO_TIME: none */
  gint32 oldest_xact_pid;
} UsherSummary;

/**
 * UsherSnapshot:
 *
 * One picture of a server. Immutable, counted atomically, any thread.
 */
typedef struct
{
  gint64 server_time;    /* the server's clock when it was taken, microseconds */
  gint64 monotonic_time; /* ours (g_get_monotonic_time()) when it arrived */
  GPtrArray *sessions;   /* (element-type UsherSession), in order of identity, Usher's own too */
  GPtrArray *databases;  /* (element-type UsherDatabase), by collated name */
  UsherSummary summary;
  gboolean blockers_known; /* FALSE: too many waiters to ask */
  gboolean in_recovery;    /* a standby when it was taken */
} UsherSnapshot;

UsherSnapshot *
usher_snapshot_new_made (GPtrArray *sessions, GPtrArray *databases, gint64 server_time);
UsherSnapshot *usher_snapshot_ref (UsherSnapshot *self);
void usher_snapshot_unref (UsherSnapshot *self);

UsherSession *usher_snapshot_find (UsherSnapshot *self, const UsherIdentity *id);
gboolean usher_snapshot_find_index (UsherSnapshot *self, const UsherIdentity *id, guint *index);
UsherDatabase *usher_snapshot_find_database (UsherSnapshot *self, guint32 oid);
gint64 usher_snapshot_now (UsherSnapshot *self);

UsherDatabase *usher_database_new (void);
void usher_database_free (UsherDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSnapshot, usher_snapshot_unref)

G_END_DECLS
