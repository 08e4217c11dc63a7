/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

/* A practice server is started for the window. The application stays until it runs or does not:
 * it must not end with a server half started. */

void usher_practice_opening_start (GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
UsherPracticeServer *usher_practice_opening_finish (GAsyncResult *result, GError **error);

G_END_DECLS
