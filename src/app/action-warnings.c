/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "action-words.h"

/* What is to be known before an action, and why it was refused. */

static void
add (GStrvBuilder *warnings, char *sentence)
{
  g_strv_builder_add (warnings, sentence);
  g_free (sentence);
}

static void
add_transactions (GStrvBuilder *warnings, const UsherConsequences *sum, gint64 seen_at)
{
  g_autofree char *age = NULL;

  if (sum->n_transactions == 0)
    return;
  age = usher_duration_format (seen_at - sum->oldest_xact_start);
  add (
      warnings,
      /* Translators: %s is a duration such as "14 min 9 s" */
      g_strdup_printf (ngettext ("%u open transaction is rolled back, %s old.",
                                 "%u open transactions are rolled back, the oldest of them %s old.",
                                 sum->n_transactions),
                       sum->n_transactions, age));
  if (sum->n_wrote > 0)
    add (warnings,
         g_strdup_printf (ngettext ("%u transaction has written something that is lost.",
                                    "%u transactions have written something that is lost.",
                                    sum->n_wrote),
                          sum->n_wrote));
}

static void
add_waiters (GStrvBuilder *warnings, const UsherConsequences *sum)
{
  if (sum->n_released > 0)
    add (warnings,
         g_strdup_printf (ngettext ("%u other session that waits for a lock is released.",
                                    "%u other sessions that wait for a lock are released.",
                                    sum->n_released),
                          sum->n_released));
}

static void
add_kinds (GStrvBuilder *warnings, const UsherConsequences *sum)
{
  if (sum->n_backups > 0)
    add (warnings, g_strdup_printf (ngettext ("%u of them is sending a base backup, which fails.",
                                              "%u of them are sending base backups, which fail.",
                                              sum->n_backups),
                                    sum->n_backups));
  if (sum->n_replication > 0)
    add (warnings,
         g_strdup_printf (ngettext ("%u of them feeds a standby or a subscriber.",
                                    "%u of them feed standbys or subscribers.", sum->n_replication),
                          sum->n_replication));
  if (sum->n_workers > 0)
    add (warnings,
         g_strdup_printf (ngettext ("%u of them is the server’s own worker and may come back.",
                                    "%u of them are the server’s own workers and may come back.",
                                    sum->n_workers),
                          sum->n_workers));
}

static void
add_refusals (GStrvBuilder *warnings, const UsherConsequences *sum)
{
  if (sum->n_refused > 0)
    add (warnings,
         g_strdup_printf (ngettext ("The server is expected to refuse %u of them:",
                                    "The server is expected to refuse %u of them:", sum->n_refused),
                          sum->n_refused));
  for (guint may = 0; may < G_N_ELEMENTS (sum->n_refused_by); may++)
    if (sum->n_refused_by[may] > 0)
      g_strv_builder_add (warnings, usher_may_explain (may));
}

static void
add_weak (GStrvBuilder *warnings, const UsherConsequences *sum)
{
  if (sum->n_weak > 0)
    /* Translators: pg_read_all_stats is the name of a role */
    add (warnings,
         g_strdup_printf (ngettext ("Since when %u of them is there is hidden from your role, so a "
                                    "later session with its number, database, user and "
                                    "application would pass for it. Members of pg_read_all_stats "
                                    "may see it.",
                                    "Since when %u of them are there is hidden from your role, so "
                                    "later sessions with their numbers, databases, users and "
                                    "applications would pass for them. Members of "
                                    "pg_read_all_stats may see it.",
                                    sum->n_weak),
                          sum->n_weak));
}

static void
add_others (GStrvBuilder *warnings,
            UsherOperationKind kind,
            UsherTargets *targets,
            const UsherConsequences *sum)
{
  guint n_parallel = usher_targets_get_n_parallel (targets);

  if (n_parallel > 0)
    add (warnings, g_strdup_printf (
                       ngettext ("%u parallel worker is not listed: it ends with its leader.",
                                 "%u parallel workers are not listed: they end with their leaders.",
                                 n_parallel),
                       n_parallel));
  if (kind == USHER_OPERATION_CANCEL_QUERY && sum->n_idle > 0)
    add (warnings, g_strdup_printf (ngettext ("%u session runs no query: nothing happens to it.",
                                              "%u sessions run no query: nothing happens to them.",
                                              sum->n_idle),
                                    sum->n_idle));
}

/* Returns: (transfer full): a sentence on each line */
static char *
join_lines (GStrvBuilder *sentences)
{
  g_auto (GStrv) lines = g_strv_builder_end (sentences);

  return g_strjoinv ("\n", lines);
}

/**
 * usher_action_words_warnings:
 *
 * Returns: (transfer full): what is to be known before, a sentence on each line
 */
char *
usher_action_words_warnings (UsherOperationKind kind, UsherTargets *targets)
{
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  UsherConsequences sum;

  usher_targets_weigh (targets, &sum);
  if (kind == USHER_OPERATION_TERMINATE)
    {
      add_transactions (warnings, &sum, usher_targets_get_seen_at (targets));
      add_waiters (warnings, &sum);
    }
  add_kinds (warnings, &sum);
  add_refusals (warnings, &sum);
  add_weak (warnings, &sum);
  add_others (warnings, kind, targets, &sum);
  return join_lines (warnings);
}

/**
 * usher_action_words_rules:
 * @operation: what was done
 *
 * Returns: (transfer full): the rules behind refusals and the grants that would help, a
 *   sentence on each line
 */
char *
usher_action_words_rules (UsherOperation *operation)
{
  g_autoptr (GStrvBuilder) rules = g_strv_builder_new ();
  UsherTargets *targets = usher_operation_get_targets (operation);
  guint seen = 0;

  for (guint i = 0; i < usher_targets_get_n (targets); i++)
    if (usher_operation_get_outcome (operation, i) == USHER_OUTCOME_NOT_PERMITTED)
      seen |= 1u << usher_targets_get_session (targets, i)->may;
  for (guint may = USHER_MAY_YES + 1; may <= USHER_MAY_NEED_SIGNAL_AUTOVACUUM; may++)
    if ((seen & 1u << may) != 0)
      g_strv_builder_add (rules, usher_may_explain (may));
  return join_lines (rules);
}
