/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Scrolling the table, by rows and not by pixels. */

void usher_row_scroll_to (GtkColumnView *view, guint place);
void usher_row_scroll_keep_top (GtkColumnView *view);

G_END_DECLS
