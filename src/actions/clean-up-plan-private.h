/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up-plan.h"
#include "survey.h"

G_BEGIN_DECLS

struct _UsherPlanStep
{
  GObject parent_instance;
  UsherStepKind kind;
  char *title;       /* (owned) */
  char *explanation; /* (owned) "" when the title says it all */
  char *command;     /* (owned) (nullable): exact bytes, what is sent */
  char *sql;         /* (owned) the same to be read, valid UTF-8 */
  UsherStepState state;
  char *progress; /* (owned) (nullable): how far it is, or how it ended */
  GError *error;  /* (owned) (nullable) */
};

GPtrArray *
usher_plan_make (UsherSurvey *survey, UsherDatabaseFacts *facts, const UsherIntent *intent);
gboolean usher_plan_equal (GPtrArray *plan, GPtrArray *other);
char *usher_plan_block_command (const char *quoted, UsherBlocking blocking);
char *usher_plan_unblock_command (const char *quoted,
                                  UsherBlocking blocking,
                                  gboolean allows,
                                  gint32 connection_limit);

void usher_plan_step_set_state (UsherPlanStep *self, UsherStepState state);
void usher_plan_step_set_progress (UsherPlanStep *self, const char *progress);
void usher_plan_step_take_error (UsherPlanStep *self, UsherStepState state, GError *error);

G_END_DECLS
