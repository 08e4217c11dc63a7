/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean usher_server_setting_is_valid (const char *setting);
char *usher_server_settings_build (const char *socket_folder,
                                   guint port,
                                   gboolean tcp,
                                   const char *const *more);

G_END_DECLS
