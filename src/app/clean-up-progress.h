/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/* How far a clean-up is, live: each database with how it comes out, and the steps of each. */
GtkWidget *usher_clean_up_outcomes_new (UsherCleanUp *clean_up);
GtkWidget *usher_clean_up_steps_new (UsherCleanUp *clean_up);

G_END_DECLS
