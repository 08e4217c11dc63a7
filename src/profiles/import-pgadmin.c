/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "import-private.h"
#include "json-text.h"

/* pgAdmin's export, servers.json: {"Servers": {"1": {"Name": ..., "Host": ..., ...}}} */

static const struct
{
  const char *member;
  const char *keyword;
} settings[] = {
  { "Host", "host" },
  { "HostAddr", "hostaddr" },
  { "Port", "port" },
  { "MaintenanceDB", "dbname" },
  { "Username", "user" },
  { "SSLMode", "sslmode" },
  { "SSLCert", "sslcert" },
  { "SSLRootCert", "sslrootcert" },
  { "SSLCrl", "sslcrl" },
  { "SSLCompression", "sslcompression" },
  { "Timeout", "connect_timeout" },
  { "PassFile", "passfile" },
  { "SSLKey", "sslkey" },
  { "Service", "service" },
  { "Password", "password" },
};

/* What only makes sense in pgAdmin, or is read elsewhere below. */
static const char *const expected[] = {
  "Name",
  "Group",
  "Role",
  "ConnectionParameters",
  "UseSSHTunnel",
  "TunnelHost",
  "TunnelPort",
  "TunnelUsername",
  "Comment",
  "Shared",
  "BGColor",
  "FGColor",
  "SharedUsername",
  "TunnelAuthentication",
  "TunnelKeepAlive",
  "Tags",
};

static const char *
find_keyword (const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].member, member))
      return settings[i].keyword;
  return NULL;
}

static gboolean
is_expected (const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (g_str_equal (expected[i], member))
      return TRUE;
  return FALSE;
}

/* pgAdmin has a shell run it; Usher does not. */
static void
take_command (UsherImporting *importing, const char *name, JsonNode *node)
{
  g_autofree char *text = usher_import_node_to_text (node);
  char **command = NULL;

  if (text != NULL && *text == '\0')
    return;
  if (text != NULL && strlen (text) <= USHER_IMPORT_LONGEST_VALUE)
    g_shell_parse_argv (text, NULL, &command, NULL);
  usher_importing_offer_command (importing, name, command);
}

static void
take_member (JsonObject *server, const char *name, JsonNode *node, gpointer data)
{
  UsherImporting *importing = data;
  const char *keyword = find_keyword (name);

  if (keyword != NULL)
    usher_importing_set_node (importing, keyword, node);
  else if (g_str_equal (name, "PasswordExecCommand"))
    take_command (importing, name, node);
  else if (strstr (name, "Command") != NULL)
    usher_importing_leave_out (importing, name);
  else if (!is_expected (name))
    usher_importing_not_known (importing, name);
}

static void
take_parameter (JsonObject *parameters, const char *name, JsonNode *node, gpointer data)
{
  usher_importing_set_node (data, name, node);
}

static void
take_tunnel (UsherImporting *importing, JsonObject *server)
{
  g_autofree char *use = usher_import_member_to_text (server, "UseSSHTunnel");
  g_autofree char *host = usher_import_member_to_text (server, "TunnelHost");
  g_autofree char *user = usher_import_member_to_text (server, "TunnelUsername");
  g_autofree char *port = usher_import_member_to_text (server, "TunnelPort");
  g_autofree char *destination = NULL;
  guint64 number = 0;

  if (g_strcmp0 (use, "1") != 0 || host == NULL)
    return;
  destination = user != NULL ? g_strdup_printf ("%s@%s", user, host) : g_strdup (host);
  /* Never an option of ssh's. */
  if (*destination == '-')
    {
      usher_importing_leave_out (importing, "TunnelHost");
      return;
    }
  if (port != NULL)
    g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL);
  importing->draft->tunnel = usher_tunnel_spec_new (destination, (guint)number);
}

static void
take_server (JsonObject *servers, const char *name, JsonNode *node, gpointer entries)
{
  UsherImporting *importing;
  JsonObject *server, *parameters;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  server = json_node_get_object (node);
  importing = usher_importing_new ();
  importing->draft->name = usher_import_member_to_text (server, "Name");
  importing->draft->group = usher_import_member_to_text (server, "Group");
  importing->draft->role = usher_import_member_to_text (server, "Role");
  json_object_foreach_member (server, take_member, importing);
  parameters = usher_json_get_object (server, "ConnectionParameters");
  if (parameters != NULL)
    json_object_foreach_member (parameters, take_parameter, importing);
  take_tunnel (importing, server);
  usher_importing_finish (importing, entries);
}

void
usher_import_pgadmin (JsonObject *servers, GPtrArray *entries)
{
  json_object_foreach_member (servers, take_server, entries);
}
