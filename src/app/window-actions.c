/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-window.h"
#include "history-window.h"
#include "window-private.h"

/* What the keys, the menus and the buttons of a window do. */

/**
 * usher_window_set_enabled:
 * @name: of one of the window's actions
 */
void
usher_window_set_enabled (UsherWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_state (UsherWindow *self, const char *name, gboolean state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

static gboolean
get_state (UsherWindow *self, const char *name)
{
  GActionGroup *group = G_ACTION_GROUP (self);
  g_autoptr (GVariant) state = g_action_group_get_action_state (group, name);

  return g_variant_get_boolean (state);
}

/* Opening */

static void
practice (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  usher_window_open_practice (data);
}

/* Staying connected */

static void
leave (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  /* Not usher_server_cancel(): nothing is awaited, so nothing can take long. */
  usher_connection_entry_leave (self->current);
}

static void
enter_password (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  usher_window_enter_password (data);
}

static void
open_current (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  usher_window_open_entry (self, self->current);
}

/* For buttons that are there only when it makes sense. */
static void
use_narrow_door (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherServer *server = usher_window_get_server (data);

  if (server != NULL && usher_server_can_use_narrow_door (server))
    usher_server_use_narrow_door (server);
}

/* Refreshing */

static void
refresh (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  usher_server_refresh (usher_window_get_server (self));
}

static void
show_interval (UsherWindow *self)
{
  guint seconds = g_settings_get_uint (self->settings, "refresh-interval");
  g_autofree char *text = NULL;

  if (get_state (self, "pause"))
    text = g_strdup (_ ("Paused"));
  else
    /* Translators: a refresh every so many seconds, with their unit sign */
    text = g_strdup_printf (_ ("%u s"), seconds);
  gtk_menu_button_set_label (self->interval_button, text);
  /* GTK 4.8 tells only the button inside of it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->interval_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
change_pause (GSimpleAction *action, GVariant *state, gpointer data)
{
  UsherWindow *self = data;

  UsherServer *server = usher_window_get_server (self);

  if (server != NULL)
    usher_server_set_paused (server, g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
  show_interval (self);
}

/* Space pauses wherever it means nothing else: a button, an entry or a row that has the
 * focus takes it first. Ctrl+P pauses everywhere. */
static gboolean
on_key_pressed (UsherWindow *self, guint key, guint code, GdkModifierType modifiers)
{
  GdkModifierType wanted = modifiers & gtk_accelerator_get_default_mod_mask ();

  if (key != GDK_KEY_space || wanted != 0)
    return GDK_EVENT_PROPAGATE;
  g_action_group_activate_action (G_ACTION_GROUP (self), "pause", NULL);
  return GDK_EVENT_STOP;
}

/* Cleaning up */

static void
clean_up (UsherWindow *self, UsherCleanUpKind kind, const guint32 *oids, guint n_oids)
{
  UsherServer *server = usher_window_get_server (self);

  UsherCleanUpWindow *window;

  if (server == NULL || n_oids == 0)
    return;
  window = usher_clean_up_window_present (GTK_WINDOW (self), server, kind, oids, n_oids);
  /* It may have closed a database for good, or let sessions in again. */
  g_signal_connect_object (window, "unmap", G_CALLBACK (usher_restore_banner_reload),
                           self->restore_banner, G_CONNECT_SWAPPED);
}

static void
clean_up_chosen (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  g_autoptr (GArray) databases = usher_connection_tree_dup_databases (self->tree);

  clean_up (self, USHER_CLEAN_UP_DROP, (const guint32 *)(gpointer)databases->data, databases->len);
}

static void
keep_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  guint32 oid = g_variant_get_uint32 (parameter);

  clean_up (data, USHER_CLEAN_UP_KEEP_OUT, &oid, 1);
}

static void
drop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  guint32 oid = g_variant_get_uint32 (parameter);

  clean_up (data, USHER_CLEAN_UP_DROP, &oid, 1);
}

/* Looking */

static void
find (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "history") == 0)
    usher_history_page_focus_filter (self->history_page);
  else
    usher_session_page_focus_filter (self->session_page);
}

/* It is of this computer, so it can be read without any server. */
static void
show_history (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "server") == 0)
    {
      adw_view_stack_set_visible_child_name (self->views, "history");
      return;
    }
  if (self->history_window == NULL)
    g_set_weak_pointer (&self->history_window, usher_history_window_new (GTK_WINDOW (self)));
  gtk_window_present (self->history_window);
}

