/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "restore-record.h"
#include "restore.h"
#include "snapshot.h"

G_BEGIN_DECLS

struct _UsherRestore
{
  GObject parent_instance;
  UsherRestoreRecord *record; /* (owned), without the lock */
  char *name;                 /* (owned): of the database now */
  UsherRestoreState state;
};

UsherRestore *usher_restore_new (const UsherRestoreRecord *record);
void usher_restore_update (UsherRestore *self, UsherSnapshot *snapshot);

G_END_DECLS
