/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "failure.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "text.h"

static const struct
{
  const char *sqlstate; /* or the class it begins with */
  UsherError code;
} codes[] = {
  { "08", USHER_ERROR_PROTOCOL },
  { "25006", USHER_ERROR_READ_ONLY },
  { "28P01", USHER_ERROR_PASSWORD_WRONG },
  { "28", USHER_ERROR_LOGIN_REFUSED },
  { "3D000", USHER_ERROR_NO_DATABASE },
  { "42501", USHER_ERROR_NOT_PERMITTED },
  { "53300", USHER_ERROR_TOO_MANY_CLIENTS },
  { "55006", USHER_ERROR_OBJECT_IN_USE },
  { "55P03", USHER_ERROR_LOCK_TIMEOUT },
  { "57014", USHER_ERROR_QUERY_CANCELLED },
  { "57P03", USHER_ERROR_STARTING_UP },
  { "57P", USHER_ERROR_TERMINATED },
};

static const struct
{
  UsherError code;
  const char *sentence;
} sentences[] = {
  { USHER_ERROR_PROTOCOL,
    N_ ("The server and Usher did not understand each other. Connect again, without anything "
        "in between if possible.") },
  { USHER_ERROR_READ_ONLY,
    N_ ("This server or session only reads. On a standby, connect to the primary server "
        "instead.") },
  { USHER_ERROR_NO_DATABASE, N_ ("The database does not exist any more.") },
  { USHER_ERROR_NOT_PERMITTED,
    N_ ("The server does not permit this to your role. Ask for the privilege, or connect as "
        "another role.") },
  { USHER_ERROR_TOO_MANY_CLIENTS, N_ ("The server has no room for this now. Try again later.") },
  { USHER_ERROR_OBJECT_IN_USE,
    N_ ("Others are using it. End their sessions first, then try again.") },
  { USHER_ERROR_LOCK_TIMEOUT,
    N_ ("Somebody else holds a lock on it for too long. Look at Blocking, then try again.") },
  { USHER_ERROR_QUERY_CANCELLED,
    N_ ("The server stopped the statement before it was done. Try again when the server is less "
        "busy.") },
  { USHER_ERROR_STARTING_UP,
    N_ ("The server is starting up or shutting down. Try again in a moment.") },
  { USHER_ERROR_TERMINATED,
    N_ ("The server ended Usher’s own session. Connect again when it is ready.") },
};

/*< private >
 * usher_failure_code:
 * @sqlstate: (nullable): five characters
 *
 * Returns: the code for it, %USHER_ERROR_FAILED when it has none of its own
 */
UsherError
usher_failure_code (const char *sqlstate)
{
  for (gsize i = 0; sqlstate != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_has_prefix (sqlstate, codes[i].sqlstate))
      return codes[i].code;
  return USHER_ERROR_FAILED;
}

static const char *
find_sentence (UsherError code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code)
      return _ (sentences[i].sentence);
  return _ ("The server could not do this. Its own words say why.");
}

/*< private >
 * usher_failure_words:
 * @words: (nullable): what libpq or a server says, any bytes
 * @encoding: theirs
 *
 * Returns: (transfer full) (nullable): valid UTF-8 without the line break at the end; %NULL for
 *   no words
 */
char *
usher_failure_words (const char *words, int encoding)
{
  char *decoded;

  if (words == NULL || *words == '\0')
    return NULL;
  decoded = usher_text_decode (words, -1, encoding);
  return g_strchomp (decoded);
}

/*< private >
 * usher_failure_is_fatal:
 * @result: a result, or a notice
 *
 * Returns: whether the server closes the connection after saying this
 */
gboolean
usher_failure_is_fatal (const PGresult *result)
{
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);

  return g_strcmp0 (severity, "FATAL") == 0 || g_strcmp0 (severity, "PANIC") == 0;
}

static void
append_field (GString *out, const PGresult *result, int field, const char *label)
{
  const char *text = PQresultErrorField (result, field);

  if (text == NULL)
    return;
  if (out->len > 0)
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "%s%s", label, text);
}

/* The server's labels, where they stand in its log and in psql, are English: they are quoted. */
static char *
quote_server (const PGresult *result, int encoding)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_field (out, result, PG_DIAG_MESSAGE_PRIMARY, "");
  append_field (out, result, PG_DIAG_MESSAGE_DETAIL, "DETAIL: ");
  append_field (out, result, PG_DIAG_MESSAGE_HINT, "HINT: ");
  if (out->len == 0)
    g_string_append (out, PQresultErrorMessage (result));
  return usher_failure_words (out->str, encoding);
}

/*< private >
 * usher_failure_from_result:
 * @result: a failed result, or a notice
 *
 * Returns: (transfer full): why the server refused a statement, or ended the session
 */
GError *
usher_failure_from_result (const PGresult *result, int encoding)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  g_autofree char *words = quote_server (result, encoding);
  UsherError code = usher_failure_code (sqlstate);

  return usher_error_new (code, sqlstate, words, find_sentence (code));
}

/* Whoever gets %USHER_ERROR_CONNECTION_LOST or %USHER_ERROR_TERMINATED knows that there is no
 * connection any more. No other code may say so, see usher_connection_query(). */
static GError *
from_farewell (const GError *farewell)
{
  UsherError code = farewell->code == USHER_ERROR_TERMINATED ? USHER_ERROR_TERMINATED
                                                             : USHER_ERROR_CONNECTION_LOST;

  return usher_error_new (code, usher_error_get_sqlstate (farewell),
                          usher_error_get_server_says (farewell), farewell->message);
}

/*< private >
 * usher_failure_lost:
 * @conn: (nullable): a connection that broke
 * @farewell: (nullable): the last thing its server said
 *
 * Returns: (transfer full): %USHER_ERROR_TERMINATED or %USHER_ERROR_CONNECTION_LOST
 */
GError *
usher_failure_lost (PGconn *conn, const GError *farewell, int encoding)
{
  g_autofree char *words = NULL;

  if (farewell != NULL)
    return from_farewell (farewell);

  words = conn != NULL ? usher_failure_words (PQerrorMessage (conn), encoding) : NULL;
  return usher_error_new (USHER_ERROR_CONNECTION_LOST, NULL, words,
                          _ ("The connection to the server broke. Check that the server runs "
                             "and the network is up, then connect again."));
}

/*< private >
 * usher_failure_given_up:
 *
 * Returns: (transfer full): a server did not even answer a cancel request, so its connection
 *   was dropped; what became of the statement is not known
 */
GError *
usher_failure_given_up (void)
{
  return usher_error_new (USHER_ERROR_CONNECTION_LOST, NULL, NULL,
                          _ ("The server did not answer any more, so Usher dropped the "
                             "connection. What it was doing may still be going on there."));
}

/*< private >
 * usher_failure_timed_out:
 *
 * Returns: (transfer full): a statement was stopped by its deadline; the connection is well
 */
GError *
usher_failure_timed_out (void)
{
  return usher_error_new (USHER_ERROR_TIMED_OUT, NULL, NULL,
                          _ ("The server took too long, so Usher stopped the statement. Try "
                             "again when the server is less busy."));
}

/*< private >
 * usher_failure_cancelled:
 *
 * Returns: (transfer full): %G_IO_ERROR_CANCELLED
 */
GError *
usher_failure_cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
}

/*< private >
 * usher_failure_odd_answer:
 *
 * Returns: (transfer full): the server answered, but not what was asked
 */
GError *
usher_failure_odd_answer (void)
{
  return usher_error_new (USHER_ERROR_PROTOCOL, NULL, NULL, find_sentence (USHER_ERROR_PROTOCOL));
}
