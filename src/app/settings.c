/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "settings.h"

/**
 * usher_settings_new:
 *
 * GLib ends the program when a schema is missing, and it is when Usher runs from its build
 * folder without GSETTINGS_SCHEMA_DIR. Then Usher works all the same, and remembers nothing.
 *
 * Returns: (transfer full) (nullable): Usher's settings, or %NULL
 */
GSettings *
usher_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, USHER_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
