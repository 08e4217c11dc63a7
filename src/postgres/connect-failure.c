/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connect-failure.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "keywords.h"
#include "text.h"

/* {host}, {user} and {database} are replaced by what they name; their order is free. */
static const struct
{
  UsherError code;
  const char *sentence;
} sentences[] = {
  { USHER_ERROR_BAD_ADDRESS,
    N_ ("This address cannot be used. Correct what libpq complains about.") },
  { USHER_ERROR_BAD_SERVICE,
    N_ ("There is no usable service of that name. Check its spelling and the connection service "
        "file ~/.pg_service.conf, or write an address that begins with postgresql://.") },
  { USHER_ERROR_HOST_NOT_FOUND,
    N_ ("There is no host named {host}. Check its spelling, and that the network is up.") },
  { USHER_ERROR_REFUSED,
    N_ ("No server answers at {host}. Check host and port, and that PostgreSQL runs there.") },
  { USHER_ERROR_UNREACHABLE,
    N_ ("{host} cannot be reached. Check the network, the VPN and the firewalls.") },
  { USHER_ERROR_TIMED_OUT,
    N_ ("{host} did not answer in time. Check host and port, the network and the firewalls, or "
        "set a longer connect_timeout.") },
  { USHER_ERROR_CONNECTION_LOST,
    N_ ("The connection to {host} broke before it was ready. Try again; look into the server’s "
        "log if it happens again.") },
  { USHER_ERROR_PASSWORD_NEEDED,
    N_ ("The server asks for the password of {user}. Enter it, or put it into the password "
        "file.") },
  { USHER_ERROR_PASSWORD_WRONG,
    N_ ("The server does not accept this password for {user}. Check the user’s name and enter "
        "the password again.") },
  { USHER_ERROR_LOGIN_REFUSED,
    N_ ("The server does not let {user} in from here. Check the user’s name, or have this user "
        "and this computer allowed in the server’s pg_hba.conf.") },
  { USHER_ERROR_NO_DATABASE,
    N_ ("There is no database named {database} on this server. Check its spelling, or connect "
        "without naming one.") },
  { USHER_ERROR_DATABASE_CLOSED,
    N_ ("The database {database} accepts no connections. Connect to another one of this server, "
        "such as postgres.") },
  { USHER_ERROR_TOO_MANY_CLIENTS,
    N_ ("The server has no free connection left for {user}. Wait until others leave, or connect "
        "as a superuser, for whom some are reserved.") },
  { USHER_ERROR_STARTING_UP,
    N_ ("The server is starting up or shutting down. Try again in a moment.") },
  { USHER_ERROR_OTHER_SERVER,
    N_ ("{host} is not the kind of server that target_session_attrs asks for: a primary or a "
        "standby, writable or not. Wait until one takes over, or change target_session_attrs.") },
  { USHER_ERROR_TLS,
    N_ ("No secure connection to {host} could be made. Check that the server offers TLS with a "
        "certificate that is trusted here, and sslmode and sslrootcert of the address.") },
  { USHER_ERROR_NOT_PERMITTED,
    N_ ("{user} may not connect to the database {database}. Ask its owner for the CONNECT "
        "privilege, or connect to another database.") },
  { USHER_ERROR_TERMINATED,
    N_ ("The server ended the connection before it was ready. Try again in a moment.") },
  { USHER_ERROR_PROTOCOL,
    N_ ("What answers at {host} does not accept what Usher asks. Check that it is a PostgreSQL "
        "server, and what the address asks for.") },
  { USHER_ERROR_FAILED,
    N_ ("The connection to {host} could not be made. The words of the server or of libpq say "
        "why.") },
};

/* libpq says more of TLS than that it failed, in words. Those of OpenSSL are never translated;
 * where the others are, the sentence above has to do. */
static const struct
{
  const char *words;
  const char *sentence;
} tls_sentences[] = {
  { "certificate verify failed",
    N_ ("The certificate of {host} is not trusted here: it has expired, or this computer does not "
        "know who issued it. Choose the root certificate of its issuer (sslrootcert), or have the "
        "certificate renewed.") },
  { "does not match host name",
    N_ ("The certificate of {host} is made out to another name. Connect by the name that it is "
        "made out to, and make sure that this is the right server.") },
  { "root certificate file",
    N_ ("There is no root certificate here to check {host} with. Choose that of the server’s "
        "issuer (sslrootcert).") },
  { "does not support SSL",
    N_ ("{host} offers no TLS. Have it switched on there, or choose a weaker TLS mode if nobody "
        "else can listen on the way.") },
};

/* The words of libpq are translated and have no code, but where errno was to blame they hold
 * its text in the same language. */
static const struct
{
  int problem;
  UsherError code;
} problems[] = {
  { ECONNREFUSED, USHER_ERROR_REFUSED },
  { ENOENT, USHER_ERROR_REFUSED },
  { EACCES, USHER_ERROR_REFUSED },
  { EHOSTUNREACH, USHER_ERROR_UNREACHABLE },
  { ENETUNREACH, USHER_ERROR_UNREACHABLE },
  { ENETDOWN, USHER_ERROR_UNREACHABLE },
  { EADDRNOTAVAIL, USHER_ERROR_UNREACHABLE },
  { ETIMEDOUT, USHER_ERROR_UNREACHABLE },
  { ECONNRESET, USHER_ERROR_CONNECTION_LOST },
  { EPIPE, USHER_ERROR_CONNECTION_LOST },
};

