/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The files and what the program carries of them. */

#include "sql.h"

#include <stdlib.h>
#include <string.h>

typedef void (*FileFunc) (const char *name, int version, const char *text);

static char *
get_folder (void)
{
  g_assert_nonnull (g_getenv ("USHER_SOURCE_ROOT"));
  return g_build_filename (g_getenv ("USHER_SOURCE_ROOT"), "src", "postgres", "sql", NULL);
}

/* "sessions-14.sql" is "sessions" for servers from 14 on. */
static void
with_file (const char *file, FileFunc func)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".sql"));
  g_autofree char *text = NULL;
  char *dash = strrchr (name, '-');
  int version = 120000;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  if (dash != NULL && g_ascii_isdigit (dash[1]))
    {
      version = atoi (dash + 1) * 10000;
      *dash = '\0';
    }
  func (name, version, text);
}

static void
for_each_file (FileFunc func)
{
  g_autofree char *folder = get_folder ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *file;
  guint n_files = 0;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".sql"))
      {
        with_file (file, func);
        n_files++;
      }
  g_assert_cmpuint (n_files, >, 5);
}

static void
assert_carried (const char *name, int version, const char *text)
{
  const char *carried = usher_sql_find (name, version);

  g_test_message ("%s from %d on", name, version);
  g_assert_true (g_str_has_suffix (text, carried));
  g_assert_true (usher_sql_find (name, version + 42) == carried);
}

static void
test_carried (void)
{
  for_each_file (assert_carried);
}

/* The head is left out, and the comments inside of a statement are not taken for one. */
static void
assert_is_statement (const char *name, int version, const char *text)
{
  const char *carried = usher_sql_find (name, version);

  g_assert_true (g_str_has_prefix (text, "-- SPDX-FileCopyrightText: "));
  g_assert_true (g_ascii_isupper (carried[0]));
  g_assert_null (strstr (carried, "SPDX"));
}

static void
test_statements (void)
{
  for_each_file (assert_is_statement);
}

static void
test_unknown (void)
{
  if (g_test_subprocess ())
    {
      usher_sql_find ("nothing", 150000);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*There is no statement \"nothing\"*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sql/carried", test_carried);
  g_test_add_func ("/sql/statements", test_statements);
  g_test_add_func ("/sql/unknown", test_unknown);

  return g_test_run ();
}
