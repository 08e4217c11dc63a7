/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tls-words.h"

#include <glib/gi18n-lib.h>

gboolean
usher_tls_mode_is_best (const char *mode)
{
  return g_strcmp0 (mode, "verify-full") == 0;
}

/**
 * usher_words_tls_mode:
 * @mode: (nullable): a word of libpq's sslmode
 *
 * Returns: what it comes to, translated
 */
const char *
usher_words_tls_mode (const char *mode)
{
  if (usher_tls_mode_is_best (mode))
    return _ ("Encrypted, and the server proves that it is the one you named");
  if (g_strcmp0 (mode, "verify-ca") == 0)
    return _ ("Encrypted, but another server of the same authority could answer");
  if (g_strcmp0 (mode, "require") == 0)
    return _ ("Encrypted, but any server could answer");
  if (g_strcmp0 (mode, "disable") == 0)
    return _ ("Not encrypted: whoever is on the way can read and change everything");
  return _ ("Perhaps not encrypted, and any server could answer");
}

/* Over a socket there is no TLS, and nobody on the way. A service says by itself where it is. */
static gboolean
goes_over_network (UsherAddress *address)
{
  const char *host = usher_address_get (address, "host");

  if (usher_address_get (address, "hostaddr") != NULL)
    return TRUE;
  return host != NULL && *host != '/' && *host != '@';
}

/**
 * usher_words_weak_tls:
 *
 * Returns: (transfer full) (nullable): what is weak about the encryption that @address asks for;
 *   %NULL where it is the best, or where there is no network in between
 */
char *
usher_words_weak_tls (UsherAddress *address)
{
  const char *mode = usher_address_get (address, "sslmode");

  if (!goes_over_network (address) || usher_tls_mode_is_best (mode))
    return NULL;
  return g_strdup (usher_words_tls_mode (mode));
}
