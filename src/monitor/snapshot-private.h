/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "snapshot.h"

G_BEGIN_DECLS

/* What a snapshot keeps for itself. */
typedef struct
{
  UsherSnapshot parent;
  GHashTable *databases_by_oid; /* (owned) OID to UsherDatabase */
} UsherSnapshotPrivate;

UsherSnapshotPrivate *usher_snapshot_get_private (UsherSnapshot *self);

G_END_DECLS
