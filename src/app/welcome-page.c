/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "welcome-page.h"

struct _UsherWelcomePage
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherWelcomePage, usher_welcome_page, ADW_TYPE_BIN)

static void
usher_welcome_page_class_init (UsherWelcomePageClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/pgusher/Usher/ui/welcome-page.ui");
}

static void
usher_welcome_page_init (UsherWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
usher_welcome_page_new (void)
{
  return g_object_new (USHER_TYPE_WELCOME_PAGE, NULL);
}
