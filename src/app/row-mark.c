/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "row-mark.h"

/**
 * usher_row_mark:
 * @row: a widget
 * @wrong: whether what stands there cannot be used
 */
void
usher_row_mark (gpointer row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (row, GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

gboolean
usher_row_is_marked (gpointer row)
{
  return gtk_widget_has_css_class (row, "error");
}
