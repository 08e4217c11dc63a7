/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "history-row.h"

#include <glib/gi18n-lib.h>

struct _UsherHistoryRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *details;
  GtkLabel *outcome;

  UsherHistoryItem *item; /* (owned) (nullable): while it is bound */
};

G_DEFINE_FINAL_TYPE (UsherHistoryRow, usher_history_row, GTK_TYPE_WIDGET)

/* GTK 4.8 gives the focus to the list's own item around the row, and its name to nobody. */
static void
show_name_to_assistive (UsherHistoryRow *self, const char *name)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_item (UsherHistoryRow *self)
{
  UsherHistoryItem *item = self->item;
  g_autofree char *title = usher_history_item_dup_title (item);
  g_autofree char *details = usher_history_item_dup_details (item);
  const char *outcome = usher_history_item_get_outcome (item);
  const char *const classes[] = { usher_history_item_get_style (item), NULL };
  g_autofree char *all = NULL;

  gtk_image_set_from_icon_name (self->icon, usher_history_item_get_icon (item));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char **)classes);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->details, details);
  gtk_label_set_text (self->outcome, outcome);
  /* Translators: what a screen reader says of a row: what was done, how it came out, when */
  all = g_strdup_printf (_ ("%s, %s, %s"), title, outcome, details);
  show_name_to_assistive (self, all);
}

static void
set_item (UsherHistoryRow *self, UsherHistoryItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, show_item, self);
  if (g_set_object (&self->item, item) && item != NULL)
    show_item (self);
  if (item != NULL)
    g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
}

static void
usher_history_row_dispose (GObject *object)
{
  UsherHistoryRow *self = USHER_HISTORY_ROW (object);

  set_item (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (usher_history_row_parent_class)->dispose (object);
}

static void
usher_history_row_class_init (UsherHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_history_row_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "historyrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/history-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryRow, box);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryRow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryRow, details);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryRow, outcome);
}

static void
usher_history_row_init (UsherHistoryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, g_object_new (USHER_TYPE_HISTORY_ROW, NULL));
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item)
{
  set_item (USHER_HISTORY_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *item)
{
  set_item (USHER_HISTORY_ROW (gtk_list_item_get_child (item)), NULL);
}

/**
 * usher_history_row_factory_new:
 *
 * Returns: (transfer full): makes an #UsherHistoryRow for each #UsherHistoryItem on screen
 */
GtkListItemFactory *
usher_history_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  return factory;
}
