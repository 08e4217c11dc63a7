/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connect-dialog.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "text.h"

struct _UsherConnectDialog
{
  AdwWindow parent_instance;

  GtkEntry *entry;
  GtkLabel *verdict;
  GtkImage *verdict_icon;

  UsherAddress *address; /* (owned) (nullable): what the entry says, if it can be read */
};

enum
{
  CONNECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherConnectDialog, usher_connect_dialog, ADW_TYPE_WINDOW)

static char *
words_for_address (UsherAddress *address)
{
  const char *service = usher_address_get (address, "service");
  g_autofree char *raw = usher_address_describe (address);
  g_autofree char *shown = usher_text_show_line (raw, 120);

  if (usher_address_get_n (address) == 0)
    return g_strdup (_ ("With nothing typed, this computer’s own PostgreSQL settings are used."));
  if (service != NULL && usher_address_get_n (address) == 1)
    return g_strdup_printf (_ ("Connects to the service “%s” of the service file."), shown);
  return g_strdup_printf (_ ("Connects to %s."), shown);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_verdict (UsherConnectDialog *self, const char *words, gboolean good)
{
  gtk_label_set_text (self->verdict, words);
  gtk_image_set_from_icon_name (self->verdict_icon,
                                good ? "object-select-symbolic" : "dialog-warning-symbolic");
  set_css_class (GTK_WIDGET (self->entry), "error", !good);
  set_css_class (GTK_WIDGET (self->verdict), "error", !good);
  set_css_class (GTK_WIDGET (self->verdict_icon), "error", !good);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words, -1);
}

static char *
words_for_error (const GError *error)
{
  const char *says = usher_error_get_server_says (error);
  g_autofree char *shown = says != NULL ? usher_text_show_line (says, 200) : NULL;

  if (shown == NULL)
    return g_strdup (error->message);
  return g_strdup_printf ("%s\n%s", error->message, shown);
}

static void
on_changed (UsherConnectDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  g_clear_pointer (&self->address, usher_address_unref);
  self->address = usher_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  words = self->address != NULL ? words_for_address (self->address) : words_for_error (error);
  show_verdict (self, words, self->address != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.connect", self->address != NULL);
}

static void
connect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectDialog *self = USHER_CONNECT_DIALOG (widget);
  g_autoptr (UsherAddress) address = usher_address_ref (self->address);

  g_object_ref (self);
  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[CONNECT], 0, address);
  g_object_unref (self);
}

static void
usher_connect_dialog_dispose (GObject *object)
{
  UsherConnectDialog *self = USHER_CONNECT_DIALOG (object);

  g_clear_pointer (&self->address, usher_address_unref);

  G_OBJECT_CLASS (usher_connect_dialog_parent_class)->dispose (object);
}

static void
usher_connect_dialog_class_init (UsherConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_connect_dialog_dispose;

  signals[CONNECT] = g_signal_new ("connect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, USHER_TYPE_ADDRESS);

  gtk_widget_class_install_action (widget_class, "dialog.connect", NULL, connect_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherConnectDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectDialog, verdict);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectDialog, verdict_icon);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
usher_connect_dialog_init (UsherConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  on_changed (self);
}

/**
 * usher_connect_dialog_new:
 * @parent: the window it belongs to
 * @text: (nullable): an address to begin with
 *
 * Returns: (transfer none): a modal dialog, to be presented
 */
UsherConnectDialog *
usher_connect_dialog_new (GtkWindow *parent, const char *text)
{
  UsherConnectDialog *self =
      g_object_new (USHER_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  return self;
}
