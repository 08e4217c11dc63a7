/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-menus.h"

#include <glib/gi18n-lib.h>

#include "connection-order.h"
#include "text.h"

#define GROUP_CHARS 40

struct _UsherConnectionMenus
{
  GMenuModel *place;      /* (owned) */
  GMenuModel *connection; /* (owned) */
  GMenuModel *group;      /* (owned) */
  GMenu *groups;          /* (owned): the submenu of a connection's */
};

static GMenuModel *
dup_menu (GtkBuilder *builder, const char *id)
{
  return g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, id)));
}

static void
add_groups_submenu (UsherConnectionMenus *self)
{
  g_autoptr (GMenu) section = g_menu_new ();

  self->groups = g_menu_new ();
  g_menu_append_submenu (section, _ ("Move to _Group"), G_MENU_MODEL (self->groups));
  g_menu_append_section (G_MENU (self->connection), NULL, G_MENU_MODEL (section));
}

/**
 * usher_connection_menus_new:
 *
 * Returns: (transfer full): menus whose actions are a tree's and its window's
 */
UsherConnectionMenus *
usher_connection_menus_new (void)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/pgusher/Usher/ui/connection-menus.ui");
  UsherConnectionMenus *self = g_new0 (UsherConnectionMenus, 1);

  self->place = dup_menu (builder, "place_menu");
  self->connection = dup_menu (builder, "connection_menu");
  self->group = dup_menu (builder, "group_menu");
  add_groups_submenu (self);
  return self;
}

void
usher_connection_menus_free (UsherConnectionMenus *self)
{
  g_object_unref (self->place);
  g_object_unref (self->connection);
  g_object_unref (self->group);
  g_object_unref (self->groups);
  g_free (self);
}

/* A menu would take a letter behind "_" for one to type. */
static char *
label_for (const char *name)
{
  g_autofree char *shown = usher_text_show_line (name, GROUP_CHARS);
  g_auto (GStrv) parts = g_strsplit (shown, "_", -1);

  return g_strjoinv ("__", parts);
}

static GMenu *
new_known_groups (UsherConnectionList *list)
{
  g_auto (GStrv) names = usher_connection_order_list_groups (list);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *label = label_for (names[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.move-to-group", "s", names[i]);
      g_menu_append_item (menu, item);
    }
  return menu;
}

static void
fill_groups (UsherConnectionMenus *self, UsherConnectionList *list)
{
  g_autoptr (GMenu) known = new_known_groups (list);
  g_autoptr (GMenu) other = g_menu_new ();

  g_menu_append (other, _ ("N_o Group"), "win.move-to-group::");
  g_menu_append (other, _ ("_New Group…"), "win.new-group");

  g_menu_remove_all (self->groups);
  g_menu_append_section (self->groups, NULL, G_MENU_MODEL (known));
  g_menu_append_section (self->groups, NULL, G_MENU_MODEL (other));
}

/**
 * usher_connection_menus_choose:
 * @kind: what was pointed at
 * @list: the connections, whose groups are offered
 *
 * Returns: (transfer none): the menu for it
 */
GMenuModel *
usher_connection_menus_choose (UsherConnectionMenus *self,
                               UsherNodeKind kind,
                               UsherConnectionList *list)
{
  if (kind == USHER_NODE_GROUP)
    return self->group;
  if (kind != USHER_NODE_SERVER)
    return self->place;
  fill_groups (self, list);
  return self->connection;
}
