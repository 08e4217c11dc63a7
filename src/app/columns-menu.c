/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "columns-menu.h"

#include <glib/gi18n-lib.h>

#include "session-columns.h"

/**
 * usher_columns_menu_new:
 * @view: a view that usher_session_columns_add() filled
 *
 * Returns: (transfer full): a menu of the actions of usher_columns_actions_new(), which it
 *   expects in a group named "columns"
 */
GMenuModel *
usher_columns_menu_new (GtkColumnView *view)
{
  GMenu *menu = g_menu_new ();

  for (UsherColumn column = 0; column < USHER_N_COLUMNS; column++)
    {
      const UsherColumnTraits *traits = usher_column_get_traits (column);
      g_autofree char *action_name = g_strconcat ("columns.", traits->id, NULL);

      if (column != USHER_COLUMN_PID)
        g_menu_append (menu, _ (traits->title), action_name);
    }
  return G_MENU_MODEL (menu);
}

/**
 * usher_columns_actions_new:
 * @view: a view that usher_session_columns_add() filled
 *
 * Returns: (transfer full): an action for each column that can be hidden, named after it
 */
GActionGroup *
usher_columns_actions_new (GtkColumnView *view)
{
  GSimpleActionGroup *actions = g_simple_action_group_new ();

  for (UsherColumn column = 0; column < USHER_N_COLUMNS; column++)
    {
      const UsherColumnTraits *traits = usher_column_get_traits (column);
      g_autoptr (GPropertyAction) action =
          g_property_action_new (traits->id, usher_session_columns_find (view, column), "visible");

      if (column != USHER_COLUMN_PID)
        g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
  return G_ACTION_GROUP (actions);
}

/**
 * usher_columns_menu_attach:
 * @menu: a menu
 * @view: a view that usher_session_columns_add() filled
 *
 * Gives @menu to the headers of @view.
 */
void
usher_columns_menu_attach (GMenuModel *menu, GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_column_view_column_set_header_menu (column, menu);
    }
}
