/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "address.h"

G_BEGIN_DECLS

/**
 * UsherWindow:
 *
 * One window for all servers: the tree of connections on the left, and on the right what is
 * selected there.
 */
#define USHER_TYPE_WINDOW (usher_window_get_type ())
G_DECLARE_FINAL_TYPE (UsherWindow, usher_window, USHER, WINDOW, AdwApplicationWindow)

UsherWindow *usher_window_new (GtkApplication *application);

void usher_window_open_address (UsherWindow *self, UsherAddress *address);
void usher_window_open_name (UsherWindow *self, const char *name);
void usher_window_open_practice (UsherWindow *self);

G_END_DECLS
