/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "server-private.h"

G_DEFINE_FINAL_TYPE (UsherServer, usher_server, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/*< private >
 * usher_server_notify:
 * @self: a server
 * @property: which property has another value now
 */
void
usher_server_notify (UsherServer *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/*< private >
 * usher_server_emit:
 * @self: a server
 * @signal: which signal
 */
void
usher_server_emit (UsherServer *self, guint signal)
{
  g_signal_emit (self, signals[signal], 0);
}

static void
usher_server_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherServer *self = USHER_SERVER (object);

  switch (id)
    {
    case PROP_ACTION_ERROR:
      g_value_set_boxed (value, usher_server_get_action_error (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, usher_server_get_error (self));
      break;
    case PROP_INTERVAL:
      g_value_set_uint (value, usher_refresh_clock_get_interval (self->clock));
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, usher_refresh_clock_is_paused (self->clock));
      break;
    case PROP_REFRESHING:
      g_value_set_boolean (value, usher_refresh_clock_is_busy (self->clock));
      break;
    case PROP_RETRY_AT:
      g_value_set_int64 (value, usher_server_get_retry_at (self));
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_VISIBLE:
      g_value_set_boolean (value, usher_refresh_clock_is_visible (self->clock));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_server_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherServer *self = USHER_SERVER (object);

  switch (id)
    {
    case PROP_INTERVAL:
      usher_server_set_interval (self, g_value_get_uint (value));
      break;
    case PROP_PAUSED:
      usher_server_set_paused (self, g_value_get_boolean (value));
      break;
    case PROP_VISIBLE:
      usher_server_set_visible (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_server_dispose (GObject *object)
{
  UsherServer *self = USHER_SERVER (object);

  g_cancellable_cancel (self->refresh_cancellable);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  if (self->action != NULL)
    g_signal_handlers_disconnect_by_data (self->action, self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->action);

  G_OBJECT_CLASS (usher_server_parent_class)->dispose (object);
}

static void
usher_server_finalize (GObject *object)
{
  UsherServer *self = USHER_SERVER (object);

  g_clear_object (&self->approach);
  g_clear_pointer (&self->clock, usher_refresh_clock_free);
  g_clear_pointer (&self->picture, usher_picture_free);
  g_clear_object (&self->refresh_cancellable);
  g_clear_object (&self->wake);
  g_clear_error (&self->refresh_error);
  g_ptr_array_unref (self->helpers);
  g_free (self->database);
  g_free (self->label);

  G_OBJECT_CLASS (usher_server_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags both = read | G_PARAM_WRITABLE;

  properties[PROP_ACTION_ERROR] =
      g_param_spec_boxed ("action-error", NULL, NULL, G_TYPE_ERROR, read);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, read);
  properties[PROP_INTERVAL] = g_param_spec_uint ("interval", NULL, NULL, 1, 3600, 2, both);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, both);
  properties[PROP_REFRESHING] = g_param_spec_boolean ("refreshing", NULL, NULL, FALSE, read);
  properties[PROP_RETRY_AT] = g_param_spec_int64 ("retry-at", NULL, NULL, 0, G_MAXINT64, 0, read);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, USHER_SERVER_LOST, 0, read);
  properties[PROP_VISIBLE] = g_param_spec_boolean ("visible", NULL, NULL, TRUE, both);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_server_class_init (UsherServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_server_get_property;
  object_class->set_property = usher_server_set_property;
  object_class->dispose = usher_server_dispose;
  object_class->finalize = usher_server_finalize;
  install_properties (object_class);

  /**
   * UsherServer::arranged:
   *
   * The same snapshot is arranged anew, as usher_server_set_spec() asked for.
   */
  signals[ARRANGED] = g_signal_new ("arranged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * UsherServer::password-not-saved:
   * @error: why
   *
   * The password that was typed could not be put into the keyring.
   */
  signals[PASSWORD_NOT_SAVED] =
      g_signal_new ("password-not-saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * UsherServer::refreshed:
   *
   * There is a new snapshot, and an arrangement of it.
   */
  signals[REFRESHED] = g_signal_new ("refreshed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * UsherServer::ssh-question:
   * @question: an #UsherSshQuestion
   *
   * ssh asks something before it makes the tunnel. Who can answer keeps a reference.
   */
  signals[SSH_QUESTION] =
      g_signal_new ("ssh-question", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, USHER_TYPE_SSH_QUESTION);
}

/*< private >
 * usher_server_ask:
 * @self: a server
 * @question: what ssh asks
 */
void
usher_server_ask (UsherServer *self, UsherSshQuestion *question)
{
  g_signal_emit (self, signals[SSH_QUESTION], 0, question);
}

static void
usher_server_init (UsherServer *self)
{
  self->clock = usher_refresh_clock_new (usher_server_begin_refresh, self);
  self->picture = usher_picture_new ();
  self->refresh_cancellable = g_cancellable_new ();
  self->wake = usher_wake_ref_default ();
  self->helpers = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
on_not_saved (UsherApproach *approach, const GError *error, UsherServer *self)
{
  g_signal_emit (self, signals[PASSWORD_NOT_SAVED], 0, error);
}

static UsherServer *
new_with (UsherApproach *approach)
{
  UsherServer *self = g_object_new (USHER_TYPE_SERVER, NULL);

  self->approach = approach;
  g_signal_connect_object (approach, "not-saved", G_CALLBACK (on_not_saved), self, 0);
  self->monitor = usher_link_new ("usher-monitor", USHER_PURPOSE_MONITOR, approach);
  self->action = usher_link_new ("usher-action", USHER_PURPOSE_ACTION, approach);
  usher_server_follow_links (self);
  return self;
}

/**
 * usher_server_new:
 * @address: where it is
 *
 * Returns: (transfer full): a server that is not connected yet
 */
UsherServer *
usher_server_new (UsherAddress *address)
{
  UsherServer *self = new_with (usher_approach_new (address));

  self->label = usher_address_describe (address);
  return self;
}

/**
 * usher_server_new_for_profile:
 * @profile: a saved connection
 *
 * Returns: (transfer full): its server, which is not connected yet
 */
UsherServer *
usher_server_new_for_profile (UsherProfile *profile)
{
  UsherServer *self = new_with (usher_approach_new_for_profile (profile));

  self->label = g_strdup (usher_profile_get_name (profile));
  return self;
}

/**
 * usher_server_get_environment:
 * @self: a server
 *
 * Returns: what its saved connection says of it; none without one
 */
UsherEnvironment
usher_server_get_environment (UsherServer *self)
{
  UsherProfile *profile = usher_server_get_profile (self);

  return profile != NULL ? usher_profile_get_environment (profile) : USHER_ENVIRONMENT_NONE;
}

/**
 * usher_server_get_look_only:
 * @self: a server
 *
 * Returns: whether its worker refuses to act, see usher_worker_set_look_only()
 */
gboolean
usher_server_get_look_only (UsherServer *self)
{
  UsherProfile *profile = usher_server_get_profile (self);

  return profile != NULL && usher_profile_get_look_only (profile);
}

/**
 * usher_server_get_profile:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): the saved connection it was made for
 */
UsherProfile *
usher_server_get_profile (UsherServer *self)
{
  return usher_approach_get_profile (self->approach);
}

/**
 * usher_server_get_address:
 * @self: a server
 *
 * Returns: (transfer none): the address it was made with, without what was typed later
 */
UsherAddress *
usher_server_get_address (UsherServer *self)
{
  return usher_approach_get_address (self->approach);
}

/**
 * usher_server_get_label:
 * @self: a server
 *
 * Returns: (transfer none): what to call it: no secrets, but untrusted text
 */
const char *
usher_server_get_label (UsherServer *self)
{
  return self->label;
}

/**
 * usher_server_set_label:
 * @self: a server that nobody was shown yet: this is not told
 * @label: what to call it, in place of what its address says
 */
void
usher_server_set_label (UsherServer *self, const char *label)
{
  g_free (self->label);
  self->label = g_strdup (label);
}

UsherServerState
usher_server_get_state (UsherServer *self)
{
  return self->state;
}

/**
 * usher_server_get_error:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): why it is not connected, or why its last refresh
 *   failed
 */
const GError *
usher_server_get_error (UsherServer *self)
{
  if (self->state == USHER_SERVER_CLOSED || self->state == USHER_SERVER_CONNECTING)
    return NULL;
  if (self->state == USHER_SERVER_CONNECTED)
    return self->refresh_error;
  return usher_link_get_error (self->monitor);
}

/**
 * usher_server_get_action_error:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): why there is no connection for actions
 */
const GError *
usher_server_get_action_error (UsherServer *self)
{
  return usher_link_get_error (self->action);
}

/**
 * usher_server_get_retry_at:
 * @self: a server
 *
 * Returns: when the next attempt to connect begins, in monotonic microseconds; 0: none is
 *   planned
 */
gint64
usher_server_get_retry_at (UsherServer *self)
{
  return usher_link_get_retry_at (self->monitor);
}

/**
 * usher_server_get_info:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): what is known of the connection that looks, or of the
 *   last one there was
 */
UsherConnectionInfo *
usher_server_get_info (UsherServer *self)
{
  return usher_link_get_info (self->monitor);
}

/**
 * usher_server_get_snapshot:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): the last snapshot, kept while the server is lost
 */
UsherSnapshot *
usher_server_get_snapshot (UsherServer *self)
{
  return usher_picture_get_snapshot (self->picture);
}

/**
 * usher_server_get_arrangement:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): the arrangement of the last snapshot
 */
UsherArrangement *
usher_server_get_arrangement (UsherServer *self)
{
  return usher_picture_get_arrangement (self->picture);
}

/**
 * usher_server_get_action_worker:
 * @self: a server
 *
 * Returns: (transfer none): the worker that cancels and terminates; without a connection its
 *   jobs fail with %USHER_ERROR_NOT_CONNECTED
 */
UsherWorker *
usher_server_get_action_worker (UsherServer *self)
{
  return usher_link_get_worker (self->action);
}

/**
 * usher_server_get_own_pids:
 * @self: a server
 * @n_pids: (out): how many
 *
 * Returns: (transfer none) (array length=n_pids): Usher's own backends there, 0 for one that
 *   changes behind a pooler, see usher_own_backends_get_mark(); valid until the main loop turns
 */
const gint32 *
usher_server_get_own_pids (UsherServer *self, guint *n_pids)
{
  *n_pids = self->n_own_pids;
  return self->own_pids;
}

/**
 * usher_server_get_spec:
 * @self: a server
 *
 * Returns: (transfer none): what is asked for; its "held" moves on with each refresh
 */
const UsherArrangementSpec *
usher_server_get_spec (UsherServer *self)
{
  return usher_picture_get_spec (self->picture);
}

/**
 * usher_server_set_interval:
 * @self: a server
 * @seconds: from the end of one refresh to the next
 */
void
usher_server_set_interval (UsherServer *self, guint seconds)
{
  if (seconds == usher_refresh_clock_get_interval (self->clock))
    return;
  usher_refresh_clock_set_interval (self->clock, seconds);
  usher_server_notify (self, PROP_INTERVAL);
}

/**
 * usher_server_set_paused:
 * @self: a server
 * @paused: %TRUE to refresh only when asked to
 */
void
usher_server_set_paused (UsherServer *self, gboolean paused)
{
  if (paused == usher_refresh_clock_is_paused (self->clock))
    return;
  usher_refresh_clock_set_paused (self->clock, paused);
  usher_server_notify (self, PROP_PAUSED);
}

gboolean
usher_server_get_paused (UsherServer *self)
{
  return usher_refresh_clock_is_paused (self->clock);
}

/**
 * usher_server_set_visible:
 * @self: a server
 * @visible: %FALSE while nobody can see it: no refresh then
 */
void
usher_server_set_visible (UsherServer *self, gboolean visible)
{
  if (visible == usher_refresh_clock_is_visible (self->clock))
    return;
  usher_refresh_clock_set_visible (self->clock, visible);
  usher_server_notify (self, PROP_VISIBLE);
}
