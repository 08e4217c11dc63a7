/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "session-selection.h"

G_BEGIN_DECLS

/**
 * UsherSessionTable:
 *
 * The live table of sessions. It shows the arrangement it is given and never sorts by
 * itself: a click on a header is only reported.
 *
 * Property: "menu-open" (whether the context menu of the rows is).
 *
 * Signals: "selection-changed"; "sort-changed" (see usher_session_table_get_sort()).
 *
 * Actions: "columns.ID" show or hide a column; "session.select-same" and "session.copy" (target:
 * the id of a column) work on the selection. The menu also names "session.terminate" and
 * "session.cancel-query", which belong to whoever holds the table.
 */
#define USHER_TYPE_SESSION_TABLE (usher_session_table_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionTable, usher_session_table, USHER, SESSION_TABLE, GtkWidget)

UsherArrangement *usher_session_table_get_arrangement (UsherSessionTable *self);
void usher_session_table_set_arrangement (UsherSessionTable *self, UsherArrangement *arrangement);
UsherSessionSelection *usher_session_table_get_selection (UsherSessionTable *self);

void
usher_session_table_get_sort (UsherSessionTable *self, UsherColumn *column, gboolean *descending);
void usher_session_table_scroll_to_top (UsherSessionTable *self);
void usher_session_table_keep_top (UsherSessionTable *self);
void usher_session_table_open_menu_for (UsherSessionTable *self, GtkWidget *widget);
gboolean usher_session_table_get_menu_open (UsherSessionTable *self);

GMenuModel *usher_session_table_get_columns_menu (UsherSessionTable *self);
GActionGroup *usher_session_table_get_columns_actions (UsherSessionTable *self);

G_END_DECLS
