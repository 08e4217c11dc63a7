/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "environment-badge.h"

#include "server-words.h"

struct _UsherEnvironmentBadge
{
  GtkWidget parent_instance;

  GtkImage *image;
  GtkLabel *label;
  const char *style_class; /* (nullable): the one it has now, static */
};

G_DEFINE_FINAL_TYPE (UsherEnvironmentBadge, usher_environment_badge, GTK_TYPE_WIDGET)

static const char *const icons[] = {
  [USHER_ENVIRONMENT_NONE] = NULL,
  [USHER_ENVIRONMENT_DEVELOPMENT] = "applications-engineering-symbolic",
  [USHER_ENVIRONMENT_STAGING] = "applications-science-symbolic",
  [USHER_ENVIRONMENT_PRODUCTION] = "dialog-warning-symbolic",
};

static void
usher_environment_badge_dispose (GObject *object)
{
  UsherEnvironmentBadge *self = USHER_ENVIRONMENT_BADGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (usher_environment_badge_parent_class)->dispose (object);
}

static void
usher_environment_badge_class_init (UsherEnvironmentBadgeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_environment_badge_dispose;
  gtk_widget_class_set_css_name (widget_class, "environmentbadge");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
usher_environment_badge_init (UsherEnvironmentBadge *self)
{
  GtkWidget *image =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *label = gtk_label_new (NULL);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_set_parent (image, GTK_WIDGET (self));
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  self->image = GTK_IMAGE (image);
  self->label = GTK_LABEL (label);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
usher_environment_badge_set_environment (UsherEnvironmentBadge *self, UsherEnvironment environment)
{
  const char *word = usher_words_environment (environment);

  if (self->style_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style_class);
  self->style_class = usher_class_environment (environment);
  if (self->style_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), self->style_class);
  gtk_image_set_from_icon_name (self->image, icons[environment]);
  gtk_label_set_text (self->label, word != NULL ? word : "");
  gtk_widget_set_visible (GTK_WIDGET (self), word != NULL);
}
