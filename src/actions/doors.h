/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "restore-record.h"
#include "worker.h"

G_BEGIN_DECLS

/* How a database lets sessions in, read and put back. All functions run on a worker's thread. */
typedef struct
{
  gboolean exists;
  char *name_bytes; /* (owned) (nullable): exact */
  int encoding;
  gboolean allows;
  gint32 connection_limit;
} UsherDoors;

void usher_doors_clear (UsherDoors *self);
gboolean usher_doors_read (UsherDoors *self,
                           UsherConnection *connection,
                           guint32 oid,
                           GCancellable *cancellable,
                           GError **error);
gboolean usher_doors_was_overtaken (const GError *error);
gboolean usher_doors_block (UsherConnection *connection,
                            guint32 oid,
                            UsherBlocking blocking,
                            GCancellable *cancellable,
                            GError **error);

typedef enum
{
  USHER_PUT_BACK_DONE,
  USHER_PUT_BACK_NOT_NEEDED, /* it is as it was before */
  USHER_PUT_BACK_CHANGED,    /* by somebody else: left alone */
  USHER_PUT_BACK_GONE,       /* no such database */
  USHER_PUT_BACK_INVALID,    /* left by an interrupted drop: left alone */
} UsherPutBack;

gboolean usher_doors_put_back (UsherConnection *connection,
                               const UsherRestoreRecord *record,
                               gboolean even_if_changed,
                               UsherPutBack *outcome,
                               char **sql,
                               GError **error);
gint64 usher_doors_read_system (UsherConnection *connection);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UsherDoors, usher_doors_clear)

G_END_DECLS
