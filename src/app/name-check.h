/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherNameCheck:
 *
 * Asks to type a name before something that cannot be undone. While it has no name to ask for,
 * it is not seen and lets everything pass.
 *
 * Properties: "matches" (notifies): whether just that name has been typed, byte for byte.
 */
#define USHER_TYPE_NAME_CHECK (usher_name_check_get_type ())
G_DECLARE_FINAL_TYPE (UsherNameCheck, usher_name_check, USHER, NAME_CHECK, GtkWidget)

void usher_name_check_set_name (UsherNameCheck *self, const char *name);
gboolean usher_name_check_get_matches (UsherNameCheck *self);

G_END_DECLS
