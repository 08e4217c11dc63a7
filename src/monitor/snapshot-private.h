/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "result.h"
#include "snapshot.h"

G_BEGIN_DECLS

/* What a snapshot keeps for itself: the rows as the server sent them, so that the next
 * snapshot sees which sessions did not change without decoding them. */
typedef struct
{
  UsherSnapshot parent;
  GHashTable *databases_by_oid; /* (owned) OID to UsherDatabase */
  UsherResult *raw;             /* (owned) (nullable) rows of sessions.sql */
  guint *raw_rows;              /* (owned) (nullable) for each session, its row in raw */
} UsherSnapshotPrivate;

UsherSnapshotPrivate *usher_snapshot_get_private (UsherSnapshot *self);

G_END_DECLS
