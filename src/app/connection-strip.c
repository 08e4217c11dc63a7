/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-strip.h"

#include "environment-badge.h"
#include "server-words.h"
#include "text.h"

#define NAME_CHARS 64

struct _UsherConnectionStrip
{
  GtkWidget parent_instance;

  GtkWidget *content;
  UsherEnvironmentBadge *environment;
  GtkLabel *name;
  GtkWidget *look_only;
  GtkImage *lock;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (UsherConnectionStrip, usher_connection_strip, GTK_TYPE_WIDGET)

static void
set_css_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* The whole line takes the colour. */
static void
show_environment (UsherConnectionStrip *self, UsherEnvironment environment)
{
  usher_environment_badge_set_environment (self->environment, environment);
  for (UsherEnvironment e = USHER_ENVIRONMENT_DEVELOPMENT; e <= USHER_ENVIRONMENT_PRODUCTION; e++)
    set_css_class (self->content, usher_class_environment (e), e == environment);
}

static const char *
icon_for_lock (UsherLock lock)
{
  switch (lock)
    {
    case USHER_LOCK_OPEN:
      return "channel-insecure-symbolic";
    case USHER_LOCK_ENCRYPTED:
      return "security-medium-symbolic";
    case USHER_LOCK_VERIFIED_ISSUER:
    case USHER_LOCK_VERIFIED:
      return "security-high-symbolic";
    case USHER_LOCK_LOOPBACK:
    case USHER_LOCK_SOCKET:
    default:
      return "computer-symbolic";
    }
}

static void
show_info (UsherConnectionStrip *self, UsherConnectionInfo *info)
{
  g_autofree char *words = info != NULL ? usher_words_connection (info) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->lock), info != NULL);
  if (info != NULL)
    gtk_image_set_from_icon_name (self->lock, icon_for_lock (info->lock));
  set_css_class (GTK_WIDGET (self->lock), "warning", info != NULL && info->lock == USHER_LOCK_OPEN);
  gtk_label_set_text (self->words, words != NULL ? words : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->words), words);
}

/**
 * usher_connection_strip_set_entry:
 * @entry: (nullable): where one is; nothing is shown without one. To be told again when it
 *   changed.
 */
void
usher_connection_strip_set_entry (UsherConnectionStrip *self, UsherConnectionEntry *entry)
{
  UsherServer *server = entry != NULL ? usher_connection_entry_get_server (entry) : NULL;
  g_autofree char *name = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), entry != NULL);
  if (entry == NULL)
    return;

  name = usher_text_show_line (usher_connection_entry_get_name (entry), NAME_CHARS);
  gtk_label_set_text (self->name, name);
  show_environment (self, usher_connection_entry_get_environment (entry));
  show_info (self, server != NULL ? usher_server_get_info (server) : NULL);
  gtk_widget_set_visible (self->look_only, server != NULL && usher_server_get_look_only (server));
}

static void
usher_connection_strip_dispose (GObject *object)
{
  UsherConnectionStrip *self = USHER_CONNECTION_STRIP (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (usher_connection_strip_parent_class)->dispose (object);
}

static void
usher_connection_strip_class_init (UsherConnectionStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_connection_strip_dispose;

  g_type_ensure (USHER_TYPE_ENVIRONMENT_BADGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connection-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionStrip, content);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionStrip, environment);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionStrip, name);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionStrip, look_only);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionStrip, lock);
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionStrip, words);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
usher_connection_strip_init (UsherConnectionStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
