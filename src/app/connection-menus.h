/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "connection-list.h"

G_BEGIN_DECLS

/* What can be done in the tree, as context menus: to places where sessions are, to
 * connections, and to groups. */
typedef struct _UsherConnectionMenus UsherConnectionMenus;

UsherConnectionMenus *usher_connection_menus_new (void);
void usher_connection_menus_free (UsherConnectionMenus *self);

GMenuModel *usher_connection_menus_choose (UsherConnectionMenus *self,
                                           UsherNodeKind kind,
                                           UsherConnectionList *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherConnectionMenus, usher_connection_menus_free)

G_END_DECLS
