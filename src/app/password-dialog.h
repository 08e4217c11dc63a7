/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "server.h"

G_BEGIN_DECLS

/**
 * UsherPasswordDialog:
 *
 * Asks for the password that a server wants, and gives it to the server: once for each
 * time the server asks. Cancelling cancels the connection.
 */
#define USHER_TYPE_PASSWORD_DIALOG (usher_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherPasswordDialog, usher_password_dialog, USHER, PASSWORD_DIALOG, AdwWindow)

UsherPasswordDialog *usher_password_dialog_new (GtkWindow *parent, UsherServer *server);

G_END_DECLS
