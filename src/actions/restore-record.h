/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "clean-up-plan.h"

G_BEGIN_DECLS

/**
 * UsherRestoreRecord:
 *
 * How sessions got into one database before Usher changed it: one small file, without secrets,
 * synced to disk before anything is altered. Whoever works with it holds a lock on it, which
 * the kernel takes away when that process ends, however it ends. Owned by one thread at a
 * time; all functions block for the disk, so never on the main thread.
 */
typedef struct
{
  char *path;       /* (owned) (nullable): where it lies */
  gint64 system_id; /* of the cluster; 0: not known */
  char *host;       /* (owned) */
  char *port;       /* (owned) */
  guint32 oid;
  char *name; /* (owned) valid UTF-8: the database's name then */
  UsherBlocking blocking;
  gboolean allows;         /* datallowconn before */
  gint32 connection_limit; /* datconnlimit before */
  gboolean is_kept_out;    /* on purpose, until somebody releases it */
  gint64 since;            /* microseconds, by this machine's clock */
  int lock;                /* file descriptor, -1: not held */
  gboolean is_busy;        /* somebody else holds it */
} UsherRestoreRecord;

UsherRestoreRecord *usher_restore_record_new (void);
UsherRestoreRecord *usher_restore_record_copy (const UsherRestoreRecord *self);
void usher_restore_record_free (UsherRestoreRecord *self);

char *usher_restore_record_find_folder (void);
gboolean usher_restore_record_write (UsherRestoreRecord *self, const char *folder, GError **error);
gboolean usher_restore_record_hold (UsherRestoreRecord *self, GError **error);
gboolean usher_restore_record_remove (UsherRestoreRecord *self, GError **error);
GPtrArray *usher_restore_record_read_all (const char *folder, GError **error);

gboolean usher_restore_record_is_of (const UsherRestoreRecord *self,
                                     gint64 system_id,
                                     const char *host,
                                     const char *port);
gboolean usher_restore_record_is_former (const UsherRestoreRecord *self,
                                         gboolean allows,
                                         gint32 connection_limit);
gboolean usher_restore_record_is_ours (const UsherRestoreRecord *self,
                                       gboolean allows,
                                       gint32 connection_limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRestoreRecord, usher_restore_record_free)

G_END_DECLS
