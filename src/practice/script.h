/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wire.h"

G_BEGIN_DECLS

void usher_script_run_async (const UsherWireTarget *target,
                             const char *const *statements,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *usher_script_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
