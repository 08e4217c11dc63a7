/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-private.h"
#include "errors.h"

#define MOVE_MS 15000
#define POLL_MS 50

static gboolean
needs_move (UsherCleanUp *self)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (usher_clean_up_row_get_facts (row) != NULL
        && usher_clean_up_row_get_facts (row)->is_current)
      return TRUE;
  return FALSE;
}

static gboolean
is_target (UsherCleanUp *self, guint32 oid)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (row->oid == oid)
      return TRUE;
  return FALSE;
}

static int
rank (const UsherDatabase *database)
{
  if (g_str_equal (database->name, "postgres"))
    return 3;
  if (g_str_equal (database->name, "template1"))
    return 2;
  return 1;
}

/* Returns: (transfer none) (nullable): the name of a database that lets Usher in and is not to be
 * cleaned up */
static const char *
find_refuge (UsherCleanUp *self)
{
  UsherCleanUpRow *row = usher_clean_up_get_row (self, 0);
  GPtrArray *databases = row->survey->snapshot->databases;
  const UsherDatabase *best = NULL;

  for (guint i = 0; i < databases->len; i++)
    {
      const UsherDatabase *database = g_ptr_array_index (databases, i);

      if (!database->allows_connections || database->is_invalid || !database->name_is_exact
          || database->connection_limit == 0 || is_target (self, database->oid))
        continue;
      if (best == NULL || rank (database) > rank (best))
        best = database;
    }
  return best != NULL ? best->name : NULL;
}

typedef struct
{
  UsherCleanUp *clean_up; /* (owned) */
  char *database;         /* (owned) */
  gint64 until;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_object_unref (move->clean_up);
  g_free (move->database);
  g_free (move);
}

/* The server says where its connection that looks is; the other one follows it. */
static gboolean
on_move_poll (gpointer data)
{
  Move *move = data;
  UsherCleanUp *self = move->clean_up;
  UsherConnectionInfo *info = usher_server_get_info (self->server);
  g_autoptr (GError) error = NULL;
  guint n_pids;

  usher_server_get_own_pids (self->server, &n_pids);
  if (n_pids >= 3 && g_str_equal (info->database, move->database)
      && usher_server_get_state (self->server) == USHER_SERVER_CONNECTED
      && usher_server_get_action_error (self->server) == NULL)
    {
      usher_clean_up_run_next (self);
      return G_SOURCE_REMOVE;
    }
  if (g_get_monotonic_time () < move->until && !g_cancellable_is_cancelled (self->stop))
    return G_SOURCE_CONTINUE;
  error = usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                           _ ("Usher could not move its own connections to another database."));
  usher_clean_up_fail_rest (self, error);
  return G_SOURCE_REMOVE;
}

static void
move_server (UsherCleanUp *self)
{
  Move *move = g_new0 (Move, 1);

  move->clean_up = g_object_ref (self);
  move->database = g_strdup (usher_link_get_info (self->hand)->database);
  move->until = g_get_monotonic_time () + MOVE_MS * G_TIME_SPAN_MILLISECOND;
  usher_server_move (self->server, move->database);
  g_timeout_add_full (G_PRIORITY_DEFAULT, POLL_MS, on_move_poll, move, move_free);
}

static void
on_hand_changed (UsherLink *hand, UsherCleanUp *self)
{
  UsherLinkState state = usher_link_get_state (hand);

  if (state != USHER_LINK_UP && state != USHER_LINK_FAILED)
    return;
  usher_clean_up_stop_listening (self);
  if (state == USHER_LINK_FAILED)
    {
      g_autoptr (GError) error = g_error_copy (usher_link_get_error (hand));

      usher_clean_up_fail_rest (self, error);
    }
  else if (needs_move (self))
    move_server (self);
  else
    usher_clean_up_run_next (self);
}

static gboolean
has_odd_name (UsherCleanUp *self)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (usher_clean_up_row_get_facts (row) != NULL
        && !g_utf8_validate (usher_clean_up_row_get_facts (row)->name_bytes, -1, NULL))
      return TRUE;
  return FALSE;
}

static const char *
choose_refuge (UsherCleanUp *self)
{
  const UsherSurvey *survey = usher_clean_up_get_row (self, 0)->survey;

  if (survey != NULL && has_odd_name (self))
    return survey->any_bytes;
  return needs_move (self) ? find_refuge (self) : NULL;
}

/*< private >
 * usher_clean_up_open_hand:
 * @self: a clean-up that begins
 *
 * Opens the connection that acts, outside of all databases that are to be cleaned up, moves
 * Usher's other ones out of them too, and goes on with the first database.
 */
void
usher_clean_up_open_hand (UsherCleanUp *self)
{
  gboolean moves = needs_move (self);
  const char *refuge = choose_refuge (self);
  g_autoptr (GError) error = NULL;

  if (moves && refuge == NULL)
    {
      error = usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                               _ ("Usher is connected to a database that is to be cleaned up, and "
                                  "there is no other one that lets it in."));
      usher_clean_up_fail_rest (self, error);
      return;
    }
  self->hand = usher_server_add_helper (self->server, "usher-clean-up", refuge);
  self->hand_handler = g_signal_connect (self->hand, "changed", G_CALLBACK (on_hand_changed), self);
  usher_link_open (self->hand, FALSE);
}
