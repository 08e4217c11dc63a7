/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-folder.h"

#include <glib/gstdio.h>

/**
 * test_folder_remove:
 * @path: a folder that the test made
 *
 * Removes it with all that is in it. Links are removed, not followed.
 */
void
test_folder_remove (const char *path)
{
  g_autoptr (GDir) names = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    names = g_dir_open (path, 0, NULL);
  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      test_folder_remove (inner);
    }
  g_remove (path);
}
