/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "watched.h"

#include "errors.h"

static void
on_refreshed (UsherServer *server, Watched *self)
{
  self->n_refreshed++;
  g_assert_nonnull (usher_server_get_snapshot (server));
  g_assert_true (usher_server_get_arrangement (server)->snapshot
                 == usher_server_get_snapshot (server));
}

static void
on_arranged (UsherServer *server, Watched *self)
{
  self->n_arranged++;
}

/* Takes @server. */
static Watched *
watched_new_take (UsherServer *server)
{
  Watched *self = g_new0 (Watched, 1);

  self->server = server;
  g_signal_connect (self->server, "refreshed", G_CALLBACK (on_refreshed), self);
  g_signal_connect (self->server, "arranged", G_CALLBACK (on_arranged), self);
  return self;
}

Watched *
watched_new (UsherAddress *address)
{
  return watched_new_take (usher_server_new (address));
}

Watched *
watched_new_for_profile (UsherProfile *profile)
{
  return watched_new_take (usher_server_new_for_profile (profile));
}

/* Closes it, as a window would, and sees that nothing of it is left. */
void
watched_free (Watched *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_server_close_async (self->server, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_server_close_finish (self->server, result, NULL));
  g_assert_cmpuint (usher_server_get_state (self->server), ==, USHER_SERVER_CLOSED);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->server);
  g_free (self);
}

typedef struct
{
  Watched *watched;
  guint expected;
} Wait;

static gboolean
has_state (gpointer data)
{
  const Wait *wait = data;

  return usher_server_get_state (wait->watched->server) == wait->expected;
}

static gboolean
has_refreshed (gpointer data)
{
  const Wait *wait = data;

  return wait->watched->n_refreshed >= wait->expected;
}

static gboolean
has_own_pids (gpointer data)
{
  const Wait *wait = data;
  guint n_pids;

  usher_server_get_own_pids (wait->watched->server, &n_pids);
  return n_pids == wait->expected;
}

void
watched_wait_for_state (Watched *self, UsherServerState state, guint milliseconds)
{
  Wait wait = { self, state };

  if (test_wait_until (has_state, &wait, milliseconds))
    return;
  g_error ("state %u is not %u after %u ms: %s", usher_server_get_state (self->server), state,
           milliseconds,
           usher_server_get_error (self->server) != NULL
               ? usher_server_get_error (self->server)->message
               : "no error");
}

static gboolean
has_error (gpointer data)
{
  const Wait *wait = data;

  return g_error_matches (usher_server_get_error (wait->watched->server), USHER_ERROR,
                          (int)wait->expected);
}

void
watched_wait_for_error (Watched *self, UsherError code, guint milliseconds)
{
  Wait wait = { self, code };

  g_assert_true (test_wait_until (has_error, &wait, milliseconds));
}

/* Until both connections stand. */
void
watched_wait_for_action (Watched *self)
{
  Wait wait = { self, 2 };

  g_assert_true (test_wait_until (has_own_pids, &wait, 20000));
}

void
watched_wait_for_refresh (Watched *self)
{
  Wait wait = { self, self->n_refreshed + 1 };

  g_assert_true (test_wait_until (has_refreshed, &wait, 20000));
}

static gboolean
is_at_rest (gpointer server)
{
  gboolean refreshing;

  g_object_get (server, "refreshing", &refreshing, NULL);
  return !refreshing;
}

/* Until no refresh is under way. */
void
watched_wait_for_rest (Watched *self)
{
  g_assert_true (test_wait_until (is_at_rest, self->server, 20000));
}

/* A refresh that begins after this call, whatever is under way. */
void
watched_refresh (Watched *self)
{
  gboolean at_rest = is_at_rest (self->server);

  usher_server_refresh (self->server);
  watched_wait_for_refresh (self);
  if (!at_rest)
    watched_wait_for_refresh (self);
}

/* Connected, with both connections and a picture that shows both. */
Watched *
watched_new_connected (UsherAddress *address)
{
  return watched_new_connected_to (usher_server_new (address));
}

/* The same, for a server that is to be taken. */
Watched *
watched_new_connected_to (UsherServer *server)
{
  Watched *self = watched_new_take (server);

  usher_server_connect (self->server);
  g_assert_cmpuint (usher_server_get_state (self->server), ==, USHER_SERVER_CONNECTING);
  watched_wait_for_state (self, USHER_SERVER_CONNECTED, 20000);
  watched_wait_for_action (self);
  watched_refresh (self);
  return self;
}

/* Returns: (transfer none) (nullable) */
UsherSession *
watched_find_pid (Watched *self, gint32 pid)
{
  UsherSnapshot *snapshot = usher_server_get_snapshot (self->server);
  GPtrArray *sessions = snapshot != NULL ? snapshot->sessions : NULL;

  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    if (((UsherSession *)g_ptr_array_index (sessions, i))->id.pid == pid)
      return g_ptr_array_index (sessions, i);
  return NULL;
}

static gboolean
sees_both (gpointer data)
{
  Watched *self = data;
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (self->server, &n_pids);

  return n_pids == 2 && watched_find_pid (self, pids[0]) != NULL
         && watched_find_pid (self, pids[1]) != NULL;
}

/* Until the server itself shows both connections. */
void
watched_wait_for_both (Watched *self, guint milliseconds)
{
  g_assert_true (test_wait_until (sees_both, self, milliseconds));
}
