/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "approach.h"

#include <string.h>

#include "endpoint-finder.h"
#include "errors.h"
#include "password-command.h"
#include "password-keeping.h"

enum
{
  /* A person may have to unlock the keyring, or to touch a key for the command. */
  PATIENCE_MS = 30 * 1000,
  /* From one connection to the other: what was found serves both. */
  KEEP_SECONDS = 20,
};

struct _UsherApproach
{
  GObject parent_instance;

  UsherProfile *profile; /* (owned) (nullable): of a saved connection */
  UsherAddress *address; /* (owned) as it was given */
  UsherTunnel *tunnel;   /* (owned) (nullable): what it leads through */
  char *typed;           /* (owned) (nullable): by the person; kept until it is refused or saved */
  char *found;           /* (owned) (nullable): in the keyring or by the command; for a moment */
  guint found_timer;
  gboolean remembers;   /* what is typed is for the keyring, and looked for there */
  gboolean to_be_saved; /* what was typed, once it is seen to work */
  GError *excuse;       /* (owned) (nullable): why the keyring was of no use */
};

G_DEFINE_FINAL_TYPE (UsherApproach, usher_approach, G_TYPE_OBJECT)

enum
{
  NOT_SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
forget_found (UsherApproach *self)
{
  g_clear_handle_id (&self->found_timer, g_source_remove);
  g_clear_pointer (&self->found, usher_password_free);
}

static void
forget_typed (UsherApproach *self)
{
  self->to_be_saved = FALSE;
  g_clear_pointer (&self->typed, usher_password_free);
}

static void
usher_approach_finalize (GObject *object)
{
  UsherApproach *self = USHER_APPROACH (object);

  forget_found (self);
  forget_typed (self);
  g_clear_object (&self->profile);
  g_clear_object (&self->tunnel);
  g_clear_pointer (&self->address, usher_address_unref);
  g_clear_error (&self->excuse);

  G_OBJECT_CLASS (usher_approach_parent_class)->finalize (object);
}

static void
usher_approach_class_init (UsherApproachClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_approach_finalize;

  /**
   * UsherApproach::not-saved:
   * @error: why
   *
   * The password that was typed could not be put into the keyring.
   */
  signals[NOT_SAVED] = g_signal_new ("not-saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
usher_approach_init (UsherApproach *self)
{
}

/**
 * usher_approach_get_password_source:
 *
 * Returns: where the password comes from; see usher_approach_set_remembers()
 */
UsherPasswordSource
usher_approach_get_password_source (UsherApproach *self)
{
  UsherPasswordSource source = self->profile != NULL
                                   ? usher_profile_get_password_source (self->profile)
                                   : USHER_PASSWORD_LIBPQ;

  if (source == USHER_PASSWORD_ASK || source == USHER_PASSWORD_KEYRING)
    return self->remembers ? USHER_PASSWORD_KEYRING : USHER_PASSWORD_ASK;
  return source;
}

/**
 * usher_approach_new:
 * @address: where to, as somebody typed it
 *
 * Returns: (transfer full): the way there; the password is libpq's, or asked for
 */
UsherApproach *
usher_approach_new (UsherAddress *address)
{
  UsherApproach *self = g_object_new (USHER_TYPE_APPROACH, NULL);

  self->address = usher_address_ref (address);
  return self;
}

/**
 * usher_approach_new_for_profile:
 * @profile: a saved connection
 *
 * Returns: (transfer full): the way there
 */
UsherApproach *
usher_approach_new_for_profile (UsherProfile *profile)
{
  const UsherTunnelSpec *tunnel = usher_profile_get_tunnel (profile);
  UsherApproach *self = usher_approach_new (usher_profile_get_address (profile));

  self->profile = g_object_ref (profile);
  self->remembers = usher_profile_get_password_source (profile) == USHER_PASSWORD_KEYRING;
  if (tunnel != NULL)
    self->tunnel = usher_tunnel_new (tunnel);
  return self;
}

/* Prepare */

static void
add_keyword (UsherAddress **address, const char *keyword, const char *value)
{
  UsherAddress *changed = usher_address_with (*address, keyword, value);

  usher_address_unref (*address);
  *address = changed;
}

/* Who wants to be asked each time is not served from a file. */
static UsherAddress *
make_login (UsherApproach *self, const char *password)
{
  UsherAddress *login = usher_address_ref (self->address);

  if (usher_approach_get_password_source (self) == USHER_PASSWORD_ASK)
    add_keyword (&login, "passfile", "/nonexistent/passfile");
  if (password != NULL)
    add_keyword (&login, "password", password);
  return login;
}

static void
return_login (GTask *task, const char *password)
{
  g_task_return_pointer (task, make_login (g_task_get_source_object (task), password),
                         (GDestroyNotify)usher_address_unref);
}

static gboolean
on_kept_long_enough (gpointer data)
{
  UsherApproach *self = data;

  self->found_timer = 0;
  forget_found (self);
  return G_SOURCE_REMOVE;
}

static void
keep_found (UsherApproach *self, char *password)
{
  forget_found (self);
  self->found = password;
  self->found_timer = g_timeout_add_seconds (KEEP_SECONDS, on_kept_long_enough, self);
}

static void
on_command_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherApproach *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *password = usher_password_command_run_finish (result, &error);

  if (password == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  keep_found (self, password);
  return_login (task, password);
}

/* Whatever the keyring says, the server is tried: it may want no password, and else the
 * person is asked and told why. */
static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherApproach *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *password = usher_secrets_look_up_finish (result, &error);

  g_clear_error (&self->excuse);
  if (error != NULL && error->domain == USHER_ERROR)
    self->excuse = g_steal_pointer (&error);
  if (password != NULL)
    keep_found (self, password);
  return_login (task, password);
}

static void
find_password (GTask *task, const UsherEndpoint *endpoint)
{
  UsherApproach *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (UsherSecretKey) key = NULL;

  if (usher_approach_get_password_source (self) == USHER_PASSWORD_COMMAND)
    {
      usher_password_command_run_async (usher_profile_get_password_command (self->profile),
                                        endpoint, PATIENCE_MS, cancellable, on_command_done, task);
      return;
    }
  key = usher_password_key_new (self->profile, endpoint);
  usher_secrets_look_up_async (key, PATIENCE_MS, cancellable, on_looked_up, task);
}

static void
on_endpoint_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (UsherEndpoint) endpoint = usher_endpoint_find_finish (result, &error);

  if (endpoint == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  find_password (g_steal_pointer (&task), endpoint);
}

/**
 * usher_approach_looks_for_password:
 *
 * Returns: whether the next attempt looks for a password in the keyring or by the command
 */
gboolean
usher_approach_looks_for_password (UsherApproach *self)
{
  UsherPasswordSource source = usher_approach_get_password_source (self);

  return self->typed == NULL && self->found == NULL
         && (source == USHER_PASSWORD_KEYRING || source == USHER_PASSWORD_COMMAND);
}

/**
 * usher_approach_prepare_async:
 * @self: an approach
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Does what has to be done before an attempt to connect. A password that was found serves for
 * the attempts of the next seconds; then it is wiped, and looked for anew.
 */
void
usher_approach_prepare_async (UsherApproach *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_approach_prepare_async);
  if (!usher_approach_looks_for_password (self))
    {
      return_login (task, self->typed != NULL ? self->typed : self->found);
      return;
    }
  usher_endpoint_find_async (self->address, cancellable, on_endpoint_found,
                             g_steal_pointer (&task));
}

/**
 * usher_approach_prepare_finish:
 * @self: the approach
 * @result: what the callback got
 * @error: %USHER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): where to connect now, with the password if there is one; %NULL with
 *   @error set
 */
UsherAddress *
usher_approach_prepare_finish (UsherApproach *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* How it went */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherApproach *self = g_task_get_source_object (task);
  const char *kept = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!usher_password_keep_finish (result, &error))
    g_signal_emit (self, signals[NOT_SAVED], 0, error);
  else if (g_strcmp0 (self->typed, kept) == 0)
    forget_typed (self);
  g_task_return_boolean (task, error == NULL);
}

