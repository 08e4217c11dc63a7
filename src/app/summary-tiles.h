/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "arrangement.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_TILE_CONNECTIONS, /* everything */
  USHER_TILE_ACTIVE,
  USHER_TILE_IDLE_IN_TRANSACTION,
  USHER_TILE_BLOCKED,
  USHER_TILE_OLDEST, /* sessions with an open transaction */
  USHER_N_TILES
} UsherTile;

/**
 * UsherSummaryTiles:
 *
 * The five figures of a server, big enough to read from afar. Each is a toggle button that
 * shows the sessions it counts.
 *
 * Signal: "chosen" (int: an UsherTile), when the person did it; the same tile again, or the
 * one for connections, shows everything.
 */
#define USHER_TYPE_SUMMARY_TILES (usher_summary_tiles_get_type ())
G_DECLARE_FINAL_TYPE (UsherSummaryTiles, usher_summary_tiles, USHER, SUMMARY_TILES, GtkWidget)

void usher_summary_tiles_set_snapshot (UsherSummaryTiles *self, UsherSnapshot *snapshot);
void usher_summary_tiles_set_chosen (UsherSummaryTiles *self, UsherTile tile);

guint usher_tile_get_states (UsherTile tile);
UsherTile usher_tile_find (const UsherArrangementSpec *spec);

G_END_DECLS
