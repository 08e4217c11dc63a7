/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "programs.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "practice-server.h"

/* Where distributions and package managers put the server's programs. Debian and others
 * keep several majors side by side, outside PATH. */
static const char *const places[] = {
  "/usr/lib/postgresql/*/bin",   /* Debian, Ubuntu */
  "/usr/pgsql-*/bin",            /* packages of the PostgreSQL project for Fedora and RHEL */
  "/usr/lib/postgresql*/bin",    /* openSUSE */
  "/usr/lib64/postgresql-*/bin", /* Gentoo */
  "/usr/libexec/postgresql*",    /* Alpine */
  "/usr/local/pgsql/bin",        /* built from source */
  "/opt/homebrew/opt/postgresql*/bin",
  "/usr/local/opt/postgresql*/bin",
  "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
};

typedef struct
{
  char *bin_dir; /* (owned) */
  int version;   /* 150020 for 15.20 */
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->bin_dir);
  g_free (candidate);
}

static gboolean
has_program (const char *bin_dir, const char *name)
{
  g_autofree char *path = g_build_filename (bin_dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR)
         && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE);
}

/*
 * usher_practice_has_programs:
 * @bin_dir: a folder
 *
 * Returns: whether @bin_dir holds what a practice server is made of
 */
gboolean
usher_practice_has_programs (const char *bin_dir)
{
  return has_program (bin_dir, "initdb") && has_program (bin_dir, "postgres");
}

static char *
first_line_of (const char *const *argv)
{
  g_autofree char *output = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, &output, NULL, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL))
    return NULL;

  output[strcspn (output, "\n")] = '\0';
  return g_steal_pointer (&output);
}

/* "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)" and "... 19beta1" */
static int
version_of (const char *bin_dir)
{
  g_autofree char *program = g_build_filename (bin_dir, "postgres", NULL);
  const char *argv[] = { program, "--version", NULL };
  g_autofree char *line = first_line_of (argv);
  const char *number = line != NULL ? strstr (line, ") ") : NULL;
  char *end;
  long major;

  if (number == NULL)
    return 0;
  major = strtol (number + 2, &end, 10);
  return (int)(major * 10000 + (*end == '.' ? strtol (end + 1, NULL, 10) : 0));
}

static gboolean
is_listed (GPtrArray *candidates, const char *bin_dir)
{
  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = candidates->pdata[i];

      if (g_str_equal (candidate->bin_dir, bin_dir))
        return TRUE;
    }
  return FALSE;
}

/* Resolves links first: /usr/local/bin/postgres is often one, and the same folder may be
 * reached on several ways. */
static void
consider (GPtrArray *candidates, const char *folder)
{
  char *resolved = realpath (folder, NULL);
  g_autofree char *bin_dir = g_strdup (resolved);
  Candidate *candidate;
  int version;

  free (resolved);
  if (bin_dir == NULL || !usher_practice_has_programs (bin_dir) || is_listed (candidates, bin_dir))
    return;

  version = version_of (bin_dir);
  if (version < USHER_OLDEST_SERVER * 10000)
    return;

  candidate = g_new0 (Candidate, 1);
  candidate->bin_dir = g_steal_pointer (&bin_dir);
  candidate->version = version;
  g_ptr_array_add (candidates, candidate);
}

static void
consider_places (GPtrArray *candidates)
{
  glob_t found = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    glob (places[i], i > 0 ? GLOB_APPEND : 0, NULL, &found);
  for (gsize i = 0; i < found.gl_pathc; i++)
    consider (candidates, found.gl_pathv[i]);
  globfree (&found);
}

static void
consider_path (GPtrArray *candidates)
{
  g_autofree char *program = g_find_program_in_path ("postgres");
  char *resolved = program != NULL ? realpath (program, NULL) : NULL;

  if (resolved != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (resolved);

      consider (candidates, folder);
    }
  free (resolved);
}

static void
consider_pg_config (GPtrArray *candidates)
{
  const char *argv[] = { "pg_config", "--bindir", NULL };
  g_autofree char *folder = first_line_of (argv);

  if (folder != NULL)
    consider (candidates, folder);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const Candidate *one = *(Candidate *const *)a;
  const Candidate *two = *(Candidate *const *)b;

  return two->version - one->version;
}

/**
 * usher_practice_find_programs:
 *
 * Looks for folders that hold `initdb` and `postgres` of a version that Usher knows.
 * Blocks while it runs `postgres --version` and `pg_config`: not for the main thread of a
 * program with a window; `usher-practice` calls it.
 *
 * Returns: (transfer full) (array zero-terminated=1): the folders, newest version first
 */
char **
usher_practice_find_programs (void)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();

  consider_places (candidates);
  consider_path (candidates);
  consider_pg_config (candidates);
  g_ptr_array_sort (candidates, compare_newest_first);

  for (guint i = 0; i < candidates->len; i++)
    g_strv_builder_add (folders, ((Candidate *)candidates->pdata[i])->bin_dir);
  return g_strv_builder_end (folders);
}
