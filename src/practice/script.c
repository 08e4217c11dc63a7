/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "script.h"

typedef struct
{
  UsherWire *wire;   /* (owned) */
  char **statements; /* (owned) */
  guint next;
} Script;

static void
script_free (gpointer data)
{
  Script *script = data;

  usher_wire_free (script->wire);
  g_strfreev (script->statements);
  g_free (script);
}

/* The wire is freed with the task, which may not happen while it calls us. */
static gboolean
let_go (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
on_wire (UsherWire *wire, UsherWireEvent event, gpointer data)
{
  GTask *task = data;
  Script *script = g_task_get_task_data (task);
  const char *statement = script->statements[script->next];

  if (event == USHER_WIRE_READY && statement != NULL)
    {
      script->next++;
      usher_wire_send (wire, statement);
      return;
    }

  if (event == USHER_WIRE_READY)
    g_task_return_pointer (task, g_strdup (usher_wire_get_server_version (wire)), g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             usher_wire_get_message (wire));
  /* A statement that failed because the server goes is followed by the loss of the wire. */
  usher_wire_close (wire);
  g_idle_add (let_go, task);
}

/*
 * usher_script_run_async:
 * @target: where and as whom
 * @statements: (array zero-terminated=1): what to run, one after the other; copied
 *
 * Connects, runs @statements until one fails, and leaves.
 */
void
usher_script_run_async (const UsherWireTarget *target,
                        const char *const *statements,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Script *script = g_new0 (Script, 1);

  script->wire = usher_wire_new (on_wire, task);
  script->statements = g_strdupv ((char **)statements);
  g_task_set_task_data (task, script, script_free);
  usher_wire_connect (script->wire, target);
}

/*
 * usher_script_run_finish:
 *
 * Returns: (transfer full) (nullable): the server's version, or %NULL on an error, which
 *   has the server's words
 */
char *
usher_script_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
