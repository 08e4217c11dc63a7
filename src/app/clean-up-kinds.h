/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/* What can be done with databases, to choose from, and new names where that needs them. */
#define USHER_TYPE_CLEAN_UP_KINDS (usher_clean_up_kinds_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUpKinds, usher_clean_up_kinds, USHER, CLEAN_UP_KINDS, AdwBin)

void usher_clean_up_kinds_set_clean_up (UsherCleanUpKinds *self, UsherCleanUp *clean_up);
void usher_clean_up_kinds_update (UsherCleanUpKinds *self);

G_END_DECLS
