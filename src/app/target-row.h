/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "target-item.h"

G_BEGIN_DECLS

/**
 * UsherTargetRow:
 *
 * One row in the list of an #UsherActionDialog; follows the item it is given.
 */
#define USHER_TYPE_TARGET_ROW (usher_target_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherTargetRow, usher_target_row, USHER, TARGET_ROW, GtkWidget)

GtkListItemFactory *usher_target_row_factory_new (void);

G_END_DECLS
