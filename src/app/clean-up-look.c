/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-look.h"

#include <glib/gi18n-lib.h>

/**
 * usher_clean_up_look_of_effect:
 * @effect: what an obstacle means
 *
 * Returns: how it is shown
 */
UsherCleanUpLook
usher_clean_up_look_of_effect (UsherEffect effect)
{
  switch (effect)
    {
    case USHER_EFFECT_STOPS:
      /* Translators: these stand at the end of a row that names what stands in the way */
      return (UsherCleanUpLook){ "dialog-error-symbolic", "error", _ ("Stops it") };
    case USHER_EFFECT_LOSES:
      return (UsherCleanUpLook){ "dialog-warning-symbolic", "warning", _ ("Would be lost") };
    case USHER_EFFECT_WAITS:
      return (UsherCleanUpLook){ "content-loading-symbolic", "warning", _ ("Waits for it") };
    case USHER_EFFECT_RISKS:
      return (UsherCleanUpLook){ "dialog-warning-symbolic", "warning", _ ("May get in") };
    case USHER_EFFECT_CLEARED:
      return (UsherCleanUpLook){ "edit-clear-all-symbolic", "accent", _ ("Will be cleared") };
    case USHER_EFFECT_NOTE:
    case USHER_EFFECT_NONE:
    default:
      return (UsherCleanUpLook){ "dialog-information-symbolic", "dim-label", _ ("Good to know") };
    }
}

/**
 * usher_clean_up_look_of_step:
 * @state: how far a step is
 *
 * Returns: how it is shown
 */
UsherCleanUpLook
usher_clean_up_look_of_step (UsherStepState state)
{
  switch (state)
    {
    case USHER_STEP_RUNNING:
      /* Translators: these stand at the end of a row that names a step */
      return (UsherCleanUpLook){ "media-playback-start-symbolic", "accent", _ ("Running") };
    case USHER_STEP_DONE:
      return (UsherCleanUpLook){ "emblem-ok-symbolic", "success", _ ("Done") };
    case USHER_STEP_SKIPPED:
      return (UsherCleanUpLook){ "emblem-ok-symbolic", "dim-label", _ ("Not needed") };
    case USHER_STEP_NOT_REACHED:
      return (UsherCleanUpLook){ "list-remove-symbolic", "dim-label", _ ("Not reached") };
    case USHER_STEP_FAILED:
      return (UsherCleanUpLook){ "dialog-error-symbolic", "error", _ ("Failed") };
    case USHER_STEP_STOPPED:
      return (UsherCleanUpLook){ "media-playback-stop-symbolic", "warning", _ ("Stopped") };
    case USHER_STEP_UNKNOWN:
      return (UsherCleanUpLook){ "dialog-question-symbolic", "warning", _ ("Unknown") };
    case USHER_STEP_WAITING:
    default:
      return (UsherCleanUpLook){ "content-loading-symbolic", "dim-label", _ ("Waiting") };
    }
}

/**
 * usher_clean_up_look_of_outcome:
 * @outcome: how a database's clean-up came out
 *
 * Returns: how it is shown
 */
UsherCleanUpLook
usher_clean_up_look_of_outcome (UsherCleanUpOutcome outcome)
{
  switch (outcome)
    {
    case USHER_CLEAN_UP_RUNNING:
      return usher_clean_up_look_of_step (USHER_STEP_RUNNING);
    case USHER_CLEAN_UP_DONE:
      return usher_clean_up_look_of_step (USHER_STEP_DONE);
    case USHER_CLEAN_UP_FAILED:
      return usher_clean_up_look_of_step (USHER_STEP_FAILED);
    case USHER_CLEAN_UP_STOPPED:
      return usher_clean_up_look_of_step (USHER_STEP_STOPPED);
    case USHER_CLEAN_UP_INVALID:
      return (UsherCleanUpLook){ "dialog-error-symbolic", "error", _ ("Invalid now") };
    case USHER_CLEAN_UP_UNKNOWN:
      return usher_clean_up_look_of_step (USHER_STEP_UNKNOWN);
    case USHER_CLEAN_UP_WAITING:
    default:
      return usher_clean_up_look_of_step (USHER_STEP_WAITING);
    }
}
