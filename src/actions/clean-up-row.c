/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "clean-up-row-private.h"

#include "clean-up-plan-private.h"
#include "obstacle-private.h"
#include "obstacles.h"

G_DEFINE_FINAL_TYPE (UsherCleanUpRow, usher_clean_up_row, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_clean_up_row_finalize (GObject *object)
{
  UsherCleanUpRow *self = USHER_CLEAN_UP_ROW (object);

  g_free (self->name);
  g_free (self->new_name);
  g_free (self->summary);
  g_clear_pointer (&self->survey, usher_survey_unref);
  g_object_unref (self->obstacles);
  g_object_unref (self->steps);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (usher_clean_up_row_parent_class)->finalize (object);
}

static void
usher_clean_up_row_class_init (UsherCleanUpRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_clean_up_row_finalize;

  /**
   * UsherCleanUpRow::changed:
   *
   * Anything of it may be another now.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_clean_up_row_init (UsherCleanUpRow *self)
{
  self->obstacles = g_list_store_new (USHER_TYPE_OBSTACLE);
  self->steps = g_list_store_new (USHER_TYPE_PLAN_STEP);
  self->new_name = g_strdup ("");
  self->summary = g_strdup ("");
}

/*< private >
 * usher_clean_up_row_new:
 * @oid: a database
 * @name: what it was called when it was chosen
 *
 * Returns: (transfer full): a row of which nothing else is known
 */
UsherCleanUpRow *
usher_clean_up_row_new (guint32 oid, const char *name)
{
  UsherCleanUpRow *self = g_object_new (USHER_TYPE_CLEAN_UP_ROW, NULL);

  self->oid = oid;
  self->name = g_strdup (name);
  return self;
}

void
usher_clean_up_row_changed (UsherCleanUpRow *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
holds (GListStore *store, guint position, UsherObstacle *obstacle)
{
  g_autoptr (UsherObstacle) there = g_list_model_get_item (G_LIST_MODEL (store), position);

  return there != NULL && usher_obstacle_equal (there, obstacle);
}

/* What is the same stays the same object, so that nothing flickers while a person reads. */
static void
replace_obstacles (UsherCleanUpRow *self, GPtrArray *obstacles)
{
  guint n_before = g_list_model_get_n_items (G_LIST_MODEL (self->obstacles));
  guint first = 0;
  guint last = 0;

  while (first < obstacles->len && holds (self->obstacles, first, obstacles->pdata[first]))
    first++;
  while (
      last < MIN (obstacles->len, n_before) - first
      && holds (self->obstacles, n_before - 1 - last, obstacles->pdata[obstacles->len - 1 - last]))
    last++;
  if (n_before > first + last || obstacles->len > first + last)
    g_list_store_splice (self->obstacles, first, n_before - first - last, obstacles->pdata + first,
                         obstacles->len - first - last);
}

static GPtrArray *
collect_steps (UsherCleanUpRow *self)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->steps)); i++)
    g_ptr_array_add (steps, g_list_model_get_item (G_LIST_MODEL (self->steps), i));
  return steps;
}

static void
replace_steps (UsherCleanUpRow *self, GPtrArray *steps)
{
  g_autoptr (GPtrArray) before = collect_steps (self);

  if (!usher_plan_equal (before, steps))
    g_list_store_splice (self->steps, 0, before->len, steps->pdata, steps->len);
}

/*< private >
 * usher_clean_up_row_take_survey:
 * @self: a row
 * @survey: what was seen
 * @intent: what is to be done
 * @returns: (nullable): who comes back
 *
 * Brings obstacles up to date, and the steps as long as they do not run.
 */
void
usher_clean_up_row_take_survey (UsherCleanUpRow *self,
                                UsherSurvey *survey,
                                const UsherIntent *intent,
                                UsherReturns *returns)
{
  UsherDatabaseFacts *facts = usher_survey_find (survey, self->oid);
  g_autoptr (GPtrArray) obstacles = NULL;

  if (facts == NULL)
    return;
  usher_survey_ref (survey);
  g_clear_pointer (&self->survey, usher_survey_unref);
  self->survey = survey;
  if (facts->exists)
    {
      g_free (self->name);
      self->name = g_strdup (facts->name);
    }
  obstacles = usher_obstacles_find (survey, facts, intent, returns);
  replace_obstacles (self, obstacles);
  if (!self->is_planned)
    {
      g_autoptr (GPtrArray) steps = usher_plan_make (survey, facts, intent);

      replace_steps (self, steps);
    }
  usher_clean_up_row_changed (self);
}

/*< private >
 * usher_clean_up_row_get_facts:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what was last seen of its database
 */
UsherDatabaseFacts *
usher_clean_up_row_get_facts (UsherCleanUpRow *self)
{
  return self->survey != NULL ? usher_survey_find (self->survey, self->oid) : NULL;
}

