/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up.h"

G_BEGIN_DECLS

/* What the clean-up window says, in words that are safe to look at. Never markup. */

char *usher_clean_up_words_heading (GListModel *rows);
char *usher_clean_up_words_button (UsherCleanUpKind kind, guint n_databases, guint n_sessions);
const char *usher_clean_up_words_kind (UsherCleanUpKind kind);
const char *usher_clean_up_words_explain (UsherCleanUpKind kind);
char *usher_clean_up_words_looked (gint64 looked_at, const GError *error);

/* An icon, the class that colours it, and the word beside it. */
typedef struct
{
  const char *icon;
  const char *style;
  const char *word; /* translated */
} UsherCleanUpLook;

UsherCleanUpLook usher_clean_up_look_of_effect (UsherEffect effect);
UsherCleanUpLook usher_clean_up_look_of_step (UsherStepState state);
UsherCleanUpLook usher_clean_up_look_of_outcome (UsherCleanUpOutcome outcome);

char *usher_clean_up_words_obstacle (UsherObstacle *obstacle);
char *usher_clean_up_words_step (UsherPlanStep *step);
const char *usher_clean_up_words_remedy (UsherRemedies remedy);

G_END_DECLS
