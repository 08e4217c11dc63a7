/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrangement.h"

#include <string.h>

#include "ordering.h"
#include "text.h"

static void
clear (gpointer data)
{
  UsherArrangement *self = data;

  for (guint i = 0; i < self->n_rows; i++)
    if (self->rows[i].ended)
      usher_session_unref (self->rows[i].session);
  g_free (self->rows);
  usher_snapshot_unref (self->snapshot);
}

UsherArrangement *
usher_arrangement_ref (UsherArrangement *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_arrangement_unref (UsherArrangement *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* The filter's words, folded as haystacks are. Returns: (transfer full): never %NULL */
static char **
split_filter (const char *filter)
{
  g_autofree char *folded = usher_text_fold (filter != NULL ? filter : "");
  char **words = g_strsplit_set (folded, " \t\n\r", -1);
  guint n_kept = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = words[i];

      if (word[0] != '\0')
        words[n_kept++] = word;
      else
        g_free (word);
    }
  words[n_kept] = NULL;
  return words;
}

static gboolean
has_all_words (const UsherSession *session, char **words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (session->haystack, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
in_scope (const UsherSession *session, UsherScope *scope)
{
  if (scope == NULL)
    return session->kind != USHER_SESSION_SYSTEM;
  return usher_scope_contains (scope, session);
}

static gboolean
passes (const UsherSession *session, const UsherArrangementSpec *spec, char **words)
{
  if (spec->states != 0 && (spec->states & (1u << session->state)) == 0)
    return FALSE;
  if (spec->in_transaction_only && !usher_session_in_transaction (session))
    return FALSE;
  return has_all_words (session, words);
}

/* The snapshot keeps those that live. To count up fifty thousand records that lie all over
 * the memory takes longer than to put them in order. */
static void
add_row (UsherArrangement *self, UsherSession *session, gboolean ended)
{
  UsherArrangedRow *row = &self->rows[self->n_rows++];

  row->session = ended ? usher_session_ref (session) : session;
  row->ended = ended;
}

/* Puts the rows of @held where they were, with their newest records, and marks in @shown
 * which of the snapshot's sessions these are. */
static void
keep_rows (UsherArrangement *self, UsherArrangement *held, gboolean *shown)
{
  for (guint i = 0; i < held->n_rows; i++)
    {
      UsherSession *session = held->rows[i].session;
      guint index;

      if (!usher_snapshot_find_index (self->snapshot, &session->id, &index))
        {
          add_row (self, session, TRUE);
          continue;
        }
      add_row (self, g_ptr_array_index (self->snapshot->sessions, index), FALSE);
      shown[index] = TRUE;
    }
}

/* Counts what is in scope, and gathers in @found what is to be shown and is not yet. A row
 * that is held is shown whether or not it still passes. Returns: how many were found */
static guint
find_rows (UsherArrangement *self,
           const UsherArrangementSpec *spec,
           const gboolean *shown,
           UsherSession **found)
{
  g_auto (GStrv) words = split_filter (spec->filter);
  GPtrArray *sessions = self->snapshot->sessions;
  guint n_found = 0;

  for (guint i = 0; i < sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (sessions, i);

      if (!in_scope (session, spec->scope))
        continue;
      self->n_in_scope++;
      self->n_state[session->state]++;
      if (shown[i])
        continue;
      if (passes (session, spec, words))
        found[n_found++] = session;
      else
        self->n_hidden_by_filters++;
    }
  return n_found;
}

/**
 * usher_arrange:
 * @snapshot: the picture to arrange
 * @spec: what is wanted
 *
 * Filters and orders the sessions of @snapshot: a pure function, the same on a worker's
 * thread for a refresh as on the main thread for a key press. Where the order is held, the
 * rows of `spec->held` come first and keep their places, those that are gone marked as
 * ended; sessions that were not among them follow in order.
 *
 * Returns: (transfer full): the arrangement
 */
UsherArrangement *
usher_arrange (UsherSnapshot *snapshot, const UsherArrangementSpec *spec)
{
  UsherArrangement *self = g_atomic_rc_box_new0 (UsherArrangement);
  guint n_sessions = snapshot->sessions->len;
  guint n_held = spec->held != NULL ? spec->held->n_rows : 0;
  g_autofree gboolean *shown = g_new0 (gboolean, n_sessions);
  g_autofree UsherSession **found = g_new (UsherSession *, n_sessions);
  guint n_found;

  self->snapshot = usher_snapshot_ref (snapshot);
  self->rows = g_new (UsherArrangedRow, n_held + n_sessions);
  if (spec->held != NULL)
    keep_rows (self, spec->held, shown);
  n_found = find_rows (self, spec, shown, found);
  usher_order_sessions (found, n_found, spec->sort_column, spec->descending);
  for (guint i = 0; i < n_found; i++)
    add_row (self, found[i], FALSE);
  return self;
}
