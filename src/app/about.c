/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "about.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* What helps to understand a report of trouble, and nothing of whose computer it is or
 * which servers it knows. */
static char *
versions (void)
{
  return g_strdup_printf ("Usher %s\nGTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n",
                          USHER_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
}

/**
 * usher_about_present:
 * @parent: (nullable): the window to show it over
 *
 * Shows what Usher is, whose, and which version.
 */
void
usher_about_present (GtkWindow *parent)
{
  g_autofree char *debug_info = versions ();

  adw_show_about_window (parent, "application-name", "Usher", "application-icon", USHER_APP_ID,
                         "version", USHER_VERSION, "developer-name", _ ("The Usher authors"),
                         "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("See who is connected to a PostgreSQL server, and show them out "
                            "safely."),
                         "debug-info", debug_info, NULL);
}
