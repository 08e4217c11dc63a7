/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "password-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"
#include "server-words.h"

struct _UsherPasswordDialog
{
  AdwWindow parent_instance;

  GtkLabel *question;
  GtkLabel *says;
  GtkPasswordEntry *entry;
  GtkCheckButton *remember;
  GtkLabel *kept;

  UsherServer *server; /* (owned) */
  gboolean answered;
};

enum
{
  REMEMBER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherPasswordDialog, usher_password_dialog, ADW_TYPE_WINDOW)

static void
on_changed (UsherPasswordDialog *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.connect", *password != '\0');
}

static gboolean
is_remembered (UsherPasswordDialog *self)
{
  return usher_server_get_password_source (self->server) == USHER_PASSWORD_KEYRING;
}

/* Only who has a place among the saved connections has one in the keyring. */
static gboolean
can_be_remembered (UsherPasswordDialog *self)
{
  UsherPasswordSource source = usher_server_get_password_source (self->server);

  return source == USHER_PASSWORD_ASK || source == USHER_PASSWORD_KEYRING;
}

static void
take_remember (UsherPasswordDialog *self)
{
  gboolean remember = gtk_check_button_get_active (self->remember);

  if (!can_be_remembered (self) || remember == is_remembered (self))
    return;
  usher_server_set_remembers_password (self->server, remember);
  g_signal_emit (self, signals[REMEMBER_CHANGED], 0, remember);
}

static void
connect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherPasswordDialog *self = USHER_PASSWORD_DIALOG (widget);
  g_autoptr (UsherServer) server = g_object_ref (self->server);
  g_autofree char *password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  /* The server may ask again before it returns; by then this dialog is gone. */
  self->answered = TRUE;
  take_remember (self);
  gtk_window_destroy (GTK_WINDOW (self));
  usher_server_set_password (server, password);
  explicit_bzero (password, strlen (password));
}

static gboolean
usher_password_dialog_close_request (GtkWindow *window)
{
  UsherPasswordDialog *self = USHER_PASSWORD_DIALOG (window);

  if (!self->answered)
    usher_server_cancel (self->server);
  return GTK_WINDOW_CLASS (usher_password_dialog_parent_class)->close_request (window);
}

static void
show_kept (UsherPasswordDialog *self)
{
  const char *words;

  if (gtk_check_button_get_active (self->remember))
    words = _ ("Once it has worked it is kept in your keyring, and not asked for again.");
  else if (is_remembered (self))
    words = _ ("It is asked for each time from now on, and what your keyring has is forgotten.");
  else
    words = _ ("It is kept in memory only, for as long as the server is shown.");
  gtk_label_set_text (self->kept, words);
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
  GTK_WINDOW_CLASS (klass)->close_request = usher_password_dialog_close_request;

  signals[REMEMBER_CHANGED] =
      g_signal_new ("remember-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_install_action (widget_class, "dialog.connect", NULL, connect_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, question);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, says);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, remember);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordDialog, kept);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, show_kept);
}

static void
usher_password_dialog_init (UsherPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
show_question (UsherPasswordDialog *self)
{
  const GError *error = usher_server_get_password_error (self->server);
  const GError *excuse = usher_server_get_password_excuse (self->server);
  gboolean wrong = g_error_matches (error, USHER_ERROR, USHER_ERROR_PASSWORD_WRONG);
  g_autofree char *label = usher_words_server_label (self->server);
  g_autofree char *says = wrong            ? usher_words_server_says (error)
                          : excuse != NULL ? g_strdup (excuse->message)
                                           : NULL;
  g_autofree char *question = NULL;

  if (wrong)
    question = g_strdup_printf (_ ("%s did not accept that password. Try again."), label);
  else
    question = g_strdup_printf (_ ("%s asks for a password."), label);

  gtk_label_set_text (self->question, question);
  gtk_label_set_text (self->says, says != NULL ? says : "");
  gtk_widget_set_visible (GTK_WIDGET (self->says), says != NULL);
}

/**
 * usher_password_dialog_new:
 * @parent: the window it belongs to
 * @server: a server that needs a password, see usher_server_get_password_error()
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
  gtk_widget_set_visible (GTK_WIDGET (self->remember), can_be_remembered (self));
  gtk_check_button_set_active (self->remember, is_remembered (self));
  show_kept (self);
  on_changed (self);
  return self;
}
