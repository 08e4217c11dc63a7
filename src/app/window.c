/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "action-dialog.h"
#include "action-words.h"
#include "journal.h"
#include "settings.h"
#include "window-private.h"

/* Narrower than this there is no room for the tree beside the sessions. */
#define NARROW_WIDTH 640

#define UNDO_SECONDS 10

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

typedef struct
{
  void (*undo) (gpointer data);
  gpointer data;
  GDestroyNotify free_data;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *self = data;

  self->free_data (self->data);
  g_free (self);
}

static void
on_undo (Undo *undo)
{
  undo->undo (undo->data);
}

/**
 * usher_window_offer_undo:
 * @text: what was done; plain text, safe to look at
 * @undo: takes it back, if the person wants that
 * @data: (transfer full): for @undo
 * @free_data: called with it when the toast has gone, in its time or with its window
 */
void
usher_window_offer_undo (UsherWindow *self,
                         const char *text,
                         void (*undo) (gpointer data),
                         gpointer data,
                         GDestroyNotify free_data)
{
  g_autofree char *plain = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (plain);
  Undo *offered = g_new (Undo, 1);

  *offered = (Undo){ undo, data, free_data };
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_swapped (toast, "button-clicked", G_CALLBACK (on_undo), offered);
  g_object_set_data_full (G_OBJECT (toast), "usher-undo", offered, undo_free);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* What the person does */

static void
on_scope_changed (UsherWindow *self)
{
  usher_window_follow_tree (self);
  /* Databases may be chosen now, or none. */
  usher_window_update_actions (self);
}

static void
on_entry_activated (UsherWindow *self, UsherConnectionEntry *entry)
{
  usher_window_open_entry (self, entry);
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

/**
 * usher_window_act:
 * @targets: who is meant
 *
 * Asks whether something is to be done to sessions of the server that is looked at.
 */
void
usher_window_act (UsherWindow *self, UsherOperationKind kind, UsherTargets *targets)
{
  UsherActionDialog *dialog;

  if (usher_server_get_look_only (usher_window_get_server (self)))
    {
      usher_window_toast (self, _ ("This connection is set to look only."));
      return;
    }
  if (usher_targets_get_n (targets) == 0)
    {
      usher_window_toast (self, _ ("There is no session to act on."));
      return;
    }

  /* What the person reads behind the question must not move. */
  usher_session_page_set_hold (self->session_page, TRUE);
  dialog = usher_action_dialog_present (GTK_WINDOW (self), usher_window_get_server (self), kind,
                                        targets);
  g_signal_connect_object (dialog, "unmap", G_CALLBACK (release_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "done", G_CALLBACK (on_dialog_done), self, G_CONNECT_SWAPPED);
}

/* A place of the tree stands for the sessions that are there now, as they were last seen. */
static void
on_tree_act (UsherWindow *self, UsherOperationKind kind, UsherScope *scope)
{
  UsherServer *server = usher_window_get_server (self);
  UsherSnapshot *seen = server != NULL ? usher_server_get_snapshot (server) : NULL;
  g_autoptr (UsherTargets) targets = NULL;

  if (seen == NULL)
    return;
  targets = usher_targets_new_for_scope (seen, scope);
  usher_window_act (self, kind, targets);
}

static void
on_journal_failed (UsherWindow *self, const GError *error)
{
  g_autofree char *text = usher_action_words_no_journal (error);

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
  self->seen = visible;
  usher_window_watch_entries (self);
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

/* The window is out of sight at once, whatever its servers do meanwhile. */
static gboolean
usher_window_close_request (GtkWindow *window)
{
  UsherWindow *self = USHER_WINDOW (window);

  remember_size (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  usher_window_leave_all (self);
  return GTK_WINDOW_CLASS (usher_window_parent_class)->close_request (window);
}

static void
usher_window_dispose (GObject *object)
{
  UsherWindow *self = USHER_WINDOW (object);

  if (self->usable)
    usher_window_leave_all (self);
  g_clear_weak_pointer (&self->password_dialog);
  g_clear_weak_pointer (&self->history_window);
  g_clear_object (&self->asked);
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_object (&self->current);
  g_clear_object (&self->list);
  g_clear_object (&self->store);
  g_clear_pointer (&self->names, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, interval_menu);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, narrow_menu_button);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, strip);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, restore_banner);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWindow, views);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, usher_window_move_entry);
  gtk_widget_class_bind_template_callback (widget_class, usher_window_move_group);
  gtk_widget_class_bind_template_callback (widget_class, on_scope_changed);
  gtk_widget_class_bind_template_callback (widget_class, usher_window_toast);
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

  g_type_ensure (USHER_TYPE_CONNECTION_STRIP);
  g_type_ensure (USHER_TYPE_CONNECTION_TREE);
  g_type_ensure (USHER_TYPE_RESTORE_BANNER);
  g_type_ensure (USHER_TYPE_STATE_BANNER);
  bind_template (widget_class);
}

/* The widgets of a menu are made when it is opened: nobody opens it before the first frame. */
static void
fill_menu (GtkMenuButton *button, gpointer menu)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, menu);
}

static void
init_menus (UsherWindow *self)
{
  gtk_menu_button_set_create_popup_func (self->menu_button, fill_menu, self->main_menu, NULL);
  gtk_menu_button_set_create_popup_func (self->narrow_menu_button, fill_menu, self->main_menu,
                                         NULL);
  gtk_menu_button_set_create_popup_func (self->interval_button, fill_menu, self->interval_menu,
                                         NULL);
}

static void
usher_window_init (UsherWindow *self)
{
  self->settings = usher_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  init_menus (self);
  usher_window_init_saved (self);
  usher_window_init_actions (self);
  usher_window_init_connections (self);
  restore_size (self);
  g_signal_connect (self, "notify::default-width", G_CALLBACK (on_width_changed), NULL);
  on_width_changed (self);
  g_signal_connect_object (usher_journal_get_default (), "failed", G_CALLBACK (on_journal_failed),
                           self, G_CONNECT_SWAPPED);
  usher_window_show_current (self);
}

UsherWindow *
usher_window_new (GtkApplication *application)
{
  return g_object_new (USHER_TYPE_WINDOW, "application", application, NULL);
}
