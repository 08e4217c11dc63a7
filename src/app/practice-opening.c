/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-opening.h"

static void
release (gpointer data)
{
  g_application_release (data);
  g_object_unref (data);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (UsherPracticeServer) practice = USHER_PRACTICE_SERVER (source);
  GError *error = NULL;

  if (usher_practice_server_start_finish (practice, result, &error))
    g_task_return_pointer (task, g_steal_pointer (&practice), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * usher_practice_opening_start:
 * @cancellable: gives up, unless it runs already
 * @callback: when it runs, or does not
 * @user_data: for @callback
 *
 * Starts a practice server with lively clients.
 */
void
usher_practice_opening_start (GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  static const UsherPracticeOptions options = { .clients = TRUE };
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  GApplication *application = g_application_get_default ();

  g_application_hold (application);
  g_task_set_source_tag (task, usher_practice_opening_start);
  /* Either there is a server and the caller knows of it, or neither. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (application), release);
  usher_practice_server_start_async (usher_practice_server_new (), &options, cancellable,
                                     on_started, task);
}

/**
 * usher_practice_opening_finish:
 *
 * Returns: (transfer full): the server, which runs; %NULL with an error
 */
UsherPracticeServer *
usher_practice_opening_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
