/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "password-keeping.h"

#include "endpoint-finder.h"

/* A person may have to unlock the keyring. */
#define PATIENCE_MS (30 * 1000)

/* The data of the task. */
typedef struct
{
  UsherProfile *profile; /* (owned) */
  char *password;        /* (owned) */
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *self = data;

  g_object_unref (self->profile);
  usher_password_free (self->password);
  g_free (self);
}

/**
 * usher_password_key_new:
 * @profile: a saved connection
 * @endpoint: where it leads
 *
 * Returns: (transfer full): what its password belongs to
 */
UsherSecretKey *
usher_password_key_new (UsherProfile *profile, const UsherEndpoint *endpoint)
{
  const UsherTunnelSpec *tunnel = usher_profile_get_tunnel (profile);

  return usher_secret_key_new (usher_profile_get_id (profile), endpoint,
                               tunnel != NULL ? tunnel->destination : NULL);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (usher_secrets_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_endpoint_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Keeping *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UsherEndpoint) endpoint = usher_endpoint_find_finish (result, &error);
  g_autoptr (UsherSecretKey) key = NULL;

  if (endpoint == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  key = usher_password_key_new (self->profile, endpoint);
  usher_secrets_store_async (key, usher_profile_get_name (self->profile), self->password,
                             PATIENCE_MS, g_task_get_cancellable (task), on_stored,
                             g_object_ref (task));
}

/**
 * usher_password_keep_async:
 * @profile: a saved connection
 * @password: what lets its user in
 * @cancellable: (nullable): gives up at once
 * @callback: when the keyring has it, or does not take it
 * @user_data: for @callback
 *
 * Puts a password into the keyring, for where @profile leads now. It is wiped here after that.
 */
void
usher_password_keep_async (UsherProfile *profile,
                           const char *password,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Keeping *self = g_new0 (Keeping, 1);

  self->profile = g_object_ref (profile);
  self->password = g_strdup (password);
  g_task_set_source_tag (task, usher_password_keep_async);
  g_task_set_task_data (task, self, keeping_free);
  usher_endpoint_find_async (usher_profile_get_address (profile), cancellable, on_endpoint_found,
                             task);
}

/**
 * usher_password_keep_finish:
 * @result: what the callback got
 * @error: why the keyring does not have it
 *
 * Returns: whether the keyring has it
 */
gboolean
usher_password_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
