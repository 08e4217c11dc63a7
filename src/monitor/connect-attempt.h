/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "approach.h"
#include "worker.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_DOOR_WIDE,     /* an ordinary connection or none */
  USHER_DOOR_WHATEVER, /* one for replication when no ordinary one is left */
} UsherDoor;

void usher_connect_attempt_async (UsherWorker *worker,
                                  UsherApproach *approach,
                                  const char *database,
                                  UsherDoor door,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
UsherConnectionInfo *usher_connect_attempt_finish (GAsyncResult *result, GError **error);

G_END_DECLS
