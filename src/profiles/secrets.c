/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "secrets.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "errors.h"

/* Part of what is stored: other versions of Usher look for these names. */
static const SecretSchema schema = {
  .name = USHER_APP_ID ".Password",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "port", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/**
 * usher_password_free:
 * @password: (nullable) (transfer full): a password
 *
 * Wipes it and gives its memory back. Any thread.
 */
void
usher_password_free (char *password)
{
  if (password == NULL)
    return;
  explicit_bzero (password, strlen (password));
  g_free (password);
}

/**
 * usher_secret_key_new:
 * @connection: the id of a saved connection
 * @endpoint: where its address leads
 * @tunnel: (nullable): through which host, which says whose "localhost" is meant
 *
 * Returns: (transfer full): what its password belongs to
 */
UsherSecretKey *
usher_secret_key_new (const char *connection, const UsherEndpoint *endpoint, const char *tunnel)
{
  UsherSecretKey *self = g_new0 (UsherSecretKey, 1);
  GString *host = g_string_new (endpoint->host);

  if (endpoint->hostaddr[0] != '\0')
    g_string_append_printf (host, " [%s]", endpoint->hostaddr);
  if (tunnel != NULL)
    g_string_append_printf (host, " (%s)", tunnel);

  self->connection = g_strdup (connection);
  self->kind = g_strdup (USHER_SECRET_LOGIN);
  self->host = g_utf8_make_valid (host->str, (gssize)host->len);
  self->port = g_utf8_make_valid (endpoint->port, -1);
  self->user = g_utf8_make_valid (endpoint->user, -1);
  g_string_free (host, TRUE);
  return self;
}

UsherSecretKey *
usher_secret_key_copy (const UsherSecretKey *self)
{
  UsherSecretKey *copy = g_new0 (UsherSecretKey, 1);

  copy->connection = g_strdup (self->connection);
  copy->kind = g_strdup (self->kind);
  copy->host = g_strdup (self->host);
  copy->port = g_strdup (self->port);
  copy->user = g_strdup (self->user);
  return copy;
}

void
usher_secret_key_free (UsherSecretKey *self)
{
  g_free (self->connection);
  g_free (self->kind);
  g_free (self->host);
  g_free (self->port);
  g_free (self->user);
  g_free (self);
}

/* One question to the keyring. */
typedef struct
{
  UsherSecretKey *key; /* (owned) (nullable) */
  char *label;         /* (owned) (nullable) */
  char *password;      /* (owned) (nullable): to be stored */
  GCancellable *stop;  /* (owned): when the patience is at its end, or nobody asks any more */
  GCancellable *asked; /* (owned) (nullable): the caller's */
  gulong asked_handler;
  guint timer;
  gboolean timed_out;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->asked != NULL)
    g_cancellable_disconnect (self->asked, self->asked_handler);
  g_clear_object (&self->asked);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->key, usher_secret_key_free);
  usher_password_free (self->password);
  g_free (self->label);
  g_free (self);
}

static gboolean
on_patience_ended (gpointer data)
{
  Question *self = data;

  self->timer = 0;
  self->timed_out = TRUE;
  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static void
forward_cancelled (GCancellable *asked, GCancellable *stop)
{
  g_cancellable_cancel (stop);
}

/* A keyring that waits for a person who does not come must not keep anyone: what it says
 * later is not listened to. */
static GTask *
question_new (const UsherSecretKey *key,
              guint patience_ms,
              GCancellable *cancellable,
              gpointer tag,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  Question *self = g_new0 (Question, 1);
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  self->stop = g_cancellable_new ();
  self->key = key != NULL ? usher_secret_key_copy (key) : NULL;
  self->timer = g_timeout_add (patience_ms, on_patience_ended, self);
  g_task_set_task_data (task, self, question_free);
  if (cancellable == NULL)
    return task;
  self->asked = g_object_ref (cancellable);
  self->asked_handler =
      g_cancellable_connect (cancellable, G_CALLBACK (forward_cancelled), self->stop, NULL);
  return task;
}

static GError *
keyring_error (const char *sentence, const GError *reason)
{
  return usher_error_new (USHER_ERROR_KEYRING, NULL, reason != NULL ? reason->message : NULL,
                          sentence);
}

static GError *
explain (Question *question, const GError *reason)
{
  if (question->timed_out)
    return keyring_error (_ ("The keyring did not answer in time."), NULL);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (reason);
  if (g_error_matches (reason, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return keyring_error (_ ("The keyring is locked."), reason);
  return keyring_error (_ ("The keyring of this desktop cannot be used."), reason);
}

static void
return_failure (GTask *task, const GError *reason)
{
  g_task_return_error (task, explain (g_task_get_task_data (task), reason));
}

/* Look up */

static gboolean
has_attribute (GHashTable *attributes, const char *name, const char *value)
{
  return g_strcmp0 (g_hash_table_lookup (attributes, name), value) == 0;
}

static gboolean
belongs_to (SecretRetrievable *item, const UsherSecretKey *key)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);

  return has_attribute (attributes, "host", key->host)
         && has_attribute (attributes, "port", key->port)
         && has_attribute (attributes, "user", key->user);
}

static SecretRetrievable *
find_item (GList *items, const UsherSecretKey *key)
{
  for (; items != NULL; items = items->next)
    if (belongs_to (items->data, key))
      return items->data;
  return NULL;
}

static void
on_retrieved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  SecretValue *value =
      secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;

  if (error != NULL)
    return_failure (task, error);
  else if (text == NULL)
    g_task_return_error (task, keyring_error (_ ("The keyring is locked."), NULL));
  else
    g_task_return_pointer (task, g_strdup (text), (GDestroyNotify)usher_password_free);
  g_clear_pointer (&value, secret_value_unref);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  SecretRetrievable *item = find_item (items, question->key);

  if (error != NULL)
    return_failure (task, error);
  else if (item != NULL)
    secret_retrievable_retrieve_secret (item, question->stop, on_retrieved, g_object_ref (task));
  else if (items != NULL)
    g_task_return_error (
        task, keyring_error (_ ("The password in the keyring is for another host, port or user, "
                                "so it was not sent."),
                             NULL));
  else
    g_task_return_pointer (task, NULL, NULL);
  g_list_free_full (items, g_object_unref);
}

