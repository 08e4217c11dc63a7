/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The helper's command line. All strings are owned. */
typedef struct
{
  gboolean clients;
  char *bin_dir; /* (nullable) */
  char *cache;   /* (nullable) */
  int tcp_port;
  char **settings; /* (nullable) */
} UsherHelperOptions;

gboolean
usher_helper_options_parse (UsherHelperOptions *options, int *argc, char ***argv, GError **error);
void usher_helper_options_clear (UsherHelperOptions *options);

G_END_DECLS
