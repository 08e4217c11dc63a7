/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "obstacle-private.h"
#include "obstacles.h"

G_BEGIN_DECLS

/* obstacles.c begins, obstacles-sessions.c finds those that run, obstacles-returns.c those that
 * come again, obstacles-replication.c those that stay without anybody running. */

typedef struct
{
  UsherSurvey *survey;       /* (unowned) */
  UsherDatabaseFacts *facts; /* (unowned) */
  const UsherIntent *intent; /* (unowned) */
  UsherReturns *returns;     /* (unowned) (nullable) */
  GPtrArray *found;          /* (owned) (element-type UsherObstacle) */
} UsherSearch;

UsherObstacle *usher_search_add (UsherSearch *self,
                                 UsherObstacleKind kind,
                                 UsherEffect effect,
                                 guint count,
                                 const char *title);
gboolean usher_search_is_about (UsherSearch *self);
char *usher_search_show (const char *name);
char *usher_search_join (GPtrArray *phrases);

void usher_search_sessions (UsherSearch *self);
void usher_search_returns (UsherSearch *self);
void usher_search_prepared (UsherSearch *self);
void usher_search_replication (UsherSearch *self);

G_END_DECLS
