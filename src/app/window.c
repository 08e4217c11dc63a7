/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "window.h"

struct _UsherWindow
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherWindow, usher_window, ADW_TYPE_APPLICATION_WINDOW)

static void
usher_window_class_init (UsherWindowClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/pgusher/Usher/ui/window.ui");
}

static void
usher_window_init (UsherWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

UsherWindow *
usher_window_new (AdwApplication *application)
{
  return g_object_new (USHER_TYPE_WINDOW, "application", application, NULL);
}
