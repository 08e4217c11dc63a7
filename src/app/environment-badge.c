/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "environment-badge.h"

#include "server-words.h"

struct _UsherEnvironmentBadge
{
  GtkWidget parent_instance;

  GtkWidget *label;
  const char *style_class; /* (nullable): the one it has now, static */
};

G_DEFINE_FINAL_TYPE (UsherEnvironmentBadge, usher_environment_badge, GTK_TYPE_WIDGET)

static void
usher_environment_badge_dispose (GObject *object)
{
  UsherEnvironmentBadge *self = USHER_ENVIRONMENT_BADGE (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (usher_environment_badge_parent_class)->dispose (object);
}

static void
usher_environment_badge_class_init (UsherEnvironmentBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_environment_badge_dispose;
  gtk_widget_class_set_css_name (widget_class, "environmentbadge");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
usher_environment_badge_init (UsherEnvironmentBadge *self)
{
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
usher_environment_badge_set_environment (UsherEnvironmentBadge *self, UsherEnvironment environment)
{
  g_autofree char *text = usher_words_environment_dot (environment);

  if (self->style_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style_class);
  self->style_class = usher_class_environment (environment);
  if (self->style_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), self->style_class);
  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

/**
 * usher_environment_badge_set_yields:
 * @yields: whether the word is cut short where there is little room for a name beside it
 */
void
usher_environment_badge_set_yields (UsherEnvironmentBadge *self, gboolean yields)
{
  gtk_label_set_ellipsize (GTK_LABEL (self->label),
                           yields ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
}
