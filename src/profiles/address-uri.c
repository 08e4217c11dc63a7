/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "address-uri.h"

#include <string.h>

static void
append_escaped (GString *out, const char *value, const char *allowed)
{
  g_string_append_uri_escaped (out, value, allowed, FALSE);
}

/* One host and one port at most stand before the path; lists of them, and a port alone, are
 * said behind it, where libpq takes them as they are. */
static gboolean
has_plain_host (const char *host, const char *port)
{
  return host != NULL && strchr (host, ',') == NULL && (port == NULL || strchr (port, ',') == NULL);
}

/* In brackets nothing is escaped, so whatever else has a colon in it does without them. */
static gboolean
is_ipv6 (const char *host)
{
  return strchr (host, ':') != NULL && host[strspn (host, "0123456789abcdefABCDEF:.")] == '\0';
}

static void
append_host (GString *out, const char *host, const char *port)
{
  if (is_ipv6 (host))
    g_string_append_printf (out, "[%s]", host);
  else
    append_escaped (out, host, NULL);
  if (port != NULL)
    {
      g_string_append_c (out, ':');
      append_escaped (out, port, NULL);
    }
}

static gboolean
stands_before (const char *keyword, gboolean plain_host)
{
  return g_str_equal (keyword, "user") || g_str_equal (keyword, "dbname")
         || (plain_host && (g_str_equal (keyword, "host") || g_str_equal (keyword, "port")));
}

static void
append_parameters (GString *out, UsherAddress *address, gboolean plain_host)
{
  char separator = '?';

  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);

      if (stands_before (keyword, plain_host))
        continue;
      g_string_append_c (out, separator);
      append_escaped (out, keyword, NULL);
      g_string_append_c (out, '=');
      append_escaped (out, usher_address_get (address, keyword), "/:,@");
      separator = '&';
    }
}

/**
 * usher_address_to_uri:
 * @self: an address
 *
 * Writes all but the secrets as a URI, which usher_address_parse() reads.
 *
 * Returns: (transfer full): the text, nothing but ASCII
 */
char *
usher_address_to_uri (UsherAddress *self)
{
  g_autoptr (UsherAddress) address = usher_address_without_secrets (self);
  const char *host = usher_address_get (address, "host");
  const char *port = usher_address_get (address, "port");
  const char *user = usher_address_get (address, "user");
  const char *database = usher_address_get (address, "dbname");
  gboolean plain_host = has_plain_host (host, port);
  GString *out = g_string_new ("postgresql://");

  if (user != NULL)
    {
      append_escaped (out, user, NULL);
      g_string_append_c (out, '@');
    }
  if (plain_host)
    append_host (out, host, port);
  g_string_append_c (out, '/');
  if (database != NULL)
    append_escaped (out, database, NULL);
  append_parameters (out, address, plain_host);
  return g_string_free (out, FALSE);
}
