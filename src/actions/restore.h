/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  USHER_RESTORE_PENDING,    /* as Usher left it: one call puts it back */
  USHER_RESTORE_KEPT_OUT,   /* the same, and on purpose: until it is released */
  USHER_RESTORE_CHANGED,    /* somebody changed it meanwhile: ask the person */
  USHER_RESTORE_NOT_NEEDED, /* it is as it was before */
  USHER_RESTORE_GONE,       /* the database does not exist any more */
  USHER_RESTORE_INVALID,    /* a drop was interrupted: it can only be dropped */
  USHER_RESTORE_BUSY,       /* a clean-up is at it right now, of this Usher or another */
} UsherRestoreState;

/**
 * UsherRestore:
 *
 * How sessions got into a database before Usher changed that, kept on disk until it is put
 * back. Main thread only.
 *
 * Signal: "changed" (its state, or the name of the database).
 */
#define USHER_TYPE_RESTORE (usher_restore_get_type ())
G_DECLARE_FINAL_TYPE (UsherRestore, usher_restore, USHER, RESTORE, GObject)

UsherRestoreState usher_restore_get_state (UsherRestore *self);
guint32 usher_restore_get_database_oid (UsherRestore *self);
const char *usher_restore_get_name (UsherRestore *self);
const char *usher_restore_get_former_name (UsherRestore *self);
gint64 usher_restore_get_since (UsherRestore *self);
const char *usher_restore_explain (UsherRestore *self);

G_END_DECLS
