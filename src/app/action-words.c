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
