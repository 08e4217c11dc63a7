/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "display.h"

#include "resources.h"
#include "steady-label.h"

#define BASE "/io/github/pgusher/Usher"

/* What an AdwApplication does with the resources of its application. */
void
display_init (void)
{
  g_autoptr (GtkCssProvider) styles = gtk_css_provider_new ();
  GdkDisplay *display;

  adw_init ();
  usher_resources_register ();
  display = gdk_display_get_default ();
  gtk_css_provider_load_from_resource (styles, BASE "/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (styles),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), BASE "/icons");
}

static gboolean
set_true_cb (gpointer flag)
{
  *(gboolean *)flag = TRUE;
  return G_SOURCE_REMOVE;
}

/* Long enough for a few frames: everything that was asked for is laid out and drawn. */
void
display_settle (void)
{
  gboolean over = FALSE;

  g_timeout_add_full (G_PRIORITY_LOW, 120, set_true_cb, &over, NULL);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

GtkWindow *
display_open (GtkWidget *content)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 1280, 720);
  gtk_window_set_child (window, content);
  gtk_window_present (window);
  display_settle ();
  return window;
}

/* Destroys it, and sees that nothing kept it or what was in it. */
void
display_close (GtkWindow *window)
{
  GtkWidget *content = gtk_window_get_child (window);

  g_object_add_weak_pointer (G_OBJECT (content), (gpointer *)&content);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *)&window);
  gtk_window_destroy (window);
  display_settle ();
  g_assert_null (content);
  g_assert_null (window);
}

static GtkWidget *
find (GtkWidget *root,
      gboolean (*matches) (GtkWidget *widget, gconstpointer data),
      gconstpointer data)
{
  GtkWidget *found = matches (root, data) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, matches, data);
  return found;
}

static gboolean
is_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (type));
}

GtkWidget *
display_find (GtkWidget *root, GType type)
{
  return find (root, is_type, GSIZE_TO_POINTER (type));
}

static gboolean
is_row (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

/* The row of a list or group of preferences that has this title. */
GtkWidget *
display_find_row (GtkWidget *root, const char *title)
{
  return find (root, is_row, title);
}

static gboolean
shows_text (GtkWidget *widget, gconstpointer text)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget))
    return strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
  if (USHER_IS_STEADY_LABEL (widget))
    return strstr (usher_steady_label_get_text (USHER_STEADY_LABEL (widget)), text) != NULL;
  return FALSE;
}

/* Whether a label that can be seen has @text in it. */
gboolean
display_says (GtkWidget *root, const char *text)
{
  return find (root, shows_text, text) != NULL;
}

static gboolean
is_button (GtkWidget *widget, gconstpointer name)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && display_says (widget, name);
}

GtkWidget *
display_find_button (GtkWidget *root, const char *name)
{
  return find (root, is_button, name);
}
