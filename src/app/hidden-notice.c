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

  char *place;           /* (owned) (nullable): the server it tells of */
  char *role;            /* (owned) (nullable): NULL while it is not known */
  char *statement;       /* (owned) (nullable): what would show it; NULL: role not known */
  GHashTable *dismissed; /* (owned): set of places with roles of which nobody wants to read more */
  guint n_hidden;
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

static char *
make_key (UsherHiddenNotice *self)
{
  return g_strjoin ("\n", self->place != NULL ? self->place : "",
                    self->role != NULL ? self->role : "", NULL);
}

static void
update (UsherHiddenNotice *self)
{
  g_autofree char *text = describe (self);
  g_autofree char *key = make_key (self);
  gboolean wanted = self->n_hidden > 0 && !g_hash_table_contains (self->dismissed, key);

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
  g_hash_table_add (self->dismissed, make_key (self));
  update (self);
}

static void
usher_hidden_notice_dispose (GObject *object)
{
  UsherHiddenNotice *self = USHER_HIDDEN_NOTICE (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  G_OBJECT_CLASS (usher_hidden_notice_parent_class)->dispose (object);
}

static void
usher_hidden_notice_finalize (GObject *object)
{
  UsherHiddenNotice *self = USHER_HIDDEN_NOTICE (object);

  g_hash_table_unref (self->dismissed);
  g_free (self->place);
  g_free (self->role);
  g_free (self->statement);
  G_OBJECT_CLASS (usher_hidden_notice_parent_class)->finalize (object);
}

static void
usher_hidden_notice_class_init (UsherHiddenNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_hidden_notice_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_hidden_notice_finalize;
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
  self->dismissed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_hidden_notice_set_role:
 * @self: the notice
 * @place: (nullable): the server; %NULL for none at the moment
 * @role: (nullable): who would have to be granted what is missing; %NULL while it is not known,
 *   as before a connection that was lost is back
 *
 * Another role, or another server, is another notice. One that was closed stays away.
 */
void
usher_hidden_notice_set_role (UsherHiddenNotice *self, const char *place, const char *role)
{
  g_autofree char *quoted = role != NULL ? quote_role (role) : NULL;

  if (role == NULL && (place == NULL || g_strcmp0 (place, self->place) == 0))
    return;
  if (g_strcmp0 (place, self->place) == 0 && g_strcmp0 (role, self->role) == 0)
    return;
  g_free (self->place);
  self->place = g_strdup (place);
  g_free (self->role);
  self->role = g_strdup (role);
  g_free (self->statement);
  self->statement =
      quoted != NULL ? g_strdup_printf ("GRANT pg_read_all_stats TO %s", quoted) : NULL;
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
