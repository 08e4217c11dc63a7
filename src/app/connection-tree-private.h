/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-drag.h"
#include "connection-menus.h"
#include "connection-model.h"
#include "connection-tree.h"

G_BEGIN_DECLS

/* connection-tree.c is the widget, connection-tree-actions.c what a person does to its rows by
 * menu and keys. */

struct _UsherConnectionTree
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkEditable *search; /* shown when there is much to search in */
  GtkWidget *no_match;
  GtkListView *view;
  GtkWidget *menu; /* a GtkPopoverMenu */

  UsherConnectionList *list;   /* (owned) */
  UsherConnectionModel *model; /* (owned) */
  UsherConnectionMenus *menus; /* (owned) */
  UsherTreeNode *pointed;      /* (owned) (nullable): what the menu or a key is about */
  UsherTreeNode *focused;      /* (owned) (nullable): whose row has the focus while rows move */
  UsherDragMoves moves;
};

void usher_connection_tree_add_actions (GtkWidgetClass *widget_class);

G_END_DECLS
