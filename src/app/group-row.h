/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherGroupRow:
 *
 * The name of a group: a new one is typed, one that there is can be chosen from a menu.
 */
#define USHER_TYPE_GROUP_ROW (usher_group_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherGroupRow, usher_group_row, USHER, GROUP_ROW, AdwEntryRow)

void usher_group_row_set_groups (UsherGroupRow *self, const char *const *groups);

G_END_DECLS
