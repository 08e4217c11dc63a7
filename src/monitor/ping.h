/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "worker.h"

G_BEGIN_DECLS

void usher_ping_async (UsherWorker *worker,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
gboolean usher_ping_finish (UsherWorker *worker, GAsyncResult *result, GError **error);

G_END_DECLS