/*< private >
 * usher_clean_up_row_find_step:
 * @self: a row
 * @kind: which step
 *
 * Returns: (transfer none) (nullable): the step
 */
UsherPlanStep *
usher_clean_up_row_find_step (UsherCleanUpRow *self, UsherStepKind kind)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->steps)); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (G_LIST_MODEL (self->steps), i);

      if (step->kind == kind)
        return step; /* the store keeps it */
    }
  return NULL;
}

/*< private >
 * usher_clean_up_row_set_outcome:
 * @self: a row
 * @outcome: how it stands
 * @error: (nullable): why
 * @summary: a translated sentence, or ""
 */
void
usher_clean_up_row_set_outcome (UsherCleanUpRow *self,
                                UsherCleanUpOutcome outcome,
                                const GError *error,
                                const char *summary)
{
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : NULL;
  char *words = g_strdup (summary);

  self->outcome = outcome;
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&copy);
  g_free (self->summary);
  self->summary = words;
  usher_clean_up_row_changed (self);
}

guint32
usher_clean_up_row_get_oid (UsherCleanUpRow *self)
{
  return self->oid;
}

/**
 * usher_clean_up_row_get_name:
 * @self: a row
 *
 * Returns: the name of the database, untrusted text
 */
const char *
usher_clean_up_row_get_name (UsherCleanUpRow *self)
{
  return self->name;
}

const char *
usher_clean_up_row_get_new_name (UsherCleanUpRow *self)
{
  return self->new_name;
}

/**
 * usher_clean_up_row_get_n_sessions:
 * @self: a row
 *
 * Returns: how many sessions would be ended, as of the last look
 */
guint
usher_clean_up_row_get_n_sessions (UsherCleanUpRow *self)
{
  UsherDatabaseFacts *facts = usher_clean_up_row_get_facts (self);
  guint n = 0;

  for (guint i = 0; facts != NULL && i < facts->sessions->len; i++)
    n += usher_session_is_in_the_way (g_ptr_array_index (facts->sessions, i)) ? 1 : 0;
  return n;
}

/**
 * usher_clean_up_row_get_obstacles:
 * @self: a row
 *
 * Returns: (transfer none): a list of #UsherObstacle, live
 */
GListModel *
usher_clean_up_row_get_obstacles (UsherCleanUpRow *self)
{
  return G_LIST_MODEL (self->obstacles);
}

/**
 * usher_clean_up_row_get_steps:
 * @self: a row
 *
 * Returns: (transfer none): a list of #UsherPlanStep; empty until the first look
 */
GListModel *
usher_clean_up_row_get_steps (UsherCleanUpRow *self)
{
  return G_LIST_MODEL (self->steps);
}

UsherCleanUpOutcome
usher_clean_up_row_get_outcome (UsherCleanUpRow *self)
{
  return self->outcome;
}

/**
 * usher_clean_up_row_get_error:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): why it did not succeed
 */
const GError *
usher_clean_up_row_get_error (UsherCleanUpRow *self)
{
  return self->error;
}

/**
 * usher_clean_up_row_get_summary:
 * @self: a row
 *
 * Returns: how it ended, what was done and what was put back, in translated sentences; ""
 *   before
 */
const char *
usher_clean_up_row_get_summary (UsherCleanUpRow *self)
{
  return self->summary;
}

/* The name that was asked about may not be the one that is wanted by now. */
static gboolean
is_planned_for_name (UsherCleanUpRow *self)
{
  UsherDatabaseFacts *facts = usher_clean_up_row_get_facts (self);

  return facts != NULL && g_str_equal (facts->new_name, self->new_name);
}

/**
 * usher_clean_up_row_can_try:
 * @self: a row
 *
 * Returns: whether there is a command to send, even if the server is expected to refuse it
 */
gboolean
usher_clean_up_row_can_try (UsherCleanUpRow *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->obstacles)); i++)
    {
      g_autoptr (UsherObstacle) obstacle =
          g_list_model_get_item (G_LIST_MODEL (self->obstacles), i);

      if (obstacle->kind == USHER_OBSTACLE_MISSING || obstacle->kind == USHER_OBSTACLE_NO_NAME
          || obstacle->kind == USHER_OBSTACLE_BAD_NAME)
        return FALSE;
    }
  return is_planned_for_name (self);
}

/**
 * usher_clean_up_row_is_ready:
 * @self: a row
 *
 * Returns: whether the action is expected to succeed. The server has the last word: what is
 *   not ready may still be tried.
 */
gboolean
usher_clean_up_row_is_ready (UsherCleanUpRow *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->obstacles)); i++)
    {
      g_autoptr (UsherObstacle) obstacle =
          g_list_model_get_item (G_LIST_MODEL (self->obstacles), i);

      if (obstacle->effect == USHER_EFFECT_STOPS)
        return FALSE;
    }
  return is_planned_for_name (self);
}
