/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "history-window.h"

#include "history-page.h"

struct _UsherHistoryWindow
{
  AdwWindow parent_instance;

  GtkBox *box;
  AdwToastOverlay *toasts;
  UsherHistoryPage *page;
};

G_DEFINE_FINAL_TYPE (UsherHistoryWindow, usher_history_window, ADW_TYPE_WINDOW)

static void
on_said (UsherHistoryWindow *self, const char *text)
{
  g_autofree char *plain = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (plain));
}

static gboolean
find (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  usher_history_page_focus_filter (USHER_HISTORY_WINDOW (widget)->page);
  return GDK_EVENT_STOP;
}

static void
usher_history_window_class_init (UsherHistoryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, find, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/history-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryWindow, box);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryWindow, toasts);
}

static void
usher_history_window_init (UsherHistoryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->page = usher_history_page_new (usher_journal_get_default ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  g_signal_connect_object (self->page, "said", G_CALLBACK (on_said), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (self->page));
}

/**
 * usher_history_window_new:
 * @parent: the window it belongs to
 *
 * Returns: (transfer none): the window, which belongs to itself, not presented
 */
GtkWindow *
usher_history_window_new (GtkWindow *parent)
{
  return g_object_new (USHER_TYPE_HISTORY_WINDOW, "transient-for", parent, NULL);
}
