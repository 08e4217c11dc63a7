/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libpq-fe.h>
#include <string.h>

#include "address-private.h"
#include "encodings.h"
#include "errors.h"
#include "text.h"

static gboolean
holds_password (const char *text)
{
  const char *authority = strstr (text, "://");
  const char *at = authority != NULL ? strrchr (authority, '@') : NULL;

  return strstr (text, "password") != NULL
         || (at != NULL && memchr (authority + 3, ':', (gsize)(at - authority - 3)) != NULL);
}

/* libpq quotes the piece that it stumbled over, and that may be a part of the password. */
static char *
without_quotes (const char *words)
{
  GString *out = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *c = words; *c != '\0'; c++)
    {
      if (*c == '"')
        {
          g_string_append (out, quoted ? "…\"" : "\"");
          quoted = !quoted;
        }
      else if (!quoted)
        g_string_append_c (out, *c);
    }
  if (quoted)
    g_string_append (out, "…");
  return g_string_free (out, FALSE);
}

static GError *
bad_address (const char *text, const char *words, const char *sentence)
{
  g_autofree char *discreet = NULL;
  g_autofree char *shown = NULL;

  if (words != NULL)
    {
      discreet = holds_password (text) ? without_quotes (words) : g_strdup (words);
      shown = usher_text_decode (g_strchomp (discreet), -1, USHER_ENCODING_UTF8);
    }
  return usher_error_new (USHER_ERROR_BAD_ADDRESS, NULL, shown, sentence);
}

static void
free_options (PQconninfoOption *options)
{
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (option->val != NULL)
      explicit_bzero (option->val, strlen (option->val));
  PQconninfoFree (options);
}

static UsherAddress *
from_options (const PQconninfoOption *options)
{
  UsherAddress *address = usher_address_new ();

  for (; options->keyword != NULL; options++)
    {
      UsherAddress *longer = usher_address_with (address, options->keyword, options->val);

      usher_address_unref (address);
      address = longer;
    }
  return address;
}

static UsherAddress *
parse_with_libpq (const char *text, GError **error)
{
  char *words = NULL;
  PQconninfoOption *options = PQconninfoParse (text, &words);
  UsherAddress *address;

  if (options == NULL)
    {
      g_propagate_error (error,
                         bad_address (text, words,
                                      _ ("This address cannot be read. Write it as "
                                         "postgresql://user@host:port/database, or as "
                                         "host=… port=… user=… dbname=…, with special characters "
                                         "escaped.")));
      PQfreemem (words);
      return NULL;
    }

  address = from_options (options);
  free_options (options);
  return address;
}

/* psql would look for another address in the name of the database, the parser does not; then
 * a password in there would be taken for a part of a name, and be shown as one. */
static UsherAddress *
refuse_nested (UsherAddress *address, GError **error)
{
  const char *database = usher_address_get (address, "dbname");

  if (database == NULL || !usher_address_is_uri (database))
    return address;

  usher_address_unref (address);
  g_propagate_error (error,
                     bad_address ("", NULL,
                                  _ ("There is an address inside of the address, in place of the "
                                     "database’s name. Write the inner one alone.")));
  return NULL;
}

static gboolean
is_bare_word (const char *text)
{
  return strpbrk (text, "= \t\r\n'\"\\") == NULL && strstr (text, "://") == NULL;
}

static UsherAddress *
parse_stripped (const char *text, GError **error)
{
  UsherAddress *address;

  if (*text == '\0')
    return usher_address_new ();
  if (!usher_address_is_uri (text) && is_bare_word (text))
    return usher_address_new_for_service (text);

  address = parse_with_libpq (text, error);
  return address != NULL ? refuse_nested (address, error) : NULL;
}

/**
 * usher_address_parse:
 * @text: what a person typed
 * @error: return location
 *
 * Reads a URI (postgresql://...), libpq's keyword form (host=... dbname=...), or a bare word,
 * which names an entry of the connection service file. Nothing at all is the address of
 * usher_address_new(). No file is read and no name looked up, so this never waits; a service
 * that does not exist is found out when connecting (%USHER_ERROR_BAD_SERVICE).
 *
 * Any thread. Returns: (transfer full): the address; %NULL with %USHER_ERROR_BAD_ADDRESS, whose
 *   words never hold a password
 */
UsherAddress *
usher_address_parse (const char *text, GError **error)
{
  g_autofree char *stripped = NULL;
  UsherAddress *address;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_propagate_error (error, bad_address ("", NULL,
                                             _ ("This address is not UTF-8 text. Write other bytes "
                                                "as %XX in a postgresql:// address.")));
      return NULL;
    }

  stripped = g_strstrip (g_strdup (text));
  address = parse_stripped (stripped, error);
  explicit_bzero (stripped, strlen (stripped));
  return address;
}
