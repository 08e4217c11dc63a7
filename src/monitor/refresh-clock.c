/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "refresh-clock.h"

#include "pace.h"

#define DEFAULT_INTERVAL 2 /* seconds */

struct _UsherRefreshClock
{
  UsherRefreshBegin begin;
  gpointer data;
  guint source;     /* 0: no tick is planned */
  guint interval;   /* seconds */
  gint64 ended_at;  /* monotonic microseconds, of the last refresh */
  gint64 cost;      /* microseconds, of the last refresh that succeeded */
  guint n_failures; /* one after the other */
  gboolean enabled; /* there is something to ask */
  gboolean visible; /* somebody looks */
  gboolean paused;  /* the person wants it to stand still */
  gboolean busy;    /* a refresh is under way */
  gboolean again;   /* asked for while busy */
};

/**
 * usher_refresh_clock_new:
 * @begin: begins a refresh
 * @data: (unowned): for @begin
 *
 * Returns: (transfer full): a clock that is visible, running and not enabled yet
 */
UsherRefreshClock *
usher_refresh_clock_new (UsherRefreshBegin begin, gpointer data)
{
  UsherRefreshClock *self = g_new0 (UsherRefreshClock, 1);

  self->begin = begin;
  self->data = data;
  self->interval = DEFAULT_INTERVAL;
  self->visible = TRUE;
  return self;
}

static void
disarm (UsherRefreshClock *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}

/**
 * usher_refresh_clock_free:
 * @self: (transfer full): a clock
 */
void
usher_refresh_clock_free (UsherRefreshClock *self)
{
  disarm (self);
  g_free (self);
}

static void
begin (UsherRefreshClock *self)
{
  disarm (self);
  self->again = FALSE;
  self->busy = TRUE;
  self->begin (self->data);
}

static gboolean
on_tick (gpointer data)
{
  UsherRefreshClock *self = data;

  self->source = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

/* Plans the next tick, reckoned from the end of the last refresh: so a clock that stood still
 * for long goes on at once, and a changed interval takes effect within itself. */
static void
arm (UsherRefreshClock *self)
{
  gint64 since_end = (g_get_monotonic_time () - self->ended_at) / G_TIME_SPAN_MILLISECOND;
  gint64 delay = usher_pace_refresh (self->interval, self->cost, self->n_failures);

  disarm (self);
  if (!self->enabled || !self->visible || self->paused || self->busy)
    return;
  self->source = g_timeout_add (MAX (delay - since_end, 0), on_tick, self);
}

/**
 * usher_refresh_clock_set_enabled:
 * @self: a clock
 * @enabled: whether there is a server to ask
 *
 * Enabling asks for a refresh at once.
 */
void
usher_refresh_clock_set_enabled (UsherRefreshClock *self, gboolean enabled)
{
  if (self->enabled == enabled)
    return;
  self->enabled = enabled;
  self->again = FALSE;
  self->n_failures = 0;
  if (enabled)
    usher_refresh_clock_ask (self);
  else
    disarm (self);
}

void
usher_refresh_clock_set_paused (UsherRefreshClock *self, gboolean paused)
{
  self->paused = paused;
  arm (self);
}

void
usher_refresh_clock_set_visible (UsherRefreshClock *self, gboolean visible)
{
  self->visible = visible;
  arm (self);
}

void
usher_refresh_clock_set_interval (UsherRefreshClock *self, guint seconds)
{
  self->interval = seconds;
  arm (self);
}

/**
 * usher_refresh_clock_ask:
 * @self: a clock
 *
 * Refreshes now, paused and hidden or not; during a refresh, once more after it.
 */
void
usher_refresh_clock_ask (UsherRefreshClock *self)
{
  if (!self->enabled)
    return;
  if (self->busy)
    self->again = TRUE;
  else
    begin (self);
}

/**
 * usher_refresh_clock_ended:
 * @self: a clock whose refresh is under way
 * @succeeded: whether there is a new picture
 * @cost: how long it took, in microseconds
 *
 * Tells that the refresh is over.
 */
void
usher_refresh_clock_ended (UsherRefreshClock *self, gboolean succeeded, gint64 cost)
{
  self->busy = FALSE;
  self->ended_at = g_get_monotonic_time ();
  self->n_failures = succeeded ? 0 : self->n_failures + 1;
  if (succeeded)
    self->cost = cost;
  if (self->again && self->enabled)
    begin (self);
  else
    arm (self);
}

gboolean
usher_refresh_clock_is_busy (UsherRefreshClock *self)
{
  return self->busy;
}

gboolean
usher_refresh_clock_is_paused (UsherRefreshClock *self)
{
  return self->paused;
}

gboolean
usher_refresh_clock_is_visible (UsherRefreshClock *self)
{
  return self->visible;
}

guint
usher_refresh_clock_get_interval (UsherRefreshClock *self)
{
  return self->interval;
}
