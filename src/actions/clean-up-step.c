/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "clean-up-plan-private.h"

G_DEFINE_FINAL_TYPE (UsherPlanStep, usher_plan_step, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_plan_step_finalize (GObject *object)
{
  UsherPlanStep *self = USHER_PLAN_STEP (object);

  g_free (self->title);
  g_free (self->explanation);
  g_free (self->command);
  g_free (self->sql);
  g_free (self->progress);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (usher_plan_step_parent_class)->finalize (object);
}

static void
usher_plan_step_class_init (UsherPlanStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_plan_step_finalize;

  /**
   * UsherPlanStep::changed:
   *
   * Its state or its progress is another now.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_plan_step_init (UsherPlanStep *self)
{
}

void
usher_plan_step_set_state (UsherPlanStep *self, UsherStepState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

/*< private >
 * usher_plan_step_set_progress:
 * @self: a step
 * @progress: translated words
 */
void
usher_plan_step_set_progress (UsherPlanStep *self, const char *progress)
{
  if (g_strcmp0 (self->progress, progress) == 0)
    return;
  g_free (self->progress);
  self->progress = g_strdup (progress);
  g_signal_emit (self, signals[CHANGED], 0);
}

/*< private >
 * usher_plan_step_take_error:
 * @self: a step
 * @state: how it ended
 * @error: (transfer full) (nullable): why
 */
void
usher_plan_step_take_error (UsherPlanStep *self, UsherStepState state, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

UsherStepKind
usher_plan_step_get_kind (UsherPlanStep *self)
{
  return self->kind;
}

const char *
usher_plan_step_get_title (UsherPlanStep *self)
{
  return self->title;
}

const char *
usher_plan_step_get_explanation (UsherPlanStep *self)
{
  return self->explanation;
}

/**
 * usher_plan_step_get_sql:
 * @self: a step
 *
 * Returns: what is sent to the server, to be read: untrusted text; "" when nothing is
 */
const char *
usher_plan_step_get_sql (UsherPlanStep *self)
{
  return self->sql;
}

UsherStepState
usher_plan_step_get_state (UsherPlanStep *self)
{
  return self->state;
}

/**
 * usher_plan_step_get_progress:
 * @self: a step
 *
 * Returns: how far it is or how it ended, in translated words; or ""
 */
const char *
usher_plan_step_get_progress (UsherPlanStep *self)
{
  return self->progress != NULL ? self->progress : "";
}

/**
 * usher_plan_step_get_error:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
usher_plan_step_get_error (UsherPlanStep *self)
{
  return self->error;
}
