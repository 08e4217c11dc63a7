/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up-look.h"

G_BEGIN_DECLS

/* The rows of the clean-up window: an icon, a title, some words, and a word at the end. */
GtkBox *usher_clean_up_look_row_prepare (AdwActionRow *row);
AdwActionRow *
usher_clean_up_look_row_new (UsherCleanUpLook look, const char *title, const char *text);
void usher_clean_up_look_row_set (AdwActionRow *row, UsherCleanUpLook look, const char *text);

AdwActionRow *usher_clean_up_step_row_new (UsherPlanStep *step);
AdwActionRow *usher_clean_up_outcome_row_new (UsherCleanUpRow *database);

G_END_DECLS
