/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "libpq-defaults.h"

#include "endpoint-finder.h"
#include "keywords.h"

static UsherAddress *
take_values (const PQconninfoOption *options)
{
  g_autoptr (UsherAddress) address = usher_address_new ();

  for (; options->keyword != NULL; options++)
    {
      UsherAddress *longer = usher_address_with (address, options->keyword, options->val);

      usher_address_unref (address);
      address = longer;
    }
  return usher_address_without_secrets (address);
}

static UsherAddress *
set (UsherAddress *address, const char *keyword, const char *value)
{
  UsherAddress *changed = usher_address_with (address, keyword, value);

  usher_address_unref (address);
  return changed;
}

/* What else a service says, such as how careful it is, shows when it is connected to. */
static UsherAddress *
find_of_service (const char *service)
{
  g_autoptr (UsherAddress) given = usher_address_new_for_service (service);
  g_autoptr (UsherEndpoint) endpoint = usher_endpoint_find (given, NULL);
  UsherAddress *found = usher_address_new ();

  if (endpoint == NULL)
    return found;
  found = set (found, "host", endpoint->host);
  found = set (found, "hostaddr", endpoint->hostaddr);
  found = set (found, "port", endpoint->port);
  found = set (found, "user", endpoint->user);
  return set (found, "dbname", endpoint->database);
}

static UsherAddress *
find_of_all (void)
{
  g_autoptr (PQconninfoOption) options = PQconndefaults ();

  if (options == NULL)
    g_error ("Out of memory");
  return take_values (options);
}

static void
find (GTask *task, gpointer source, gpointer service, GCancellable *cancellable)
{
  g_task_return_pointer (task, service != NULL ? find_of_service (service) : find_of_all (),
                         (GDestroyNotify)usher_address_unref);
}

/**
 * usher_libpq_defaults_find_async:
 * @service: (nullable): a service of the person's files
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Finds what libpq uses where nothing is given: its defaults, the environment, and the
 * service that PGSERVICE names; or where @service leads. The files are read on another thread.
 */
void
usher_libpq_defaults_find_async (const char *service,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_libpq_defaults_find_async);
  g_task_set_task_data (task, g_strdup (service), g_free);
  g_task_run_in_thread (task, find);
}

/**
 * usher_libpq_defaults_find_finish:
 *
 * Returns: (transfer full): the keywords that have a value, without secrets
 */
UsherAddress *
usher_libpq_defaults_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
