/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "steady-label.h"

struct _UsherSteadyLabel
{
  GtkWidget parent_instance;

  PangoLayout *layout; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherSteadyLabel, usher_steady_label, GTK_TYPE_WIDGET)

static void
usher_steady_label_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  UsherSteadyLabel *self = USHER_STEADY_LABEL (widget);
  int width, height;

  pango_layout_get_pixel_size (self->layout, &width, &height);
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_layout_get_baseline (self->layout));
}

static void
usher_steady_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherSteadyLabel *self = USHER_STEADY_LABEL (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width, height, x, y;

  pango_layout_get_pixel_size (self->layout, &width, &height);
  x = mirrored ? gtk_widget_get_width (widget) - width : 0;
  y = (gtk_widget_get_height (widget) - height) / 2;
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), x, y, self->layout);
}

/* The font may be another. */
static void
usher_steady_label_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  UsherSteadyLabel *self = USHER_STEADY_LABEL (widget);

  GTK_WIDGET_CLASS (usher_steady_label_parent_class)->css_changed (widget, change);
  pango_layout_context_changed (self->layout);
  gtk_widget_queue_resize (widget);
}

static void
usher_steady_label_finalize (GObject *object)
{
  g_clear_object (&USHER_STEADY_LABEL (object)->layout);
  G_OBJECT_CLASS (usher_steady_label_parent_class)->finalize (object);
}

static void
usher_steady_label_class_init (UsherSteadyLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = usher_steady_label_finalize;
  widget_class->css_changed = usher_steady_label_css_changed;
  widget_class->measure = usher_steady_label_measure;
  widget_class->snapshot = usher_steady_label_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_class_set_css_name (widget_class, "label");
}

static void
usher_steady_label_init (UsherSteadyLabel *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "");
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (self->layout, attributes);
}

GtkWidget *
usher_steady_label_new (void)
{
  return g_object_new (USHER_TYPE_STEADY_LABEL, NULL);
}

const char *
usher_steady_label_get_text (UsherSteadyLabel *self)
{
  return pango_layout_get_text (self->layout);
}

/**
 * usher_steady_label_set_text:
 * @self: the label
 * @text: one line of plain text
 *
 * Returns: whether that is another text than before
 */
gboolean
usher_steady_label_set_text (UsherSteadyLabel *self, const char *text)
{
  int old_width, width;

  if (g_str_equal (text, usher_steady_label_get_text (self)))
    return FALSE;
  pango_layout_get_pixel_size (self->layout, &old_width, NULL);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, NULL);
  if (width != old_width)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return TRUE;
}
