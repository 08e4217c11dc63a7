/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "group-row.h"

#include <glib/gi18n-lib.h>

#include "text.h"

#define NAME_CHARS 40

struct _UsherGroupRow
{
  AdwEntryRow parent_instance;

  GtkMenuButton *button;
};

G_DEFINE_FINAL_TYPE (UsherGroupRow, usher_group_row, ADW_TYPE_ENTRY_ROW)

static void
choose_action (GtkWidget *widget, const char *name, GVariant *group)
{
  gtk_editable_set_text (GTK_EDITABLE (widget), g_variant_get_string (group, NULL));
}

static void
usher_group_row_class_init (UsherGroupRowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "group.choose", "s", choose_action);
}

static void
usher_group_row_init (UsherGroupRow *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "pan-down-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Choose a Group"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose a Group"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->button));
}

/* A menu takes an underscore for the mark of a key. */
static char *
make_label (const char *group)
{
  g_autofree char *name = usher_text_show_line (group, NAME_CHARS);
  GString *label = g_string_new (name);

  g_string_replace (label, "_", "__", 0);
  return g_string_free (label, FALSE);
}

/**
 * usher_group_row_set_groups:
 * @groups: the names of those there are, any text
 */
void
usher_group_row_set_groups (UsherGroupRow *self, const char *const *groups)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *label = make_label (groups[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "group.choose", "s", groups[i]);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->button), groups[0] != NULL);
}
