/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"

typedef struct
{
  char *sqlstate;    /* (owned) (nullable) */
  char *server_says; /* (owned) (nullable) */
} UsherErrorPrivate;

static void
usher_error_private_init (UsherErrorPrivate *priv)
{
}

static void
usher_error_private_copy (const UsherErrorPrivate *src, UsherErrorPrivate *dest)
{
  dest->sqlstate = g_strdup (src->sqlstate);
  dest->server_says = g_strdup (src->server_says);
}

static void
usher_error_private_clear (UsherErrorPrivate *priv)
{
  g_free (priv->sqlstate);
  g_free (priv->server_says);
}

G_DEFINE_EXTENDED_ERROR (UsherError, usher_error)

/**
 * usher_error_new:
 * @code: what went wrong
 * @sqlstate: (nullable): five characters, when a server gave them
 * @server_says: (nullable): the server's or libpq's own words, valid UTF-8
 * @sentence: a translated sentence for the person
 *
 * Any thread. Returns: (transfer full): the error
 */
GError *
usher_error_new (UsherError code,
                 const char *sqlstate,
                 const char *server_says,
                 const char *sentence)
{
  GError *error = g_error_new_literal (USHER_ERROR, code, sentence);
  UsherErrorPrivate *priv = usher_error_get_private (error);

  priv->sqlstate = g_strdup (sqlstate);
  priv->server_says = g_strdup (server_says);
  return error;
}

/**
 * usher_error_get_sqlstate:
 * @error: any error
 *
 * Returns: (nullable): the SQLSTATE that came with @error, owned by it
 */
const char *
usher_error_get_sqlstate (const GError *error)
{
  return error->domain == USHER_ERROR ? usher_error_get_private (error)->sqlstate : NULL;
}

/**
 * usher_error_get_server_says:
 * @error: any error
 *
 * Returns: (nullable): the untranslated words of the server or of libpq that stand behind
 *   @error, owned by it. Untrusted text: show it through usher_text_show().
 */
const char *
usher_error_get_server_says (const GError *error)
{
  return error->domain == USHER_ERROR ? usher_error_get_private (error)->server_says : NULL;
}

/**
 * usher_error_is_about_password:
 * @error: (nullable): any error
 *
 * Returns: whether a person who types a password gets further
 */
gboolean
usher_error_is_about_password (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_PASSWORD_NEEDED)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_PASSWORD_WRONG);
}
