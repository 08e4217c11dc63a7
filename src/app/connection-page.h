/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherConnectionPage:
 *
 * What fills the window while there is no picture of a server yet: something is awaited
 * and can be cancelled, or it failed, and why, or nobody wanted it yet. Its buttons are the
 * window's actions win.cancel-connect, win.retry, win.edit-connection and win.connect.
 */
#define USHER_TYPE_CONNECTION_PAGE (usher_connection_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionPage, usher_connection_page, USHER, CONNECTION_PAGE, AdwBin)

void usher_connection_page_show_waiting (UsherConnectionPage *self, const char *title);
void
usher_connection_page_show_closed (UsherConnectionPage *self, const char *title, const char *place);
void usher_connection_page_show_failure (UsherConnectionPage *self,
                                         const char *title,
                                         const GError *error,
                                         gboolean can_edit);

G_END_DECLS
