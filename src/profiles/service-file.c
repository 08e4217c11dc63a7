/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "service-file.h"

#include <string.h>

static void
parse_line (char *line, char **service, UsherServiceFunc func, gpointer user_data)
{
  char *end, *equals;

  g_strstrip (line);
  if (*line == '\0' || *line == '#')
    return;
  if (*line == '[')
    {
      end = strchr (line, ']');
      g_clear_pointer (service, g_free);
      if (end == NULL || end == line + 1)
        return;
      *service = g_strndup (line + 1, (gsize)(end - line - 1));
      func (*service, NULL, NULL, user_data);
      return;
    }
  equals = strchr (line, '=');
  if (*service == NULL || equals == NULL)
    return;
  *equals = '\0';
  func (*service, line, equals + 1, user_data);
}

/*
 * usher_service_file_parse:
 * @text: a service file's
 * @func: called with what is in there; its arguments may be any bytes
 */
void
usher_service_file_parse (const char *text, UsherServiceFunc func, gpointer user_data)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *service = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    parse_line (lines[i], &service, func, user_data);
}

/* What Debian's libpq, and one built by hand, were told to look in. */
static const char *const system_folders[] = { "/etc/postgresql-common", "/etc",
                                              "/usr/local/pgsql/etc" };

/*
 * usher_service_file_list_paths:
 *
 * Returns: (transfer full): where a service may be written, first the file that goes before
 *   the others; they need not be there
 */
char **
usher_service_file_list_paths (void)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  const char *own = g_getenv ("PGSERVICEFILE");
  const char *folder = g_getenv ("PGSYSCONFDIR");
  g_autofree char *at_home = g_build_filename (g_get_home_dir (), ".pg_service.conf", NULL);
  g_autofree char *named = NULL;

  g_strv_builder_add (paths, own != NULL && *own != '\0' ? own : at_home);
  if (folder != NULL)
    {
      named = g_build_filename (folder, "pg_service.conf", NULL);
      g_strv_builder_add (paths, named);
      return g_strv_builder_end (paths);
    }
  for (guint i = 0; i < G_N_ELEMENTS (system_folders); i++)
    {
      g_autofree char *path = g_build_filename (system_folders[i], "pg_service.conf", NULL);

      g_strv_builder_add (paths, path);
    }
  return g_strv_builder_end (paths);
}
