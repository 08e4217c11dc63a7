/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ordering.h"

#include <stdlib.h>
#include <string.h>

/* What one session is sorted by, taken out of it once: comparing then needs to know neither
 * the column nor, most of the time, the session. */
typedef struct
{
  gint64 number;
  const char *text; /* (nullable) decides where the numbers are equal */
  UsherSession *session;
} SortKey;

/* Fills in number and text. Returns %FALSE if the session has nothing to be sorted by in
 * that column: it then comes last, whichever way the column is sorted. */
typedef gboolean (*SortKeyFunc) (const UsherSession *session, SortKey *key);

/* The first eight bytes as a number that orders as they do. Most texts differ there, and
 * comparing two numbers touches no other memory. */
static gint64
leading_bytes (const char *text)
{
  guint64 bits = 0;

  for (guint i = 0; i < 8; i++)
    {
      bits = (bits << 8) | (guchar)*text;
      if (*text != '\0')
        text++;
    }
  return (gint64)(bits ^ (G_GUINT64_CONSTANT (1) << 63));
}

static gboolean
key_from_text (SortKey *key, const char *text)
{
  key->number = leading_bytes (text);
  key->text = text;
  return text[0] != '\0';
}

/* What is shown is how long ago, so the later point in time is the smaller value. */
static gboolean
key_from_time (SortKey *key, gint64 time)
{
  if (time == USHER_NO_TIME)
    return FALSE;
  key->number = -time;
  return TRUE;
}

static gboolean
key_for_pid (const UsherSession *session, SortKey *key)
{
  key->number = session->id.pid;
  return TRUE;
}

static gboolean
key_for_database (const UsherSession *session, SortKey *key)
{
  return key_from_text (key, session->database_key);
}

static gboolean
key_for_state (const UsherSession *session, SortKey *key)
{
  key->number = session->state;
  return TRUE;
}

static gboolean
key_for_since (const UsherSession *session, SortKey *key)
{
  return key_from_time (key, usher_session_since (session));
}

static gboolean
key_for_transaction (const UsherSession *session, SortKey *key)
{
  return key_from_time (key, session->xact_start);
}

static gboolean
key_for_user (const UsherSession *session, SortKey *key)
{
  return key_from_text (key, session->user_key);
}

static gboolean
key_for_application (const UsherSession *session, SortKey *key)
{
  return key_from_text (key, session->application_key);
}

static gboolean
key_for_client (const UsherSession *session, SortKey *key)
{
  return key_from_text (key, session->client_key);
}

/* No two of the server's types of waits agree in their first eight letters. */
static gboolean
key_for_wait (const UsherSession *session, SortKey *key)
{
  if (session->wait_type == NULL)
    return FALSE;
  key->number = leading_bytes (session->wait_type);
  key->text = session->wait_event;
  return TRUE;
}

/* Those that wait for the same session stand together. */
static gboolean
key_for_blocked_by (const UsherSession *session, SortKey *key)
{
  if (session->n_blockers == 0)
    return FALSE;
  key->number = session->blockers[0];
  return TRUE;
}

static gboolean
key_for_query (const UsherSession *session, SortKey *key)
{
  return key_from_text (key, session->query);
}

static const SortKeyFunc key_funcs[USHER_N_COLUMNS] = {
  [USHER_COLUMN_PID] = key_for_pid,
  [USHER_COLUMN_DATABASE] = key_for_database,
  [USHER_COLUMN_STATE] = key_for_state,
  [USHER_COLUMN_FOR] = key_for_since,
  [USHER_COLUMN_TRANSACTION] = key_for_transaction,
  [USHER_COLUMN_USER] = key_for_user,
  [USHER_COLUMN_APPLICATION] = key_for_application,
  [USHER_COLUMN_CLIENT] = key_for_client,
  [USHER_COLUMN_WAIT] = key_for_wait,
  [USHER_COLUMN_BLOCKED_BY] = key_for_blocked_by,
  [USHER_COLUMN_QUERY] = key_for_query,
};

/* Identity makes the order total, and so the same from refresh to refresh. */
static int
compare_identities (const SortKey *a, const SortKey *b)
{
  return usher_identity_compare (&a->session->id, &b->session->id);
}

static int
compare_keys (const SortKey *a, const SortKey *b)
{
  if (a->number != b->number)
    return a->number < b->number ? -1 : 1;
  return g_strcmp0 (a->text, b->text);
}

static int
compare_ascending (const void *a, const void *b)
{
  int order = compare_keys (a, b);

  return order != 0 ? order : compare_identities (a, b);
}

static int
compare_descending (const void *a, const void *b)
{
  int order = compare_keys (b, a);

  return order != 0 ? order : compare_identities (a, b);
}

static int
compare_unknown (const void *a, const void *b)
{
  return compare_identities (a, b);
}

/* The known ones fill @keys from the front, the others from the back. Returns: how many are
 * known */
static guint
take_keys (UsherSession **sessions, guint n_sessions, SortKeyFunc func, SortKey *keys)
{
  guint n_known = 0;
  guint first_unknown = n_sessions;

  for (guint i = 0; i < n_sessions; i++)
    {
      SortKey key = { .session = sessions[i] };

      if (func (sessions[i], &key))
        keys[n_known++] = key;
      else
        keys[--first_unknown] = key;
    }
  return n_known;
}

/**
 * usher_order_sessions:
 * @sessions: (array length=n_sessions): sealed sessions, put in order in place
 * @n_sessions: how many
 * @column: what to sort by
 * @descending: the other way round
 *
 * Sorts @sessions. Those with nothing to show in @column come last either way; equal ones
 * stand in order of identity. Any thread.
 */
void
usher_order_sessions (UsherSession **sessions,
                      guint n_sessions,
                      UsherColumn column,
                      gboolean descending)
{
  g_autofree SortKey *keys = g_new (SortKey, n_sessions);
  guint n_known;

  g_return_if_fail ((guint)column < USHER_N_COLUMNS);
  if (n_sessions == 0)
    return;

  n_known = take_keys (sessions, n_sessions, key_funcs[column], keys);
  qsort (keys, n_known, sizeof *keys, descending ? compare_descending : compare_ascending);
  qsort (keys + n_known, n_sessions - n_known, sizeof *keys, compare_unknown);
  for (guint i = 0; i < n_sessions; i++)
    sessions[i] = keys[i].session;
}
