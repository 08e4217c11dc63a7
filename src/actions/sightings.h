/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection.h"
#include "snapshot.h"

G_BEGIN_DECLS

/* Who has a pid now: as much as tells a session from another, and its query from the next. */
typedef struct
{
  UsherIdentity id;
  gboolean is_idle;
  gint64 query_start; /* %USHER_NO_TIME: hidden, or none yet */
} UsherSighting;

GHashTable *usher_sightings_in (UsherSnapshot *snapshot);
const UsherSighting *usher_sightings_find (GHashTable *sightings, const UsherIdentity *id);

gpointer usher_sightings_make (UsherConnection *connection,
                               gpointer pids,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
