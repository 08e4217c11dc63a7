/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection.h"

G_BEGIN_DECLS

/* The backends of all connections of this process that stand now, wherever they lead: one
 * window can hold several connections to one server, and none of them may end another. */

gboolean usher_own_backends_contain (gint32 pid, gint64 backend_start);
gboolean usher_own_backends_sent (const char *query);
const char *usher_own_backends_get_mark (void);

void usher_own_backends_add (const UsherConnectionInfo *info);
void usher_own_backends_remove (const UsherConnectionInfo *info);
char *usher_own_backends_mark (const char *statement);

G_END_DECLS
