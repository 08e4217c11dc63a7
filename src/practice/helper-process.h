/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

/* The helper program as seen from Usher: a subprocess that lives while its standard input
 * is open, and says facts. Main thread only. */
typedef struct _UsherHelperProcess UsherHelperProcess;

/* @key is %NULL when the helper is gone. */
typedef void (*UsherHelperFunc) (const char *key, const char *value, gpointer user_data);

UsherHelperProcess *usher_helper_process_start (const UsherPracticeOptions *options,
                                                UsherHelperFunc func,
                                                gpointer user_data,
                                                GError **error);
gboolean usher_helper_process_tell (UsherHelperProcess *self, const char *line, GError **error);
gint32 usher_helper_process_get_pid (UsherHelperProcess *self);

void usher_helper_process_dismiss_async (UsherHelperProcess *self,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void usher_helper_process_dismiss_finish (GAsyncResult *result);

G_END_DECLS
