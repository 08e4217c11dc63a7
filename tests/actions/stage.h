/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"
#include "test-async.h"
#include "test-server.h"

G_BEGIN_DECLS

/* What Usher has of a server, as far as an action needs it: a worker that acts, and a
 * connection that looks. Both belong to one role. */
typedef struct
{
  TestServer *server; /* (unowned) (nullable): NULL in another process than its */
  UsherWorker *worker;
  UsherConnection *eyes;
  gint32 own_pids[2]; /* the worker's, and the eyes' */
} Stage;

Stage *stage_new (TestServer *server, const char *role);
Stage *stage_new_at (UsherAddress *address);
void stage_free (Stage *self);

UsherSnapshot *stage_look (Stage *self);
UsherTargets *stage_aim (Stage *self, const char *application);
UsherTargets *stage_aim_at (Stage *self, UsherSession *first, ...) G_GNUC_NULL_TERMINATED;
UsherSession *stage_find (Stage *self, gint32 pid);

UsherOperation *
stage_prepare (Stage *self, UsherOperationKind kind, UsherTargets *targets, gboolean confirm_weak);
UsherOperation *stage_perform (Stage *self, UsherOperationKind kind, UsherTargets *targets);
gboolean stage_run (Stage *self, UsherOperation *operation, GError **error);

void stage_assert_outcomes (UsherOperation *operation, const char *wanted);
void stage_wait_until_sent (UsherOperation *operation);

UsherSession *forge (const UsherSession *like);
UsherSession *forge_done (UsherSession *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stage, stage_free)

G_END_DECLS
