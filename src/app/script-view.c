/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "script-view.h"

#include "text.h"

struct _UsherScriptView
{
  GtkWidget parent_instance;

  GtkExpander *expander;
  GtkTextView *view;

  char *sql;       /* (owned) (nullable) */
  gboolean filled; /* the view shows it */
};

G_DEFINE_FINAL_TYPE (UsherScriptView, usher_script_view, GTK_TYPE_WIDGET)

/* A script for thousands of sessions is long, and mostly nobody looks. */
static void
fill (UsherScriptView *self)
{
  g_autofree char *safe = NULL;

  if (self->filled || self->sql == NULL || !gtk_expander_get_expanded (self->expander))
    return;
  safe = usher_text_show (self->sql);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), safe, -1);
  self->filled = TRUE;
}

static void
copy_cb (UsherScriptView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->sql);
}

static void
usher_script_view_dispose (GObject *object)
{
  UsherScriptView *self = USHER_SCRIPT_VIEW (object);

  if (self->expander != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->expander));
  self->expander = NULL;
  g_clear_pointer (&self->sql, g_free);

  G_OBJECT_CLASS (usher_script_view_parent_class)->dispose (object);
}

static void
usher_script_view_class_init (UsherScriptViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_script_view_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/script-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherScriptView, expander);
  gtk_widget_class_bind_template_child (widget_class, UsherScriptView, view);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, fill);
}

static void
usher_script_view_init (UsherScriptView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_script_view_take_sql:
 * @self: the view
 * @sql: (transfer full): a script; what is copied is just that, what is shown is made safe
 *   to look at
 */
void
usher_script_view_take_sql (UsherScriptView *self, char *sql)
{
  g_free (self->sql);
  self->sql = sql;
  self->filled = FALSE;
  fill (self);
}