static void
change_sidebar (GSimpleAction *action, GVariant *state, gpointer data)
{
  UsherWindow *self = data;

  g_simple_action_set_state (action, state);
  if (!self->narrow)
    g_settings_set_boolean (self->settings, "sidebar-visible", g_variant_get_boolean (state));
  usher_window_update_actions (self);
}

/**
 * usher_window_set_narrow:
 * @narrow: whether there is no room for the tree beside the sessions
 *
 * Hides the sidebar in a narrow window, where F9 still shows it; brings it back in a wide
 * one if it was wanted there.
 */
void
usher_window_set_narrow (UsherWindow *self, gboolean narrow)
{
  self->narrow = narrow;
  set_state (self, "sidebar",
             !narrow && g_settings_get_boolean (self->settings, "sidebar-visible"));
  usher_window_update_actions (self);
}

/**
 * usher_window_update_actions:
 *
 * Lets the person do what makes sense in the window's state, and nothing else.
 */
void
usher_window_update_actions (UsherWindow *self)
{
  UsherServer *server = usher_window_get_server (self);
  UsherServerState state = self->current != NULL ? usher_connection_entry_get_state (self->current)
                                                 : USHER_SERVER_CLOSED;
  gboolean has_picture = state == USHER_SERVER_CONNECTED || state == USHER_SERVER_LOST;
  gboolean waits = state == USHER_SERVER_CONNECTING || state == USHER_SERVER_NEEDS_PASSWORD;
  g_autoptr (GArray) databases = usher_connection_tree_dup_databases (self->tree);
  gboolean has_entries = g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0;

  usher_window_set_enabled (self, "refresh", has_picture);
  usher_window_set_enabled (self, "pause", has_picture);
  usher_window_set_enabled (self, "find", has_picture);
  usher_window_set_enabled (self, "clean-up",
                            state == USHER_SERVER_CONNECTED && databases->len > 0);
  usher_window_set_enabled (self, "drop", state == USHER_SERVER_CONNECTED);
  usher_window_set_enabled (self, "keep-out", state == USHER_SERVER_CONNECTED);
  usher_window_set_enabled (self, "connect", self->current != NULL && state == USHER_SERVER_CLOSED);
  usher_window_set_enabled (self, "reconnect",
                            state == USHER_SERVER_LOST || state == USHER_SERVER_FAILED);
  usher_window_set_enabled (self, "disconnect", state != USHER_SERVER_CLOSED);
  usher_window_set_enabled (self, "cancel-connect", waits);
  usher_window_set_enabled (self, "retry", state == USHER_SERVER_FAILED);
  usher_window_set_enabled (self, "sidebar", has_entries);
  usher_window_update_saved_actions (self);

  set_state (self, "pause", server != NULL && usher_server_get_paused (server));
  show_interval (self);
  gtk_widget_set_visible (self->live, has_picture);
  gtk_widget_set_visible (self->sidebar, has_entries && get_state (self, "sidebar"));
}

static const GActionEntry entries[] = {
  { "practice", practice },
  { "cancel-connect", leave },
  { "disconnect", leave },
  { "connect", open_current },
  { "retry", open_current },
  { "reconnect", open_current },
  { "enter-password", enter_password },
  { "narrow-door", use_narrow_door },
  { "refresh", refresh },
  { "pause", NULL, NULL, "false", change_pause },
  { "clean-up", clean_up_chosen },
  { "drop", drop, "u" },
  { "keep-out", keep_out, "u" },
  { "find", find },
  { "history", show_history },
  { "sidebar", NULL, NULL, "true", change_sidebar },
};

/**
 * usher_window_init_actions:
 *
 * Gives the window its actions. Needs the settings and the template.
 */
void
usher_window_init_actions (UsherWindow *self)
{
  g_autoptr (GAction) interval = g_settings_create_action (self->settings, "refresh-interval");
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self), interval);
  set_state (self, "sidebar", g_settings_get_boolean (self->settings, "sidebar-visible"));
  g_signal_connect_object (self->settings, "changed::refresh-interval", G_CALLBACK (show_interval),
                           self, G_CONNECT_SWAPPED);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
