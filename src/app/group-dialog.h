/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherGroupDialog:
 *
 * Asks for the name of a group of connections, new or renamed. A name that another group has
 * is allowed, and it says what that means.
 *
 * Signals: "named" (the name, never blank): the person gave it
 */
#define USHER_TYPE_GROUP_DIALOG (usher_group_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherGroupDialog, usher_group_dialog, USHER, GROUP_DIALOG, AdwMessageDialog)

UsherGroupDialog *
usher_group_dialog_new (GtkWindow *parent, const char *group, const char *const *known);

G_END_DECLS