/**
 * usher_approach_succeeded:
 * @self: an approach
 * @used_password: whether the server asked for the password
 *
 * Says that a connection was made with what was prepared last. What was typed is saved now, if
 * the person wants that; it stays in memory when that fails.
 */
void
usher_approach_succeeded (UsherApproach *self, gboolean used_password)
{
  GTask *task;

  if (!self->to_be_saved || !used_password)
    return;
  self->to_be_saved = FALSE;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, g_strdup (self->typed), (GDestroyNotify)usher_password_free);
  usher_password_keep_async (self->profile, self->typed, NULL, on_kept, task);
}

/**
 * usher_approach_failed:
 * @self: an approach
 * @error: why no connection was made with what was prepared last, or why one broke
 *
 * What was found is looked for anew next time, and what was typed and refused is not tried again.
 */
void
usher_approach_failed (UsherApproach *self, const GError *error)
{
  forget_found (self);
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_PASSWORD_WRONG))
    forget_typed (self);
}

/**
 * usher_approach_set_password:
 * @self: an approach
 * @password: what the person typed
 *
 * Takes @password from the next attempt on. It is kept in memory as long as @self is, or until
 * it is refused, or is in the keyring.
 */
void
usher_approach_set_password (UsherApproach *self, const char *password)
{
  forget_found (self);
  forget_typed (self);
  self->typed = g_strdup (password);
  self->to_be_saved = usher_approach_get_password_source (self) == USHER_PASSWORD_KEYRING;
}

