/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "tunnel-group.h"

#include "row-mark.h"

struct _UsherTunnelGroup
{
  AdwPreferencesGroup parent_instance;

  GtkEditable *server_row;
  GtkEditable *port_row;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherTunnelGroup, usher_tunnel_group, ADW_TYPE_PREFERENCES_GROUP)

static void
tell_change (UsherTunnelGroup *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
usher_tunnel_group_class_init (UsherTunnelGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/tunnel-group.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherTunnelGroup, server_row);
  gtk_widget_class_bind_template_child (widget_class, UsherTunnelGroup, port_row);
  gtk_widget_class_bind_template_callback (widget_class, tell_change);
}

static void
usher_tunnel_group_init (UsherTunnelGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
get_port (UsherTunnelGroup *self, guint *port)
{
  guint64 number = 0;
  const char *text = gtk_editable_get_text (self->port_row);

  if (*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint)number;
  return TRUE;
}

/**
 * usher_tunnel_group_show:
 * @tunnel: (nullable): what to begin with
 */
void
usher_tunnel_group_show (UsherTunnelGroup *self, const UsherTunnelSpec *tunnel)
{
  g_autofree char *port =
      tunnel != NULL && tunnel->port != 0 ? g_strdup_printf ("%u", tunnel->port) : NULL;

  gtk_editable_set_text (self->server_row, tunnel != NULL ? tunnel->destination : "");
  gtk_editable_set_text (self->port_row, port != NULL ? port : "");
}

/**
 * usher_tunnel_group_read:
 *
 * Returns: (transfer full) (nullable): what stands there; %NULL when that is nothing
 */
UsherTunnelSpec *
usher_tunnel_group_read (UsherTunnelGroup *self)
{
  const char *destination = gtk_editable_get_text (self->server_row);
  guint port = 0;

  if (*destination == '\0' || !get_port (self, &port))
    return NULL;
  return usher_tunnel_spec_new (destination, port);
}

/**
 * usher_tunnel_group_check:
 *
 * Marks what cannot be used: ssh would take a dash for an option. Returns: whether there is no
 * such thing
 */
gboolean
usher_tunnel_group_check (UsherTunnelGroup *self)
{
  gboolean wrong_server = gtk_editable_get_text (self->server_row)[0] == '-';
  guint port;
  gboolean wrong_port = !get_port (self, &port);

  usher_row_mark (self->server_row, wrong_server);
  usher_row_mark (self->port_row, wrong_port);
  return !wrong_server && !wrong_port;
}
