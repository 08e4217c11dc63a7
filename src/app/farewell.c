/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "farewell.h"

/* What does not end by then ends with the program: a thread in a name look-up cannot be
 * hurried, and the practice helper notices by itself. */
#define PATIENCE_MS 3000

typedef struct
{
  UsherServer *server;           /* (owned) (nullable) */
  UsherPracticeServer *practice; /* (owned) (nullable) */
  guint patience_source;         /* 0: the application is not held any more */
} Farewell;

static void
release_application (Farewell *self)
{
  if (self->patience_source == 0)
    return;
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_application_release (g_application_get_default ());
}

static void
on_patience_ended (gpointer data)
{
  Farewell *self = data;

  g_warning ("A server did not close within %d ms", PATIENCE_MS);
  self->patience_source = 0;
  g_application_release (g_application_get_default ());
}

static void
end (Farewell *self)
{
  release_application (self);
  g_clear_object (&self->server);
  g_clear_object (&self->practice);
  g_free (self);
}

static void
on_practice_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!usher_practice_server_stop_finish (USHER_PRACTICE_SERVER (source), result, &error))
    g_warning ("The practice server did not stop: %s", error->message);
  end (data);
}

static void
stop_practice (Farewell *self)
{
  if (self->practice != NULL)
    usher_practice_server_stop_async (self->practice, on_practice_stopped, self);
  else
    end (self);
}

static void
on_server_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!usher_server_close_finish (USHER_SERVER (source), result, &error))
    g_warning ("A server did not close: %s", error->message);
  stop_practice (data);
}

/**
 * usher_farewell:
 * @server: (transfer full) (nullable): closed first
 * @practice: (transfer full) (nullable): stopped after it
 *
 * Takes leave of a server that no window shows any more. Nobody waits for it, but the
 * program does not end before it is done, or has taken too long.
 */
void
usher_farewell (UsherServer *server, UsherPracticeServer *practice)
{
  Farewell *self;

  if (server == NULL && practice == NULL)
    return;

  self = g_new0 (Farewell, 1);
  self->server = server;
  self->practice = practice;
  self->patience_source = g_timeout_add_once (PATIENCE_MS, on_patience_ended, self);
  g_application_hold (g_application_get_default ());
  if (server != NULL)
    usher_server_close_async (server, on_server_closed, self);
  else
    stop_practice (self);
}
