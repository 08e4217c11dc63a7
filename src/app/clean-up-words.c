/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-words.h"

#include <glib/gi18n-lib.h>

#include "text.h"

#define NAME_CHARS 60

/**
 * usher_clean_up_words_heading:
 * @rows: the databases
 *
 * Returns: (transfer full): what the window is about
 */
char *
usher_clean_up_words_heading (GListModel *rows)
{
  guint n = g_list_model_get_n_items (rows);
  g_autoptr (UsherCleanUpRow) first = g_list_model_get_item (rows, 0);
  g_autofree char *name = NULL;

  if (n != 1)
    return g_strdup_printf (ngettext ("Clean Up %u Database", "Clean Up %u Databases", n), n);
  name = usher_text_show_line (usher_clean_up_row_get_name (first), NAME_CHARS);
  /* Translators: %s is the name of a database */
  return g_strdup_printf (_ ("Clean Up “%s”"), name);
}

/**
 * usher_clean_up_words_kind:
 * @kind: what to do
 *
 * Returns: its translated label, static
 */
const char *
usher_clean_up_words_kind (UsherCleanUpKind kind)
{
  static const char *const labels[USHER_N_CLEAN_UP_KINDS] = {
    [USHER_CLEAN_UP_DROP] = N_ ("Drop"),
    [USHER_CLEAN_UP_RENAME] = N_ ("Rename"),
    [USHER_CLEAN_UP_COPY] = N_ ("Copy"),
    [USHER_CLEAN_UP_DISCONNECT] = N_ ("Disconnect Everyone"),
    [USHER_CLEAN_UP_KEEP_OUT] = N_ ("Keep Everyone Out"),
  };

  g_return_val_if_fail ((guint)kind < USHER_N_CLEAN_UP_KINDS, "");
  return _ (labels[kind]);
}

/**
 * usher_clean_up_words_explain:
 * @kind: what to do
 *
 * Returns: a translated sentence that says what that does, static
 */
const char *
usher_clean_up_words_explain (UsherCleanUpKind kind)
{
  static const char *const words[USHER_N_CLEAN_UP_KINDS] = {
    [USHER_CLEAN_UP_DROP] = N_ ("Deletes it and everything in it. That cannot be undone."),
    [USHER_CLEAN_UP_RENAME] = N_ ("Clients find it by its new name only."),
    [USHER_CLEAN_UP_COPY] = N_ ("Makes another database of the same contents."),
    [USHER_CLEAN_UP_DISCONNECT] = N_ ("Once. Who connects again gets in."),
    [USHER_CLEAN_UP_KEEP_OUT] = N_ ("For maintenance, until you let them in again."),
  };

  g_return_val_if_fail ((guint)kind < USHER_N_CLEAN_UP_KINDS, "");
  return _ (words[kind]);
}

static char *
with_sessions (UsherCleanUpKind kind, guint n)
{
  switch (kind)
    {
    case USHER_CLEAN_UP_DROP:
      return g_strdup_printf (
          ngettext ("Terminate %u Session and Drop", "Terminate %u Sessions and Drop", n), n);
    case USHER_CLEAN_UP_RENAME:
      return g_strdup_printf (
          ngettext ("Terminate %u Session and Rename", "Terminate %u Sessions and Rename", n), n);
    case USHER_CLEAN_UP_COPY:
      return g_strdup_printf (
          ngettext ("Terminate %u Session and Copy", "Terminate %u Sessions and Copy", n), n);
    case USHER_CLEAN_UP_KEEP_OUT:
      return g_strdup_printf (
          ngettext ("Terminate %u Session and Block", "Terminate %u Sessions and Block", n), n);
    case USHER_CLEAN_UP_DISCONNECT:
    case USHER_N_CLEAN_UP_KINDS:
    default:
      return g_strdup_printf (ngettext ("Terminate %u Session", "Terminate %u Sessions", n), n);
    }
}

/**
 * usher_clean_up_words_button:
 * @kind: what to do
 * @n_databases: with how many
 * @n_sessions: how many are ended by the way
 *
 * Returns: (transfer full): what the button does
 */
