/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "command.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exchange.h"
#include "failure.h"

/**
 * usher_connection_command:
 * @self: a connection
 * @command: one command
 * @deadline_ms: how long it may take; 0: as long as it likes
 * @cancellable: (nullable): stops it, from any thread
 * @error: return location
 *
 * Runs one command on its own, outside of any transaction; a second one behind a semicolon is
 * refused. For the rest it is as with usher_connection_query().
 *
 * Returns: whether it succeeded
 */
gboolean
usher_connection_command (UsherConnection *self,
                          const char *command,
                          guint deadline_ms,
                          GCancellable *cancellable,
                          GError **error)
{
  gint64 deadline = usher_deadline_in (deadline_ms);
  PGresult *result;

  g_assert (self->thread == g_thread_self ());

  if (!usher_connection_check (self, deadline, cancellable, error))
    return FALSE;
  if (!usher_connection_send (self, command, NULL))
    {
      g_propagate_error (error, usher_connection_lost (self));
      return FALSE;
    }
  result = usher_connection_finish (self, deadline, cancellable, error);
  PQclear (result);
  return result != NULL;
}

/* libpq's quoting belongs to a connection, and returns what its own allocator made. */
static char *
take_quoted (UsherConnection *self, char *quoted, GError **error)
{
  char *copy = g_strdup (quoted);

  if (quoted == NULL)
    {
      g_autofree char *words = usher_failure_words (PQerrorMessage (self->conn), self->encoding);

      g_propagate_error (error, usher_error_new (USHER_ERROR_FAILED, NULL, words,
                                                 _ ("This name cannot be written in a command. "
                                                    "Give it another one with psql first.")));
    }
  PQfreemem (quoted);
  return copy;
}

/**
 * usher_connection_quote_name:
 * @self: a connection
 * @name: bytes of a name
 * @error: return location
 *
 * The server cuts longer names silently and would act on another object, so they are refused.
 *
 * Returns: (transfer full): @name between quotes, to be written into a command; %NULL with
 *   @error set
 */
char *
usher_connection_quote_name (UsherConnection *self, const char *name, GError **error)
{
  gsize length = strlen (name);

  g_assert (self->thread == g_thread_self ());

  if (length == 0 || length > USHER_MAX_NAME_BYTES)
    {
      g_propagate_error (error,
                         usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                                          _ ("A name has 1 to 63 bytes. Choose another one.")));
      return NULL;
    }
  return take_quoted (self, PQescapeIdentifier (self->conn, name, length), error);
}

/**
 * usher_connection_quote_text:
 * @self: a connection
 * @text: any bytes
 * @error: return location
 *
 * Returns: (transfer full): @text as a literal, to be written into a command; %NULL with
 *   @error set
 */
char *
usher_connection_quote_text (UsherConnection *self, const char *text, GError **error)
{
  g_assert (self->thread == g_thread_self ());

  return take_quoted (self, PQescapeLiteral (self->conn, text, strlen (text)), error);
}
