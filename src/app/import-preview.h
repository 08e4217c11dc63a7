/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "import.h"

G_BEGIN_DECLS

/**
 * UsherImportPreview:
 *
 * The connections of a file, and what of them does not come along. Those that are saved already
 * are not ticked; what would run or read something on this computer is switched off, and what is
 * weak about the encryption is said.
 *
 * Signal: "changed" (something is ticked or not any more).
 */
#define USHER_TYPE_IMPORT_PREVIEW (usher_import_preview_get_type ())
G_DECLARE_FINAL_TYPE (UsherImportPreview,
                      usher_import_preview,
                      USHER,
                      IMPORT_PREVIEW,
                      AdwPreferencesGroup)

UsherImportPreview *usher_import_preview_new (GPtrArray *entries, GListModel *saved);

guint usher_import_preview_count (UsherImportPreview *self);
GPtrArray *usher_import_preview_take (UsherImportPreview *self);

G_END_DECLS
