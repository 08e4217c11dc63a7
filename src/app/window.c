/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "action-dialog.h"
#include "journal.h"
#include "server-words.h"
#include "settings.h"
#include "window-private.h"

/* Narrower than this there is no room for the tree beside the sessions. */
#define NARROW_WIDTH 640

G_DEFINE_FINAL_TYPE (UsherWindow, usher_window, ADW_TYPE_APPLICATION_WINDOW)

/**
 * usher_window_toast:
 * @text: plain text, safe to look at
 *
 * Says once what happened.
 */
void
usher_window_toast (UsherWindow *self, const char *text)
{
  g_autofree char *plain = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (plain));
}

/* What the person does */

static void
on_scope_changed (UsherWindow *self)
{
  g_autoptr (UsherScope) scope = NULL;

  if (self->session_page == NULL)
    return;
  scope = usher_connection_tree_dup_scope (self->tree);
  usher_session_page_set_scope (self->session_page, scope);
}

static void
on_all_wanted (UsherWindow *self)
{
  usher_connection_tree_select_all_sessions (self->tree);
}

static void
on_dialog_done (UsherWindow *self, const char *text)
{
  usher_window_toast (self, text);
}

static void
release_rows (UsherWindow *self)
{
  usher_session_page_set_hold (self->session_page, FALSE);
}

static void
act (UsherWindow *self, UsherOperationKind kind, UsherTargets *targets)
{
  UsherActionDialog *dialog;

  if (usher_targets_get_n (targets) == 0)
    {
      usher_window_toast (self, _ ("There is no session to act on."));
      return;
    }

  /* What the person reads behind the question must not move. */
  usher_session_page_set_hold (self->session_page, TRUE);
  dialog = usher_action_dialog_present (GTK_WINDOW (self), self->server, kind, targets);
  g_signal_connect_object (dialog, "unmap", G_CALLBACK (release_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "done", G_CALLBACK (on_dialog_done), self, G_CONNECT_SWAPPED);
}

static void
on_page_act (UsherWindow *self, UsherOperationKind kind, UsherTargets *targets)
{
  act (self, kind, targets);
}

/* A place of the tree stands for the sessions that are there now, as they were last seen. */
static void
on_tree_act (UsherWindow *self, UsherOperationKind kind, UsherScope *scope)
{
  UsherSnapshot *seen = self->server != NULL ? usher_server_get_snapshot (self->server) : NULL;
  g_autoptr (UsherTargets) targets = NULL;

  if (seen == NULL)
    return;
  targets = usher_targets_new_for_scope (seen, scope);
  act (self, kind, targets);
}

/* What is shown */

static void
show_title (UsherWindow *self)
{
  g_autofree char *label = self->server != NULL ? usher_words_server_label (self->server) : NULL;
  UsherConnectionInfo *info = self->server != NULL ? usher_server_get_info (self->server) : NULL;
  g_autofree char *subtitle = info != NULL ? usher_words_connection (info) : NULL;
  g_autofree char *window_title = NULL;

  adw_view_switcher_title_set_title (self->title, label != NULL ? label : "");
  adw_view_switcher_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), subtitle);

  /* Translators: the window's title: the server's name, then the program's */
  window_title = label != NULL ? g_strdup_printf (_ ("%s – Usher"), label) : g_strdup ("Usher");
  gtk_window_set_title (GTK_WINDOW (self), window_title);
}

static void
show_connecting (UsherWindow *self)
{
  g_autofree char *label = usher_words_server_label (self->server);
  g_autofree char *title = g_strdup_printf (_ ("Connecting to %s…"), label);

  usher_connection_page_show_waiting (self->connection_page, title);
}

static void
show_failure (UsherWindow *self)
{
  const GError *error = usher_server_get_error (self->server);
  g_autofree char *label = usher_words_server_label (self->server);
  g_autofree char *title = g_strdup_printf (_ ("Could Not Connect to %s"), label);

  if (error != NULL)
    usher_connection_page_show_failure (self->connection_page, title, error,
                                        self->practice == NULL);
}

static void
add_session_page (UsherWindow *self)
{
  self->session_page = usher_session_page_new ();
  g_signal_connect_object (self->session_page, "act", G_CALLBACK (on_page_act), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session_page, "all-wanted", G_CALLBACK (on_all_wanted), self,
                           G_CONNECT_SWAPPED);
  adw_view_stack_add_titled_with_icon (self->views, GTK_WIDGET (self->session_page), "sessions",
                                       _ ("Sessions"), "view-list-symbolic");
  usher_session_page_set_server (self->session_page, self->server);
  on_scope_changed (self);
}

static void
add_history_page (UsherWindow *self)
{
  self->history_page = usher_history_page_new (usher_journal_get_default ());
  g_signal_connect_object (self->history_page, "said", G_CALLBACK (usher_window_toast), self,
                           G_CONNECT_SWAPPED);
  adw_view_stack_add_titled_with_icon (self->views, GTK_WIDGET (self->history_page), "history",
                                       _ ("History"), "document-open-recent-symbolic");
}

/* Made when they are first needed: half of what the window holds is in there, and a newcomer
 * should not wait for it. */
static void
ensure_views (UsherWindow *self)
{
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->views);

  if (self->session_page != NULL)
    return;
  add_session_page (self);
  add_history_page (self);

  /* A choice of one is none. */
  adw_view_switcher_title_set_view_switcher_enabled (
      self->title, g_list_model_get_n_items (G_LIST_MODEL (pages)) > 1);
}

