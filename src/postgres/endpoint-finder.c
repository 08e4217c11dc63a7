/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "endpoint-finder.h"

#include "keywords.h"

static char *
copy_option (const PQconninfoOption *options, const char *keyword)
{
  const char *value = usher_option_get (options, keyword);

  return g_strdup (value != NULL ? value : "");
}

/* The same exploration, but with the user that libpq finds. */
static char *
find_user (UsherAddress *address)
{
  g_autoptr (UsherKeywords) keywords = usher_keywords_new (address);
  g_autoptr (PQconninfoOption) options = NULL;
  PGconn *conn;

  usher_keywords_set (keywords, "password", "-");
  usher_keywords_set (keywords, "sslmode", "explore");
  conn = usher_keywords_connect (keywords);
  options = PQconninfo (conn);
  PQfinish (conn);
  return copy_option (options, "user");
}

/**
 * usher_endpoint_find:
 * @address: what the person gave
 * @error: return location
 *
 * Finds out where libpq would connect to. Reads files, and may ask an LDAP server that the
 * service file names: not for the main thread.
 *
 * Returns: (transfer full): where @address leads; %NULL with %USHER_ERROR_BAD_SERVICE or
 *   %USHER_ERROR_BAD_ADDRESS
 */
UsherEndpoint *
usher_endpoint_find (UsherAddress *address, GError **error)
{
  g_autoptr (PQconninfoOption) options = usher_keywords_explore (address, error);
  UsherEndpoint *endpoint;

  if (options == NULL)
    return NULL;

  endpoint = g_new0 (UsherEndpoint, 1);
  endpoint->host = copy_option (options, "host");
  endpoint->hostaddr = copy_option (options, "hostaddr");
  endpoint->port = copy_option (options, "port");
  endpoint->user = find_user (address);
  endpoint->database = copy_option (options, "dbname");
  return endpoint;
}

static void
find (GTask *task, gpointer source, gpointer address, GCancellable *cancellable)
{
  GError *error = NULL;
  UsherEndpoint *endpoint = usher_endpoint_find (address, &error);

  if (endpoint != NULL)
    g_task_return_pointer (task, endpoint, (GDestroyNotify)usher_endpoint_free);
  else
    g_task_return_error (task, error);
}

/**
 * usher_endpoint_find_async:
 * @address: what the person gave
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * The same as usher_endpoint_find(), on another thread.
 */
void
usher_endpoint_find_async (UsherAddress *address,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_endpoint_find_async);
  g_task_set_task_data (task, usher_address_ref (address), (GDestroyNotify)usher_address_unref);
  g_task_run_in_thread (task, find);
}

/**
 * usher_endpoint_find_finish:
 *
 * Returns: (transfer full): where the address leads; %NULL with an error
 */
UsherEndpoint *
usher_endpoint_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
