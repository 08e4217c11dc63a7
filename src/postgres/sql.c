/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sql.h"

#include "statements.h"

#define FOLDER "/io/github/pgusher/Usher/sql/"

static const char *
look_up (const char *file_name)
{
  g_autofree char *path = g_strconcat (FOLDER, file_name, ".sql", NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (usher_statements_get_resource (), path, 0, NULL);

  /* The resource is part of the program, so the text outlives @bytes; a zero follows it. */
  return bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
}

/* The head of a file is for its readers; the server, its logs and pg_stat_activity are
 * spared it. */
static const char *
skip_head (const char *text)
{
  while (g_str_has_prefix (text, "--") || *text == '\n')
    {
      while (*text != '\n' && *text != '\0')
        text++;
      if (*text == '\n')
        text++;
    }
  return text;
}

static const char *
find_variant (const char *name, int major)
{
  for (; major >= 12; major--)
    {
      g_autofree char *variant = g_strdup_printf ("%s-%d", name, major);
      const char *text = look_up (variant);

      if (text != NULL)
        return text;
    }
  return look_up (name);
}

/* A static library drops constructors that nobody refers to, so not left to one. */
static void
register_once (void)
{
  static gsize registered;

  if (g_once_init_enter (&registered))
    {
      usher_statements_register_resource ();
      g_once_init_leave (&registered, 1);
    }
}

/**
 * usher_sql_find:
 * @name: name of a statement, such as "sessions"
 * @server_version: as PQserverVersion(), such as 150018
 *
 * Finds sql/NAME-MAJOR.sql with the highest MAJOR that is not above the server's, else
 * sql/NAME.sql, without the comment at its head. Any thread. Aborts on an unknown name: all
 * of them are written in this program.
 *
 * Returns: (transfer none): the text, the same pointer each time, never freed
 */
const char *
usher_sql_find (const char *name, int server_version)
{
  const char *text;

  register_once ();
  text = find_variant (name, server_version / 10000);
  if (text == NULL)
    g_error ("There is no statement \"%s\"", name);
  return skip_head (text);
}
