/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up-row.h"
#include "returns.h"
#include "survey.h"

G_BEGIN_DECLS

struct _UsherCleanUpRow
{
  GObject parent_instance;
  guint32 oid;
  char *name;            /* (owned) valid UTF-8 */
  char *new_name;        /* (owned) valid UTF-8, "" for none */
  UsherSurvey *survey;   /* (owned) (nullable): the last one */
  GListStore *obstacles; /* (owned) */
  GListStore *steps;     /* (owned) */
  gboolean is_planned;   /* the steps are run, or were: no survey changes them any more */
  UsherCleanUpOutcome outcome;
  GError *error; /* (owned) (nullable) */
  char *summary; /* (owned) how it ended, "" before */
};

UsherCleanUpRow *usher_clean_up_row_new (guint32 oid, const char *name);
void usher_clean_up_row_take_survey (UsherCleanUpRow *self,
                                     UsherSurvey *survey,
                                     const UsherIntent *intent,
                                     UsherReturns *returns);
UsherDatabaseFacts *usher_clean_up_row_get_facts (UsherCleanUpRow *self);
UsherPlanStep *usher_clean_up_row_find_step (UsherCleanUpRow *self, UsherStepKind kind);
void usher_clean_up_row_set_outcome (UsherCleanUpRow *self,
                                     UsherCleanUpOutcome outcome,
                                     const GError *error,
                                     const char *summary);
void usher_clean_up_row_changed (UsherCleanUpRow *self);

G_END_DECLS
