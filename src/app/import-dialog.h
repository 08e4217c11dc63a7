/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "profile-store.h"

G_BEGIN_DECLS

/**
 * UsherImportDialog:
 *
 * Shows what connections a file has, see #UsherImportPreview, and takes over those that are
 * ticked.
 *
 * Signal: "imported" (uint: how many): they are in the store; the dialog is closing.
 */
#define USHER_TYPE_IMPORT_DIALOG (usher_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherImportDialog, usher_import_dialog, USHER, IMPORT_DIALOG, AdwWindow)

UsherImportDialog *usher_import_dialog_new (GtkWindow *parent, UsherProfileStore *store);
void usher_import_dialog_load (UsherImportDialog *self, GFile *file);

G_END_DECLS
