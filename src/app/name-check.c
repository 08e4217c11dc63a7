/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "name-check.h"

#include <glib/gi18n-lib.h>

#include "text.h"

/* Longer than any name as it is shown. */
#define NAME_CHARS 1024

struct _UsherNameCheck
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkLabel *label;
  GtkEntry *entry;

  char *name;  /* (owned) (nullable): NULL asks for nothing */
  char *shown; /* (owned) (nullable): the same, safe to look at */
  gboolean matches;
};

G_DEFINE_FINAL_TYPE (UsherNameCheck, usher_name_check, GTK_TYPE_WIDGET)

enum
{
  PROP_MATCHES = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
compare (UsherNameCheck *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean matches =
      self->name == NULL || g_str_equal (typed, self->name) || g_str_equal (typed, self->shown);

  if (matches == self->matches)
    return;
  self->matches = matches;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MATCHES]);
}

static void
usher_name_check_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MATCHES:
      g_value_set_boolean (value, USHER_NAME_CHECK (object)->matches);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
usher_name_check_dispose (GObject *object)
{
  UsherNameCheck *self = USHER_NAME_CHECK (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->shown, g_free);

  G_OBJECT_CLASS (usher_name_check_parent_class)->dispose (object);
}

static void
usher_name_check_class_init (UsherNameCheckClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_name_check_get_property;
  object_class->dispose = usher_name_check_dispose;
  properties[PROP_MATCHES] =
      g_param_spec_boolean ("matches", NULL, NULL, TRUE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/name-check.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherNameCheck, content);
  gtk_widget_class_bind_template_child (widget_class, UsherNameCheck, label);
  gtk_widget_class_bind_template_child (widget_class, UsherNameCheck, entry);
  gtk_widget_class_bind_template_callback (widget_class, compare);
}

static void
usher_name_check_init (UsherNameCheck *self)
{
  self->matches = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Who cannot type a name as it is, with a line end in it say, copies what is shown of it. */
static void
show_request (UsherNameCheck *self)
{
  /* Translators: %s is the name of a database or of a saved connection */
  g_autofree char *request = g_strdup_printf (_ ("To go on, type its name: %s"), self->shown);

  gtk_label_set_text (self->label, request);
  gtk_label_set_selectable (self->label, !g_str_equal (self->name, self->shown));
}

/**
 * usher_name_check_set_name:
 * @self: a check
 * @name: (nullable): what has to be typed; %NULL asks for nothing
 *
 * What was typed before is forgotten.
 */
void
usher_name_check_set_name (UsherNameCheck *self, const char *name)
{
  g_return_if_fail (USHER_IS_NAME_CHECK (self));

  g_free (self->name);
  g_free (self->shown);
  self->name = g_strdup (name);
  self->shown = name != NULL ? usher_text_show_line (name, NAME_CHARS) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (name != NULL)
    show_request (self);
  gtk_widget_set_visible (GTK_WIDGET (self), name != NULL);
  compare (self);
}

gboolean
usher_name_check_get_matches (UsherNameCheck *self)
{
  g_return_val_if_fail (USHER_IS_NAME_CHECK (self), FALSE);

  return self->matches;
}
