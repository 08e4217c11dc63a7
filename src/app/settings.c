/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "settings.h"

/* Where the compiled schema is when GLib does not look there by itself: beside a program
 * that was built and not installed, and under a prefix of its own. */
static const char *const folders[] = { "../data", "../share/glib-2.0/schemas" };

static GSettingsSchema *
look_in_folder (const char *folder)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;

  source = g_settings_schema_source_new_from_directory (
      folder, g_settings_schema_source_get_default (), TRUE, NULL);
  return source != NULL ? g_settings_schema_source_lookup (source, USHER_APP_ID, FALSE) : NULL;
}

static GSettingsSchema *
look_beside_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = program != NULL ? g_path_get_dirname (program) : NULL;

  for (guint i = 0; bin != NULL && i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (bin, folders[i], NULL);
      GSettingsSchema *schema = look_in_folder (folder);

      if (schema != NULL)
        return schema;
    }
  return NULL;
}

static GSettingsSchema *
look_where_installed (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  return source != NULL ? g_settings_schema_source_lookup (source, USHER_APP_ID, TRUE) : NULL;
}

/**
 * usher_settings_new:
 *
 * What Usher remembers of its window and its table. The program ends when the schema is
 * nowhere to be found: then it is not installed completely.
 *
 * Returns: (transfer full): the settings
 */
GSettings *
usher_settings_new (void)
{
  g_autoptr (GSettingsSchema) schema = look_where_installed ();

  if (schema == NULL)
    schema = look_beside_program ();
  if (schema == NULL)
    g_error ("Usher is not installed completely: its settings schema %s is missing", USHER_APP_ID);
  return g_settings_new_full (schema, NULL, NULL);
}
