/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "journal-private.h"

/* The words of the journal: those for programs never change, those for people are translated. */

static const struct
{
  const char *word;
  const char *label;
} actions[] = {
  /* Translators: these say what was done, in a list of what was done */
  { "cancel", N_ ("Cancel Query") },
  { "terminate", N_ ("Terminate Session") },
  { "block", N_ ("Block New Sessions") },
  { "drop", N_ ("Drop Database") },
  { "rename", N_ ("Rename Database") },
  { "copy", N_ ("Copy Database") },
  { "disconnect", N_ ("Disconnect Everyone") },
  { "keep-out", N_ ("Keep Everyone Out") },
  { "release", N_ ("Let Sessions In Again") },
  { "restore", N_ ("Restore What Was Changed") },
  { "commit-prepared", N_ ("Commit Prepared Transaction") },
  { "rollback-prepared", N_ ("Roll Back Prepared Transaction") },
  { "drop-slot", N_ ("Drop Replication Slot") },
  { "drop-subscription", N_ ("Drop Subscription") },
  { "unmark-template", N_ ("Make It No Template") },
};

/**
 * usher_journal_get_nth_action:
 * @index: from 0 on
 *
 * Returns: (nullable): an entry's word, %NULL behind the last
 */
const char *
usher_journal_get_nth_action (guint index)
{
  return index < G_N_ELEMENTS (actions) ? actions[index].word : NULL;
}

/**
 * usher_journal_action_label:
 * @action: an entry's word
 *
 * Returns: (transfer none): what a person reads; @action itself if it is not known
 */
const char *
usher_journal_action_label (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].word, action))
      return _ (actions[i].label);
  return action;
}

/**
 * usher_journal_outcome_label:
 * @outcome: how an action came out
 *
 * Returns: the translated words for it, static
 */
const char *
usher_journal_outcome_label (UsherJournalOutcome outcome)
{
  switch (outcome)
    {
    case USHER_JOURNAL_ASKED:
      /* Translators: these say how an action came out */
      return _ ("Under way");
    case USHER_JOURNAL_DONE:
      return _ ("Done");
    case USHER_JOURNAL_PARTLY:
      return _ ("Partly done");
    case USHER_JOURNAL_FAILED:
      return _ ("Failed");
    case USHER_JOURNAL_STOPPED:
      return _ ("Stopped");
    case USHER_JOURNAL_OPEN:
      return _ ("Still ending");
    case USHER_JOURNAL_UNKNOWN:
    case USHER_N_JOURNAL_OUTCOMES:
    default:
      return _ ("Unknown");
    }
}

static const char *const outcome_words[USHER_N_OUTCOMES] = {
  [USHER_OUTCOME_WAITING] = "waiting",
  [USHER_OUTCOME_SENT] = "sent",
  [USHER_OUTCOME_GONE] = "gone",
  [USHER_OUTCOME_CANCELLED] = "cancelled",
  [USHER_OUTCOME_STILL_ENDING] = "still-ending",
  [USHER_OUTCOME_ALREADY_GONE] = "already-gone",
  [USHER_OUTCOME_DIFFERENT_SESSION] = "different-session",
  [USHER_OUTCOME_DIFFERENT_QUERY] = "different-query",
  [USHER_OUTCOME_NOT_PERMITTED] = "not-permitted",
  [USHER_OUTCOME_NOT_SIGNALLED] = "not-signalled",
  [USHER_OUTCOME_OWN_SESSION] = "own-session",
  [USHER_OUTCOME_UNCONFIRMED] = "unconfirmed",
  [USHER_OUTCOME_NOT_SENT] = "not-sent",
  [USHER_OUTCOME_UNKNOWN] = "unknown",
  [USHER_OUTCOME_ENDED] = "ended",
  [USHER_OUTCOME_NOT_RUNNING] = "not-running",
  [USHER_OUTCOME_UNIDENTIFIED] = "unidentified",
  [USHER_OUTCOME_UNSEEN] = "unseen",
};

/**
 * usher_outcome_to_word:
 * @outcome: what became of a session
 *
 * Returns: a word for programs, which never changes
 */
const char *
usher_outcome_to_word (UsherOutcome outcome)
{
  g_return_val_if_fail ((guint)outcome < USHER_N_OUTCOMES, "unknown");

  return outcome_words[outcome];
}

/**
 * usher_outcome_word_label:
 * @word: of usher_outcome_to_word(), or of another version of it
 *
 * Returns: (transfer none): what a person reads; @word itself if it is not known
 */
const char *
usher_outcome_word_label (const char *word)
{
  for (UsherOutcome outcome = 0; outcome < USHER_N_OUTCOMES; outcome++)
    if (g_str_equal (outcome_words[outcome], word))
      return usher_outcome_label (outcome);
  if (g_str_equal (word, USHER_WORD_UNVERIFIED))
    /* Translators: nobody looked what became of the session */
    return _ ("Not verified");
  return word;
}
