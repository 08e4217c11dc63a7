/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ledger.h"

#include "sightings.h"

typedef struct
{
  UsherOutcome outcome;
  GError *error; /* (owned) (nullable) */
} Record;

struct _UsherLedger
{
  UsherOperationKind kind;
  UsherTargets *targets; /* (owned) */
  Record *records;       /* (owned) one for each target */
  guint n_outcomes[USHER_N_OUTCOMES];
};

/*< private >
 * usher_ledger_new:
 * @kind: what is done
 * @targets: to whom
 *
 * Returns: (transfer full): a ledger in which all of them wait
 */
UsherLedger *
usher_ledger_new (UsherOperationKind kind, UsherTargets *targets)
{
  UsherLedger *self = g_new0 (UsherLedger, 1);
  guint n = usher_targets_get_n (targets);

  self->kind = kind;
  self->targets = usher_targets_ref (targets);
  self->records = g_new0 (Record, n);
  self->n_outcomes[USHER_OUTCOME_WAITING] = n;
  return self;
}

void
usher_ledger_free (UsherLedger *self)
{
  for (guint i = 0; i < usher_targets_get_n (self->targets); i++)
    g_clear_error (&self->records[i].error);
  g_free (self->records);
  usher_targets_unref (self->targets);
  g_free (self);
}

UsherOutcome
usher_ledger_get (UsherLedger *self, guint index)
{
  g_return_val_if_fail (index < usher_targets_get_n (self->targets), USHER_OUTCOME_UNKNOWN);

  return self->records[index].outcome;
}

const GError *
usher_ledger_get_error (UsherLedger *self, guint index)
{
  g_return_val_if_fail (index < usher_targets_get_n (self->targets), NULL);

  return self->records[index].error;
}

guint
usher_ledger_count (UsherLedger *self, UsherOutcome outcome)
{
  g_return_val_if_fail (outcome < USHER_N_OUTCOMES, 0);

  return self->n_outcomes[outcome];
}

/*< private >
 * usher_ledger_set:
 * @self: a ledger
 * @index: which target
 * @outcome: what became of it
 * @error: (transfer full) (nullable): why
 */
void
usher_ledger_set (UsherLedger *self, guint index, UsherOutcome outcome, GError *error)
{
  Record *record = &self->records[index];

  self->n_outcomes[record->outcome]--;
  self->n_outcomes[outcome]++;
  record->outcome = outcome;
  g_clear_error (&record->error);
  record->error = error;
}

/*< private >
 * usher_ledger_replace:
 * @self: a ledger
 * @from: an outcome
 * @to: another
 *
 * Gives @to to all who have @from. Returns: %TRUE if there was any
 */
gboolean
usher_ledger_replace (UsherLedger *self, UsherOutcome from, UsherOutcome to)
{
  if (self->n_outcomes[from] == 0)
    return FALSE;

  for (guint i = 0; i < usher_targets_get_n (self->targets); i++)
    if (self->records[i].outcome == from)
      usher_ledger_set (self, i, to, NULL);
  return TRUE;
}

/* The server was, or may have been, told to end them, and they have not been seen gone. */
static gboolean
is_open (UsherOutcome outcome)
{
  return outcome == USHER_OUTCOME_SENT || outcome == USHER_OUTCOME_STILL_ENDING
         || outcome == USHER_OUTCOME_UNSEEN || outcome == USHER_OUTCOME_UNKNOWN;
}

/*< private >
 * usher_ledger_is_open:
 * @self: a ledger
 *
 * Returns: %TRUE if another look at the server may change an outcome
 */
gboolean
usher_ledger_is_open (UsherLedger *self)
{
  for (UsherOutcome outcome = 0; outcome < USHER_N_OUTCOMES; outcome++)
    if (is_open (outcome) && self->n_outcomes[outcome] > 0)
      return TRUE;
  return FALSE;
}

/*< private >
 * usher_ledger_collect_open:
 * @self: a ledger
 *
 * Returns: (transfer full): of gint32, the pids to look at
 */
GArray *
usher_ledger_collect_open (UsherLedger *self)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < usher_targets_get_n (self->targets); i++)
    if (is_open (self->records[i].outcome))
      g_array_append_val (pids, usher_targets_get_session (self->targets, i)->id.pid);
  return pids;
}

/* Nobody takes the credit for the end of those of whom it is not known that they were told. */
static UsherOutcome
find_over (UsherLedger *self, UsherOutcome outcome)
{
  if (outcome == USHER_OUTCOME_UNKNOWN)
    return USHER_OUTCOME_ENDED;
  return self->kind == USHER_OPERATION_TERMINATE ? USHER_OUTCOME_GONE : USHER_OUTCOME_CANCELLED;
}

/* Only what was seen decides: that the server said "sent" proves nothing. */
static UsherOutcome
judge (UsherLedger *self, guint index, GHashTable *sightings)
{
  const UsherSession *session = usher_targets_get_session (self->targets, index);
  const UsherSighting *sighting = usher_sightings_find (sightings, &session->id);
  UsherOutcome outcome = self->records[index].outcome;
  UsherOutcome over = find_over (self, outcome);

  if (self->kind == USHER_OPERATION_TERMINATE)
    return sighting == NULL ? over : outcome;
  if (sighting == NULL || sighting->is_idle)
    return over;
  if (sighting->query_start == USHER_NO_TIME || session->query_start == USHER_NO_TIME)
    return outcome == USHER_OUTCOME_SENT ? USHER_OUTCOME_UNSEEN : outcome;
  return sighting->query_start != session->query_start ? over : outcome;
}

/*< private >
 * usher_ledger_judge:
 * @self: a ledger
 * @sightings: who there is now, see usher_sightings_find()
 *
 * Moves on those whose end is open. Returns: %TRUE if any did
 */
gboolean
usher_ledger_judge (UsherLedger *self, GHashTable *sightings)
{
  gboolean moved = FALSE;

  for (guint i = 0; i < usher_targets_get_n (self->targets); i++)
    {
      UsherOutcome outcome = self->records[i].outcome;
      UsherOutcome now = is_open (outcome) ? judge (self, i, sightings) : outcome;

      if (now == outcome)
        continue;
      usher_ledger_set (self, i, now, NULL);
      moved = TRUE;
    }
  return moved;
}