/**
 * usher_secrets_look_up_async:
 * @key: what the password belongs to
 * @patience_ms: how long the keyring may take, and the person to unlock it
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Looks for a password. A keyring that is locked may ask the person to unlock it.
 */
void
usher_secrets_look_up_async (const UsherSecretKey *key,
                             guint patience_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = question_new (key, patience_ms, cancellable, usher_secrets_look_up_async, callback,
                              user_data);
  Question *question = g_task_get_task_data (task);

  secret_password_search (&schema, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK, question->stop,
                          on_found, task, "connection", key->connection, "kind", key->kind, NULL);
}

/**
 * usher_secrets_look_up_finish:
 * @result: what the callback got
 * @error: %USHER_ERROR_KEYRING or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the password, for usher_password_free(); %NULL with @error
 *   set, or without when none is saved
 */
char *
usher_secrets_look_up_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_secrets_look_up_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Store */

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_failure (task, error);
}

static void
store (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  const UsherSecretKey *key = question->key;

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, question->label, question->password,
                         question->stop, on_stored, task, "connection", key->connection, "kind",
                         key->kind, "host", key->host, "port", key->port, "user", key->user, NULL);
}

static void
on_cleared_for_store (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_failure (task, error);
  else
    store (g_steal_pointer (&task));
}

/**
 * usher_secrets_store_async:
 * @key: what the password belongs to
 * @label: what the person sees in the keyring, valid UTF-8
 * @password: the password
 * @patience_ms: how long the keyring may take
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Saves a password, and takes away the one that the connection had for another host, port or
 * user.
 */
void
usher_secrets_store_async (const UsherSecretKey *key,
                           const char *label,
                           const char *password,
                           guint patience_ms,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task =
      question_new (key, patience_ms, cancellable, usher_secrets_store_async, callback, user_data);
  Question *question = g_task_get_task_data (task);

  question->label = g_strdup (label);
  question->password = g_strdup (password);
  secret_password_clear (&schema, question->stop, on_cleared_for_store, task, "connection",
                         key->connection, "kind", key->kind, NULL);
}

/**
 * usher_secrets_store_finish:
 * @result: what the callback got
 * @error: %USHER_ERROR_KEYRING or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the password is saved
 */
gboolean
usher_secrets_store_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_secrets_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Forget */

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_failure (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * usher_secrets_forget_async:
 * @connection: the id of a saved connection
 * @patience_ms: how long the keyring may take
 * @cancellable: (nullable): gives up at once
 * @callback: (nullable): in the main context
 * @user_data: for @callback
 *
 * Takes all that the keyring holds for a connection away. When the connection is deleted, that
 * is once it cannot be brought back any more.
 */
void
usher_secrets_forget_async (const char *connection,
                            guint patience_ms,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = question_new (NULL, patience_ms, cancellable, usher_secrets_forget_async, callback,
                              user_data);
  Question *question = g_task_get_task_data (task);

  secret_password_clear (&schema, question->stop, on_forgotten, task, "connection", connection,
                         NULL);
}

/**
 * usher_secrets_forget_finish:
 * @result: what the callback got
 * @error: %USHER_ERROR_KEYRING or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether nothing is left
 */
gboolean
usher_secrets_forget_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_secrets_forget_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
