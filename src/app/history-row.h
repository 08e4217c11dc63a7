/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "history-item.h"

G_BEGIN_DECLS

/* A row of the history: what was done, when and where, and how it came out. */
#define USHER_TYPE_HISTORY_ROW (usher_history_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryRow, usher_history_row, USHER, HISTORY_ROW, GtkWidget)

GtkListItemFactory *usher_history_row_factory_new (void);

G_END_DECLS
