/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh-dialog.h"

#include <glib/gi18n-lib.h>

#include "server-words.h"
#include "text.h"

struct _UsherSshDialog
{
  AdwWindow parent_instance;

  GtkWidget *cancel;
  GtkButton *answer;
  GtkLabel *heading;
  GtkLabel *words;
  GtkPasswordEntry *entry;

  UsherSshQuestion *question; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherSshDialog, usher_ssh_dialog, ADW_TYPE_WINDOW)

static gboolean
wants_text (UsherSshDialog *self)
{
  return usher_ssh_question_get_kind (self->question) == USHER_SSH_ASKS_SECRET;
}

static void
on_changed (UsherSshDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.answer",
                                 !wants_text (self) || *text != '\0');
}

/* The answer closes the question, and that closes the dialog. */
static void
answer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherSshDialog *self = USHER_SSH_DIALOG (widget);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  usher_ssh_question_answer (self->question, wants_text (self) ? text : "yes");
}

static gboolean
usher_ssh_dialog_close_request (GtkWindow *window)
{
  g_autoptr (UsherSshQuestion) question = g_object_ref (USHER_SSH_DIALOG (window)->question);

  usher_ssh_question_refuse (question);
  return TRUE;
}

static void
usher_ssh_dialog_dispose (GObject *object)
{
  UsherSshDialog *self = USHER_SSH_DIALOG (object);

  if (self->question != NULL)
    g_signal_handlers_disconnect_by_data (self->question, self);
  g_clear_object (&self->question);

  G_OBJECT_CLASS (usher_ssh_dialog_parent_class)->dispose (object);
}

static void
usher_ssh_dialog_class_init (UsherSshDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_ssh_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = usher_ssh_dialog_close_request;

  gtk_widget_class_install_action (widget_class, "dialog.answer", NULL, answer_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/ssh-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSshDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, UsherSshDialog, answer);
  gtk_widget_class_bind_template_child (widget_class, UsherSshDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, UsherSshDialog, words);
  gtk_widget_class_bind_template_child (widget_class, UsherSshDialog, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
usher_ssh_dialog_init (UsherSshDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
words_heading (UsherSshQuestionKind kind, const char *label)
{
  switch (kind)
    {
    case USHER_SSH_ASKS_HOST_KEY:
      /* Translators: %s is what the person calls the connection */
      return g_strdup_printf (_ ("The SSH server on the way to %s shows a key that is not known "
                                 "here. Trust it only if its fingerprint is the one that the "
                                 "server’s administrator names."),
                              label);
    case USHER_SSH_ASKS_CONSENT:
      return g_strdup_printf (_ ("ssh asks for your consent on the way to %s."), label);
    case USHER_SSH_TELLS:
      return g_strdup_printf (_ ("ssh waits for you on the way to %s."), label);
    case USHER_SSH_ASKS_SECRET:
    default:
      return g_strdup_printf (_ ("ssh asks for something secret on the way to %s. Usher passes it "
                                 "on, and keeps nothing."),
                              label);
    }
}

static const char *
label_of_answer (UsherSshQuestionKind kind)
{
  switch (kind)
    {
    case USHER_SSH_ASKS_HOST_KEY:
      return _ ("Trust Key");
    case USHER_SSH_ASKS_CONSENT:
      return _ ("Allow");
    case USHER_SSH_TELLS:
    case USHER_SSH_ASKS_SECRET:
    default:
      return _ ("Continue");
    }
}

/* Return must not trust a key: the focus is on the safe button then. */
static void
show_question (UsherSshDialog *self, const char *label)
{
  UsherSshQuestionKind kind = usher_ssh_question_get_kind (self->question);
  g_autofree char *heading = words_heading (kind, label);
  g_autofree char *words = usher_text_show (usher_ssh_question_get_words (self->question));

  gtk_label_set_text (self->heading, heading);
  gtk_label_set_text (self->words, g_strstrip (words));
  gtk_button_set_label (self->answer, label_of_answer (kind));
  gtk_widget_set_visible (GTK_WIDGET (self->answer), kind != USHER_SSH_TELLS);
  gtk_widget_set_visible (GTK_WIDGET (self->entry), wants_text (self));
  gtk_window_set_default_widget (GTK_WINDOW (self),
                                 wants_text (self) ? GTK_WIDGET (self->answer) : NULL);
  if (wants_text (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  else
    gtk_widget_grab_focus (self->cancel);
  on_changed (self);
}

/**
 * usher_ssh_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @label: what the person calls the connection, safe to look at
 * @question: an open question
 *
 * Returns: (transfer none): a modal dialog, to be presented; it goes when @question is closed
 */
UsherSshDialog *
usher_ssh_dialog_new (GtkWindow *parent, const char *label, UsherSshQuestion *question)
{
  UsherSshDialog *self = g_object_new (USHER_TYPE_SSH_DIALOG, "transient-for", parent, NULL);

  self->question = g_object_ref (question);
  g_signal_connect_swapped (question, "closed", G_CALLBACK (gtk_window_destroy), self);
  show_question (self, label);
  return self;
}

/**
 * usher_ssh_dialog_ask:
 * @server: on the way to which ssh asks
 * @question: what it asks
 *
 * Asks in the window that the person uses. Without one nobody keeps @question, so it is refused.
 */
void
usher_ssh_dialog_ask (UsherServer *server, UsherSshQuestion *question)
{
  GApplication *application = g_application_get_default ();
  GtkWindow *parent = application != NULL
                          ? gtk_application_get_active_window (GTK_APPLICATION (application))
                          : NULL;
  g_autofree char *label = usher_words_server_label (server);

  if (parent != NULL)
    gtk_window_present (GTK_WINDOW (usher_ssh_dialog_new (parent, label, question)));
}
