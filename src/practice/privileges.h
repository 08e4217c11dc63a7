/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean usher_privileges_drop (GError **error);
void usher_privileges_bind_child (gpointer helper_pid);

G_END_DECLS
