/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "ping.h"
#include "refresh.h"
#include "server-private.h"

/* An idle connection dies unseen when something on the way forgets it. Better to find out
 * before the person acts than then. In microseconds. */
#define PING_INTERVAL (30 * G_TIME_SPAN_SECOND)

static void
set_refresh_error (UsherServer *self, const GError *error)
{
  if (self->refresh_error == NULL && error == NULL)
    return;
  g_clear_error (&self->refresh_error);
  self->refresh_error = error != NULL ? g_error_copy (error) : NULL;
  usher_server_notify (self, PROP_ERROR);
}

static void
on_pinged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherServer) self = data;
  g_autoptr (GError) error = NULL;

  if (usher_ping_finish (USHER_WORKER (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  usher_link_lose (self->action, error);
  /* The other connection stands, so there is a server. */
  if (self->state == USHER_SERVER_CONNECTED)
    usher_link_retry_now (self->action);
}

/**
 * usher_server_check_action:
 * @self: a server
 *
 * Looks whether the connection for actions still answers, after the jobs that it has; if it
 * does not, it is connected again. Call it when an action met a dead connection.
 */
void
usher_server_check_action (UsherServer *self)
{
  if (usher_link_get_state (self->action) != USHER_LINK_UP || self->closing)
    return;
  self->pinged_at = g_get_monotonic_time ();
  usher_ping_async (usher_link_get_worker (self->action), self->refresh_cancellable, on_pinged,
                    g_object_ref (self));
}

static void
check_action_in_time (UsherServer *self)
{
  if (g_get_monotonic_time () - self->pinged_at >= PING_INTERVAL)
    usher_server_check_action (self);
}

/* Sessions live on through a promotion, Usher's own too. */
static void
look_for_promotion (UsherServer *self, UsherSnapshot *snapshot)
{
  UsherConnectionInfo *info = usher_link_get_info (self->monitor);

  if (info == NULL || !info->in_recovery || snapshot->in_recovery)
    return;
  usher_link_note_promoted (self->monitor);
  usher_link_note_promoted (self->action);
  usher_server_notify (self, PROP_STATE);
}

static void
on_picture (UsherServer *self, UsherRefresh *refresh)
{
  usher_picture_take (self->picture, refresh);
  look_for_promotion (self, usher_picture_get_snapshot (self->picture));
  set_refresh_error (self, NULL);
  usher_server_emit (self, REFRESHED);

  usher_server_look_for_room (self);
  if (refresh->action_is_gone)
    usher_server_check_action (self);
  else
    check_action_in_time (self);
}

/* What a refresh that brought no picture means. */
static void
on_no_picture (UsherServer *self, const GError *error, gboolean connection_is_dead)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (connection_is_dead)
    usher_link_lose (self->monitor, error);
  else
    set_refresh_error (self, error);
}

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherServer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherRefresh) refresh =
      usher_refresh_run_finish (USHER_WORKER (source), result, &error);
  gboolean succeeded = refresh != NULL && refresh->snapshot != NULL;

  if (succeeded && !self->closing)
    on_picture (self, refresh);
  else if (!self->closing)
    on_no_picture (self, refresh != NULL ? refresh->error : error,
                   refresh == NULL || refresh->connection_is_dead);

  usher_refresh_clock_ended (self->clock, succeeded, refresh != NULL ? refresh->cost : 0);
  if (!usher_refresh_clock_is_busy (self->clock))
    usher_server_notify (self, PROP_REFRESHING);
}

/*< private >
 * usher_server_begin_refresh:
 * @server: a server that is connected
 *
 * What its clock does.
 */
void
usher_server_begin_refresh (gpointer server)
{
  UsherServer *self = server;
  UsherConnectionInfo *action = usher_link_get_info (self->action);
  UsherRefresh *refresh = usher_picture_begin_refresh (self->picture);

  refresh->n_own_pids = self->n_own_pids;
  memcpy (refresh->own_pids, self->own_pids, sizeof refresh->own_pids);
  if (usher_link_get_state (self->action) == USHER_LINK_UP)
    {
      refresh->action_start = action->backend_start;
      refresh->watch_action = !action->pooled;
    }
  usher_refresh_run_async (refresh, usher_link_get_worker (self->monitor),
                           self->refresh_cancellable, on_refreshed, g_object_ref (self));
  usher_server_notify (self, PROP_REFRESHING);
}

/**
 * usher_server_refresh:
 * @self: a server
 *
 * Refreshes now, even if paused; during a refresh, once more after it. A lost server is tried
 * now.
 */
void
usher_server_refresh (UsherServer *self)
{
  if (self->state == USHER_SERVER_LOST)
    usher_server_retry_now (self);
  else
    usher_refresh_clock_ask (self->clock);
}

/**
 * usher_server_set_spec:
 * @self: a server
 * @spec: (nullable): what to show, and in which order; copied
 *
 * Arranges the last snapshot anew, now, and later ones from now on. While `spec->held` is
 * set, rows keep their places from refresh to refresh; set a spec without it to let go. To
 * begin to hold what is shown changes nothing, and says nothing.
 */
void
usher_server_set_spec (UsherServer *self, const UsherArrangementSpec *spec)
{
  if (usher_picture_set_spec (self->picture, spec))
    usher_server_emit (self, ARRANGED);
}
