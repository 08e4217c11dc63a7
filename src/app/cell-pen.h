/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "cell-look.h"

G_BEGIN_DECLS

/**
 * UsherCellPen:
 *
 * What draws the cells of one column. It remembers what it drew: most words of a table stand
 * in many rows, and move from row to row. Counted; main thread.
 */
typedef struct _UsherCellPen UsherCellPen;

UsherCellPen *usher_cell_pen_new (gboolean at_end, gboolean tabular);
UsherCellPen *usher_cell_pen_ref (UsherCellPen *self);
void usher_cell_pen_unref (UsherCellPen *self);

int usher_cell_pen_get_line_height (UsherCellPen *self, GtkWidget *cell);
void usher_cell_pen_draw (UsherCellPen *self,
                          GtkWidget *cell,
                          GtkSnapshot *snapshot,
                          const char *text,
                          const UsherCellLook *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherCellPen, usher_cell_pen_unref)

G_END_DECLS
