/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "endpoint.h"
#include "trial.h"

G_BEGIN_DECLS

/* What is said of the steps of a trial, safe to look at: the words of a server are made visible. */

UsherTrialStep usher_trial_step_of (const GError *error);

char *usher_trial_words_error (const GError *error);
char *usher_trial_words_found (const UsherEndpoint *endpoint, GPtrArray *hosts);
char *usher_trial_words_password (UsherPasswordSource source, gboolean found, const GError *excuse);
char *usher_trial_words_reached (const UsherConnectionInfo *info);
char *usher_trial_words_version (const UsherConnectionInfo *info);

G_END_DECLS
