/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "action-words.h"

#include <glib/gi18n-lib.h>

/**
 * usher_action_words_heading:
 * @n: how many sessions or queries it would hit
 * @server: what the server is called
 *
 * Returns: (transfer full): the question
 */
char *
usher_action_words_heading (UsherOperationKind kind, guint n, const char *server)
{
  if (kind == USHER_OPERATION_TERMINATE)
    /* Translators: the heading of a dialog; %s is the name of a server */
    return g_strdup_printf (
        ngettext ("Terminate %u session on “%s”?", "Terminate %u sessions on “%s”?", n), n, server);
  if (n == 0)
    return g_strdup_printf (_ ("No query to cancel on “%s”"), server);
  return g_strdup_printf (ngettext ("Cancel %u query on “%s”?", "Cancel %u queries on “%s”?", n), n,
                          server);
}

/**
 * usher_action_words_running:
 *
 * Returns: (transfer full): the heading while it is done
 */
char *
usher_action_words_running (UsherOperationKind kind, guint n, const char *server)
{
  if (kind == USHER_OPERATION_TERMINATE)
    return g_strdup_printf (
        ngettext ("Terminating %u session on “%s”…", "Terminating %u sessions on “%s”…", n), n,
        server);
  return g_strdup_printf (
      ngettext ("Cancelling %u query on “%s”…", "Cancelling %u queries on “%s”…", n), n, server);
}

/**
 * usher_action_words_result:
 *
 * Returns: (transfer full): the heading when it has been done
 */
char *
usher_action_words_result (UsherOperation *operation, const char *server)
{
  guint n;

  if (usher_operation_get_kind (operation) == USHER_OPERATION_TERMINATE)
    {
      n = usher_operation_count_outcome (operation, USHER_OUTCOME_GONE);
      return g_strdup_printf (
          ngettext ("Terminated %u session on “%s”", "Terminated %u sessions on “%s”", n), n,
          server);
    }
  n = usher_operation_count_outcome (operation, USHER_OUTCOME_CANCELLED);
  return g_strdup_printf (
      ngettext ("Cancelled %u query on “%s”", "Cancelled %u queries on “%s”", n), n, server);
}

static gboolean
all_came_to (UsherOperation *operation, UsherOutcome outcome)
{
  return usher_operation_count_outcome (operation, outcome)
         == usher_targets_get_n (usher_operation_get_targets (operation));
}

/**
 * usher_action_words_done:
 *
 * Returns: (transfer full): what came of it, for whoever does not see the dialog any more
 */
char *
usher_action_words_done (UsherOperation *operation, const char *server)
{
  guint n = usher_targets_get_n (usher_operation_get_targets (operation));
  g_autofree char *summary = NULL;

  if (all_came_to (operation, USHER_OUTCOME_GONE))
    return g_strdup_printf (
        ngettext ("%u session terminated on “%s”", "%u sessions terminated on “%s”", n), n, server);
  if (all_came_to (operation, USHER_OUTCOME_CANCELLED))
    return g_strdup_printf (ngettext ("%u query ended on “%s”", "%u queries ended on “%s”", n), n,
                            server);
  summary = usher_operation_summarize (operation);
  /* Translators: the name of a server, and a list such as "4 terminated · 1 not permitted" */
  return g_strdup_printf (_ ("Sessions on “%s”: %s"), server, summary);
}

/**
 * usher_action_words_body:
 *
 * Returns: (transfer full): what the action means for those it hits
 */
char *
usher_action_words_body (UsherOperationKind kind, guint n)
{
  if (kind == USHER_OPERATION_TERMINATE)
    return g_strdup (ngettext ("The client is disconnected at once. Whatever it has not committed "
                               "is rolled back.",
                               "The clients are disconnected at once. Whatever they have not "
                               "committed is rolled back.",
                               n));
  if (n == 0)
    return g_strdup (_ ("Nothing was running there when this list was made."));
  return g_strdup (ngettext ("The query ends with an error, its client stays connected. A "
                             "transaction it is part of fails.",
                             "The queries end with an error, their clients stay connected. "
                             "Transactions they are part of fail.",
                             n));
}

/**
 * usher_action_words_button:
 *
 * Returns: (transfer full): what the button does
 */
char *
usher_action_words_button (UsherOperationKind kind, guint n)
{
  if (kind == USHER_OPERATION_TERMINATE)
    return g_strdup_printf (ngettext ("Terminate %u Session", "Terminate %u Sessions", n), n);
  return g_strdup_printf (ngettext ("Cancel %u Query", "Cancel %u Queries", n), n);
}

/**
 * usher_action_words_keep:
 *
 * Returns: what the button that does nothing says, static
 */
const char *
usher_action_words_keep (UsherOperationKind kind)
{
  /* Translators: buttons that leave everything as it is */
  return kind == USHER_OPERATION_TERMINATE ? _ ("Keep Them") : _ ("Keep Running");
}

/**
 * usher_action_words_weak:
 *
 * Returns: (transfer full): what the check button asks for sessions whose start is hidden
 */
char *
usher_action_words_weak (UsherOperationKind kind, guint n)
{
  if (kind == USHER_OPERATION_TERMINATE)
    return g_strdup_printf (ngettext ("Also terminate %u session whose start time is hidden",
                                      "Also terminate %u sessions whose start time is hidden", n),
                            n);
  return g_strdup_printf (ngettext ("Also cancel what %u session runs whose start time is hidden",
                                    "Also cancel what %u sessions run whose start time is hidden",
                                    n),
                          n);
}

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
 * usher_action_words_gone:
 * @n_gone: how many of them have ended
 * @n: of how many
 *
 * Returns: (transfer full): "" if none has
 */
char *
usher_action_words_gone (guint n_gone, guint n)
{
  if (n_gone == 0)
    return g_strdup ("");
  if (n_gone == n)
    return g_strdup (_ ("All of them are gone already."));
  return g_strdup_printf (
      ngettext ("%u of them is gone already.", "%u of them are gone already.", n_gone), n_gone);
}

/**
 * usher_action_words_arrived:
 * @n: how many sessions came to the same place since the list was made
 *
 * Returns: (transfer full): that they are not in the list
 */
char *
usher_action_words_arrived (guint n)
{
  return g_strdup_printf (ngettext ("%u new session since, not in the list.",
                                    "%u new sessions since, not in the list.", n),
                          n);
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

/**
 * usher_action_words_no_journal:
 * @error: of the journal
 *
 * What is done is done; that it is not in the history must be known.
 *
 * Returns: (transfer full): that it is not, and why
 */
char *
usher_action_words_no_journal (const GError *error)
{
  /* Translators: the system's reason, a sentence, takes the place of %s */
  return g_strdup_printf (_ ("What was done could not be written to the history. %s"),
                          error->message);
}
