/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "text.h"

G_DEFINE_BOXED_TYPE (UsherSession, usher_session, usher_session_ref, usher_session_unref)

/**
 * usher_session_new:
 *
 * Makes an empty record: fill it in, then usher_session_seal() it. Until then it belongs
 * to one thread.
 *
 * Returns: (transfer full): the record; its strings are %NULL and its times unknown
 */
UsherSession *
usher_session_new (void)
{
  UsherSession *self = g_atomic_rc_box_new0 (UsherSession);

  self->id.backend_start = USHER_NO_TIME;
  self->xact_start = USHER_NO_TIME;
  self->query_start = USHER_NO_TIME;
  self->state_change = USHER_NO_TIME;
  return self;
}

static void
clear (gpointer data)
{
  UsherSession *self = data;

  g_free (self->database);
  g_free (self->user);
  g_free (self->application);
  g_free (self->client);
  g_free (self->backend_type);
  g_free (self->state_text);
  g_free (self->wait_type);
  g_free (self->wait_event);
  g_free (self->query);
  g_free (self->blockers);
  g_free (self->haystack);
  g_free (self->user_key);
  g_free (self->database_key);
  g_free (self->application_key);
  g_free (self->client_key);
}

UsherSession *
usher_session_ref (UsherSession *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_session_unref (UsherSession *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static void
fill_if_missing (char **text)
{
  if (*text == NULL)
    *text = g_strdup ("");
}

static int
compare_pids (gconstpointer a, gconstpointer b)
{
  gint32 first = *(const gint32 *)a;
  gint32 second = *(const gint32 *)b;

  return (first > second) - (first < second);
}

/* pg_blocking_pids() names a parallel group once for each of its members. */
static void
tidy_blockers (UsherSession *self)
{
  guint n_kept = 0;

  if (self->n_blockers == 0)
    return;
  qsort (self->blockers, self->n_blockers, sizeof (gint32), compare_pids);
  for (guint i = 0; i < self->n_blockers; i++)
    if (n_kept == 0 || self->blockers[n_kept - 1] != self->blockers[i])
      self->blockers[n_kept++] = self->blockers[i];
  self->n_blockers = n_kept;
}

/* One field a line: the filter's words hold no white space, so none matches across two. */
static char *
make_haystack (const UsherSession *self)
{
  char pid[16];
  g_autofree char *text = NULL;

  g_snprintf (pid, sizeof pid, "%d", self->id.pid);
  text = g_strjoin ("\n", pid, self->user, self->database, self->application, self->client,
                    self->query, NULL);
  return usher_text_fold (text);
}

/**
 * usher_session_seal:
 * @self: a record that its maker has filled in
 *
 * Completes @self: missing texts become "", blockers are sorted, and what the filter and
 * the sort orders need is made, once for the record's life. Afterwards it is immutable and
 * may be shared. Costs some microseconds; meant for a worker's thread.
 */
void
usher_session_seal (UsherSession *self)
{
  g_return_if_fail (self->haystack == NULL);

  fill_if_missing (&self->database);
  fill_if_missing (&self->user);
  fill_if_missing (&self->application);
  fill_if_missing (&self->client);
  fill_if_missing (&self->backend_type);
  fill_if_missing (&self->state_text);
  fill_if_missing (&self->query);
  tidy_blockers (self);
  self->haystack = make_haystack (self);
  self->user_key = g_utf8_collate_key (self->user, -1);
  self->database_key = g_utf8_collate_key (self->database, -1);
  self->application_key = g_utf8_collate_key (self->application, -1);
  self->client_key = g_utf8_collate_key_for_filename (self->client, -1);
}

/**
 * usher_session_since:
 * @self: a session
 *
 * Returns: when its present state began, in microseconds of the server's clock, or
 *   %USHER_NO_TIME if nobody knows. For a working session that is when its query began.
 */
gint64
usher_session_since (const UsherSession *self)
{
  switch (self->state)
    {
    case USHER_STATE_ACTIVE:
    case USHER_STATE_BLOCKED:
    case USHER_STATE_FASTPATH:
      return self->query_start;

    case USHER_STATE_IDLE:
    case USHER_STATE_IDLE_IN_TRANSACTION:
    case USHER_STATE_ABORTED:
      return self->state_change;

    case USHER_STATE_STARTING:
    case USHER_STATE_BACKGROUND:
      return self->id.backend_start;

    case USHER_STATE_DISABLED:
    case USHER_STATE_HIDDEN:
    case USHER_N_STATES:
    default:
      return USHER_NO_TIME;
    }
}

/**
 * usher_session_in_transaction:
 * @self: a session
 *
 * Returns: %TRUE if a transaction is open there, as far as this role may see
 */
gboolean
usher_session_in_transaction (const UsherSession *self)
{
  return self->xact_start != USHER_NO_TIME;
}

/**
 * usher_session_state_label:
 * @state: a state
 *
 * Returns: the translated word for @state, static
 */
const char *
usher_session_state_label (UsherSessionState state)
{
  static const char *const labels[USHER_N_STATES] = {
    /* Translators: the states of a session, shown one word or two to a table cell */
    [USHER_STATE_ACTIVE] = N_ ("Active"),
    /* Translators: waits for a lock that another session holds */
    [USHER_STATE_BLOCKED] = N_ ("Blocked"),
    /* Translators: does nothing, with a transaction left open */
    [USHER_STATE_IDLE_IN_TRANSACTION] = N_ ("Idle in transaction"),
    /* Translators: does nothing, in a transaction that has failed and must be rolled back */
    [USHER_STATE_ABORTED] = N_ ("Failed transaction"),
    [USHER_STATE_IDLE] = N_ ("Idle"),
    /* Translators: runs a function that the client called without SQL ("fastpath") */
    [USHER_STATE_FASTPATH] = N_ ("Function call"),
    /* Translators: the session has switched the tracking of its activity off */
    [USHER_STATE_DISABLED] = N_ ("Not tracked"),
    /* Translators: the session is still logging in */
    [USHER_STATE_STARTING] = N_ ("Starting"),
    /* Translators: a process of the server's own, which has no state */
    [USHER_STATE_BACKGROUND] = N_ ("Background"),
    /* Translators: we are not permitted to see the state */
    [USHER_STATE_HIDDEN] = N_ ("Hidden"),
  };

  g_return_val_if_fail ((guint)state < USHER_N_STATES, "");
  return _ (labels[state]);
}
