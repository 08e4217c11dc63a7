/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherColumnMemory:
 *
 * Remembers in the settings how the columns of the table are ordered, hidden, widened and
 * sorted by, for as long as it lives.
 */
#define USHER_TYPE_COLUMN_MEMORY (usher_column_memory_get_type ())
G_DECLARE_FINAL_TYPE (UsherColumnMemory, usher_column_memory, USHER, COLUMN_MEMORY, GObject)

UsherColumnMemory *usher_column_memory_new (GtkColumnView *view, GSettings *settings);
void usher_column_memory_save (UsherColumnMemory *self);

G_END_DECLS
