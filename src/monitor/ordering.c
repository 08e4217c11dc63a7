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
  guint place;      /* among the sessions as they came, in order of identity */
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

/* Numbers: byte by byte, from the last to the first, each time without changing the order of
 * equals. That takes a fifth of what comparing them does, which for fifty thousand sessions is
 * longer than a frame. And it leaves equals in the order of identity that they came in, so the
 * order is total, and the same from refresh to refresh. */

#define N_BYTES  8
#define N_VALUES 256

typedef guint Counts[N_BYTES][N_VALUES];

static guint
get_byte (const SortKey *key, guint byte)
{
  return (guint64)key->number >> (8 * byte) & (N_VALUES - 1);
}

static void
count_bytes (const SortKey *keys, guint n_keys, Counts counts)
{
  for (guint i = 0; i < n_keys; i++)
    for (guint byte = 0; byte < N_BYTES; byte++)
      counts[byte][get_byte (&keys[i], byte)]++;
}

static void
move_by_byte (const SortKey *from, guint n_keys, guint byte, const guint *counts, SortKey *to)
{
  guint places[N_VALUES];
  guint next = 0;

  for (guint value = 0; value < N_VALUES; value++)
    {
      places[value] = next;
      next += counts[value];
    }
  for (guint i = 0; i < n_keys; i++)
    to[places[get_byte (&from[i], byte)]++] = from[i];
}

/* Needs @spare as large as @keys. Returns: the one of the two that they are in now */
static SortKey *
sort_by_number (SortKey *keys, SortKey *spare, guint n_keys)
{
  Counts counts = { { 0 } };

  count_bytes (keys, n_keys, counts);
  for (guint byte = 0; byte < N_BYTES; byte++)
    if (counts[byte][get_byte (keys, byte)] < n_keys)
      {
        SortKey *sorted = spare;

        move_by_byte (keys, n_keys, byte, counts[byte], sorted);
        spare = keys;
        keys = sorted;
      }
  return keys;
}

/* Texts, where the numbers are equal */

static int
compare_places (const SortKey *a, const SortKey *b)
{
  return a->place < b->place ? -1 : 1;
}

static int
compare_ascending (const void *a, const void *b)
{
  const SortKey *x = a, *y = b;
  int order = g_strcmp0 (x->text, y->text);

  return order != 0 ? order : compare_places (x, y);
}

static int
compare_descending (const void *a, const void *b)
{
  const SortKey *x = a, *y = b;
  int order = g_strcmp0 (y->text, x->text);

  return order != 0 ? order : compare_places (x, y);
}

static gboolean
texts_differ (const SortKey *keys, guint n_keys)
{
  for (guint i = 1; i < n_keys; i++)
    if (g_strcmp0 (keys[i].text, keys[0].text) != 0)
      return TRUE;
  return FALSE;
}

static void
sort_equals_by_text (SortKey *keys, guint n_keys, gboolean descending)
{
  guint end;

  for (guint start = 0; start < n_keys; start = end)
    {
      for (end = start + 1; end < n_keys && keys[end].number == keys[start].number;)
        end++;
      if (texts_differ (keys + start, end - start))
        qsort (keys + start, end - start, sizeof *keys,
               descending ? compare_descending : compare_ascending);
    }
}

/* So that the order of the numbers as unsigned ones is the order that is wanted. */
static void
turn_numbers (SortKey *keys, guint n_keys, gboolean descending)
{
  guint64 turned = descending ? G_MAXUINT64 >> 1 : G_GUINT64_CONSTANT (1) << 63;

  for (guint i = 0; i < n_keys; i++)
    keys[i].number = (gint64)((guint64)keys[i].number ^ turned);
}

/* Those with nothing to be sorted by go to @unknown, as they came. Returns: how many keys */
static guint
take_keys (UsherSession **sessions,
           guint n_sessions,
           SortKeyFunc func,
           SortKey *keys,
           UsherSession **unknown)
{
  guint n_known = 0;

  for (guint i = 0; i < n_sessions; i++)
    {
      SortKey key = { .place = i, .session = sessions[i] };

      if (func (sessions[i], &key))
        keys[n_known++] = key;
      else
        unknown[i - n_known] = sessions[i];
    }
  return n_known;
}

/**
 * usher_order_sessions:
 * @sessions: (array length=n_sessions): sealed sessions in order of identity, as those of a
 *   snapshot are; put in order in place
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
  g_autofree SortKey *spare = g_new (SortKey, n_sessions);
  g_autofree UsherSession **unknown = g_new (UsherSession *, n_sessions);
  SortKey *sorted;
  guint n_known;

  g_return_if_fail ((guint)column < USHER_N_COLUMNS);
  n_known = take_keys (sessions, n_sessions, key_funcs[column], keys, unknown);
  if (n_known == 0)
    return;

  turn_numbers (keys, n_known, descending);
  sorted = sort_by_number (keys, spare, n_known);
  sort_equals_by_text (sorted, n_known, descending);
  for (guint i = 0; i < n_known; i++)
    sessions[i] = sorted[i].session;
  memcpy (sessions + n_known, unknown, (n_sessions - n_known) * sizeof *unknown);
}
