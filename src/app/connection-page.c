/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-page.h"

#include "narrow-door.h"
#include "server-words.h"

struct _UsherConnectionPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkLabel *waiting;
  GtkWidget *cancel;
  AdwStatusPage *closed;
  AdwStatusPage *failure;
  GtkLabel *says;
  GtkWidget *retry;
  GtkWidget *narrow;
  GtkWidget *edit;
};

G_DEFINE_FINAL_TYPE (UsherConnectionPage, usher_connection_page, ADW_TYPE_BIN)

/**
 * usher_connection_page_show_waiting:
 * @title: what is awaited; plain text, safe to look at
 */
void
usher_connection_page_show_waiting (UsherConnectionPage *self, const char *title)
{
  gtk_label_set_text (self->waiting, title);
  gtk_stack_set_visible_child_name (self->stack, "waiting");
  gtk_widget_grab_focus (self->cancel);
}

/**
 * usher_connection_page_show_closed:
 * @title: what it is called; plain text, safe to look at
 * @place: where it is; plain text, safe to look at
 */
void
usher_connection_page_show_closed (UsherConnectionPage *self, const char *title, const char *place)
{
  g_autofree char *plain_place = g_markup_escape_text (place, -1);

  adw_status_page_set_title (self->closed, title);
  adw_status_page_set_description (self->closed, plain_place);
  gtk_stack_set_visible_child_name (self->stack, "closed");
}

/**
 * usher_connection_page_show_failure:
 * @title: what failed; plain text, safe to look at
 * @error: why
 * @can_edit: whether another address could help
 */
void
usher_connection_page_show_failure (UsherConnectionPage *self,
                                    const char *title,
                                    const GError *error,
                                    gboolean can_edit)
{
  /* A status page reads its description as markup, and its title not. */
  g_autofree char *plain_reason = g_markup_escape_text (error->message, -1);
  g_autofree char *says = usher_words_server_says (error);

  adw_status_page_set_title (self->failure, title);
  adw_status_page_set_description (self->failure, plain_reason);
  gtk_label_set_text (self->says, says != NULL ? says : "");
  gtk_widget_set_visible (GTK_WIDGET (self->says), says != NULL);
  gtk_widget_set_visible (self->edit, can_edit);
  /* Once it was used, what it says is something else. */
  gtk_widget_set_visible (self->narrow, usher_error_is_no_room (error));
  gtk_stack_set_visible_child_name (self->stack, "failure");
  gtk_widget_grab_focus (self->retry);
}

static void
usher_connection_page_class_init (UsherConnectionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connection-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, closed);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, failure);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, says);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, retry);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, narrow);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionPage, edit);
}

static void
usher_connection_page_init (UsherConnectionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
