/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "target-row.h"

#include <glib/gi18n-lib.h>

struct _UsherTargetRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *details;
  GtkLabel *fate;

  UsherTargetItem *item; /* (owned) (nullable) */
  const char *style;     /* (nullable): class of the icon now */
};

G_DEFINE_FINAL_TYPE (UsherTargetRow, usher_target_row, GTK_TYPE_WIDGET)

static void
set_style (UsherTargetRow *self, const char *style)
{
  if (self->style == style)
    return;
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->style);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), style);
  self->style = style;
}

/* GTK 4.8 gives the focus to the list's own item around the row, and its name to nobody. */
static void
show_name_to_assistive (UsherTargetRow *self, const char *name)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* All that the row says, read out at once. */
static char *
describe (const char *title, const char *details, const char *fate)
{
  if (*fate == '\0')
    /* Translators: what a screen reader says of a row: who, details */
    return g_strdup_printf (_ ("%s, %s"), title, details);
  /* Translators: what a screen reader says of a row: who, details, what becomes of it */
  return g_strdup_printf (_ ("%s, %s, %s"), title, details, fate);
}

static void
update (UsherTargetRow *self)
{
  g_autofree char *title = usher_target_item_dup_title (self->item);
  g_autofree char *details = usher_target_item_dup_details (self->item);
  g_autofree char *fate = usher_target_item_dup_fate (self->item);
  g_autofree char *tip = usher_target_item_dup_tip (self->item);
  g_autofree char *all = describe (title, details, fate);

  gtk_image_set_from_icon_name (self->icon, usher_target_item_get_icon (self->item));
  set_style (self, usher_target_item_get_style (self->item));
  gtk_label_set_text (self->title, title);
  /* Two lines only for those who need them: a row that may wrap is dear to lay out. */
  gtk_label_set_wrap (self->details, usher_target_item_has_words (self->item));
  gtk_label_set_text (self->details, details);
  gtk_label_set_text (self->fate, fate);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  show_name_to_assistive (self, all);
}

static void
set_item (UsherTargetRow *self, UsherTargetItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, update, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

static void
usher_target_row_dispose (GObject *object)
{
  UsherTargetRow *self = USHER_TARGET_ROW (object);

  set_item (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (usher_target_row_parent_class)->dispose (object);
}

static void
usher_target_row_class_init (UsherTargetRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_target_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "targetrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/target-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherTargetRow, box);
  gtk_widget_class_bind_template_child (widget_class, UsherTargetRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UsherTargetRow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherTargetRow, details);
  gtk_widget_class_bind_template_child (widget_class, UsherTargetRow, fate);
}

static void
usher_target_row_init (UsherTargetRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (USHER_TYPE_TARGET_ROW, NULL));
  gtk_list_item_set_activatable (item, FALSE);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  set_item (USHER_TARGET_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item)
{
  set_item (USHER_TARGET_ROW (gtk_list_item_get_child (item)), NULL);
}

/**
 * usher_target_row_factory_new:
 *
 * Returns: (transfer full): makes an #UsherTargetRow for each #UsherTargetItem on screen
 */
GtkListItemFactory *
usher_target_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  return factory;
}
