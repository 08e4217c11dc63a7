/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

/* The helper program as seen from Usher: a subprocess that lives while its standard input
 * is open. */

GSubprocess *usher_helper_process_start (const UsherPracticeOptions *options, GError **error);
gboolean usher_helper_process_tell (GSubprocess *helper, const char *line, GError **error);

void usher_helper_process_dismiss_async (GSubprocess *helper,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean usher_helper_process_dismiss_finish (GSubprocess *helper, GAsyncResult *result);

G_END_DECLS
