/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "narrow-door.h"
#include "server-private.h"

static UsherServerState
find_unconnected_state (UsherServer *self, const GError *error)
{
  if (self->closing)
    return USHER_SERVER_CLOSED;
  if (usher_error_is_about_password (error) && !self->stopped)
    return USHER_SERVER_NEEDS_PASSWORD;
  if (self->was_connected)
    return USHER_SERVER_LOST;
  return error != NULL && !self->stopped ? USHER_SERVER_FAILED : USHER_SERVER_CLOSED;
}

static UsherServerState
find_state (UsherServer *self)
{
  switch (usher_link_get_state (self->monitor))
    {
    case USHER_LINK_UP:
      return USHER_SERVER_CONNECTED;
    case USHER_LINK_CONNECTING:
      return self->was_connected ? USHER_SERVER_LOST : USHER_SERVER_CONNECTING;
    case USHER_LINK_CLOSED:
    case USHER_LINK_FAILED:
    case USHER_LINK_WAITING:
    default:
      return find_unconnected_state (self, usher_link_get_error (self->monitor));
    }
}

static void
add_own_pid (UsherServer *self, UsherLink *link)
{
  UsherConnectionInfo *info = usher_link_get_info (link);

  if (usher_link_get_state (link) == USHER_LINK_UP && self->n_own_pids < USHER_MAX_OWN_PIDS)
    self->own_pids[self->n_own_pids++] = info->pooled ? 0 : info->backend_pid;
}

/*< private >
 * usher_server_update_own_pids:
 * @self: a server
 *
 * Finds out anew which sessions there are Usher's.
 */
void
usher_server_update_own_pids (UsherServer *self)
{
  self->n_own_pids = 0;
  add_own_pid (self, self->monitor);
  add_own_pid (self, self->action);
  for (guint i = 0; i < self->helpers->len; i++)
    add_own_pid (self, g_ptr_array_index (self->helpers, i));
}

/* The action connection follows the other one: so a server that refuses us, or that asks for
 * a password, does so once, and the last free slot goes to the picture. */
static void
open_action (UsherServer *self)
{
  if (usher_link_get_state (self->action) == USHER_LINK_CLOSED)
    usher_link_open (self->action, TRUE);
  else
    usher_link_retry_now (self->action);
  /* What took one of the two away has mostly taken both. */
  usher_server_check_action (self);
}

static void
update_state (UsherServer *self)
{
  UsherServerState old = self->state;

  self->state = find_state (self);
  usher_server_update_own_pids (self);
  usher_server_notify (self, PROP_ERROR);
  usher_server_notify (self, PROP_RETRY_AT);
  if (self->state == old)
    return;
  if (self->state == USHER_SERVER_CONNECTED)
    {
      self->was_connected = TRUE;
      g_clear_error (&self->refresh_error);
      open_action (self);
    }
  usher_server_notify (self, PROP_STATE);
  usher_refresh_clock_set_enabled (self->clock, self->state == USHER_SERVER_CONNECTED);
}

/* Trying a wrong password again and again gets people locked out; and what ssh was refused it
 * would ask a person about, again and again. */
static gboolean
waits_in_vain (UsherLink *link)
{
  const GError *error = usher_link_get_error (link);

  return usher_link_get_state (link) == USHER_LINK_WAITING
         && (usher_error_is_about_password (error)
             || g_error_matches (error, USHER_ERROR, USHER_ERROR_TUNNEL_REFUSED));
}

static void
on_monitor_changed (UsherLink *link, UsherServer *self)
{
  if (waits_in_vain (link))
    usher_link_stop (link);
  else
    update_state (self);
}

static void
on_action_changed (UsherLink *link, UsherServer *self)
{
  if (waits_in_vain (link))
    {
      usher_link_stop (link);
      return;
    }
  usher_server_update_own_pids (self);
  usher_server_notify (self, PROP_ACTION_ERROR);
  if (usher_link_get_state (link) != USHER_LINK_UP)
    return;
  self->pinged_at = g_get_monotonic_time ();
  /* Its session is to be marked as ours as soon as it can be seen. */
  usher_refresh_clock_ask (self->clock);
}

