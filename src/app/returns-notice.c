/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "returns-notice.h"

#include <glib/gi18n-lib.h>

#include "returns.h"

struct _UsherReturnsNotice
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *label;
  GtkWidget *block_button;

  UsherServer *server;   /* (owned) (nullable) */
  GSignalGroup *returns; /* (owned): of the server */
  guint n_dismissed;     /* so many clients were there when it was closed */
};

G_DEFINE_FINAL_TYPE (UsherReturnsNotice, usher_returns_notice, GTK_TYPE_WIDGET)

static char *
describe (UsherReturns *returns, UsherServer *server)
{
  UsherConnectionInfo *info = usher_server_get_info (server);
  const char *advice = usher_return_advise (info != NULL && info->pooled);
  g_autofree char *first = usher_return_describe (usher_returns_get_nth (returns, 0));
  guint n_others = usher_returns_get_n (returns) - 1;
  g_autofree char *others = NULL;

  if (n_others == 0)
    /* Translators: who came back how often, a phrase; then sentences that say what helps */
    return g_strdup_printf (_ ("%s. %s"), first, advice);
  others = g_strdup_printf (
      ngettext ("%u other client came back too.", "%u other clients came back too.", n_others),
      n_others);
  /* Translators: who came back how often, a phrase; then a sentence about others; then
   * sentences that say what helps */
  return g_strdup_printf (_ ("%s. %s %s"), first, others, advice);
}

static void
update (UsherReturnsNotice *self)
{
  UsherReturns *returns = self->server != NULL ? usher_returns_of (self->server) : NULL;
  guint n = returns != NULL ? usher_returns_get_n (returns) : 0;
  g_autofree char *text = n > 0 ? describe (returns, self->server) : NULL;

  self->n_dismissed = MIN (self->n_dismissed, n);
  if (text != NULL)
    gtk_label_set_text (self->label, text);
  gtk_revealer_set_reveal_child (self->revealer, n > self->n_dismissed);
}

static void
block_cb (UsherReturnsNotice *self)
{
  UsherReturns *returns = usher_returns_of (self->server);

  if (usher_returns_get_n (returns) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.keep-out", "u",
                                usher_returns_get_nth (returns, 0)->database_oid);
}

static void
close_cb (UsherReturnsNotice *self)
{
  self->n_dismissed = usher_returns_get_n (usher_returns_of (self->server));
  update (self);
}

static void
usher_returns_notice_dispose (GObject *object)
{
  UsherReturnsNotice *self = USHER_RETURNS_NOTICE (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  g_clear_object (&self->returns);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (usher_returns_notice_parent_class)->dispose (object);
}

static void
usher_returns_notice_class_init (UsherReturnsNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_returns_notice_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/returns-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherReturnsNotice, revealer);
  gtk_widget_class_bind_template_child (widget_class, UsherReturnsNotice, label);
  gtk_widget_class_bind_template_child (widget_class, UsherReturnsNotice, block_button);
  gtk_widget_class_bind_template_callback (widget_class, block_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
usher_returns_notice_init (UsherReturnsNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->returns = g_signal_group_new (USHER_TYPE_RETURNS);
  g_signal_group_connect_swapped (self->returns, "changed", G_CALLBACK (update), self);
}

/**
 * usher_returns_notice_set_server:
 * @self: the notice
 * @server: (nullable): whose clients
 *
 * Of another server another notice may come; one of the same that was closed does not.
 */
void
usher_returns_notice_set_server (UsherReturnsNotice *self, UsherServer *server)
{
  if (!g_set_object (&self->server, server))
    return;
  self->n_dismissed = 0;
  g_signal_group_set_target (self->returns, server != NULL ? usher_returns_of (server) : NULL);
  update (self);
}
