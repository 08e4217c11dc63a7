/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-list.h"

G_BEGIN_DECLS

/* The person's order, as the tree shows it: beside an ungrouped connection stand other
 * ungrouped ones and whole groups. A place is given by the id of the connection that comes
 * next, a group's first for a group, and %NULL for the end. */

gboolean usher_connection_order_step (UsherConnectionList *list,
                                      UsherConnectionEntry *entry,
                                      int step,
                                      const char **before);
gboolean usher_connection_order_step_group (UsherConnectionList *list,
                                            const char *group,
                                            int step,
                                            const char **before);
const char *usher_connection_order_next (UsherConnectionList *list, UsherConnectionEntry *entry);
const char *usher_connection_order_next_group (UsherConnectionList *list, const char *group);
const char *usher_connection_order_first (UsherConnectionList *list, const char *group);
char **usher_connection_order_list_groups (UsherConnectionList *list);

G_END_DECLS