char *
usher_clean_up_words_button (UsherCleanUpKind kind, guint n_databases, guint n_sessions)
{
  if (n_sessions > 0)
    return with_sessions (kind, n_sessions);
  switch (kind)
    {
    case USHER_CLEAN_UP_DROP:
      return g_strdup_printf (ngettext ("Drop %u Database", "Drop %u Databases", n_databases),
                              n_databases);
    case USHER_CLEAN_UP_RENAME:
      return g_strdup_printf (ngettext ("Rename %u Database", "Rename %u Databases", n_databases),
                              n_databases);
    case USHER_CLEAN_UP_COPY:
      return g_strdup_printf (ngettext ("Copy %u Database", "Copy %u Databases", n_databases),
                              n_databases);
    case USHER_CLEAN_UP_DISCONNECT:
    case USHER_CLEAN_UP_KEEP_OUT:
    case USHER_N_CLEAN_UP_KINDS:
    default:
      return g_strdup (usher_clean_up_words_kind (kind));
    }
}

/**
 * usher_clean_up_words_looked:
 * @looked_at: when the server was seen, monotonic; 0: never
 * @error: (nullable): why it was not seen just now
 *
 * Returns: (transfer full): how fresh the picture is
 */
char *
usher_clean_up_words_looked (gint64 looked_at, const GError *error)
{
  guint seconds = (guint)((g_get_monotonic_time () - looked_at) / G_USEC_PER_SEC);

  if (error != NULL)
    /* Translators: a reason takes the place of %s */
    return g_strdup_printf (_ ("It could not be checked: %s"), error->message);
  if (looked_at == 0)
    return g_strdup (_ ("Checking…"));
  if (seconds == 0)
    return g_strdup (_ ("Checked just now, and again every other second"));
  return g_strdup_printf (ngettext ("Checked %u second ago, and again every other second",
                                    "Checked %u seconds ago, and again every other second",
                                    seconds),
                          seconds);
}

static void
add_line (GStrvBuilder *lines, const char *line)
{
  if (line != NULL && *line != '\0')
    g_strv_builder_add (lines, line);
}

static char *
join_lines (GStrvBuilder *builder)
{
  g_auto (GStrv) lines = g_strv_builder_end (builder);

  return g_strjoinv ("\n", lines);
}

/**
 * usher_clean_up_words_obstacle:
 * @obstacle: what stands in the way
 *
 * Returns: (transfer full): who it is, what clears it, and who may, a line each
 */
char *
usher_clean_up_words_obstacle (UsherObstacle *obstacle)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  add_line (lines, usher_obstacle_get_detail (obstacle));
  add_line (lines, usher_obstacle_get_advice (obstacle));
  if (!usher_obstacle_get_may (obstacle) && *usher_obstacle_get_who_may (obstacle) != '\0')
    {
      /* Translators: roles take the place of %s, such as "ana, its members, and superusers" */
      g_autofree char *who =
          g_strdup_printf (_ ("Who may: %s"), usher_obstacle_get_who_may (obstacle));

      add_line (lines, who);
    }
  return join_lines (lines);
}

/**
 * usher_clean_up_words_step:
 * @step: a step
 *
 * Returns: (transfer full): what it does or how far it is, and why it failed
 */
char *
usher_clean_up_words_step (UsherPlanStep *step)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  const char *progress = usher_plan_step_get_progress (step);
  const GError *error = usher_plan_step_get_error (step);

  add_line (lines, progress != NULL && *progress != '\0' ? progress
                                                         : usher_plan_step_get_explanation (step));
  add_line (lines, error != NULL ? error->message : NULL);
  return join_lines (lines);
}

static void
add_running_step (GStrvBuilder *lines, UsherCleanUpRow *database)
{
  GListModel *steps = usher_clean_up_row_get_steps (database);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (steps, i);

      if (usher_plan_step_get_state (step) != USHER_STEP_RUNNING)
        continue;
      add_line (lines, usher_plan_step_get_title (step));
      add_line (lines, usher_plan_step_get_progress (step));
    }
}

/**
 * usher_clean_up_words_outcome:
 * @database: a database of a clean-up that was begun
 *
 * Returns: (transfer full): what is being done, or how it ended and why
 */
char *
usher_clean_up_words_outcome (UsherCleanUpRow *database)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  const GError *error = usher_clean_up_row_get_error (database);

  if (usher_clean_up_row_get_outcome (database) == USHER_CLEAN_UP_RUNNING)
    add_running_step (lines, database);
  add_line (lines, usher_clean_up_row_get_summary (database));
  /* That it was stopped is no news to who stopped it. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    add_line (lines, error != NULL ? error->message : NULL);
  return join_lines (lines);
}

/**
 * usher_clean_up_words_remedy:
 * @remedy: one of them
 *
 * Returns: what it does, in translated words, for the button that really does it, static
 */
