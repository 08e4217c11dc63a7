/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scope.h"

G_BEGIN_DECLS

/**
 * UsherTargets:
 *
 * The sessions that an action will hit, as they were seen when its dialog opened: immutable
 * records, never looked up again. Usher's own sessions are left out when the list is made.
 * Immutable, counted atomically, any thread.
 */
typedef struct _UsherTargets UsherTargets;

UsherTargets *usher_targets_new (UsherSnapshot *seen, GPtrArray *sessions);
UsherTargets *usher_targets_new_for_scope (UsherSnapshot *seen, UsherScope *scope);
UsherTargets *
usher_targets_new_joined (UsherTargets *self, UsherSnapshot *seen, GPtrArray *sessions);
UsherTargets *usher_targets_ref (UsherTargets *self);
void usher_targets_unref (UsherTargets *self);

guint usher_targets_get_n (UsherTargets *self);
UsherSession *usher_targets_get_session (UsherTargets *self, guint index);
gint64 usher_targets_get_seen_at (UsherTargets *self);
UsherSnapshot *usher_targets_get_seen (UsherTargets *self);
guint usher_targets_get_n_parallel (UsherTargets *self);
gboolean usher_targets_contains (UsherTargets *self, const UsherIdentity *id);

guint usher_targets_count_gone (UsherTargets *self, UsherSnapshot *now);
guint usher_targets_find_gone (UsherTargets *self, UsherSnapshot *now, gboolean *gone);
GPtrArray *usher_targets_find_new (UsherTargets *self, UsherSnapshot *now);

/* What it would cost. Whom the server will not let us touch costs nothing, so those who are
 * predicted to be refused count as that, and as weak if they are, and as nothing else. */
typedef struct
{
  guint n_transactions;     /* open ones, rolled back */
  gint64 oldest_xact_start; /* of these, %USHER_NO_TIME: none */
  guint n_wrote;            /* of these, those that wrote something */
  guint n_released;         /* sessions outside the targets that wait for nobody else */
  guint n_replication;      /* walsenders that are not backups */
  guint n_backups;          /* walsenders that send a base backup */
  guint n_workers;          /* autovacuum, logical replication, background workers */
  guint n_weak;             /* backend_start is hidden: to be confirmed separately */
  guint n_idle;             /* a cancel does nothing to them */
  guint n_refused;          /* predicted: the server will say no */
  guint n_refused_by[USHER_MAY_NEED_SIGNAL_AUTOVACUUM + 1];
} UsherConsequences;

void usher_targets_weigh (UsherTargets *self, UsherConsequences *consequences);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTargets, usher_targets_unref)

G_END_DECLS
