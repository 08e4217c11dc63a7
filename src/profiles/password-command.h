/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "endpoint.h"

G_BEGIN_DECLS

/* A program of the person's that prints a password, such as a token of a cloud. It is started
 * with its arguments as they are: there is no shell in between, and no quoting. */

void usher_password_command_run_async (const char *const *command,
                                       const UsherEndpoint *endpoint,
                                       guint patience_ms,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
char *usher_password_command_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
