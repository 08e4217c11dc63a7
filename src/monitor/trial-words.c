/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-words.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "host-lookup.h"
#include "text.h"

enum
{
  NAME_CHARS = 60,
};

/*
 * usher_trial_step_of:
 * @error: why there is no connection
 *
 * libpq connects in one go, so how far it came is read from how it ended.
 *
 * Returns: the step that failed
 */
UsherTrialStep
usher_trial_step_of (const GError *error)
{
  if (error->domain != USHER_ERROR)
    return USHER_TRIAL_REACHED;

  switch ((guint)error->code)
    {
    case USHER_ERROR_BAD_ADDRESS:
    case USHER_ERROR_BAD_SERVICE:
    case USHER_ERROR_HOST_NOT_FOUND:
      return USHER_TRIAL_NAME;
    case USHER_ERROR_REFUSED:
    case USHER_ERROR_UNREACHABLE:
    case USHER_ERROR_TIMED_OUT:
    case USHER_ERROR_CONNECTION_LOST:
    case USHER_ERROR_PROTOCOL:
    case USHER_ERROR_TUNNEL:
    case USHER_ERROR_TUNNEL_REFUSED:
      return USHER_TRIAL_REACHED;
    case USHER_ERROR_TLS:
      return USHER_TRIAL_ENCRYPTED;
    case USHER_ERROR_TOO_OLD:
      return USHER_TRIAL_VERSION;
    case USHER_ERROR_ROLE:
      return USHER_TRIAL_ROLE;
    default:
      return USHER_TRIAL_LOGGED_IN;
    }
}

char *
usher_trial_words_error (const GError *error)
{
  const char *says = usher_error_get_server_says (error);
  g_autofree char *shown = NULL;

  if (says == NULL)
    return g_strdup (error->message);
  shown = usher_text_show (says);
  return g_strdup_printf ("%s\n%s", error->message, shown);
}

/*
 * usher_trial_words_found:
 * @endpoint: where the address leads
 * @hosts: (element-type UsherHost): what its name stands for
 */
char *
usher_trial_words_found (const UsherEndpoint *endpoint, GPtrArray *hosts)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *host = usher_text_show_line (endpoint->host, NAME_CHARS);

  for (guint i = 0; i < hosts->len; i++)
    {
      const UsherHost *found = g_ptr_array_index (hosts, i);

      if (found->address[0] != '\0')
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", found->address);
    }
  if (list->len == 0)
    return g_steal_pointer (&host);
  /* Translators: a host's name, and its addresses */
  return g_strdup_printf (_ ("%s is %s"), host, list->str);
}

/*
 * usher_trial_words_password:
 * @source: the keyring or the command
 * @found: whether it had a password
 * @excuse: (nullable): why it had none
 */
char *
usher_trial_words_password (UsherPasswordSource source, gboolean found, const GError *excuse)
{
  if (source == USHER_PASSWORD_COMMAND)
    return g_strdup (_ ("The command printed one."));
  if (found)
    return g_strdup (_ ("The keyring has one for this server and user."));
  if (excuse != NULL)
    return g_strdup (excuse->message);
  return g_strdup (_ ("The keyring has none for this server and user."));
}

char *
usher_trial_words_reached (const UsherConnectionInfo *info)
{
  g_autofree char *host = usher_text_show_line (info->host, NAME_CHARS);
  g_autofree char *port = usher_text_show_line (info->port, NAME_CHARS);

  /* Translators: a host and a port */
  return g_strdup_printf (_ ("%s, port %s"), host, port);
}

char *
usher_trial_words_version (const UsherConnectionInfo *info)
{
  g_autofree char *version = usher_text_show_line (info->version_text, NAME_CHARS);

  if (info->pooled)
    /* Translators: %s is a version */
    return g_strdup_printf (_ ("PostgreSQL %s, behind a connection pooler"), version);
  if (info->in_recovery)
    /* Translators: a standby server; %s is its version */
    return g_strdup_printf (_ ("PostgreSQL %s, standby"), version);
  /* Translators: %s is a version */
  return g_strdup_printf (_ ("PostgreSQL %s"), version);
}

/**
 * usher_trial_get_title:
 *
 * Returns: what @step is called
 */
const char *
usher_trial_get_title (UsherTrialStep step)
{
  static const char *const titles[] = {
    N_ ("Tunnel"),         N_ ("Name Found"), N_ ("Password Found"),
    N_ ("Server Reached"), N_ ("Encryption"), N_ ("Logged In"),
    N_ ("Server Version"), N_ ("Role"),       N_ ("What It May See and End"),
  };

  return _ (titles[step]);
}