/* Opens both connections, with patience if there is a picture already. */
static void
open_links (UsherServer *self)
{
  self->stopped = FALSE;
  if (self->closing)
    return;
  usher_link_open (self->monitor, self->was_connected);
}

/**
 * usher_server_connect:
 * @self: a server
 *
 * Begins to connect, unless it is connected or connecting. If that fails the state says so,
 * and nothing is tried again by itself; a connection that is lost later is.
 */
void
usher_server_connect (UsherServer *self)
{
  if (self->state != USHER_SERVER_CONNECTED && self->state != USHER_SERVER_CONNECTING)
    open_links (self);
}

/**
 * usher_server_cancel:
 * @self: a server
 *
 * Gives up connecting, at once. A server that was connected before stays lost, with its last
 * picture, and is not tried again until somebody asks for it.
 */
void
usher_server_cancel (UsherServer *self)
{
  if (self->state == USHER_SERVER_CONNECTED)
    return;
  self->stopped = TRUE;
  usher_link_stop (self->monitor);
}

/**
 * usher_server_set_password:
 * @self: a server that needs a password, see usher_server_get_password_error()
 * @password: what the person typed
 *
 * Connects with @password, see usher_approach_set_password().
 */
void
usher_server_set_password (UsherServer *self, const char *password)
{
  usher_approach_set_password (self->approach, password);
  /* It connects again with what it knows; let it know better. */
  usher_link_stop (self->action);
  if (self->state == USHER_SERVER_CONNECTED)
    open_action (self);
  else
    open_links (self);
}

/**
 * usher_server_set_remembers_password:
 * @self: a server
 * @remembers: whether what is typed from now on goes to the keyring
 *
 * See usher_approach_set_remembers(). What is connected stays so.
 */
void
usher_server_set_remembers_password (UsherServer *self, gboolean remembers)
{
  usher_approach_set_remembers (self->approach, remembers);
}

/**
 * usher_server_get_password_source:
 *
 * Returns: where its password comes from by now
 */
UsherPasswordSource
usher_server_get_password_source (UsherServer *self)
{
  return usher_approach_get_password_source (self->approach);
}

/**
 * usher_server_get_password_error:
 * @self: a server
 *
 * A password may have been changed while a connection stands: then the server is connected, and
 * only the connection for actions waits for the new one.
 *
 * Returns: (transfer none) (nullable): why a password has to be typed; %NULL when none has to
 */
const GError *
usher_server_get_password_error (UsherServer *self)
{
  const GError *error = self->state == USHER_SERVER_CONNECTED ? usher_server_get_action_error (self)
                                                              : usher_server_get_error (self);

  return usher_error_is_about_password (error) ? error : NULL;
}

/**
 * usher_server_get_password_excuse:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): why the person is asked although the password is to be
 *   in the keyring
 */
const GError *
usher_server_get_password_excuse (UsherServer *self)
{
  return usher_approach_get_excuse (self->approach);
}

/**
 * usher_server_retry_now:
 * @self: a server
 *
 * Tries to connect now, instead of when it is planned.
 */
void
usher_server_retry_now (UsherServer *self)
{
  self->stopped = FALSE;
  if (self->state == USHER_SERVER_LOST)
    usher_link_retry_now (self->monitor);
  else
    usher_server_connect (self);
  if (self->state == USHER_SERVER_CONNECTED)
    usher_link_retry_now (self->action);
}

/**
 * usher_server_can_use_narrow_door:
 * @self: a server
 *
 * Returns: whether a connection for replication is worth a try: no other is left, and nobody
 *   has asked for it yet
 */
gboolean
usher_server_can_use_narrow_door (UsherServer *self)
{
  const GError *error = self->state == USHER_SERVER_CONNECTED ? usher_server_get_action_error (self)
                                                              : usher_server_get_error (self);

  return !self->narrow_door && usher_error_is_no_room (error);
}