/* What the placeholders stand for, raw bytes. */
typedef struct
{
  char *host; /* (owned) */
  const char *user;
  const char *database;
} Place;

static void
place_init (Place *place, PGconn *conn)
{
  const char *host = PQhost (conn);
  const char *port = PQport (conn);

  if (host == NULL || *host == '\0')
    host = "localhost";
  if (port == NULL || *port == '\0')
    place->host = g_strdup (host);
  else
    place->host = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
  place->user = PQuser (conn);
  place->database = PQdb (conn);
}

static void
append_value (GString *out, const char *value)
{
  g_autofree char *decoded = usher_text_decode (value != NULL ? value : "", -1, -1);
  g_autofree char *shown = usher_text_show_line (decoded, 100);

  g_string_append (out, shown);
}

static const char *
append_placeholder (GString *out, const char *at, const Place *place)
{
  if (g_str_has_prefix (at, "{host}"))
    append_value (out, place->host);
  else if (g_str_has_prefix (at, "{user}"))
    append_value (out, place->user);
  else if (g_str_has_prefix (at, "{database}"))
    append_value (out, place->database);
  return at + strcspn (at, "}") + 1;
}

static const char *
find_sentence (UsherError code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code)
      return _ (sentences[i].sentence);
  return find_sentence (USHER_ERROR_FAILED);
}

static const char *
choose_sentence (UsherError code, const char *words)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tls_sentences); i++)
    if (code == USHER_ERROR_TLS && words != NULL && strstr (words, tls_sentences[i].words) != NULL)
      return _ (tls_sentences[i].sentence);
  return find_sentence (code);
}

static GError *
make_error (UsherError code, const char *sqlstate, const char *words, const Place *place)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *sentence = choose_sentence (code, words);
  const char *placeholder;

  while ((placeholder = strchr (sentence, '{')) != NULL)
    {
      g_string_append_len (out, sentence, placeholder - sentence);
      sentence = append_placeholder (out, placeholder, place);
    }
  g_string_append (out, sentence);
  return usher_error_new (code, sqlstate, words, out->str);
}

static GError *
make_error_at (UsherError code, const char *sqlstate, const char *words, PGconn *conn)
{
  Place place;
  GError *error;

  place_init (&place, conn);
  error = make_error (code, sqlstate, words, &place);
  g_free (place.host);
  return error;
}

/* libpq keeps the SQLSTATE of a failed login nowhere but in its verbose words:
 * "FATAL:  53300: sorry, too many clients already". When several hosts were tried, the last
 * one counts. */