const char *
usher_clean_up_words_remedy (UsherRemedies remedy)
{
  switch (remedy)
    {
    case USHER_REMEDY_COMMIT:
      return _ ("Commit");
    case USHER_REMEDY_ROLL_BACK:
      return _ ("Roll Back");
    case USHER_REMEDY_UNSET_TEMPLATE:
      return _ ("Take the Mark Away");
    case USHER_REMEDY_BLOCK:
      return _ ("Block New Sessions");
    case USHER_REMEDY_NONE:
    default:
      return "";
    }
}

/**
 * usher_clean_up_words_remedy_button:
 * @remedy: one of them
 *
 * Returns: the translated label of the button that offers it, and asks once more, static
 */
const char *
usher_clean_up_words_remedy_button (UsherRemedies remedy)
{
  switch (remedy)
    {
    case USHER_REMEDY_COMMIT:
      return _ ("Commit…");
    case USHER_REMEDY_ROLL_BACK:
      return _ ("Roll Back…");
    case USHER_REMEDY_UNSET_TEMPLATE:
      return _ ("Take the Mark Away…");
    case USHER_REMEDY_BLOCK: /* alters nothing yet, so it does not ask */
    case USHER_REMEDY_NONE:
    default:
      return usher_clean_up_words_remedy (remedy);
    }
}

/**
 * usher_clean_up_words_remedy_consequence:
 * @remedy: one of them
 *
 * Returns: a translated sentence that says what it means, static
 */
const char *
usher_clean_up_words_remedy_consequence (UsherRemedies remedy)
{
  switch (remedy)
    {
    case USHER_REMEDY_COMMIT:
      return _ ("What it wrote comes true for good, whatever the other servers that it may "
                "concern do.");
    case USHER_REMEDY_ROLL_BACK:
      return _ ("What it wrote is lost for good, whatever the other servers that it may concern "
                "do.");
    case USHER_REMEDY_UNSET_TEMPLATE:
      return _ ("Then it can be dropped. Who makes databases from it does so no more unless they "
                "own it.");
    case USHER_REMEDY_BLOCK:
    case USHER_REMEDY_NONE:
    default:
      return "";
    }
}

static gboolean
has_any (GPtrArray *obstacles, UsherObstacleKind first, UsherObstacleKind last)
{
  for (guint i = 0; i < obstacles->len; i++)
    {
      UsherObstacleKind kind = usher_obstacle_get_kind (obstacles->pdata[i]);

      if (kind >= first && kind <= last)
        return TRUE;
    }
  return FALSE;
}

/**
 * usher_clean_up_words_passed:
 * @obstacles: (element-type UsherObstacle): what stands in the way
 * @kind: of what
 * @in_full: whether to name all that was looked for
 *
 * Returns: (transfer full): what was looked for and is not in the way, in translated words
 */
char **
usher_clean_up_words_passed (GPtrArray *obstacles, UsherCleanUpKind kind, gboolean in_full)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  gboolean is_missing = has_any (obstacles, USHER_OBSTACLE_MISSING, USHER_OBSTACLE_MISSING);

  if (obstacles->len == 0)
    g_strv_builder_add (lines, _ ("Nothing stands in the way"));
  if (!in_full || is_missing)
    return g_strv_builder_end (lines);
  if (!has_any (obstacles, USHER_OBSTACLE_SESSIONS, USHER_OBSTACLE_AUTOVACUUM))
    g_strv_builder_add (lines, _ ("Nobody is connected to it"));
  if (kind <= USHER_CLEAN_UP_COPY
      && !has_any (obstacles, USHER_OBSTACLE_PREPARED, USHER_OBSTACLE_PREPARED))
    g_strv_builder_add (lines, _ ("No prepared transaction waits in it"));
  if (kind == USHER_CLEAN_UP_DROP
      && !has_any (obstacles, USHER_OBSTACLE_ACTIVE_SLOTS, USHER_OBSTACLE_LOST_SLOTS))
    g_strv_builder_add (lines, _ ("No logical replication slot uses it"));
  if (kind == USHER_CLEAN_UP_DROP
      && !has_any (obstacles, USHER_OBSTACLE_SUBSCRIPTIONS, USHER_OBSTACLE_SUBSCRIPTIONS))
    g_strv_builder_add (lines, _ ("No subscription lives in it"));
  if (kind != USHER_CLEAN_UP_DISCONNECT
      && !has_any (obstacles, USHER_OBSTACLE_RECOVERY, USHER_OBSTACLE_READ_ONLY)
      && !has_any (obstacles, USHER_OBSTACLE_NOT_OWNER, USHER_OBSTACLE_NO_CREATEDB))
    g_strv_builder_add (lines, _ ("Your role may do it"));
  return g_strv_builder_end (lines);
}
