/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/**
 * UsherCleanUpWays:
 *
 * How a clean-up goes about it: how new sessions are blocked, whether the server ends those
 * that are there, and whether it is tried although it is expected to fail.
 *
 * Signals: "tries-changed" (usher_clean_up_ways_get_tries() did).
 */
#define USHER_TYPE_CLEAN_UP_WAYS (usher_clean_up_ways_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUpWays, usher_clean_up_ways, USHER, CLEAN_UP_WAYS, AdwBin)

void usher_clean_up_ways_set_clean_up (UsherCleanUpWays *self, UsherCleanUp *clean_up);
void usher_clean_up_ways_update (UsherCleanUpWays *self);
gboolean usher_clean_up_ways_get_tries (UsherCleanUpWays *self);

G_END_DECLS
