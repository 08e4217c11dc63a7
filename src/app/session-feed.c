/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-feed.h"

struct _UsherSessionFeed
{
  GObject parent_instance;

  UsherServer *server;           /* (owned) (nullable) */
  GSignalGroup *follow;          /* (owned) on the server */
  UsherArrangement *arrangement; /* (owned) (nullable): what is shown */
  UsherArrangementSpec *spec;    /* (owned) what is wanted; `held` while the order is held */
  gboolean hold;                 /* wanted; letting go comes a little later */
  gboolean arranging;            /* "refreshed" is the answer to what we asked for ourselves */
  guint release_id;              /* 0: nothing to let go of */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherSessionFeed, usher_session_feed, G_TYPE_OBJECT)

/* Giving up a picture of 50,000 sessions takes longer than drawing the next one, so another
 * thread does. */
static void
discard_func (gpointer arrangement, gpointer user_data)
{
  usher_arrangement_unref (arrangement);
}

static void
discard (UsherArrangement *arrangement)
{
  static GThreadPool *pool;

  if (arrangement == NULL)
    return;
  if (pool == NULL)
    pool = g_thread_pool_new (discard_func, NULL, 1, FALSE, NULL);
  g_thread_pool_push (pool, arrangement, NULL);
}

/* Our reference to the old one is the last to go: whoever shows it has shown the new one. */
static void
set_arrangement (UsherSessionFeed *self, UsherArrangement *arrangement)
{
  UsherArrangement *old = self->arrangement;

  self->arrangement = arrangement != NULL ? usher_arrangement_ref (arrangement) : NULL;
  g_signal_emit (self, signals[CHANGED], 0);
  discard (old);
}

static void
set_held (UsherSessionFeed *self, UsherArrangement *held)
{
  if (held != NULL)
    usher_arrangement_ref (held);
  g_clear_pointer (&self->spec->held, usher_arrangement_unref);
  self->spec->held = held;
}

/* The next refresh is to be arranged as the spec says now; the last one is at once. */
static void
tell_server (UsherSessionFeed *self)
{
  self->arranging = TRUE;
  usher_server_set_spec (self->server, self->spec);
  self->arranging = FALSE;
}

static void
arrange (UsherSessionFeed *self)
{
  if (self->server != NULL)
    {
      tell_server (self);
      set_arrangement (self, usher_server_get_arrangement (self->server));
    }
  else if (self->arrangement != NULL)
    {
      g_autoptr (UsherArrangement) arranged =
          usher_arrange (self->arrangement->snapshot, self->spec);

      set_arrangement (self, arranged);
    }
}

static void
begin_hold (UsherSessionFeed *self)
{
  if (self->arrangement == NULL || self->spec->held != NULL)
    return;
  set_held (self, self->arrangement);
  if (self->server != NULL)
    tell_server (self);
}

/* The person asked for another order or filter: that is stronger than a hold, which goes on
 * with what is shown then. */
static void
rearrange (UsherSessionFeed *self)
{
  set_held (self, NULL);
  arrange (self);
  if (self->hold)
    begin_hold (self);
}

static gboolean
release_cb (gpointer feed)
{
  UsherSessionFeed *self = feed;

  self->release_id = 0;
  rearrange (self);
  return G_SOURCE_REMOVE;
}

static void
refreshed_cb (UsherServer *server, UsherSessionFeed *self)
{
  if (!self->arranging)
    usher_session_feed_refresh (self, usher_server_get_arrangement (server));
}

static void
usher_session_feed_dispose (GObject *object)
{
  UsherSessionFeed *self = USHER_SESSION_FEED (object);

  g_clear_handle_id (&self->release_id, g_source_remove);
  g_clear_object (&self->follow);
  g_clear_object (&self->server);
  G_OBJECT_CLASS (usher_session_feed_parent_class)->dispose (object);
}

static void
usher_session_feed_finalize (GObject *object)
{
  UsherSessionFeed *self = USHER_SESSION_FEED (object);

  g_clear_pointer (&self->arrangement, usher_arrangement_unref);
  g_clear_pointer (&self->spec, usher_arrangement_spec_free);
  G_OBJECT_CLASS (usher_session_feed_parent_class)->finalize (object);
}

