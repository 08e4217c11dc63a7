/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "hidden-notice.h"

#include <glib/gi18n-lib.h>

#include "text.h"

struct _UsherHiddenNotice
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkWidget *copy_button;

  char *statement; /* (owned) (nullable): what would show it; NULL: role not known */
  guint n_hidden;
  gboolean dismissed;
};

G_DEFINE_FINAL_TYPE (UsherHiddenNotice, usher_hidden_notice, GTK_TYPE_WIDGET)

/* In quotes unless plain. Words that stand for another role than the one of that name must be
 * quoted; any other keyword would only be a syntax error for whoever pastes it. */
static char *
quote_role (const char *role)
{
  static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
  static const char *const special[] = { "current_role", "current_user", "public",
                                         "session_user", "user",         NULL };
  g_auto (GStrv) parts = g_strsplit (role, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  if (role[strspn (role, plain)] == '\0' && !g_ascii_isdigit (role[0])
      && !g_strv_contains (special, role))
    return g_strdup (role);
  return g_strdup_printf ("\"%s\"", doubled);
}

static char *
describe (UsherHiddenNotice *self)
{
  g_autofree char *shown = NULL;

  if (self->statement == NULL)
    return g_strdup_printf (ngettext ("%u session is shown as hidden. The role "
                                      "pg_read_all_stats would show it.",
                                      "%u sessions are shown as hidden. The role "
                                      "pg_read_all_stats would show them.",
                                      self->n_hidden),
                            self->n_hidden);
  shown = usher_text_show_line (self->statement, 200);
  /* Translators: a count, and an SQL statement */
  return g_strdup_printf (ngettext ("%u session is shown as hidden. %s would show it.",
                                    "%u sessions are shown as hidden. %s would show them.",
                                    self->n_hidden),
                          self->n_hidden, shown);
}

static void
update (UsherHiddenNotice *self)
{
  g_autofree char *text = describe (self);
  gboolean wanted = self->n_hidden > 0 && !self->dismissed;

  if (wanted)
    gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (self->copy_button, self->statement != NULL);
  gtk_revealer_set_reveal_child (self->revealer, wanted);
}

static void
copy_cb (UsherHiddenNotice *self)
{
  g_autofree char *statement = g_strconcat (self->statement, ";", NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), statement);
}

static void
close_cb (UsherHiddenNotice *self)
{
  self->dismissed = TRUE;
  update (self);
}

static void
usher_hidden_notice_dispose (GObject *object)
{
  UsherHiddenNotice *self = USHER_HIDDEN_NOTICE (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  g_clear_pointer (&self->statement, g_free);
  G_OBJECT_CLASS (usher_hidden_notice_parent_class)->dispose (object);
}

static void
usher_hidden_notice_class_init (UsherHiddenNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_hidden_notice_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/hidden-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherHiddenNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, UsherHiddenNotice, label);
  gtk_widget_class_bind_template_child (widget_class, UsherHiddenNotice, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
usher_hidden_notice_init (UsherHiddenNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_hidden_notice_set_role:
 * @self: the notice
 * @role: (nullable): who would have to be granted what is missing
 *
 * Another role is another notice: one that was closed may come again.
 */
void
usher_hidden_notice_set_role (UsherHiddenNotice *self, const char *role)
{
  g_autofree char *quoted = role != NULL ? quote_role (role) : NULL;
  g_autofree char *statement =
      quoted != NULL ? g_strdup_printf ("GRANT pg_read_all_stats TO %s", quoted) : NULL;

  if (g_strcmp0 (statement, self->statement) == 0)
    return;
  g_free (self->statement);
  self->statement = g_steal_pointer (&statement);
  self->dismissed = FALSE;
  update (self);
}

/**
 * usher_hidden_notice_set_n_hidden:
 * @self: the notice
 * @n_hidden: how many sessions are hidden; 0 puts the notice away
 */
void
usher_hidden_notice_set_n_hidden (UsherHiddenNotice *self, guint n_hidden)
{
  if (n_hidden == self->n_hidden)
    return;
  self->n_hidden = n_hidden;
  update (self);
}
