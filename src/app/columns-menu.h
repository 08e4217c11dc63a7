/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The menu that shows and hides the columns of the table. Every column but the one that tells
 * sessions apart can be hidden. */

GMenuModel *usher_columns_menu_new (GtkColumnView *view);
GActionGroup *usher_columns_actions_new (GtkColumnView *view);
void usher_columns_menu_attach (GMenuModel *menu, GtkColumnView *view);

G_END_DECLS
