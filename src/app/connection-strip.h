/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "connection-entry.h"

G_BEGIN_DECLS

/**
 * UsherConnectionStrip:
 *
 * A line above the page that says where one is: the environment by colour and word, the name,
 * how safe the wire is, who one is there, and whether one only looks.
 */
#define USHER_TYPE_CONNECTION_STRIP (usher_connection_strip_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionStrip,
                      usher_connection_strip,
                      USHER,
                      CONNECTION_STRIP,
                      GtkWidget)

void usher_connection_strip_set_entry (UsherConnectionStrip *self, UsherConnectionEntry *entry);

G_END_DECLS
