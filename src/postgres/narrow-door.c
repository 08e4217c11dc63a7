/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "narrow-door.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

#define KEYWORD "replication"
#define VALUE   "database"

/**
 * usher_narrow_door_address:
 * @address: where to
 *
 * Returns: (transfer full): the same, by a connection for replication
 */
UsherAddress *
usher_narrow_door_address (UsherAddress *address)
{
  return usher_address_with (address, KEYWORD, VALUE);
}

/**
 * usher_wide_door_address:
 * @address: where to
 *
 * Returns: (transfer full): the same, by an ordinary connection
 */
UsherAddress *
usher_wide_door_address (UsherAddress *address)
{
  return usher_address_with (address, KEYWORD, NULL);
}

gboolean
usher_address_is_narrow_door (UsherAddress *address)
{
  return g_strcmp0 (usher_address_get (address, KEYWORD), VALUE) == 0;
}

/**
 * usher_error_is_no_room:
 * @error: (nullable): why a connection could not be made
 *
 * Returns: whether the narrow door may help
 */
gboolean
usher_error_is_no_room (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_TOO_MANY_CLIENTS);
}

static const char *
find_sentence (const GError *error)
{
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_TOO_MANY_CLIENTS))
    return _ ("The server has no free connection left, and none of those for replication either. "
              "Wait until others leave, or raise max_wal_senders on the server.");
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_NOT_PERMITTED)
      || g_error_matches (error, USHER_ERROR, USHER_ERROR_LOGIN_REFUSED))
    return _ ("The server has no free connection left, and your role may not use those for "
              "replication. Connect as a superuser, or as a role with REPLICATION.");
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_PROTOCOL))
    return _ ("There is no free connection left, and what answers here lets nobody use those for "
              "replication. Connect to the server itself, not to a pooler.");
  return NULL;
}

/**
 * usher_narrow_door_explain:
 * @error: why nobody got in by the narrow door
 *
 * Returns: (transfer full): the same, said of that door
 */
GError *
usher_narrow_door_explain (const GError *error)
{
  const char *sentence = find_sentence (error);

  if (sentence == NULL)
    return g_error_copy (error);
  return usher_error_new ((UsherError)error->code, usher_error_get_sqlstate (error),
                          usher_error_get_server_says (error), sentence);
}

static guint
milliseconds_until (gint64 deadline)
{
  gint64 left = (deadline - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  return (guint)CLAMP (left, 1, G_MAXINT);
}

static gboolean
is_end (UsherConnection *connection, const GError *error)
{
  return !usher_connection_is_alive (connection)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_TIMED_OUT);
}

/*< private >
 * usher_narrow_door_run:
 *
 * What usher_connection_pipeline() does, with its promises, where there is no pipeline: one
 * after the other.
 */
gboolean
usher_narrow_door_run (UsherConnection *connection,
                       const char *statement,
                       GPtrArray *params,
                       gint64 deadline,
                       GCancellable *cancellable,
                       UsherPipelineFunc func,
                       gpointer user_data,
                       GError **error)
{
  for (guint i = 0; i < params->len; i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (UsherResult) result =
          usher_connection_query (connection, statement, g_ptr_array_index (params, i),
                                  milliseconds_until (deadline), cancellable, &failure);

      if (failure != NULL && is_end (connection, failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      func (i, result, failure, user_data);
    }
  return TRUE;
}
