/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherFileButton:
 *
 * Beside a field for the path of a file: lets the person choose one.
 *
 * Properties: "row" (#AdwEntryRow): the field, which is told the path; construct only.
 */
#define USHER_TYPE_FILE_BUTTON (usher_file_button_get_type ())
G_DECLARE_FINAL_TYPE (UsherFileButton, usher_file_button, USHER, FILE_BUTTON, AdwBin)

void usher_file_button_take (UsherFileButton *self, GFile *file);

G_END_DECLS
