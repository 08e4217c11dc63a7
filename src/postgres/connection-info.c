/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "connect-failure.h"
#include "durations.h"
#include "exchange.h"
#include "result-private.h"
#include "sql.h"
#include "text.h"

enum
{
  OLDEST_SERVER = 120000,
};

static void
info_clear (gpointer data)
{
  UsherConnectionInfo *self = data;

  g_free (self->version_text);
  g_free (self->host);
  g_free (self->port);
  g_free (self->database);
  g_free (self->session_user);
  g_free (self->current_user);
  g_free (self->tls);
}

/**
 * usher_connection_info_ref:
 *
 * Any thread. Returns: (transfer full): @self
 */
UsherConnectionInfo *
usher_connection_info_ref (UsherConnectionInfo *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * usher_connection_info_unref:
 *
 * Any thread.
 */
void
usher_connection_info_unref (UsherConnectionInfo *self)
{
  g_atomic_rc_box_release_full (self, info_clear);
}

static char *
decode (UsherConnection *self, const char *text)
{
  return usher_text_decode (text != NULL ? text : "", -1, self->encoding);
}

static char *
decode_column (UsherConnection *self, UsherResult *result, const char *name)
{
  return decode (self,
                 usher_result_get_bytes (result, 0, usher_result_column (result, name), NULL));
}

static gboolean
get_flag (UsherResult *result, const char *name)
{
  return usher_result_get_bool (result, 0, usher_result_column (result, name));
}

static void
fill_from_libpq (UsherConnectionInfo *info, UsherConnection *self)
{
  PGconn *conn = self->conn;

  info->server_version = PQserverVersion (conn);
  info->version_text = decode (self, PQparameterStatus (conn, "server_version"));
  info->host = decode (self, PQhost (conn));
  info->port = decode (self, PQport (conn));
  info->local = info->host[0] == '/' || info->host[0] == '@';
  info->used_password = PQconnectionUsedPassword (conn) != 0;
  if (PQsslInUse (conn))
    info->tls = decode (self, PQsslAttribute (conn, "protocol"));
}

static void
fill_from_server (UsherConnectionInfo *info, UsherConnection *self, UsherResult *identity)
{
  info->backend_pid =
      usher_result_get_int32 (identity, 0, usher_result_column (identity, "pid"), 0);
  info->backend_start = usher_result_get_int64 (
      identity, 0, usher_result_column (identity, "backend_start_us"), USHER_NO_TIME);
  info->database = decode_column (self, identity, "database");
  info->session_user = decode_column (self, identity, "session_user");
  info->current_user = decode_column (self, identity, "current_user");
  info->is_superuser = get_flag (identity, "is_superuser");
  info->reads_all_stats = get_flag (identity, "reads_all_stats");
  info->signals_all = get_flag (identity, "signals_all");
  info->in_recovery = get_flag (identity, "in_recovery");
}

/* Asks one statement of one row. */
static UsherResult *
ask (UsherConnection *self,
     const char *name,
     gint64 deadline,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (UsherResult) result = NULL;
  PGresult *rows;

  if (!usher_connection_send (self, usher_sql_find (name, PQserverVersion (self->conn)), NULL))
    {
      g_propagate_error (error, usher_connection_lost (self));
      return NULL;
    }
  rows = usher_connection_finish (self, deadline, cancellable, error);
  if (rows == NULL)
    return NULL;

  result = usher_result_new_take (rows);
  if (usher_result_get_n_rows (result) != 1)
    {
      g_propagate_error (error, usher_failure_odd_answer ());
      return NULL;
    }
  return g_steal_pointer (&result);
}

static gboolean
set_up (UsherConnection *self,
        UsherPurpose purpose,
        gint64 deadline,
        GCancellable *cancellable,
        GError **error)
{
  const char *name = purpose == USHER_PURPOSE_MONITOR ? "setup-monitor" : "setup-action";
  PGresult *result;

  if (!PQsendQuery (self->conn, usher_sql_find (name, PQserverVersion (self->conn))))
    {
      g_propagate_error (error, usher_connection_lost (self));
      return FALSE;
    }
  result = usher_connection_finish (self, deadline, cancellable, error);
  PQclear (result);
  return result != NULL;
}

static gboolean
find_pooler (UsherConnection *self,
             gboolean *pooled,
             gint64 deadline,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (UsherResult) result = ask (self, "backend-pid", deadline, cancellable, error);

  if (result == NULL)
    return FALSE;
  *pooled = usher_result_get_int32 (result, 0, usher_result_column (result, "pid"), 0)
            != PQbackendPID (self->conn);
  return TRUE;
}

/*< private >
 * usher_connection_introduce:
 * @self: a connection that has just logged in
 * @purpose: what for
 * @deadline: until when
 * @cancellable: (nullable): gives up at once
 * @error: return location
 *
 * Makes @self ready for use: its settings, and who it is. Behind a pooler nothing is set:
 * in transaction mode our settings, read-only among them, would stay behind for other clients
 * of the pool. The statements need none of them to be safe, everything in there is qualified.
 *
 * Returns: whether that worked
 */
gboolean
usher_connection_introduce (UsherConnection *self,
                            UsherPurpose purpose,
                            gint64 deadline,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (UsherResult) identity = NULL;
  UsherConnectionInfo *info;
  gboolean pooled;

  if (PQserverVersion (self->conn) < OLDEST_SERVER)
    {
      g_propagate_error (
          error, usher_connect_failure_too_old (PQparameterStatus (self->conn, "server_version")));
      return FALSE;
    }
  if (!find_pooler (self, &pooled, deadline, cancellable, error))
    return FALSE;
  if (!pooled && !set_up (self, purpose, deadline, cancellable, error))
    return FALSE;
  identity = ask (self, "identity", deadline, cancellable, error);
  if (identity == NULL)
    return FALSE;

  info = g_atomic_rc_box_new0 (UsherConnectionInfo);
  fill_from_libpq (info, self);
  fill_from_server (info, self, identity);
  info->pooled = pooled;
  info->narrow = self->narrow;
  self->info = info;
  return TRUE;
}
