/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "snapshot.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_PLACE_ALL, /* every session but system processes */
  USHER_PLACE_DATABASE,
  USHER_PLACE_APPLICATION, /* one application in one database */
  USHER_PLACE_SYSTEM,
} UsherPlace;

/* The part of a server that the tree's selection names: a union of places. Immutable once
 * it is shared, counted atomically, any thread. */
typedef struct _UsherScope UsherScope;

UsherScope *usher_scope_new (void);
void
usher_scope_add (UsherScope *self, UsherPlace place, guint32 database_oid, const char *application);
UsherScope *usher_scope_ref (UsherScope *self);
void usher_scope_unref (UsherScope *self);
gboolean usher_scope_is_empty (UsherScope *self);
gboolean usher_scope_contains (UsherScope *self, const UsherSession *session);
gboolean usher_scope_equal (UsherScope *self, UsherScope *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherScope, usher_scope_unref)

G_END_DECLS
