/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/* What stands in the way of one database, live, with what clears it, and what was looked for
 * and does not. */
#define USHER_TYPE_CLEAN_UP_OBSTACLES (usher_clean_up_obstacles_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUpObstacles,
                      usher_clean_up_obstacles,
                      USHER,
                      CLEAN_UP_OBSTACLES,
                      AdwBin)

GtkWidget *
usher_clean_up_obstacles_new (UsherCleanUp *clean_up, UsherCleanUpRow *database, gboolean several);
void usher_clean_up_obstacles_update (UsherCleanUpObstacles *self);
void usher_clean_up_obstacles_set_looked (UsherCleanUpObstacles *self, const char *looked);
UsherCleanUpRow *usher_clean_up_obstacles_get_database (UsherCleanUpObstacles *self);

G_END_DECLS
