/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The server's programs as child processes of the helper, and the log of what they say. */

GSubprocess *usher_child_spawn (const char *folder, const char *const *argv, GError **error);

char *usher_child_read_log_tail (const char *folder);
void usher_child_empty_log (const char *folder);

G_END_DECLS
