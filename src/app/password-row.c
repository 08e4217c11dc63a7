/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "password-row.h"

#include <glib/gi18n-lib.h>

/* The one that applies what was typed comes before it. */
static GtkWidget *
find_last_button (GtkWidget *root)
{
  GtkWidget *found = GTK_IS_BUTTON (root) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_last_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_prev_sibling (child))
    found = find_last_button (child);
  return found;
}

/**
 * usher_password_row_name_button:
 * @row: an #AdwPasswordEntryRow without suffixes of one's own yet
 *
 * Names the button that shows what is typed: libadwaita gives it a picture and nothing to read.
 */
void
usher_password_row_name_button (gpointer row)
{
  GtkWidget *button = find_last_button (row);

  if (button != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Show Password"), -1);
}
