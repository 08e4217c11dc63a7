/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "world.h"

#include "client.h"
#include "plan.h"
#include "script.h"

#define RESOURCES "/io/github/pgusher/Usher/practice/"
#define POLL_MS   20

/* In this order; "postgres" makes the others. */
static const char *const databases[] = { "postgres", "games", "shop", "analytics", "games_old" };

struct _UsherWorld
{
  const char *folder;
  guint port;
  guint n_filled;     /* of the databases */
  GPtrArray *clients; /* (owned) (element-type UsherClient) */
};

static void
free_client (gpointer client)
{
  usher_client_free (client);
}

/*
 * usher_world_new:
 * @folder: of the server's socket, outlives the world
 * @port: of the server
 *
 * Returns: (transfer full): a world with nothing in it
 */
UsherWorld *
usher_world_new (const char *folder, guint port)
{
  UsherWorld *self = g_new0 (UsherWorld, 1);

  self->folder = folder;
  self->port = port;
  self->clients = g_ptr_array_new_with_free_func (free_client);
  return self;
}

void
usher_world_free (UsherWorld *self)
{
  g_ptr_array_unref (self->clients);
  g_free (self);
}

/* The clients */

static void
add_clients (UsherWorld *self)
{
  guint n_parts;
  const UsherPart *parts = usher_parts_get (&n_parts);

  for (guint i = 0; i < n_parts; i++)
    for (guint k = 0; k < parts[i].sessions; k++)
      g_ptr_array_add (self->clients, usher_client_new (&parts[i], self->folder, self->port));
}

/*
 * usher_world_pause:
 * @self: a world
 *
 * Takes all clients away, before the server goes.
 */
void
usher_world_pause (UsherWorld *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    usher_client_leave (self->clients->pdata[i]);
}

/*
 * usher_world_resume:
 * @self: a world that is paused, or new
 */
void
usher_world_resume (UsherWorld *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    usher_client_join (self->clients->pdata[i]);
}

static gboolean
all_are_there (UsherWorld *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    if (!usher_client_has_tried (self->clients->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
poll_clients (gpointer data)
{
  GTask *task = data;

  if (!all_are_there (g_task_get_task_data (task)))
    return G_SOURCE_CONTINUE;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* The databases */

static void fill_next (GTask *task);

static void
on_filled (GObject *object, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UsherWorld *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *version = usher_script_run_finish (result, &error);

  if (version == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->n_filled++;
  fill_next (task);
}

/* Statement by statement: some must not share a transaction with others. */
static char **
read_statements (const char *database)
{
  g_autofree char *path = g_strconcat (RESOURCES, database, ".sql", NULL);
  g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return g_strsplit (g_bytes_get_data (text, NULL), ";\n", -1);
}

static void
fill_next (GTask *task)
{
  UsherWorld *self = g_task_get_task_data (task);
  UsherWireTarget target = { self->folder, self->port, NULL, USHER_PLAN_SUPERUSER, "setup" };
  g_auto (GStrv) statements = NULL;

  if (self->n_filled == G_N_ELEMENTS (databases))
    {
      add_clients (self);
      usher_world_resume (self);
      g_timeout_add (POLL_MS, poll_clients, task);
      return;
    }
  target.database = databases[self->n_filled];
  statements = read_statements (target.database);
  usher_script_run_async (&target, (const char *const *)statements, on_filled, task);
}

/*
 * usher_world_start_async:
 * @self: a new world; the server is up
 *
 * Makes databases and roles, and brings the clients in. Ends when all have arrived.
 */
void
usher_world_start_async (UsherWorld *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_task_data (task, self, NULL);
  fill_next (task);
}

gboolean
usher_world_start_finish (UsherWorld *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
