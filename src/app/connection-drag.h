/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-list.h"
#include "connection-row.h"

G_BEGIN_DECLS

/* Dragging saved connections and their groups about in the tree. */

/**
 * UsherDragMoves:
 *
 * What the person wants, with a place as connection-order.h has it. Both are called with
 * @user_data first.
 */
typedef struct
{
  UsherConnectionList *list; /* (unowned) */
  void (*move_entry) (gpointer user_data,
                      UsherConnectionEntry *entry,
                      const char *group,
                      const char *before);
  void (*move_group) (gpointer user_data, const char *group, const char *before);
  gpointer user_data;
} UsherDragMoves;

void usher_connection_drag_attach_row (UsherConnectionRow *row, const UsherDragMoves *moves);
void usher_connection_drag_attach_rest (GtkWidget *view, const UsherDragMoves *moves);

G_END_DECLS
