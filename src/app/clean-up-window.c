/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-window-private.h"

#include <glib/gi18n-lib.h>

#include "clean-up-obstacles.h"
#include "clean-up-words.h"
#include "journal.h"
#include "server-words.h"

G_DEFINE_FINAL_TYPE (UsherCleanUpWindow, usher_clean_up_window, ADW_TYPE_WINDOW)

guint
usher_clean_up_window_count_databases (UsherCleanUpWindow *self)
{
  return g_list_model_get_n_items (usher_clean_up_get_rows (self->clean_up));
}

/* Returns: (transfer none): the row, which the clean-up keeps */
UsherCleanUpRow *
usher_clean_up_window_get_row (UsherCleanUpWindow *self, guint index)
{
  g_autoptr (UsherCleanUpRow) row =
      g_list_model_get_item (usher_clean_up_get_rows (self->clean_up), index);

  return row;
}

void
usher_clean_up_window_show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static gboolean
usher_clean_up_window_close_request (GtkWindow *window)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (window);

  if (usher_clean_up_window_hold (self))
    return GDK_EVENT_STOP;
  usher_clean_up_set_watching (self->clean_up, FALSE);
  return GTK_WINDOW_CLASS (usher_clean_up_window_parent_class)->close_request (window);
}

static void
on_journal_failed (UsherCleanUpWindow *self, const GError *error)
{
  g_autofree char *text = NULL;

  /* Translators: the system's reason, a sentence, takes the place of %s */
  text =
      g_strdup_printf (_ ("What was done could not be written to the history. %s"), error->message);
  usher_clean_up_window_show_text (self->trouble, text);
}

/* Which databases */

static void
show_title (UsherCleanUpWindow *self)
{
  UsherServer *server = usher_clean_up_get_server (self->clean_up);
  g_autofree char *heading =
      usher_clean_up_words_heading (usher_clean_up_get_rows (self->clean_up));
  g_autofree char *label = usher_words_server_label (server);

  adw_window_title_set_title (self->title, heading);
  adw_window_title_set_subtitle (self->title, label);
  gtk_window_set_title (GTK_WINDOW (self), heading);
  /* One database by its own name; several by the server's, so that it is the right server. */
  usher_name_check_set_name (
      self->check, usher_clean_up_window_count_databases (self) == 1
                       ? usher_clean_up_row_get_name (usher_clean_up_window_get_row (self, 0))
                       : label);
}

static void
fill_obstacles (UsherCleanUpWindow *self)
{
  gboolean several = usher_clean_up_window_count_databases (self) > 1;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->obstacles))) != NULL)
    gtk_box_remove (self->obstacles, child);
  for (guint i = 0; i < usher_clean_up_window_count_databases (self); i++)
    gtk_box_append (self->obstacles,
                    usher_clean_up_obstacles_new (
                        self->clean_up, usher_clean_up_window_get_row (self, i), several));
}

static void
leave_clean_up (UsherCleanUpWindow *self)
{
  if (self->clean_up == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->clean_up, usher_clean_up_window_update, self);
  usher_clean_up_set_watching (self->clean_up, FALSE);
  g_clear_object (&self->clean_up);
  g_clear_object (&self->cancellable);
}

/* Takes @clean_up, one that was not started. */
static void
take_clean_up (UsherCleanUpWindow *self, UsherCleanUp *clean_up)
{
  leave_clean_up (self);
  self->clean_up = clean_up;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (clean_up, "changed", G_CALLBACK (usher_clean_up_window_update), self,
                           G_CONNECT_SWAPPED);
  usher_clean_up_kinds_set_clean_up (self->kinds, clean_up);
  usher_clean_up_ways_set_clean_up (self->ways, clean_up);
  show_title (self);
  usher_clean_up_window_show_text (self->trouble, NULL);
  gtk_button_set_label (self->stop_button, _ ("Stop"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), TRUE);
  fill_obstacles (self);
  usher_clean_up_window_set_phase (self, USHER_CLEAN_UP_PLANNING);
  usher_clean_up_set_watching (clean_up, TRUE);
  usher_clean_up_window_update (self);
}

static void
again_cb (UsherCleanUpWindow *self)
{
  UsherCleanUp *rest = usher_clean_up_new_for_rest (self->clean_up);

  if (rest != NULL)
    take_clean_up (self, rest);
}

/* The object */

static void
usher_clean_up_window_dispose (GObject *object)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (object);

  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_weak_pointer (&self->question);
  leave_clean_up (self);

  G_OBJECT_CLASS (usher_clean_up_window_parent_class)->dispose (object);
}

static void
usher_clean_up_window_finalize (GObject *object)
{
  g_free (USHER_CLEAN_UP_WINDOW (object)->plan);

  G_OBJECT_CLASS (usher_clean_up_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/clean-up-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, kinds);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, ways);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, outcomes);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, obstacles);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, script);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, check);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, close_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, again_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, act_button);
  gtk_widget_class_bind_template_callback_full (widget_class, "act",
                                                G_CALLBACK (usher_clean_up_window_act));
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback_full (widget_class, "stop",
                                                G_CALLBACK (usher_clean_up_window_stop));
  gtk_widget_class_bind_template_callback_full (widget_class, "update",
                                                G_CALLBACK (usher_clean_up_window_update));
}

static void
usher_clean_up_window_class_init (UsherCleanUpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_clean_up_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_clean_up_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = usher_clean_up_window_close_request;

  g_type_ensure (USHER_TYPE_CLEAN_UP_KINDS);
  g_type_ensure (USHER_TYPE_CLEAN_UP_WAYS);
  g_type_ensure (USHER_TYPE_NAME_CHECK);
  g_type_ensure (USHER_TYPE_SCRIPT_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
usher_clean_up_window_init (UsherCleanUpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->close_button);
  g_signal_connect_object (usher_journal_get_default (), "failed", G_CALLBACK (on_journal_failed),
                           self, G_CONNECT_SWAPPED);
}

/**
 * usher_clean_up_window_present:
 * @parent: the window it belongs to
 * @server: where
 * @kind: what is chosen at first
 * @oids: (array length=n_oids): the databases
 * @n_oids: how many, at least one
 *
 * Returns: (transfer none): the window, which belongs to itself
 */
UsherCleanUpWindow *
usher_clean_up_window_present (GtkWindow *parent,
                               UsherServer *server,
                               UsherCleanUpKind kind,
                               const guint32 *oids,
                               guint n_oids)
{
  UsherCleanUpWindow *self =
      g_object_new (USHER_TYPE_CLEAN_UP_WINDOW, "transient-for", parent, NULL);

  take_clean_up (self, usher_clean_up_new (server, kind, oids, n_oids));
  g_signal_connect_object (parent, "close-request", G_CALLBACK (usher_clean_up_window_hold), self,
                           G_CONNECT_SWAPPED);
  self->ticker = g_timeout_add_seconds (1, usher_clean_up_window_show_age, self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
