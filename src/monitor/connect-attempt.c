/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "connect-attempt.h"

#include "narrow-door.h"

/* The data of the task. */
typedef struct
{
  UsherApproach *approach; /* (owned) */
  char *database;          /* (owned) (nullable) */
  UsherDoor door;
  UsherAddress *address; /* (owned) (nullable): where to, once it is known */
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  g_object_unref (self->approach);
  g_free (self->database);
  g_clear_pointer (&self->address, usher_address_unref);
  g_free (self);
}

static void
return_info (GTask *task, UsherConnectionInfo *info)
{
  g_task_return_pointer (task, info, (GDestroyNotify)usher_connection_info_unref);
}

static void
on_connected_narrowly (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  UsherConnectionInfo *info = usher_worker_connect_finish (USHER_WORKER (source), result, &error);

  if (info != NULL)
    return_info (task, info);
  else
    g_task_return_error (task, usher_narrow_door_explain (error));
}

static void
try_narrow_door (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);
  g_autoptr (UsherAddress) address = usher_narrow_door_address (self->address);

  usher_worker_connect_async (g_task_get_source_object (task), address,
                              g_task_get_cancellable (task), on_connected_narrowly,
                              g_object_ref (task));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Attempt *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  UsherConnectionInfo *info = usher_worker_connect_finish (USHER_WORKER (source), result, &error);

  if (info != NULL)
    return_info (task, info);
  else if (self->door == USHER_DOOR_WHATEVER && usher_error_is_no_room (error))
    try_narrow_door (task);
  else
    g_task_return_error (task, usher_approach_explain (self->approach, g_steal_pointer (&error)));
}

static UsherAddress *
make_way (Attempt *self, UsherAddress *login)
{
  UsherTunnel *tunnel = usher_approach_get_tunnel (self->approach);
  g_autoptr (UsherAddress) wide = usher_wide_door_address (login);

  if (self->database != NULL)
    {
      UsherAddress *elsewhere = usher_address_with (wide, "dbname", self->database);

      usher_address_unref (wide);
      wide = elsewhere;
    }
  return tunnel != NULL ? usher_tunnel_apply (tunnel, wide) : g_steal_pointer (&wide);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Attempt *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UsherAddress) login =
      usher_approach_prepare_finish (USHER_APPROACH (source), result, &error);

  if (login == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  self->address = make_way (self, login);
  usher_worker_connect_async (g_task_get_source_object (task), self->address,
                              g_task_get_cancellable (task), on_connected, g_object_ref (task));
}

static void
prepare (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);

  usher_approach_prepare_async (self->approach, g_task_get_cancellable (task), on_prepared,
                                g_object_ref (task));
}

static void
on_tunnel_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (usher_tunnel_open_finish (USHER_TUNNEL (source), result, &error))
    prepare (task);
  else
    g_task_return_error (task, error);
}

/**
 * usher_connect_attempt_async:
 * @worker: what is to get a connection
 * @approach: the way there
 * @database: (nullable): another one than the way leads to
 * @door: what kind of connection will do
 * @cancellable: (nullable): gives up at once
 * @callback: when @worker has a connection, or none
 * @user_data: for @callback
 *
 * All of one attempt: the tunnel, so that nobody types a password in vain; the password; the
 * connection.
 */
void
usher_connect_attempt_async (UsherWorker *worker,
                             UsherApproach *approach,
                             const char *database,
                             UsherDoor door,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (worker, cancellable, callback, user_data);
  UsherTunnel *tunnel = usher_approach_get_tunnel (approach);
  Attempt *self = g_new0 (Attempt, 1);

  self->approach = g_object_ref (approach);
  self->database = g_strdup (database);
  self->door = door;
  g_task_set_source_tag (task, usher_connect_attempt_async);
  g_task_set_task_data (task, self, attempt_free);
  /* Either there is a connection and the caller knows of it, or neither. */
  g_task_set_check_cancellable (task, FALSE);
  if (tunnel != NULL)
    usher_tunnel_open_async (tunnel, usher_approach_get_address (approach), cancellable,
                             on_tunnel_open, g_object_ref (task));
  else
    prepare (task);
}

/**
 * usher_connect_attempt_finish:
 * @result: what the callback got
 * @error: %USHER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what is known of the connection, or %NULL with @error set
 */
UsherConnectionInfo *
usher_connect_attempt_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
