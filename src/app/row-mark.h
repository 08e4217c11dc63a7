/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows in which something stands that cannot be used: seen and heard. */

void usher_row_mark (gpointer row, gboolean wrong);
gboolean usher_row_is_marked (gpointer row);

G_END_DECLS
