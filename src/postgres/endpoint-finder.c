/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "endpoint-finder.h"

#include "keywords.h"

static char *
copy_option (const PQconninfoOption *options, const char *keyword)
{
  const char *value = usher_option_get (options, keyword);

  return g_strdup (value != NULL ? value : "");
}

/* The same exploration, but with the user that libpq finds. */
static char *
find_user (UsherAddress *address)
{
  g_autoptr (UsherKeywords) keywords = usher_keywords_new (address);
  g_autoptr (PQconninfoOption) options = NULL;
  PGconn *conn;

  usher_keywords_set (keywords, "password", "-");
  usher_keywords_set (keywords, "sslmode", "explore");
  conn = usher_keywords_connect (keywords);
  options = PQconninfo (conn);
  PQfinish (conn);
  return copy_option (options, "user");
}

/**
 * usher_endpoint_find:
 * @address: what the person gave
 * @error: return location
 *
 * Finds out where libpq would connect to. Reads files, and may ask an LDAP server that the
 * service file names: not for the main thread.
 *
 * Returns: (transfer full): where @address leads; %NULL with %USHER_ERROR_BAD_SERVICE or
 *   %USHER_ERROR_BAD_ADDRESS
 */
UsherEndpoint *
usher_endpoint_find (UsherAddress *address, GError **error)
{
  g_autoptr (PQconninfoOption) options = usher_keywords_explore (address, error);
  UsherEndpoint *endpoint;

  if (options == NULL)
    return NULL;

  endpoint = g_new0 (UsherEndpoint, 1);
  endpoint->host = copy_option (options, "host");
  endpoint->hostaddr = copy_option (options, "hostaddr");
  endpoint->port = copy_option (options, "port");
  endpoint->user = find_user (address);
  endpoint->database = copy_option (options, "dbname");
  return endpoint;
}
