/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-model.h"

G_BEGIN_DECLS

/* A selection in the tree is within one connection, and never on a group. */

UsherConnectionEntry *usher_connection_confine (UsherConnectionModel *self, GPtrArray *before);

G_END_DECLS
