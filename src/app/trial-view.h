/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "profile.h"

G_BEGIN_DECLS

/**
 * UsherTrialView:
 *
 * Tries a connection when it is told to, and shows step by step how far that gets. Where the
 * server wants a password it is asked for here, and what ssh wants to know in a dialog. Before
 * and after nothing of it is seen.
 *
 * Signal: "password-accepted" (string): that password was typed here, and let the person in.
 */
#define USHER_TYPE_TRIAL_VIEW (usher_trial_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherTrialView, usher_trial_view, USHER, TRIAL_VIEW, AdwPreferencesGroup)

void usher_trial_view_run (UsherTrialView *self, UsherProfile *profile, const char *password);
void usher_trial_view_forget (UsherTrialView *self);

G_END_DECLS
