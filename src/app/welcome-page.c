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
  GtkListBox *rows;

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

/* Both come from files and folders. libadwaita 1.2 reads a subtitle as markup in any case. */
static void
set_words (AdwActionRow *row, const char *title, const char *subtitle)
{
  g_autofree char *plain_title = g_markup_escape_text (title, -1);
  g_autofree char *plain_subtitle = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plain_title);
  adw_action_row_set_subtitle (row, plain_subtitle);
}

static void
describe_service (AdwActionRow *row, const char *service)
{
  g_autofree char *shown = usher_text_show_line (service, NAME_CHARS);

  set_words (row, shown, _ ("Connection service"));
}

static void
describe_socket (AdwActionRow *row, const char *folder, const char *port)
{
  g_autofree char *shown = usher_text_show_line (folder, NAME_CHARS);
  /* Translators: %s is the port of a PostgreSQL server on this computer */
  g_autofree char *title = g_strdup_printf (_ ("Local Server on Port %s"), port);

  set_words (row, title, shown);
}

static void
on_activated (UsherWelcomePage *self, GtkWidget *row)
{
  g_signal_emit (self, signals[ADDRESS_CHOSEN], 0,
                 g_object_get_data (G_OBJECT (row), "usher-address"));
}

static void
add_row (UsherWelcomePage *self, UsherAddress *address)
{
  const char *service = usher_address_get (address, "service");
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  if (service != NULL)
    describe_service (row, service);
  else
    describe_socket (row, usher_address_get (address, "host"), usher_address_get (address, "port"));
  adw_action_row_add_suffix (row, gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "usher-address", usher_address_ref (address),
                          (GDestroyNotify)usher_address_unref);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->rows, GTK_WIDGET (row));
}

/**
 * usher_welcome_page_set_found:
 * @found: (element-type UsherAddress): sockets and services, as usher_discovery_find_finish()
 *   has them
 *
 * Shows a row for each, and nothing at all without any. The page finds them by itself.
 */
void
usher_welcome_page_set_found (UsherWelcomePage *self, GPtrArray *found)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
  for (guint i = 0; i < found->len; i++)
    add_row (self, found->pdata[i]);
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
  gtk_widget_class_bind_template_child (widget_class, UsherWelcomePage, rows);
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
