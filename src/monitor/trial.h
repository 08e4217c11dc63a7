/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "approach.h"
#include "connection.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_TRIAL_TUNNEL, /* only when there is one */
  USHER_TRIAL_NAME,
  USHER_TRIAL_PASSWORD, /* only when one has to be looked for */
  USHER_TRIAL_REACHED,
  USHER_TRIAL_ENCRYPTED,
  USHER_TRIAL_LOGGED_IN,
  USHER_TRIAL_VERSION,
  USHER_TRIAL_ROLE,
  USHER_TRIAL_RIGHTS,
  USHER_TRIAL_N_STEPS,
} UsherTrialStep;

typedef enum
{
  USHER_TRIAL_NOT_TRIED,
  USHER_TRIAL_UNDER_WAY,
  USHER_TRIAL_DONE,
  USHER_TRIAL_IN_VAIN, /* nothing came of it, and it went on without */
  USHER_TRIAL_FAILED,
} UsherTrialState;

/**
 * UsherTrial:
 *
 * Tries a connection that is perhaps not saved yet, goes the way that connecting would go, and
 * tells how far it gets. It changes nothing, in the keyring neither. Main thread only; what waits
 * does so on threads of its own, and ends at the address's connect_timeout.
 *
 * Signals: "changed" (a step has another state), "question" (#UsherSshQuestion, see
 * #UsherTunnel).
 */
#define USHER_TYPE_TRIAL (usher_trial_get_type ())
G_DECLARE_FINAL_TYPE (UsherTrial, usher_trial, USHER, TRIAL, GObject)

UsherTrial *usher_trial_new (UsherApproach *approach);

void usher_trial_run_async (UsherTrial *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
UsherConnectionInfo *
usher_trial_run_finish (UsherTrial *self, GAsyncResult *result, GError **error);

gboolean usher_trial_has_step (UsherTrial *self, UsherTrialStep step);
const char *usher_trial_get_title (UsherTrialStep step);
UsherTrialState usher_trial_get_state (UsherTrial *self, UsherTrialStep step);
const char *usher_trial_get_words (UsherTrial *self, UsherTrialStep step);

G_END_DECLS
