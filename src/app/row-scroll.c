/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "row-scroll.h"

#include "session-cell.h"

static GtkWidget *
find_list (GtkColumnView *view)
{
  return gtk_widget_get_last_child (GTK_WIDGET (view));
}

/**
 * usher_row_scroll_to:
 * @view: a view whose cells are of #UsherSessionCell
 * @place: a row; nothing happens if there is none
 *
 * Not through the adjustment: GTK 4.8 may leave the view blank after a far jump of that.
 */
void
usher_row_scroll_to (GtkColumnView *view, guint place)
{
  GListModel *rows = G_LIST_MODEL (gtk_column_view_get_model (view));

  if (place < g_list_model_get_n_items (rows))
    gtk_widget_activate_action (find_list (view), "list.scroll-to-item", "u", place);
}

static gboolean
is_at_top (GtkWidget *row)
{
  GtkAllocation place;

  gtk_widget_get_allocation (row, &place);
  return gtk_widget_get_mapped (row) && place.y >= 0;
}

/**
 * usher_row_scroll_keep_top:
 * @view: a view whose cells are of #UsherSessionCell
 *
 * To be called before @view becomes higher or lower. GTK keeps the row that was clicked last
 * at the same fraction of the height, so all rows would move under the pointer; from now on it
 * keeps the first row that is whole.
 */
void
usher_row_scroll_keep_top (GtkColumnView *view)
{
  GtkWidget *row = gtk_widget_get_first_child (find_list (view));
  UsherSessionCell *cell;

  while (row != NULL && !is_at_top (row))
    row = gtk_widget_get_next_sibling (row);
  cell = usher_session_cell_find (row);
  if (cell != NULL && usher_session_cell_get_slot (cell) != NULL)
    usher_row_scroll_to (view,
                         usher_session_slot_get_position (usher_session_cell_get_slot (cell)));
}
