/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "farewell.h"
#include "password-dialog.h"
#include "window-private.h"

/* The life of the window's server: opened, asked for its password, replaced, left. */

static void
ask_password (UsherWindow *self)
{
  UsherPasswordDialog *dialog;

  if (self->password_dialog != NULL)
    return;
  dialog = usher_password_dialog_new (GTK_WINDOW (self), self->server);
  g_set_weak_pointer (&self->password_dialog, GTK_WINDOW (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
drop_password_dialog (UsherWindow *self)
{
  GtkWindow *dialog = self->password_dialog;

  if (dialog == NULL)
    return;
  g_clear_weak_pointer (&self->password_dialog);
  gtk_window_destroy (dialog);
}

static void
set_server (UsherWindow *self, UsherServer *server)
{
  drop_password_dialog (self);
  g_set_object (&self->server, server);
  g_signal_group_set_target (self->server_signals, server);
  usher_connection_tree_set_server (self->tree, server);
  if (self->session_page != NULL)
    usher_session_page_set_server (self->session_page, server);
  usher_state_banner_set_server (self->banner, server);
  usher_window_watch_visibility (self);
}

/**
 * usher_window_take_leave:
 *
 * The window has no server any more. What it had is closed behind its back.
 */
void
usher_window_take_leave (UsherWindow *self)
{
  g_autoptr (UsherServer) server = NULL;

  g_cancellable_cancel (self->practice_cancellable);
  g_clear_object (&self->practice_cancellable);
  self->practice_failed = FALSE;

  g_set_object (&server, self->server);
  set_server (self, NULL);
  usher_farewell (g_steal_pointer (&server), g_steal_pointer (&self->practice));
}

static void
on_state_changed (UsherWindow *self)
{
  UsherServerState state = usher_server_get_state (self->server);

  if (state == USHER_SERVER_NEEDS_PASSWORD)
    ask_password (self);

  /* Cancelled by the person, who wants to be where they were. */
  if (state == USHER_SERVER_CLOSED)
    {
      usher_window_take_leave (self);
      usher_window_show_vacant (self);
      return;
    }
  usher_window_show_state (self);
}

static void
open_address (UsherWindow *self, UsherAddress *address, const char *label)
{
  g_autoptr (UsherServer) server = usher_server_new (address);

  if (label != NULL)
    usher_server_set_label (server, label);
  g_settings_bind (self->settings, "refresh-interval", server, "interval", G_SETTINGS_BIND_GET);
  set_server (self, server);
  usher_server_connect (server);
  usher_window_show_state (self);
}

/**
 * usher_window_is_vacant:
 *
 * Returns: whether another server may be shown here without taking one away
 */
gboolean
usher_window_is_vacant (UsherWindow *self)
{
  if (self->practice_cancellable != NULL)
    return FALSE;
  return self->server == NULL || usher_server_get_state (self->server) == USHER_SERVER_FAILED;
}

/**
 * usher_window_open_address:
 * @address: where to connect
 *
 * Leaves what the window shows, and connects.
 */
void
usher_window_open_address (UsherWindow *self, UsherAddress *address)
{
  usher_window_take_leave (self);
  open_address (self, address, NULL);
}

/* Practice */

typedef struct
{
  UsherWindow *window;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GApplication *held;        /* (owned): it must not end with a server half started */
} PracticeStart;

static void
practice_start_free (PracticeStart *self)
{
  g_application_release (self->held);
  g_object_unref (self->held);
  g_object_unref (self->window);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeStart, practice_start_free)

static void
show_practice_failure (UsherWindow *self, const GError *error)
{
  self->practice_failed = TRUE;
  usher_connection_page_show_failure (self->connection_page,
                                      _ ("The Practice Server Did Not Start"), error, FALSE);
  usher_window_show_state (self);
}

static void
on_practice_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PracticeStart) start = data;
  g_autoptr (UsherPracticeServer) practice = USHER_PRACTICE_SERVER (source);
  UsherWindow *self = start->window;
  g_autoptr (GError) error = NULL;
  gboolean started = usher_practice_server_start_finish (practice, result, &error);

  /* Cancelled, or the window went on to something else. */
  if (self->practice_cancellable != start->cancellable)
    {
      if (started)
        usher_farewell (NULL, g_steal_pointer (&practice));
      return;
    }

  g_clear_object (&self->practice_cancellable);
  if (!started)
    {
      show_practice_failure (self, error);
      return;
    }
  self->practice = g_steal_pointer (&practice);
  open_address (self, usher_practice_server_get_address (self->practice), _ ("Practice server"));
}

/**
 * usher_window_open_practice:
 *
 * Leaves what the window shows, starts a practice server and connects to it. It ends when
 * the window leaves it.
 */
void
usher_window_open_practice (UsherWindow *self)
{
  static const UsherPracticeOptions options = { .clients = TRUE };
  PracticeStart *start = g_new0 (PracticeStart, 1);

  usher_window_take_leave (self);
  self->practice_cancellable = g_cancellable_new ();

  start->window = g_object_ref (self);
  start->cancellable = g_object_ref (self->practice_cancellable);
  start->held = g_object_ref (g_application_get_default ());
  g_application_hold (start->held);
  usher_practice_server_start_async (usher_practice_server_new (), &options, start->cancellable,
                                     on_practice_started, start);

  usher_connection_page_show_waiting (self->connection_page, _ ("Starting the Practice Server…"));
  usher_window_show_state (self);
}

/**
 * usher_window_reopen:
 *
 * Tries again what failed.
 */
void
usher_window_reopen (UsherWindow *self)
{
  if (self->practice_failed)
    usher_window_open_practice (self);
  else if (usher_server_get_state (self->server) == USHER_SERVER_LOST)
    usher_server_retry_now (self->server);
  else
    usher_server_connect (self->server);
}

void
usher_window_init_server (UsherWindow *self)
{
  self->server_signals = g_signal_group_new (USHER_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
}
