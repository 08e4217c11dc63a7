/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "server-private.h"

/* Connections beside the two that every server has, and where all of them connect to. */

static void
on_helper_changed (UsherLink *helper, UsherServer *self)
{
  usher_server_update_own_pids (self);
}

/**
 * usher_server_move:
 * @self: a server that is connected
 * @database: exact bytes of a name
 *
 * Leaves the database that it is connected to for @database, with both connections, and stays
 * there. The picture is kept meanwhile.
 */
void
usher_server_move (UsherServer *self, const char *database)
{
  char *copy = g_strdup (database);

  g_free (self->database);
  self->database = copy;
  usher_link_set_database (self->monitor, database);
  usher_link_set_database (self->action, database);
  if (self->closing)
    return;
  usher_link_open (self->action, TRUE);
  usher_link_open (self->monitor, TRUE);
}

/**
 * usher_server_add_helper:
 * @self: a server
 * @name: the name of the thread
 * @database: (nullable): exact bytes of a name; %NULL for the one that @self is connected to
 *
 * Makes one more connection that acts, for an action that may take long, so that the server's
 * own is free for others meanwhile. Its session counts as Usher's as long as it is up.
 *
 * Returns: (transfer none): a closed link, which @self keeps until
 *   usher_server_remove_helper()
 */
UsherLink *
usher_server_add_helper (UsherServer *self, const char *name, const char *database)
{
  UsherLink *helper = usher_link_new (name, USHER_PURPOSE_ACTION, self->approach);

  usher_worker_set_look_only (usher_link_get_worker (helper), usher_server_get_look_only (self));
  usher_link_set_database (helper, database != NULL ? database : self->database);
  g_signal_connect_object (helper, "changed", G_CALLBACK (on_helper_changed), self, 0);
  g_ptr_array_add (self->helpers, helper);
  return helper;
}

/**
 * usher_server_remove_helper:
 * @self: a server
 * @helper: from usher_server_add_helper()
 *
 * Closes @helper for good.
 */
void
usher_server_remove_helper (UsherServer *self, UsherLink *helper)
{
  g_autoptr (UsherLink) kept = g_object_ref (helper);

  g_signal_handlers_disconnect_by_data (helper, self);
  g_ptr_array_remove (self->helpers, helper);
  usher_server_update_own_pids (self);
  usher_link_close_async (kept, NULL, NULL);
}
