/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "operation.h"

/**
 * usher_outcome_label:
 * @outcome: an outcome
 *
 * Returns: the translated words for @outcome, static
 */
const char *
usher_outcome_label (UsherOutcome outcome)
{
  static const char *const labels[USHER_N_OUTCOMES] = {
    /* Translators: what became of one session that was to be terminated, or of its query that
     * was to be cancelled; the last part of a row */
    [USHER_OUTCOME_WAITING] = N_ ("Waiting"),
    [USHER_OUTCOME_SENT] = N_ ("Signal sent"),
    [USHER_OUTCOME_GONE] = N_ ("Gone"),
    [USHER_OUTCOME_CANCELLED] = N_ ("Query ended"),
    [USHER_OUTCOME_STILL_ENDING] = N_ ("Still ending"),
    /* Translators: it had ended by itself before Usher sent anything */
    [USHER_OUTCOME_ALREADY_GONE] = N_ ("Already gone"),
    /* Translators: the process number has been given to somebody else meanwhile */
    [USHER_OUTCOME_DIFFERENT_SESSION] = N_ ("A different session now, left alone"),
    [USHER_OUTCOME_DIFFERENT_QUERY] = N_ ("A different query now, left alone"),
    [USHER_OUTCOME_NOT_PERMITTED] = N_ ("Not permitted"),
    /* Translators: the server has no way to end this process on request */
    [USHER_OUTCOME_NOT_SIGNALLED] = N_ ("Cannot be signalled"),
    [USHER_OUTCOME_OWN_SESSION] = N_ ("Usher’s own, left alone"),
    [USHER_OUTCOME_UNCONFIRMED] = N_ ("Not confirmed, left alone"),
    /* Translators: the person pressed Stop before this one was reached */
    [USHER_OUTCOME_NOT_SENT] = N_ ("Not sent"),
    [USHER_OUTCOME_UNKNOWN] = N_ ("Unknown, no answer came"),
    [USHER_OUTCOME_NOT_RUNNING] = N_ ("Nothing was running"),
    /* Translators: what would prove that it is the same session is hidden from us now */
    [USHER_OUTCOME_UNIDENTIFIED] = N_ ("Cannot be told apart, left alone"),
    /* Translators: no answer came whether it was told to end, and now it has ended */
    [USHER_OUTCOME_ENDED] = N_ ("Ended, unknown whose doing"),
    /* Translators: we are not permitted to see whether the query has ended */
    [USHER_OUTCOME_UNSEEN] = N_ ("Signal sent, result hidden"),
  };

  g_return_val_if_fail ((guint)outcome < USHER_N_OUTCOMES, "");
  return _ (labels[outcome]);
}

/**
 * usher_may_explain:
 * @may: what the server is expected to answer
 *
 * Returns: (nullable): translated sentences that name the rule and the grant that would help,
 *   for one session or many, static; %NULL if nothing stands against it
 */
const char *
usher_may_explain (UsherMay may)
{
  switch (may)
    {
    case USHER_MAY_NOT_USHER:
      return _ ("Usher’s own sessions are never ended.");
    case USHER_MAY_NOT_BACKEND:
      return _ ("Nobody can end this kind of server process from outside.");
    case USHER_MAY_NEED_SUPERUSER:
      return _ ("What belongs to a superuser or to the server itself, only a superuser may end. "
                "No grant helps.");
    case USHER_MAY_NEED_SIGNAL_BACKEND:
      /* Translators: pg_signal_backend is the name of a role, not to be translated */
      return _ ("What belongs to another role, members of that role and of pg_signal_backend "
                "may end.");
    case USHER_MAY_NEED_SIGNAL_AUTOVACUUM:
      /* Translators: pg_signal_autovacuum_worker is the name of a role */
      return _ ("Autovacuum workers, superusers and members of pg_signal_autovacuum_worker "
                "may end.");
    case USHER_MAY_YES:
    default:
      return NULL;
    }
}

