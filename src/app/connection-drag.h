/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-entry.h"
#include "connection-row.h"

G_BEGIN_DECLS

/* Dragging saved connections about in the tree. */

/**
 * UsherRowToEntry:
 *
 * Returns: (transfer none) (nullable): the connection whose own row it is
 */
typedef UsherConnectionEntry *(*UsherRowToEntry) (UsherConnectionRow *row, gpointer user_data);

/**
 * UsherRowDropped:
 * @row: what it was dropped on
 * @entry: what was dropped
 * @below: whether it was dropped on the lower half
 */
typedef void (*UsherRowDropped) (UsherConnectionRow *row,
                                 UsherConnectionEntry *entry,
                                 gboolean below,
                                 gpointer user_data);

void usher_connection_drag_attach (UsherConnectionRow *row,
                                   UsherRowToEntry to_entry,
                                   UsherRowDropped dropped,
                                   gpointer user_data);

G_END_DECLS
