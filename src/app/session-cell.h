/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "session-list.h"

G_BEGIN_DECLS

/**
 * UsherSessionCell:
 *
 * One cell of the table: says in words what its column tells of the session that sorts to
 * its slot, and follows the slot.
 */
#define USHER_TYPE_SESSION_CELL (usher_session_cell_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionCell, usher_session_cell, USHER, SESSION_CELL, GtkWidget)

GtkWidget *usher_session_cell_new (UsherColumn column);

UsherColumn usher_session_cell_get_column (UsherSessionCell *self);
const char *usher_session_cell_get_text (UsherSessionCell *self);
UsherSessionSlot *usher_session_cell_get_slot (UsherSessionCell *self);
void usher_session_cell_set_slot (UsherSessionCell *self, UsherSessionSlot *slot);

UsherSessionCell *usher_session_cell_find (GtkWidget *widget);

G_END_DECLS