/* ngettext() must see each pair as literals, hence a function for each few. */
static char *
count_ended (UsherOutcome outcome, guint n)
{
  switch ((int)outcome)
    {
    case USHER_OUTCOME_GONE:
      /* Translators: these phrases are listed in one line, such as "4 terminated · 1 not
       * permitted". They speak of sessions. */
      return g_strdup_printf (ngettext ("%u terminated", "%u terminated", n), n);
    case USHER_OUTCOME_CANCELLED:
      return g_strdup_printf (ngettext ("%u query ended", "%u queries ended", n), n);
    case USHER_OUTCOME_STILL_ENDING:
      return g_strdup_printf (ngettext ("%u still ending", "%u still ending", n), n);
    case USHER_OUTCOME_SENT:
      return g_strdup_printf (ngettext ("%u signalled", "%u signalled", n), n);
    case USHER_OUTCOME_UNSEEN:
      return g_strdup_printf (
          ngettext ("%u signalled, result hidden", "%u signalled, results hidden", n), n);
    case USHER_OUTCOME_ENDED:
      return g_strdup_printf (
          ngettext ("%u ended, unknown whose doing", "%u ended, unknown whose doing", n), n);
    case USHER_OUTCOME_ALREADY_GONE:
      return g_strdup_printf (ngettext ("%u already gone", "%u already gone", n), n);
    case USHER_OUTCOME_NOT_RUNNING:
      return g_strdup_printf (ngettext ("%u had no query running", "%u had no query running", n),
                              n);
    default:
      return NULL;
    }
}

static char *
count_left (UsherOutcome outcome, guint n)
{
  switch ((int)outcome)
    {
    case USHER_OUTCOME_DIFFERENT_SESSION:
      return g_strdup_printf (
          ngettext ("%u is a different session now", "%u are different sessions now", n), n);
    case USHER_OUTCOME_DIFFERENT_QUERY:
      return g_strdup_printf (
          ngettext ("%u runs a different query now", "%u run different queries now", n), n);
    case USHER_OUTCOME_NOT_PERMITTED:
      return g_strdup_printf (ngettext ("%u not permitted", "%u not permitted", n), n);
    case USHER_OUTCOME_NOT_SIGNALLED:
      return g_strdup_printf (ngettext ("%u cannot be signalled", "%u cannot be signalled", n), n);
    case USHER_OUTCOME_UNIDENTIFIED:
      return g_strdup_printf (ngettext ("%u cannot be told apart", "%u cannot be told apart", n),
                              n);
    case USHER_OUTCOME_OWN_SESSION:
      return g_strdup_printf (ngettext ("%u is Usher’s own", "%u are Usher’s own", n), n);
    case USHER_OUTCOME_UNCONFIRMED:
      return g_strdup_printf (ngettext ("%u not confirmed", "%u not confirmed", n), n);
    case USHER_OUTCOME_NOT_SENT:
      return g_strdup_printf (ngettext ("%u not sent", "%u not sent", n), n);
    case USHER_OUTCOME_UNKNOWN:
      return g_strdup_printf (ngettext ("%u unknown", "%u unknown", n), n);
    case USHER_OUTCOME_WAITING:
      return g_strdup_printf (ngettext ("%u waiting", "%u waiting", n), n);
    default:
      return NULL;
    }
}

/**
 * usher_operation_summarize:
 * @self: an operation
 *
 * Returns: (transfer full): how many came to which end, in one translated line
 */
char *
usher_operation_summarize (UsherOperation *self)
{
  static const UsherOutcome order[] = {
    USHER_OUTCOME_GONE,
    USHER_OUTCOME_CANCELLED,
    USHER_OUTCOME_STILL_ENDING,
    USHER_OUTCOME_SENT,
    USHER_OUTCOME_UNSEEN,
    USHER_OUTCOME_NOT_PERMITTED,
    USHER_OUTCOME_NOT_SIGNALLED,
    USHER_OUTCOME_UNKNOWN,
    USHER_OUTCOME_ENDED,
    USHER_OUTCOME_ALREADY_GONE,
    USHER_OUTCOME_NOT_RUNNING,
    USHER_OUTCOME_DIFFERENT_SESSION,
    USHER_OUTCOME_DIFFERENT_QUERY,
    USHER_OUTCOME_UNIDENTIFIED,
    USHER_OUTCOME_UNCONFIRMED,
    USHER_OUTCOME_OWN_SESSION,
    USHER_OUTCOME_NOT_SENT,
    USHER_OUTCOME_WAITING,
  };
  g_autoptr (GStrvBuilder) phrases = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  G_STATIC_ASSERT (G_N_ELEMENTS (order) == USHER_N_OUTCOMES);
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      guint n = usher_operation_count_outcome (self, order[i]);
      g_autofree char *ended = n > 0 ? count_ended (order[i], n) : NULL;
      g_autofree char *phrase = n > 0 && ended == NULL ? count_left (order[i], n) : NULL;

      if (n > 0)
        g_strv_builder_add (phrases, ended != NULL ? ended : phrase);
    }
  parts = g_strv_builder_end (phrases);
  /* Translators: stands between the phrases of a list, "4 terminated · 1 not permitted" */
  return g_strjoinv (_ (" · "), parts);
}
