/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "profile.h"

G_BEGIN_DECLS

/**
 * UsherEnvironmentBadge:
 *
 * Says what a connection leads to, by a dot, a word and their colour. Not seen where that is not
 * said. With the style class "pill" it stands out as where something is about to be done.
 */
#define USHER_TYPE_ENVIRONMENT_BADGE (usher_environment_badge_get_type ())
G_DECLARE_FINAL_TYPE (UsherEnvironmentBadge,
                      usher_environment_badge,
                      USHER,
                      ENVIRONMENT_BADGE,
                      GtkWidget)

void
usher_environment_badge_set_environment (UsherEnvironmentBadge *self, UsherEnvironment environment);
void usher_environment_badge_set_yields (UsherEnvironmentBadge *self, gboolean yields);

G_END_DECLS
