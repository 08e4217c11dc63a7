/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "libpq-defaults.h"

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

static void
find (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (PQconninfoOption) options = PQconndefaults ();

  if (options == NULL)
    g_error ("Out of memory");
  g_task_return_pointer (task, take_values (options), (GDestroyNotify)usher_address_unref);
}

/**
 * usher_libpq_defaults_find_async:
 *
 * Finds what libpq uses where nothing is given: its defaults, the environment, and the
 * service that PGSERVICE names, whose file is read on another thread.
 */
void
usher_libpq_defaults_find_async (GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_libpq_defaults_find_async);
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
