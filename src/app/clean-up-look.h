/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up.h"

G_BEGIN_DECLS

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

G_END_DECLS
