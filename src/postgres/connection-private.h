/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "connection.h"

G_BEGIN_DECLS

struct _UsherConnection
{
  GThread *thread;           /* (unowned): the only one that may come near */
  PGconn *conn;              /* (owned) (nullable) */
  UsherConnectionInfo *info; /* (owned) (nullable) */
  GHashTable *prepared;      /* (owned) (element-type utf8 utf8): names by text */
  GError *farewell;          /* (owned) (nullable): the last FATAL message */
  int encoding;              /* of the server's messages, -1 while not known */
  gboolean pooled;           /* a pooler is known to stand between */
  gboolean narrow;           /* knows the simple protocol only */
  gboolean given_up;         /* it may still answer, but nobody listens */
};

/* connection-info.c */
gboolean usher_connection_introduce (UsherConnection *self,
                                     const char *role,
                                     UsherPurpose purpose,
                                     gint64 deadline,
                                     GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
