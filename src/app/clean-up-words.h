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

char *usher_clean_up_words_obstacle (UsherObstacle *obstacle);
char *usher_clean_up_words_step (UsherPlanStep *step);
char *usher_clean_up_words_outcome (UsherCleanUpRow *database);
const char *usher_clean_up_words_remedy (UsherRemedies remedy);
const char *usher_clean_up_words_remedy_button (UsherRemedies remedy);
const char *usher_clean_up_words_remedy_consequence (UsherRemedies remedy);
char **usher_clean_up_words_passed (GPtrArray *obstacles, UsherCleanUpKind kind, gboolean in_full);

G_END_DECLS
