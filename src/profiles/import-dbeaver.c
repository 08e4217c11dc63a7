/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "import-private.h"
#include "json-text.h"

/* DBeaver's data-sources.json; its passwords are in another file, which is not looked at:
 * {"connections": {"id": {"provider": "postgresql", "name": ..., "configuration": {...}}}} */

static const struct
{
  const char *member;
  const char *keyword; /* (nullable): NULL where nothing is lost */
} settings[] = {
  { "host", "host" },
  { "port", "port" },
  { "database", "dbname" },
  { "user", "user" },
  { "userName", "user" },
  { "password", "password" },
  { "url", NULL },
  { "type", NULL },
  { "configurationType", NULL },
  { "provider-properties", NULL },
  { "auth-model", NULL },
  { "handlers", NULL },
  { "home", NULL },
  { "bootstrap", NULL },
  { "closeIdleConnection", NULL },
};

static void
take_setting (JsonObject *configuration, const char *name, JsonNode *node, gpointer data)
{
  UsherImporting *importing = data;

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].member, name))
      {
        if (settings[i].keyword != NULL)
          usher_importing_set_node (importing, settings[i].keyword, node);
        return;
      }
  /* Commands of the shell, around the connection. */
  if (g_str_equal (name, "events"))
    usher_importing_leave_out (importing, name);
  else
    usher_importing_not_known (importing, name);
}

static UsherEnvironment
find_environment (const char *type)
{
  if (g_strcmp0 (type, "prod") == 0)
    return USHER_ENVIRONMENT_PRODUCTION;
  if (g_strcmp0 (type, "test") == 0)
    return USHER_ENVIRONMENT_STAGING;
  if (g_strcmp0 (type, "dev") == 0)
    return USHER_ENVIRONMENT_DEVELOPMENT;
  return USHER_ENVIRONMENT_NONE;
}

static JsonObject *
get_handler (JsonObject *configuration, const char *name)
{
  JsonObject *handlers = usher_json_get_object (configuration, "handlers");
  JsonObject *handler = handlers != NULL ? usher_json_get_object (handlers, name) : NULL;
  g_autofree char *enabled =
      handler != NULL ? usher_import_member_to_text (handler, "enabled") : NULL;

  return g_strcmp0 (enabled, "1") == 0 ? usher_json_get_object (handler, "properties") : NULL;
}

static void
take_tunnel (UsherImporting *importing, JsonObject *configuration)
{
  JsonObject *tunnel = get_handler (configuration, "ssh_tunnel");
  g_autofree char *host = tunnel != NULL ? usher_import_member_to_text (tunnel, "host") : NULL;
  g_autofree char *port = tunnel != NULL ? usher_import_member_to_text (tunnel, "port") : NULL;
  guint64 number = 0;

  if (host == NULL)
    return;
  if (*host == '-')
    {
      usher_importing_leave_out (importing, "ssh_tunnel");
      return;
    }
  if (port != NULL)
    g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL);
  importing->draft->tunnel = usher_tunnel_spec_new (host, (guint)number);
}

static void
take_configuration (UsherImporting *importing, JsonObject *configuration)
{
  g_autofree char *type = usher_import_member_to_text (configuration, "type");
  JsonObject *tls = get_handler (configuration, "postgre_ssl");
  g_autofree char *mode = tls != NULL ? usher_import_member_to_text (tls, "sslMode") : NULL;

  importing->draft->environment = find_environment (type);
  json_object_foreach_member (configuration, take_setting, importing);
  usher_importing_set (importing, "sslmode", mode);
  take_tunnel (importing, configuration);
}

static gboolean
is_postgresql (JsonObject *connection)
{
  const char *provider = usher_json_get_string (connection, "provider");

  return provider != NULL && strstr (provider, "postgres") != NULL;
}

static void
take_connection (JsonObject *connections, const char *name, JsonNode *node, gpointer entries)
{
  JsonObject *connection = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *read_only = NULL;
  UsherImporting *importing;
  JsonObject *configuration;

  if (connection == NULL || !is_postgresql (connection))
    return;
  importing = usher_importing_new ();
  importing->draft->name = usher_import_member_to_text (connection, "name");
  importing->draft->group = usher_import_member_to_text (connection, "folder");
  read_only = usher_import_member_to_text (connection, "read-only");
  importing->draft->look_only = g_strcmp0 (read_only, "1") == 0;
  configuration = usher_json_get_object (connection, "configuration");
  if (configuration != NULL)
    take_configuration (importing, configuration);
  usher_importing_finish (importing, entries);
}

void
usher_import_dbeaver (JsonObject *connections, GPtrArray *entries)
{
  json_object_foreach_member (connections, take_connection, entries);
}