static void
usher_session_feed_class_init (UsherSessionFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_session_feed_dispose;
  object_class->finalize = usher_session_feed_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_session_feed_init (UsherSessionFeed *self)
{
  self->spec = usher_arrangement_spec_copy (NULL);
  self->follow = g_signal_group_new (USHER_TYPE_SERVER);
  g_signal_group_connect (self->follow, "refreshed", G_CALLBACK (refreshed_cb), self);
}

UsherSessionFeed *
usher_session_feed_new (void)
{
  return g_object_new (USHER_TYPE_SESSION_FEED, NULL);
}

/**
 * usher_session_feed_get_server:
 * @self: the feed
 *
 * Returns: (nullable) (transfer none): where the pictures come from
 */
UsherServer *
usher_session_feed_get_server (UsherSessionFeed *self)
{
  return self->server;
}

/**
 * usher_session_feed_set_server:
 * @self: the feed
 * @server: (nullable) (transfer none): where the pictures come from
 *
 * What is asked for stays; what was shown of another server goes.
 */
void
usher_session_feed_set_server (UsherSessionFeed *self, UsherServer *server)
{
  if (!g_set_object (&self->server, server))
    return;
  g_signal_group_set_target (self->follow, server);
  set_arrangement (self, NULL);
  rearrange (self);
}

/**
 * usher_session_feed_get_arrangement:
 * @self: the feed
 *
 * Returns: (nullable) (transfer none): what is to be shown; %NULL before the first picture
 */
UsherArrangement *
usher_session_feed_get_arrangement (UsherSessionFeed *self)
{
  return self->arrangement;
}

/**
 * usher_session_feed_refresh:
 * @self: the feed
 * @arrangement: (nullable) (transfer none): a newer picture, arranged as the spec says
 *
 * A server's pictures come by themselves; this is for pictures without one. While the order
 * is held, it is from now on held as in @arrangement: what was added keeps its place too,
 * and what has ended is remembered as it was seen last.
 */
void
usher_session_feed_refresh (UsherSessionFeed *self, UsherArrangement *arrangement)
{
  if (self->spec->held != NULL && arrangement != NULL)
    set_held (self, arrangement);
  set_arrangement (self, arrangement);
}

/**
 * usher_session_feed_get_spec:
 * @self: the feed
 *
 * Returns: (transfer none): what is wanted, until something else is
 */
const UsherArrangementSpec *
usher_session_feed_get_spec (UsherSessionFeed *self)
{
  return self->spec;
}

/**
 * usher_session_feed_set_scope:
 * @self: the feed
 * @scope: (nullable) (transfer none): the part of the server to show; %NULL: all sessions
 */
void
usher_session_feed_set_scope (UsherSessionFeed *self, UsherScope *scope)
{
  if (scope != NULL)
    usher_scope_ref (scope);
  g_clear_pointer (&self->spec->scope, usher_scope_unref);
  self->spec->scope = scope;
  rearrange (self);
}

void
usher_session_feed_set_filter (UsherSessionFeed *self, const char *filter)
{
  if (g_strcmp0 (filter, self->spec->filter) == 0)
    return;
  g_free (self->spec->filter);
  self->spec->filter = g_strdup (filter);
  rearrange (self);
}

/**
 * usher_session_feed_set_states:
 * @self: the feed
 * @states: bits 1 << UsherSessionState, 0 for all
 * @in_transaction_only: only sessions with an open transaction
 */
void
usher_session_feed_set_states (UsherSessionFeed *self, guint states, gboolean in_transaction_only)
{
  if (states == self->spec->states && in_transaction_only == self->spec->in_transaction_only)
    return;
  self->spec->states = states;
  self->spec->in_transaction_only = in_transaction_only;
  rearrange (self);
}

void
usher_session_feed_set_sort (UsherSessionFeed *self, UsherColumn column, gboolean descending)
{
  if (column == self->spec->sort_column && descending == self->spec->descending)
    return;
  self->spec->sort_column = column;
  self->spec->descending = descending;
  rearrange (self);
}

/**
 * usher_session_feed_set_hold:
 * @self: the feed
 * @hold: whether rows must keep their places
 *
 * Holding begins at once, before a refresh can come between, and moves no row. Letting go
 * does move rows, so it waits until the view has done with the click that it came from.
 */
void
usher_session_feed_set_hold (UsherSessionFeed *self, gboolean hold)
{
  self->hold = hold;
  if (hold)
    {
      g_clear_handle_id (&self->release_id, g_source_remove);
      begin_hold (self);
    }
  else if (self->spec->held != NULL && self->release_id == 0)
    self->release_id = g_idle_add (release_cb, self);
}
