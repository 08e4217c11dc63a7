/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "helpers.h"

/* Beside the program that runs, where the build puts it, so that what was built can be tried
 * before it is installed. */
static char *
find_beside (const char *name)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *helper = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (helper == NULL || !g_file_test (helper, G_FILE_TEST_IS_EXECUTABLE))
    return NULL;
  return g_steal_pointer (&helper);
}

/**
 * usher_find_helper:
 * @name: a program of Usher's own that nobody calls by hand
 *
 * The environment's USHER_LIBEXECDIR comes first. Any thread.
 *
 * Returns: (transfer full): its path, where it should be if it is not found
 */
char *
usher_find_helper (const char *name)
{
  const char *folder = g_getenv ("USHER_LIBEXECDIR");
  char *beside;

  if (folder != NULL)
    return g_build_filename (folder, name, NULL);
  beside = find_beside (name);
  return beside != NULL ? beside : g_build_filename (USHER_LIBEXECDIR, name, NULL);
}