/**
 * usher_approach_set_remembers:
 * @self: an approach
 * @remembers: whether what is typed goes to the keyring, and is looked for there
 *
 * Has it otherwise than the saved connection says, which is perhaps about to be changed. Where
 * the password comes from a file or a command this is of no matter.
 */
void
usher_approach_set_remembers (UsherApproach *self, gboolean remembers)
{
  self->remembers = remembers;
  self->to_be_saved =
      self->to_be_saved && usher_approach_get_password_source (self) == USHER_PASSWORD_KEYRING;
}

/**
 * usher_approach_get_excuse:
 *
 * Returns: (transfer none) (nullable): why the keyring was of no use, for the person who is
 *   asked instead
 */
const GError *
usher_approach_get_excuse (UsherApproach *self)
{
  return self->excuse;
}

/**
 * usher_approach_get_profile:
 *
 * Returns: (transfer none) (nullable): the saved connection that @self leads to
 */
UsherProfile *
usher_approach_get_profile (UsherApproach *self)
{
  return self->profile;
}

/**
 * usher_approach_get_address:
 *
 * Returns: (transfer none): the address it was made with, without what was typed later
 */
UsherAddress *
usher_approach_get_address (UsherApproach *self)
{
  return self->address;
}

/**
 * usher_approach_get_tunnel:
 *
 * Returns: (transfer none) (nullable): what has to be open before anybody connects
 */
UsherTunnel *
usher_approach_get_tunnel (UsherApproach *self)
{
  return self->tunnel;
}

/**
 * usher_approach_explain:
 * @error: (transfer full): why a connection could not be made
 *
 * Through a tunnel only ssh knows why it leads nowhere.
 *
 * Returns: (transfer full): the reason to be told
 */
GError *
usher_approach_explain (UsherApproach *self, GError *error)
{
  GError *better;

  if (self->tunnel == NULL)
    return error;
  better = usher_tunnel_explain (self->tunnel, error);
  g_error_free (error);
  return better;
}
