/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For widgets without an application around them. */

void display_init (void);

GtkWindow *display_open (GtkWidget *content);
void display_close (GtkWindow *window);
void display_settle (void);

GtkWidget *display_find (GtkWidget *root, GType type);
GtkWidget *display_find_row (GtkWidget *root, const char *title);
GtkWidget *display_find_button (GtkWidget *root, const char *name);
gboolean display_says (GtkWidget *root, const char *text);

G_END_DECLS
