/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/* One thing that stands in the way of a database, with buttons for what Usher can do about it. */
#define USHER_TYPE_CLEAN_UP_OBSTACLE_ROW (usher_clean_up_obstacle_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUpObstacleRow,
                      usher_clean_up_obstacle_row,
                      USHER,
                      CLEAN_UP_OBSTACLE_ROW,
                      AdwActionRow)

GtkWidget *usher_clean_up_obstacle_row_new (UsherCleanUp *clean_up,
                                            UsherCleanUpRow *database,
                                            UsherObstacle *obstacle);
UsherObstacle *usher_clean_up_obstacle_row_get_obstacle (UsherCleanUpObstacleRow *self);
void
usher_clean_up_obstacle_row_set_obstacle (UsherCleanUpObstacleRow *self, UsherObstacle *obstacle);

G_END_DECLS
