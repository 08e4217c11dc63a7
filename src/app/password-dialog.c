/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "password-dialog.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "server-words.h"

struct _UsherPasswordDialog
{
  AdwMessageDialog parent_instance;

  GtkPasswordEntry *entry;
  GtkLabel *says;

  UsherServer *server; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherPasswordDialog, usher_password_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
on_changed (UsherPasswordDialog *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "connect", *password != '\0');
}

static void
on_response (UsherPasswordDialog *self, const char *response)
{
  if (g_str_equal (response, "connect"))
    usher_server_set_password (self->server, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  else
    usher_server_cancel (self->server);
}

static void
usher_password_dialog_dispose (GObject *object)
{
  UsherPasswordDialog *self = USHER_PASSWORD_DIALOG (object);

  g_clear_object (&self->server);

  G_OBJECT_CLASS (usher_password_dialog_parent_class)->dispose (object);
}

static void
usher_password_dialog_class_init (UsherPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_password_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, says);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_response);
}

static void
usher_password_dialog_init (UsherPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A dialog's heading and body are plain text unless told otherwise. */
static void
show_question (UsherPasswordDialog *self)
{
  const GError *error = usher_server_get_error (self->server);
  gboolean wrong = g_error_matches (error, USHER_ERROR, USHER_ERROR_PASSWORD_WRONG);
  g_autofree char *label = usher_words_server_label (self->server);
  g_autofree char *says = wrong ? usher_words_server_says (error) : NULL;
  g_autofree char *body = NULL;

  if (wrong)
    body = g_strdup_printf (_ ("%s did not accept that password. Try again."), label);
  else
    body = g_strdup_printf (_ ("%s asks for a password."), label);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), body);
  gtk_label_set_text (self->says, says != NULL ? says : "");
  gtk_widget_set_visible (GTK_WIDGET (self->says), says != NULL);
}

/**
 * usher_password_dialog_new:
 * @parent: the window it belongs to
 * @server: a server that needs a password
 *
 * Returns: (transfer none): a modal dialog, to be presented
 */
UsherPasswordDialog *
usher_password_dialog_new (GtkWindow *parent, UsherServer *server)
{
  UsherPasswordDialog *self =
      g_object_new (USHER_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);

  self->server = g_object_ref (server);
  show_question (self);
  on_changed (self);
  return self;
}