/**
 * usher_server_use_narrow_door:
 * @self: a server
 *
 * Tries to connect now, and as long as there is no ordinary connection left uses those for
 * replication, which superusers and roles with REPLICATION have. As soon as there is room it
 * changes to ordinary ones by itself.
 */
void
usher_server_use_narrow_door (UsherServer *self)
{
  self->narrow_door = TRUE;
  usher_link_allow_narrow_door (self->monitor);
  usher_link_allow_narrow_door (self->action);
  usher_server_retry_now (self);
}

/*< private >
 * usher_server_look_for_room:
 * @self: a server that was just looked at
 *
 * A superuser may have reserved connections, whose number is not known here.
 */
void
usher_server_look_for_room (UsherServer *self)
{
  UsherSnapshot *snapshot = usher_server_get_snapshot (self);
  const UsherSummary *summary = &snapshot->summary;

  if (!self->narrow_door
      || (summary->connections_used >= summary->connections_usable
          && !usher_server_get_info (self)->is_superuser))
    return;
  usher_link_widen (self->monitor);
  usher_link_widen (self->action);
}

static void
on_link_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherServer *self = g_task_get_source_object (task);
  guint n_left = GPOINTER_TO_UINT (g_task_get_task_data (task)) - 1;

  usher_link_close_finish (USHER_LINK (source), result, NULL);
  g_task_set_task_data (task, GUINT_TO_POINTER (n_left), NULL);
  if (n_left > 0)
    return;
  if (usher_approach_get_tunnel (self->approach) != NULL)
    usher_tunnel_close (usher_approach_get_tunnel (self->approach));
  g_task_return_boolean (task, TRUE);
}

/**
 * usher_server_close_async:
 * @self: a server
 * @callback: when both connections and their threads are gone
 * @user_data: for @callback
 *
 * Closes for good, whatever is under way.
 */
void
usher_server_close_async (UsherServer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, usher_server_close_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (2), NULL);
  self->closing = TRUE;
  g_cancellable_cancel (self->refresh_cancellable);
  usher_link_close_async (self->monitor, on_link_closed, g_object_ref (task));
  usher_link_close_async (self->action, on_link_closed, g_object_ref (task));
}

/**
 * usher_server_close_finish:
 * @self: a server
 * @result: what the callback got
 * @error: never set
 *
 * Returns: %TRUE
 */
gboolean
usher_server_close_finish (UsherServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * usher_server_probe:
 * @self: a server
 *
 * The world may be another than a moment ago, as after a sleep: looks at once whether both
 * connections still stand, and does not wait any longer to try one that does not.
 */
void
usher_server_probe (UsherServer *self)
{
  if (self->closing || self->stopped)
    return;
  if (self->state == USHER_SERVER_CONNECTED)
    {
      usher_refresh_clock_ask (self->clock);
      usher_server_check_action (self);
      usher_link_retry_now (self->action);
    }
  else if (self->state == USHER_SERVER_LOST && usher_server_get_retry_at (self) != 0)
    usher_link_retry_now (self->monitor);
}

static void
on_question (UsherTunnel *tunnel, UsherSshQuestion *question, UsherServer *self)
{
  usher_server_ask (self, question);
}

/*< private >
 * usher_server_follow_links:
 * @self: a server whose links were made
 *
 * Lets the state of @self follow its connections.
 */
void
usher_server_follow_links (UsherServer *self)
{
  UsherTunnel *tunnel = usher_approach_get_tunnel (self->approach);

  g_signal_connect (self->monitor, "changed", G_CALLBACK (on_monitor_changed), self);
  g_signal_connect (self->action, "changed", G_CALLBACK (on_action_changed), self);
  g_signal_connect_object (self->wake, "woke", G_CALLBACK (usher_server_probe), self,
                           G_CONNECT_SWAPPED);
  if (tunnel != NULL)
    g_signal_connect_object (tunnel, "question", G_CALLBACK (on_question), self, 0);
}
