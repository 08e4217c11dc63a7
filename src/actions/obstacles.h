/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up-plan.h"
#include "obstacle.h"
#include "returns.h"
#include "survey.h"

G_BEGIN_DECLS

GPtrArray *usher_obstacles_find (UsherSurvey *survey,
                                 UsherDatabaseFacts *facts,
                                 const UsherIntent *intent,
                                 UsherReturns *returns);
gboolean usher_obstacles_stop (GPtrArray *obstacles);

/* Which sessions are ended before the action: all but those that end without it. */
gboolean usher_session_is_in_the_way (const UsherSession *session);

G_END_DECLS
