/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "profile-store.h"

G_BEGIN_DECLS

/**
 * UsherConnectionDialog:
 *
 * Writes a saved connection: an address is pasted and the fields fill, or the fields are
 * filled and the address shows. What is blank stays unset, for libpq's own sources.
 *
 * What was saved from elsewhere meanwhile is not overwritten unseen: the person is asked.
 *
 * Signals: "saved" (#UsherProfile, nullable string: the password that was typed): it is in the
 * store by now; "connect" (the same): after "saved", when a new connection was written to be
 * opened. The dialog is closing.
 */
#define USHER_TYPE_CONNECTION_DIALOG (usher_connection_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionDialog,
                      usher_connection_dialog,
                      USHER,
                      CONNECTION_DIALOG,
                      AdwWindow)

UsherConnectionDialog *
usher_connection_dialog_new (GtkWindow *parent, UsherProfileStore *store, UsherProfile *profile);

void usher_connection_dialog_set_address (UsherConnectionDialog *self, UsherAddress *address);

G_END_DECLS
