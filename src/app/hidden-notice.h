/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherHiddenNotice:
 *
 * A strip that says how much the server hides from our role, and the statement that would
 * show it, to be copied. It stays away once it was closed, until Usher ends.
 */
#define USHER_TYPE_HIDDEN_NOTICE (usher_hidden_notice_get_type ())
G_DECLARE_FINAL_TYPE (UsherHiddenNotice, usher_hidden_notice, USHER, HIDDEN_NOTICE, GtkWidget)

void usher_hidden_notice_set_role (UsherHiddenNotice *self, const char *place, const char *role);
void usher_hidden_notice_set_n_hidden (UsherHiddenNotice *self, guint n_hidden);

G_END_DECLS