/* Fills the page that is right for the server's state, and returns its name. */
static const char *
show_server (UsherWindow *self)
{
  /* Once there is a picture it stays, whatever becomes of the connection. */
  if (usher_server_get_snapshot (self->server) != NULL)
    return "server";

  switch (usher_server_get_state (self->server))
    {
    case USHER_SERVER_CONNECTING:
    case USHER_SERVER_NEEDS_PASSWORD:
    case USHER_SERVER_CLOSED:
      show_connecting (self);
      return "connection";
    case USHER_SERVER_FAILED:
      show_failure (self);
      return "connection";
    case USHER_SERVER_CONNECTED:
    case USHER_SERVER_LOST:
    default:
      return "server";
    }
}

/**
 * usher_window_show_state:
 *
 * Shows how it stands with the window's server.
 */
void
usher_window_show_state (UsherWindow *self)
{
  const char *before = gtk_stack_get_visible_child_name (self->stack);
  const char *page;

  /* First, for a button that cannot be pressed yet cannot take the focus either. */
  usher_window_update_actions (self);
  page = self->server != NULL ? show_server (self) : "connection";
  if (g_str_equal (page, "server"))
    ensure_views (self);
  gtk_stack_set_visible_child_name (self->stack, page);
  if (g_str_equal (page, "server") && !g_str_equal (before, page))
    gtk_widget_child_focus (GTK_WIDGET (self->tree), GTK_DIR_TAB_FORWARD);
  show_title (self);
}

/**
 * usher_window_show_vacant:
 *
 * Shows the first page: the window has no server.
 */
void
usher_window_show_vacant (UsherWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "welcome");
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
  show_title (self);
  usher_window_update_actions (self);
}

/* What was done is done; that it is not in the history must be known. */
static void
on_journal_failed (UsherWindow *self, const GError *error)
{
  g_autofree char *text = NULL;

  /* Translators: the system's reason, a sentence, takes the place of %s */
  text =
      g_strdup_printf (_ ("What was done could not be written to the history. %s"), error->message);
  usher_window_toast (self, text);
}

/* Whether anybody can see it */

static void
on_visibility_changed (UsherWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean visible = gtk_widget_get_mapped (GTK_WIDGET (self));

  if (visible && GDK_IS_TOPLEVEL (surface))
    visible = (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) == 0;
  if (self->server != NULL)
    usher_server_set_visible (self->server, visible);
}

/**
 * usher_window_watch_visibility:
 *
 * Tells a new server whether the window can be seen; later changes are told by themselves.
 */
void
usher_window_watch_visibility (UsherWindow *self)
{
  on_visibility_changed (self);
}

static void
usher_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "notify::state",
                           G_CALLBACK (on_visibility_changed), widget, G_CONNECT_SWAPPED);
}

static void
usher_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_window_parent_class)->map (widget);
  on_visibility_changed (USHER_WINDOW (widget));
}

static void
usher_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_window_parent_class)->unmap (widget);
  on_visibility_changed (USHER_WINDOW (widget));
}

/* Size */

static void
on_width_changed (UsherWindow *self)
{
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  gboolean narrow;
  int width, height;

  /* GTK 4.8 wants both. */
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  narrow = width > 0 && width < NARROW_WIDTH && !maximized;
  if (narrow != self->narrow)
    usher_window_set_narrow (self, narrow);
}

static void
remember_size (UsherWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static void
restore_size (UsherWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

/* Life */

/* The window is out of sight at once, whatever its server does meanwhile. */
static gboolean
usher_window_close_request (GtkWindow *window)
{
  UsherWindow *self = USHER_WINDOW (window);

  remember_size (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  usher_window_take_leave (self);
  return GTK_WINDOW_CLASS (usher_window_parent_class)->close_request (window);
}

static void
usher_window_dispose (GObject *object)
{
  UsherWindow *self = USHER_WINDOW (object);

  if (self->server != NULL || self->practice != NULL || self->practice_cancellable != NULL)
    usher_window_take_leave (self);
  g_clear_weak_pointer (&self->password_dialog);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (usher_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, tree);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, live);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, interval_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, connection_page);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, views);
  gtk_widget_class_bind_template_callback (widget_class, on_scope_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_tree_act);
}

static void
usher_window_class_init (UsherWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = usher_window_close_request;
  widget_class->realize = usher_window_realize;
  widget_class->map = usher_window_map;
  widget_class->unmap = usher_window_unmap;

  g_type_ensure (USHER_TYPE_CONNECTION_PAGE);
  g_type_ensure (USHER_TYPE_CONNECTION_TREE);
  g_type_ensure (USHER_TYPE_STATE_BANNER);
  g_type_ensure (USHER_TYPE_WELCOME_PAGE);
  bind_template (widget_class);
}

static void
usher_window_init (UsherWindow *self)
{
  self->settings = usher_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  usher_window_init_server (self);
  usher_window_init_actions (self);
  restore_size (self);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (on_width_changed), NULL);
  on_width_changed (self);
  g_signal_connect_object (usher_journal_get_default (), "failed", G_CALLBACK (on_journal_failed),
                           self, G_CONNECT_SWAPPED);
  usher_window_show_vacant (self);
}

UsherWindow *
usher_window_new (GtkApplication *application)
{
  return g_object_new (USHER_TYPE_WINDOW, "application", application, NULL);
}
