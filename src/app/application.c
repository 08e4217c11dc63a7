/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "application.h"

#include "resources.h"
#include "window.h"

struct _UsherApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherApplication, usher_application, ADW_TYPE_APPLICATION)

static void
usher_application_activate (GApplication *application)
{
  UsherWindow *window = usher_window_new (ADW_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
}

static void
usher_application_class_init (UsherApplicationClass *klass)
{
  G_APPLICATION_CLASS (klass)->activate = usher_application_activate;
}

static void
usher_application_init (UsherApplication *self)
{
}

UsherApplication *
usher_application_new (void)
{
  usher_resources_register ();
  return g_object_new (USHER_TYPE_APPLICATION, "application-id", USHER_APP_ID, NULL);
}
