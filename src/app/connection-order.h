/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-list.h"

G_BEGIN_DECLS

/* The person's order, as the tree shows it: beside an ungrouped connection stand other
 * ungrouped ones and whole groups. */

gboolean usher_connection_order_step (UsherConnectionList *list,
                                      UsherConnectionEntry *entry,
                                      int step,
                                      const char **before);
const char *usher_connection_order_next (UsherConnectionList *list, UsherConnectionEntry *entry);
char **usher_connection_order_list_groups (UsherConnectionList *list);

G_END_DECLS
