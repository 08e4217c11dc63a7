/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session-cell.h"

G_BEGIN_DECLS

/**
 * UsherSessionRows:
 *
 * The rows that a column view keeps alive, each a number of cells on one slot. GTK 4.8 keeps
 * some two hundred, whatever fits into the window. Counted; main thread.
 */
typedef struct _UsherSessionRows UsherSessionRows;

UsherSessionRows *usher_session_rows_new (void);
UsherSessionRows *usher_session_rows_ref (UsherSessionRows *self);
void usher_session_rows_unref (UsherSessionRows *self);

void
usher_session_rows_bind (UsherSessionRows *self, UsherSessionCell *cell, UsherSessionSlot *slot);
void usher_session_rows_unbind (UsherSessionRows *self, UsherSessionCell *cell);
void usher_session_rows_update (UsherSessionRows *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSessionRows, usher_session_rows_unref)

G_END_DECLS
