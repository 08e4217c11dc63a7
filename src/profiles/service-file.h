/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The connection service file, read as libpq reads it. */

/* Called with each service (@keyword is %NULL), and then with each of its settings. */
typedef void (*UsherServiceFunc) (const char *service,
                                  const char *keyword,
                                  const char *value,
                                  gpointer user_data);

void usher_service_file_parse (const char *text, UsherServiceFunc func, gpointer user_data);
char **usher_service_file_list_paths (void);

G_END_DECLS
