/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "welcome-page.h"

#include <glib/gi18n-lib.h>

#include "discovery.h"
#include "text.h"

#define NAME_CHARS 48

struct _UsherWelcomePage
{
  AdwBin parent_instance;

  GtkWidget *found; /* shown when there is something in it */
  GtkBox *buttons;

  GCancellable *looking; /* (owned) (nullable): while the page is seen */
};

enum
{
  ADDRESS_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherWelcomePage, usher_welcome_page, ADW_TYPE_BIN)

/* What was found */

static char *
describe (UsherAddress *address)
{
  const char *service = usher_address_get (address, "service");
  g_autofree char *shown = usher_text_show_line (
      service != NULL ? service : usher_address_get (address, "host"), NAME_CHARS);

  if (service != NULL)
    /* Translators: a button that connects: %s is the name of a connection service */
    return g_strdup_printf (_ ("Service “%s”"), shown);
  /* Translators: a button that connects to a server on this computer: the port, and the
   * folder that its socket is in */
  return g_strdup_printf (_ ("Port %s in %s"), usher_address_get (address, "port"), shown);
}

static void
on_clicked (UsherWelcomePage *self, GtkButton *button)
{
  g_signal_emit (self, signals[ADDRESS_CHOSEN], 0,
                 g_object_get_data (G_OBJECT (button), "usher-address"));
}

static void
add_button (UsherWelcomePage *self, UsherAddress *address)
{
  g_autofree char *text = describe (address);
  GtkWidget *button = gtk_button_new_with_label (text);

  g_object_set_data_full (G_OBJECT (button), "usher-address", usher_address_ref (address),
                          (GDestroyNotify)usher_address_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->buttons, button);
}

/**
 * usher_welcome_page_set_found:
 * @found: (element-type UsherAddress): sockets and services, as usher_discovery_find_finish()
 *   has them
 *
 * Shows a button for each, and nothing at all without any. The page finds them by itself.
 */
void
usher_welcome_page_set_found (UsherWelcomePage *self, GPtrArray *found)
{
  GtkWidget *button;

  while ((button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, button);
  for (guint i = 0; i < found->len; i++)
    add_button (self, found->pdata[i]);
  gtk_widget_set_visible (self->found, found->len > 0);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWelcomePage) self = user_data;
  g_autoptr (GPtrArray) found = usher_discovery_find_finish (result, NULL);

  if (found != NULL)
    usher_welcome_page_set_found (self, found);
}

/* Each time it comes into sight: servers start and stop. */
static void
usher_welcome_page_map (GtkWidget *widget)
{
  UsherWelcomePage *self = USHER_WELCOME_PAGE (widget);

  GTK_WIDGET_CLASS (usher_welcome_page_parent_class)->map (widget);
  self->looking = g_cancellable_new ();
  usher_discovery_find_async (self->looking, on_found, g_object_ref (self));
}

static void
usher_welcome_page_unmap (GtkWidget *widget)
{
  UsherWelcomePage *self = USHER_WELCOME_PAGE (widget);

  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  GTK_WIDGET_CLASS (usher_welcome_page_parent_class)->unmap (widget);
}

static void
usher_welcome_page_class_init (UsherWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = usher_welcome_page_map;
  widget_class->unmap = usher_welcome_page_unmap;
  signals[ADDRESS_CHOSEN] =
      g_signal_new ("address-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, USHER_TYPE_ADDRESS);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWelcomePage, found);
  gtk_widget_class_bind_template_child (widget_class, UsherWelcomePage, buttons);
}

static void
usher_welcome_page_init (UsherWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

UsherWelcomePage *
usher_welcome_page_new (void)
{
  return g_object_new (USHER_TYPE_WELCOME_PAGE, NULL);
}