static char *
take_sqlstate (char **words)
{
  g_autoptr (GRegex) pattern = g_regex_new ("(?<=:  )([0-9A-Z]{5}): ", 0, 0, NULL);
  g_autoptr (GRegex) location =
      g_regex_new ("\\n[^\\n]*:  \\w+, [\\w.-]+\\.c:[0-9]+(?=\\n|$)", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *shorter = NULL;
  char *sqlstate = NULL;

  for (g_regex_match (pattern, *words, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_free (sqlstate);
      sqlstate = g_match_info_fetch (match, 1);
    }

  shorter = g_regex_replace_literal (pattern, *words, -1, 0, "", 0, NULL);
  g_free (*words);
  *words = g_regex_replace_literal (location, shorter, -1, 0, "", 0, NULL);
  return sqlstate;
}

static UsherError
code_of_words (const char *words)
{
  for (gsize i = 0; words != NULL && i < G_N_ELEMENTS (problems); i++)
    if (strstr (words, g_strerror (problems[i].problem)) != NULL)
      return problems[i].code;
  return USHER_ERROR_FAILED;
}

/* The server let us in, so if neither it nor the system says what is wrong, libpq found that it
 * is not the kind of server that target_session_attrs asks for. */
static gboolean
is_other_server (PGconn *conn)
{
  g_autoptr (PQconninfoOption) options = PQconninfo (conn);
  const char *wanted = usher_option_get (options, "target_session_attrs");

  return PQparameterStatus (conn, "server_version") != NULL && wanted != NULL
         && !g_str_equal (wanted, "any");
}

/* Without SQLSTATE: the login was not reached, or libpq itself gave up in the middle of it. */
static UsherError
code_of_stage (PGconn *conn, ConnStatusType stage, const char *words)
{
  UsherError code = code_of_words (words);

  if (PQconnectionNeedsPassword (conn))
    return USHER_ERROR_PASSWORD_NEEDED;
  if (stage == CONNECTION_SSL_STARTUP)
    return USHER_ERROR_TLS;
  if (code == USHER_ERROR_FAILED && is_other_server (conn))
    return USHER_ERROR_OTHER_SERVER;
  if (code == USHER_ERROR_FAILED && stage == CONNECTION_BAD)
    return USHER_ERROR_BAD_ADDRESS;
  if (code == USHER_ERROR_FAILED && stage == CONNECTION_AWAITING_RESPONSE)
    return USHER_ERROR_PROTOCOL;
  return code;
}

static UsherError
code_of_sqlstate (const char *sqlstate)
{
  if (g_str_equal (sqlstate, "55000"))
    return USHER_ERROR_DATABASE_CLOSED;
  return usher_failure_code (sqlstate);
}

/*< private >
 * usher_connect_failure_new:
 * @conn: a connection that could not be made, its errors set to %PQERRORS_VERBOSE
 * @stage: its status before the step that failed; %CONNECTION_BAD when there was none
 *
 * Returns: (transfer full): why
 */
GError *
usher_connect_failure_new (PGconn *conn, ConnStatusType stage)
{
  g_autofree char *words = usher_failure_words (PQerrorMessage (conn), -1);
  g_autofree char *sqlstate = words != NULL ? take_sqlstate (&words) : NULL;
  UsherError code =
      sqlstate != NULL ? code_of_sqlstate (sqlstate) : code_of_stage (conn, stage, words);

  return make_error_at (code, sqlstate, words, conn);
}

/*< private >
 * usher_connect_failure_timed_out:
 *
 * Returns: (transfer full): %USHER_ERROR_TIMED_OUT
 */
GError *
usher_connect_failure_timed_out (PGconn *conn)
{
  return make_error_at (USHER_ERROR_TIMED_OUT, NULL, NULL, conn);
}

/*< private >
 * usher_connect_failure_bad_service:
 * @address: what was to be connected to
 * @conn: what libpq made of it
 *
 * Returns: (transfer full): libpq could not even read what @address and its own sources say
 */
GError *
usher_connect_failure_bad_service (UsherAddress *address, PGconn *conn)
{
  g_autofree char *words = usher_failure_words (PQerrorMessage (conn), -1);
  gboolean by_service =
      usher_address_get (address, "service") != NULL || g_getenv ("PGSERVICE") != NULL;

  return make_error_at (by_service ? USHER_ERROR_BAD_SERVICE : USHER_ERROR_BAD_ADDRESS, NULL, words,
                        conn);
}

/*< private >
 * usher_connect_failure_no_host:
 * @hosts: names that have no address
 * @reason: (nullable): what the resolver says; %NULL when it took too long
 *
 * Returns: (transfer full): %USHER_ERROR_HOST_NOT_FOUND or %USHER_ERROR_TIMED_OUT
 */
GError *
usher_connect_failure_no_host (const char *hosts, const GError *reason)
{
  Place place = { (char *)hosts, NULL, NULL };

  return make_error (reason != NULL ? USHER_ERROR_HOST_NOT_FOUND : USHER_ERROR_TIMED_OUT, NULL,
                     reason != NULL ? reason->message : NULL, &place);
}

/*< private >
 * usher_connect_failure_too_old:
 * @version: what the server calls its version
 *
 * Returns: (transfer full): %USHER_ERROR_TOO_OLD
 */
GError *
usher_connect_failure_too_old (const char *version)
{
  g_autofree char *decoded = usher_text_decode (version, -1, -1);
  g_autofree char *shown = usher_text_show_line (decoded, 40);
  /* Translators: %s is a version number */
  g_autofree char *sentence = g_strdup_printf (
      _ ("The server is PostgreSQL %s. Usher works with PostgreSQL 12 and later."), shown);

  return usher_error_new (USHER_ERROR_TOO_OLD, NULL, NULL, sentence);
}

static GError *
role_error (const char *role, const char *format, const GError *reason)
{
  g_autofree char *decoded = usher_text_decode (role, -1, -1);
  g_autofree char *shown = usher_text_show_line (decoded, 100);
  g_autoptr (GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%s", shown, 1);
  return usher_error_new (
      USHER_ERROR_ROLE, reason != NULL ? usher_error_get_sqlstate (reason) : NULL,
      reason != NULL ? usher_error_get_server_says (reason) : NULL, sentence->str);
}

/*< private >
 * usher_connect_failure_role:
 * @role: the role that was to be taken
 * @reason: what the server says
 *
 * Returns: (transfer full): %USHER_ERROR_ROLE
 */
GError *
usher_connect_failure_role (const char *role, const GError *reason)
{
  return role_error (role,
                     /* Translators: %s is a role */
                     _ ("The server does not let you take the role %s. Check its spelling, have "
                        "yourself made a member of it, or leave the role blank."),
                     reason);
}

/*< private >
 * usher_connect_failure_pooled_role:
 * @role: the role that was to be taken
 *
 * Returns: (transfer full): %USHER_ERROR_ROLE
 */
GError *
usher_connect_failure_pooled_role (const char *role)
{
  return role_error (role,
                     /* Translators: %s is a role */
                     _ ("The role %s cannot be taken through a connection pooler: other clients "
                        "would get it too. Leave the role blank, or connect to the server itself."),
                     NULL);
}
