/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "targets.h"

#include "own-backends.h"
#include "sightings.h"

struct _UsherTargets
{
  UsherSnapshot *seen; /* (owned) the picture that the person had */
  UsherScope *scope;   /* (owned) (nullable): what was pointed at, if no single sessions */
  GPtrArray *sessions; /* (owned) (element-type UsherSession) */
  GHashTable *by_id;   /* (owned) the same, as a set; keys lie in the records */
  guint n_parallel;    /* of the scope, left out: they end with their leaders */
};

static UsherTargets *
targets_new (UsherSnapshot *seen, UsherScope *scope)
{
  UsherTargets *self = g_atomic_rc_box_new0 (UsherTargets);

  self->seen = usher_snapshot_ref (seen);
  if (scope != NULL)
    self->scope = usher_scope_ref (scope);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  self->by_id = g_hash_table_new (usher_identity_hash, usher_identity_equal);
  return self;
}

static void
clear (gpointer data)
{
  UsherTargets *self = data;

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->sessions);
  g_clear_pointer (&self->scope, usher_scope_unref);
  usher_snapshot_unref (self->seen);
}

UsherTargets *
usher_targets_ref (UsherTargets *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_targets_unref (UsherTargets *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* A connection can have been made since the picture, or while it was taken. */
static gboolean
is_own (const UsherSession *session)
{
  return session->is_usher
         || usher_own_backends_contain (session->id.pid, session->id.backend_start);
}

/* The one way into the list. Nothing that leads here may add a session of Usher's. */
static void
add (UsherTargets *self, UsherSession *session)
{
  if (is_own (session) || usher_targets_contains (self, &session->id))
    return;
  g_ptr_array_add (self->sessions, usher_session_ref (session));
  g_hash_table_add (self->by_id, &session->id);
}

static void
add_all (UsherTargets *self, GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++)
    add (self, g_ptr_array_index (sessions, i));
}

/* Who points at a database means its clients, not what nobody can signal anyway, and not the
 * helpers of a client that is in the list itself: to end one of them fails its leader's query
 * and nothing else. A person may still select either, one by one. */
static gboolean
belongs_to_scope (UsherScope *scope, const UsherSession *session)
{
  return !is_own (session) && session->kind != USHER_SESSION_PARALLEL
         && session->may != USHER_MAY_NOT_BACKEND && usher_scope_contains (scope, session);
}

/**
 * usher_targets_new:
 * @seen: the picture that the person had when choosing
 * @sessions: (element-type UsherSession): the records chosen, in the order to show
 *
 * Freezes single sessions. Usher's own are left out, and nobody is listed twice.
 *
 * Returns: (transfer full): the targets
 */
UsherTargets *
usher_targets_new (UsherSnapshot *seen, GPtrArray *sessions)
{
  UsherTargets *self = targets_new (seen, NULL);

  add_all (self, sessions);
  return self;
}

/**
 * usher_targets_new_for_scope:
 * @seen: the picture that the person had when choosing
 * @scope: what was chosen
 *
 * Freezes all that @scope holds in @seen, but for Usher's own sessions, parallel workers
 * (see usher_targets_get_n_parallel()) and processes that nobody can signal.
 *
 * Returns: (transfer full): the targets
 */
UsherTargets *
usher_targets_new_for_scope (UsherSnapshot *seen, UsherScope *scope)
{
  UsherTargets *self = targets_new (seen, scope);

  for (guint i = 0; i < seen->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (seen->sessions, i);

      if (belongs_to_scope (scope, session))
        add (self, session);
      else if (session->kind == USHER_SESSION_PARALLEL && usher_scope_contains (scope, session))
        self->n_parallel++;
    }
  return self;
}

/**
 * usher_targets_new_joined:
 * @self: targets
 * @seen: the picture in which @sessions were seen
 * @sessions: (element-type UsherSession): more sessions, which the person asked to add
 *
 * Freezes anew: the sessions of @self, as they were seen then, and @sessions, as they are
 * seen now.
 *
 * Returns: (transfer full): the targets
 */
UsherTargets *
usher_targets_new_joined (UsherTargets *self, UsherSnapshot *seen, GPtrArray *sessions)
{
  UsherTargets *joined = targets_new (seen, self->scope);

  add_all (joined, self->sessions);
  add_all (joined, sessions);
  joined->n_parallel = self->n_parallel;
  return joined;
}

guint
usher_targets_get_n (UsherTargets *self)
{
  return self->sessions->len;
}

/**
 * usher_targets_get_session:
 * @self: targets
 * @index: which one
 *
 * Returns: (transfer none): its record, as it was frozen
 */
UsherSession *
usher_targets_get_session (UsherTargets *self, guint index)
{
  g_return_val_if_fail (index < self->sessions->len, NULL);

  return g_ptr_array_index (self->sessions, index);
}

/**
 * usher_targets_get_seen_at:
 * @self: targets
 *
 * Returns: the server's time of the picture they were chosen in, in microseconds
 */
gint64
usher_targets_get_seen_at (UsherTargets *self)
{
  return self->seen->server_time;
}

/**
 * usher_targets_get_seen:
 * @self: targets
 *
 * Returns: (transfer none): the picture they were chosen in
 */
UsherSnapshot *
usher_targets_get_seen (UsherTargets *self)
{
  return self->seen;
}

/**
 * usher_targets_get_n_parallel:
 * @self: targets
 *
 * Returns: how many parallel workers of the scope are not listed, since they end with their
 *   leaders
 */
guint
usher_targets_get_n_parallel (UsherTargets *self)
{
  return self->n_parallel;
}

gboolean
usher_targets_contains (UsherTargets *self, const UsherIdentity *id)
{
  return g_hash_table_contains (self->by_id, id);
}

/**
 * usher_targets_find_gone:
 * @self: targets
 * @now: a later picture
 * @gone: (out caller-allocates) (optional): for each target, whether it is certainly not
 *   there any more
 *
 * Returns: how many that are
 */
guint
usher_targets_find_gone (UsherTargets *self, UsherSnapshot *now, gboolean *gone)
{
  g_autoptr (GHashTable) sightings = usher_sightings_in (now);
  guint n_gone = 0;

  for (guint i = 0; i < self->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (self->sessions, i);
      gboolean is_gone = usher_sightings_find (sightings, &session->id) == NULL;

      if (gone != NULL)
        gone[i] = is_gone;
      n_gone += is_gone ? 1 : 0;
    }
  return n_gone;
}

/**
 * usher_targets_count_gone:
 * @self: targets
 * @now: a later picture
 *
 * Returns: how many of them are certainly not there any more
 */
guint
usher_targets_count_gone (UsherTargets *self, UsherSnapshot *now)
{
  return usher_targets_find_gone (self, now, NULL);
}

/**
 * usher_targets_find_new:
 * @self: targets
 * @now: a later picture
 *
 * Looks for sessions of the scope that are not among the targets. They are never hit unless
 * somebody adds them, see usher_targets_new_joined(). Targets chosen one by one have no such.
 *
 * Returns: (transfer full) (element-type UsherSession): their records in @now
 */
GPtrArray *
usher_targets_find_new (UsherTargets *self, UsherSnapshot *now)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);

  if (self->scope == NULL)
    return found;

  for (guint i = 0; i < now->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (now->sessions, i);

      if (belongs_to_scope (self->scope, session) && !usher_targets_contains (self, &session->id))
        g_ptr_array_add (found, usher_session_ref (session));
    }
  return found;
}
