/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "details-window.h"

#include <glib/gi18n-lib.h>

#include "cell-text.h"
#include "session-columns.h"
#include "text.h"

struct _UsherDetailsWindow
{
  AdwWindow parent_instance;

  GtkGrid *facts;
  GtkTextView *query_view;
  guint n_facts;
  char *query; /* (owned): the server's own text */
};

G_DEFINE_FINAL_TYPE (UsherDetailsWindow, usher_details_window, ADW_TYPE_WINDOW)

static void
copy_query (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), USHER_DETAILS_WINDOW (widget)->query);
}

static GtkWidget *
make_label (const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  return label;
}

static void
add_fact (UsherDetailsWindow *self, const char *name, const char *value)
{
  GtkWidget *title = make_label (name, 1);
  GtkWidget *label = make_label (value, 0);

  gtk_widget_add_css_class (title, "dim-label");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (self->facts, title, 0, self->n_facts, 1, 1);
  gtk_grid_attach (self->facts, label, 1, self->n_facts, 1, 1);
  self->n_facts++;
}

static char *
describe (const UsherSession *session, UsherColumn column, gint64 now)
{
  g_autofree char *text = usher_cell_text (session, column, now);
  g_autofree char *tip = usher_cell_tip (session, column, now);

  if (tip == NULL || g_str_equal (tip, text))
    return g_steal_pointer (&text);
  if (text[0] == '\0' || g_str_has_prefix (tip, text))
    return g_steal_pointer (&tip);
  return g_strconcat (text, "\n", tip, NULL);
}

static void
fill (UsherDetailsWindow *self, const UsherSession *session, gint64 now)
{
  g_autofree char *query = usher_text_show (session->query);

  for (UsherColumn column = 0; column < USHER_COLUMN_QUERY; column++)
    {
      g_autofree char *value = describe (session, column, now);

      if (value[0] != '\0')
        add_fact (self, _ (usher_column_get_traits (column)->title), value);
    }
  self->query = g_strdup (session->query);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->query_view), query, -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.copy-query",
                                 session->query[0] != '\0');
}

static void
usher_details_window_finalize (GObject *object)
{
  g_free (USHER_DETAILS_WINDOW (object)->query);
  G_OBJECT_CLASS (usher_details_window_parent_class)->finalize (object);
}

static void
usher_details_window_class_init (UsherDetailsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = usher_details_window_finalize;
  gtk_widget_class_install_action (widget_class, "details.copy-query", NULL, copy_query);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/details-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherDetailsWindow, facts);
  gtk_widget_class_bind_template_child (widget_class, UsherDetailsWindow, query_view);
}

static void
usher_details_window_init (UsherDetailsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_details_window_show:
 * @parent: what it stands in front of
 * @session: whose details to show
 * @now: the server's clock, microseconds
 *
 * Opens a window about @session, which destroys itself when it is closed.
 */
void
usher_details_window_show (GtkWindow *parent, const UsherSession *session, gint64 now)
{
  UsherDetailsWindow *self =
      g_object_new (USHER_TYPE_DETAILS_WINDOW, "transient-for", parent, NULL);
  /* Translators: title of a window about one session; its PID */
  g_autofree char *title = g_strdup_printf (_ ("Session %d"), session->id.pid);

  gtk_window_set_title (GTK_WINDOW (self), title);
  fill (self, session, now);
  gtk_window_present (GTK_WINDOW (self));
}
