/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "server-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"
#include "text.h"

#define NAME_CHARS 64
#define SAYS_CHARS 1000

/**
 * usher_words_environment:
 *
 * Returns: (nullable): what an environment is called; %NULL for none
 */
const char *
usher_words_environment (UsherEnvironment environment)
{
  switch (environment)
    {
    case USHER_ENVIRONMENT_DEVELOPMENT:
      return _ ("Development");
    case USHER_ENVIRONMENT_STAGING:
      return _ ("Staging");
    case USHER_ENVIRONMENT_PRODUCTION:
      return _ ("Production");
    case USHER_ENVIRONMENT_NONE:
    default:
      return NULL;
    }
}

/**
 * usher_words_environment_dot:
 *
 * Returns: (transfer full) (nullable): the same after a dot, for a label that has its colour
 */
char *
usher_words_environment_dot (UsherEnvironment environment)
{
  const char *words = usher_words_environment (environment);

  return words != NULL ? g_strconcat ("● ", words, NULL) : NULL;
}

/**
 * usher_class_environment:
 *
 * Returns: (nullable): the style class with an environment's colour; %NULL for none
 */
const char *
usher_class_environment (UsherEnvironment environment)
{
  static const char *const classes[] = {
    [USHER_ENVIRONMENT_DEVELOPMENT] = "development",
    [USHER_ENVIRONMENT_STAGING] = "staging",
    [USHER_ENVIRONMENT_PRODUCTION] = "production",
  };

  return classes[environment];
}

/**
 * usher_words_server_label:
 *
 * Returns: (transfer full): what the server is called
 */
char *
usher_words_server_label (UsherServer *server)
{
  return usher_text_show_line (usher_server_get_label (server), NAME_CHARS);
}

/* "ana@db1"; just "ana" on this computer. */
static char *
words_login (const UsherConnectionInfo *info)
{
  g_autofree char *user = usher_text_show_line (info->session_user, NAME_CHARS);
  g_autofree char *host = usher_text_show_line (info->host, NAME_CHARS);

  return info->local ? g_steal_pointer (&user) : g_strdup_printf ("%s@%s", user, host);
}

/* If the role that acts is not the one that logged in, that too: what may be signalled
 * hangs on it. */
static char *
words_user (const UsherConnectionInfo *info)
{
  g_autofree char *login = words_login (info);
  g_autofree char *role = NULL;

  if (g_str_equal (info->session_user, info->current_user))
    return g_steal_pointer (&login);

  role = usher_text_show_line (info->current_user, NAME_CHARS);
  /* Translators: ROLE@HOST acting as OTHER ROLE */
  return g_strdup_printf (_ ("%s acting as %s"), login, role);
}

static char *
words_version (const UsherConnectionInfo *info)
{
  g_autofree char *shown = usher_text_show_line (info->version_text, NAME_CHARS);

  /* "15.18 (Debian 15.18-0+deb12u1)": the packager is not wanted in a title. */
  shown[strcspn (shown, " ")] = '\0';
  if (info->in_recovery)
    /* Translators: a standby server; %s is its version */
    return g_strdup_printf (_ ("PostgreSQL %s, standby"), shown);
  return g_strdup_printf (_ ("PostgreSQL %s"), shown);
}

static char *
words_wire (const UsherConnectionInfo *info)
{
  g_autofree char *tls = NULL;

  if (info->lock == USHER_LOCK_SOCKET)
    return g_strdup (_ ("local socket"));
  if (info->lock == USHER_LOCK_LOOPBACK)
    return g_strdup (_ ("loopback"));
  if (info->lock == USHER_LOCK_OPEN)
    return g_strdup (_ ("not encrypted"));
  if (info->tls == NULL)
    return g_strdup (_ ("encrypted"));

  tls = usher_text_show_line (info->tls, NAME_CHARS);
  if (info->lock == USHER_LOCK_VERIFIED)
    /* Translators: the certificate is the right one; %s is like "TLSv1.3" */
    return g_strdup_printf (_ ("verified with %s"), tls);
  /* Translators: %s is like "TLSv1.3" */
  return g_strdup_printf (_ ("encrypted with %s"), tls);
}

/**
 * usher_words_connection:
 *
 * Returns: (transfer full): who is connected to what and how, for a window's subtitle
 */
char *
usher_words_connection (const UsherConnectionInfo *info)
{
  g_autofree char *user = words_user (info);
  g_autofree char *version = words_version (info);
  g_autofree char *wire = words_wire (info);

  return g_strdup_printf ("%s · %s · %s", user, version, wire);
}

static char *
cut (char *text, glong max_chars)
{
  if (g_utf8_strlen (text, -1) > max_chars)
    *g_utf8_offset_to_pointer (text, max_chars) = '\0';
  return text;
}

/**
 * usher_words_server_says:
 * @error: (nullable): any error
 *
 * Returns: (transfer full) (nullable): the words behind @error that are not Usher's, and
 *   whose they are
 */
char *
usher_words_server_says (const GError *error)
{
  const char *says = error != NULL ? usher_error_get_server_says (error) : NULL;
  g_autofree char *shown = NULL;

  if (says == NULL || *says == '\0')
    return NULL;

  shown = usher_text_show (says);
  cut (g_strstrip (shown), SAYS_CHARS);
  /* Only a server's own errors have a state; the rest is said on this side of the wire. */
  if (usher_error_get_sqlstate (error) != NULL)
    return g_strdup_printf (_ ("Server says: %s"), shown);
  return g_strdup_printf (_ ("Details: %s"), shown);
}

/**
 * usher_words_seen_at:
 *
 * Returns: (transfer full): when @snapshot was taken, by the clock on this desk
 */
char *
usher_words_seen_at (UsherSnapshot *snapshot)
{
  gint64 age = g_get_monotonic_time () - snapshot->monotonic_time;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add (now, -age);

  /* Translators: a time of day, see strftime */
  return g_date_time_format (then, _ ("%H:%M:%S"));
}
