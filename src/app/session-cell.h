/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "cell-pen.h"
#include "session-list.h"

G_BEGIN_DECLS

/**
 * UsherSessionCell:
 *
 * One cell of the table: says in words what its column tells of the session that sorts to
 * its slot. #UsherSessionRows tells it when that may be another.
 */
#define USHER_TYPE_SESSION_CELL (usher_session_cell_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionCell, usher_session_cell, USHER, SESSION_CELL, GtkWidget)

GtkWidget *usher_session_cell_new (UsherColumn column, UsherCellPen *pen);

UsherColumn usher_session_cell_get_column (UsherSessionCell *self);
const char *usher_session_cell_get_text (UsherSessionCell *self);
const UsherCellLook *usher_session_cell_get_look (UsherSessionCell *self);
UsherSessionSlot *usher_session_cell_get_slot (UsherSessionCell *self);
void usher_session_cell_set_slot (UsherSessionCell *self, UsherSessionSlot *slot);
void usher_session_cell_update (UsherSessionCell *self);

UsherSessionCell *usher_session_cell_find (GtkWidget *widget);

G_END_DECLS
