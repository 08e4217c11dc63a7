/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "address.h"

G_BEGIN_DECLS

/**
 * UsherConnectDialog:
 *
 * "Open Connection": asks for an address, and says while it is typed whether it can be
 * read. What cannot be read stays there to be mended.
 *
 * Signals: "connect" (#UsherAddress): the person wants to go there; the dialog is closing.
 */
#define USHER_TYPE_CONNECT_DIALOG (usher_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectDialog, usher_connect_dialog, USHER, CONNECT_DIALOG, AdwWindow)

UsherConnectDialog *usher_connect_dialog_new (GtkWindow *parent, const char *text);

G_END_DECLS
