/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "connect-failure.h"
#include "durations.h"
#include "exchange.h"
#include "keywords.h"
#include "own-backends.h"
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
  g_free (self->cipher);
  g_free (self->authentication);
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

/**
 * usher_connection_info_promoted:
 * @self: of a connection to a standby
 *
 * Any thread. The connection stands on when the standby becomes a primary.
 *
 * Returns: (transfer full): the same of the primary
 */
UsherConnectionInfo *
usher_connection_info_promoted (UsherConnectionInfo *self)
{
  UsherConnectionInfo *copy = g_atomic_rc_box_dup (sizeof *self, self);

  copy->version_text = g_strdup (self->version_text);
  copy->host = g_strdup (self->host);
  copy->port = g_strdup (self->port);
  copy->database = g_strdup (self->database);
  copy->session_user = g_strdup (self->session_user);
  copy->current_user = g_strdup (self->current_user);
  copy->tls = g_strdup (self->tls);
  copy->cipher = g_strdup (self->cipher);
  copy->authentication = g_strdup (self->authentication);
  copy->in_recovery = FALSE;
  return copy;
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

/* What was asked for is what holds: libpq has refused everything weaker. */
static void
fill_tls (UsherConnectionInfo *info, UsherConnection *self, const PQconninfoOption *options)
{
  const char *mode = usher_option_get (options, "sslmode");
  const char *binding = usher_option_get (options, "channel_binding");

  info->tls = decode (self, PQsslAttribute (self->conn, "protocol"));
  info->cipher = decode (self, PQsslAttribute (self->conn, "cipher"));
  info->bound = g_strcmp0 (binding, "require") == 0;
  if (g_strcmp0 (mode, "verify-full") == 0)
    info->lock = USHER_LOCK_VERIFIED;
  else if (g_strcmp0 (mode, "verify-ca") == 0)
    info->lock = USHER_LOCK_VERIFIED_ISSUER;
  else
    info->lock = USHER_LOCK_ENCRYPTED;
}

static void
wipe_options (PQconninfoOption *options)
{
  for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
    if (option->val != NULL && option->dispchar[0] == '*')
      explicit_bzero (option->val, strlen (option->val));
  PQconninfoFree (options);
}

/* Where names do not matter: through a tunnel the host is the server's, and the address ours. */
static gboolean
is_loopback (PGconn *conn)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (PQhostaddr (conn));

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static UsherLock
find_lock_without_tls (UsherConnectionInfo *info, UsherConnection *self)
{
  if (info->local)
    return USHER_LOCK_SOCKET;
  if (PQgssEncInUse (self->conn))
    return USHER_LOCK_ENCRYPTED;
  return is_loopback (self->conn) ? USHER_LOCK_LOOPBACK : USHER_LOCK_OPEN;
}

static void
fill_lock (UsherConnectionInfo *info, UsherConnection *self)
{
  PQconninfoOption *options = PQconninfo (self->conn);

  if (PQsslInUse (self->conn))
    fill_tls (info, self, options);
  else
    info->lock = find_lock_without_tls (info, self);
  wipe_options (options);
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
#ifdef HAVE_PQCONNECTIONUSEDGSSAPI
  info->used_gssapi = PQconnectionUsedGSSAPI (conn) != 0;
#endif
  fill_lock (info, self);
}

/* "scram-sha-256:ana" */
static char *
find_method (UsherConnection *self, UsherResult *identity)
{
  g_autofree char *known_as = decode_column (self, identity, "system_user");
  const char *end = strchr (known_as, ':');

  return end != NULL ? g_strndup (known_as, (gsize)(end - known_as)) : NULL;
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
  info->authentication = find_method (self, identity);
  info->is_superuser = get_flag (identity, "is_superuser");
  info->reads_all_stats = get_flag (identity, "reads_all_stats");
  info->signals_all = get_flag (identity, "signals_all");
  info->in_recovery = get_flag (identity, "in_recovery");
}

/* Asks one statement of one row. */
static UsherResult *
ask (UsherConnection *self,
     const char *name,
     UsherParams *params,
     gint64 deadline,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (UsherResult) result = NULL;
  PGresult *rows;

  if (!usher_connection_send (self, usher_sql_find (name, PQserverVersion (self->conn)), params))
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
find_pooler (UsherConnection *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherResult) result = ask (self, "backend-pid", NULL, deadline, cancellable, error);

  if (result == NULL)
    return FALSE;
  self->pooled = usher_result_get_int32 (result, 0, usher_result_column (result, "pid"), 0)
                 != PQbackendPID (self->conn);
  return TRUE;
}

static gboolean
take_role (UsherConnection *self,
           const char *role,
           gint64 deadline,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) result = NULL;
  GError *reason = NULL;

  if (self->pooled)
    {
      g_propagate_error (error, usher_connect_failure_pooled_role (role));
      return FALSE;
    }
  usher_params_add_text (params, role);
  result = ask (self, "set-role", params, deadline, cancellable, &reason);
  if (result != NULL)
    return TRUE;

  if (usher_error_get_sqlstate (reason) == NULL || !usher_connection_is_alive (self))
    g_propagate_error (error, reason);
  else
    {
      g_propagate_error (error, usher_connect_failure_role (role, reason));
      g_error_free (reason);
    }
  return FALSE;
}

/*< private >
 * usher_connection_introduce:
 * @self: a connection that has just logged in
 * @role: (nullable): what to be there
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
                            const char *role,
                            UsherPurpose purpose,
                            gint64 deadline,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (UsherResult) identity = NULL;
  UsherConnectionInfo *info;

  if (PQserverVersion (self->conn) < OLDEST_SERVER)
    {
      g_propagate_error (
          error, usher_connect_failure_too_old (PQparameterStatus (self->conn, "server_version")));
      return FALSE;
    }
  if (!find_pooler (self, deadline, cancellable, error))
    return FALSE;
  if (!self->pooled && !set_up (self, purpose, deadline, cancellable, error))
    return FALSE;
  if (role != NULL && !take_role (self, role, deadline, cancellable, error))
    return FALSE;
  identity = ask (self, "identity", NULL, deadline, cancellable, error);
  if (identity == NULL)
    return FALSE;

  info = g_atomic_rc_box_new0 (UsherConnectionInfo);
  fill_from_libpq (info, self);
  fill_from_server (info, self, identity);
  info->pooled = self->pooled;
  info->narrow = self->narrow;
  self->info = info;
  usher_own_backends_add (info);
  return TRUE;
}
