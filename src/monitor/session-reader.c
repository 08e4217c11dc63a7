/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "encodings.h"
#include "names.h"
#include "own-backends.h"
#include "text.h"

static const char *const column_names[USHER_N_FIELDS] = {
  [USHER_FIELD_PID] = "pid",
  [USHER_FIELD_BACKEND_START] = "backend_start_us",
  [USHER_FIELD_STATE_CHANGE] = "state_change_us",
  [USHER_FIELD_QUERY_START] = "query_start_us",
  [USHER_FIELD_XACT_START] = "xact_start_us",
  [USHER_FIELD_DATABASE_OID] = "datid",
  [USHER_FIELD_DATABASE] = "datname",
  [USHER_FIELD_ENCODING] = "db_encoding",
  [USHER_FIELD_ROLE_OID] = "usesysid",
  [USHER_FIELD_ROLE] = "rolname",
  [USHER_FIELD_ROLE_IS_SUPERUSER] = "role_is_superuser",
  [USHER_FIELD_APPLICATION] = "application_name",
  [USHER_FIELD_CLIENT_ADDRESS] = "client_addr",
  [USHER_FIELD_CLIENT_PORT] = "client_port",
  [USHER_FIELD_BACKEND_TYPE] = "backend_type",
  [USHER_FIELD_IS_SENDER] = "is_sender",
  [USHER_FIELD_STATE] = "state",
  [USHER_FIELD_WAIT_TYPE] = "wait_event_type",
  [USHER_FIELD_WAIT_EVENT] = "wait_event",
  [USHER_FIELD_HAS_XID] = "has_xid",
  [USHER_FIELD_HAS_XMIN] = "has_xmin",
  [USHER_FIELD_LEADER_PID] = "leader_pid",
  [USHER_FIELD_BLOCKED_BY] = "blocked_by",
  [USHER_FIELD_IS_ME] = "is_me",
  [USHER_FIELD_MAY_SIGNAL] = "may_signal",
  [USHER_FIELD_HIDDEN] = "hidden",
  [USHER_FIELD_QUERY_CUT] = "query_cut",
  [USHER_FIELD_QUERY] = "query",
};

/* A word of the server's and what it means here. */
typedef struct
{
  const char *word;
  guint value;
} Meaning;

static const Meaning kinds[] = {
  { "client backend", USHER_SESSION_CLIENT },
  { "walsender", USHER_SESSION_WALSENDER },
  { "parallel worker", USHER_SESSION_PARALLEL },
  { "autovacuum worker", USHER_SESSION_AUTOVACUUM },
};

static const Meaning states[] = {
  { "active", USHER_STATE_ACTIVE },
  { "idle", USHER_STATE_IDLE },
  { "idle in transaction", USHER_STATE_IDLE_IN_TRANSACTION },
  { "idle in transaction (aborted)", USHER_STATE_ABORTED },
  { "fastpath function call", USHER_STATE_FASTPATH },
  { "disabled", USHER_STATE_DISABLED },
  { "starting", USHER_STATE_STARTING },
};

static const Meaning permissions[] = {
  { "yes", USHER_MAY_YES },
  { "not_backend", USHER_MAY_NOT_BACKEND },
  { "need_superuser", USHER_MAY_NEED_SUPERUSER },
  { "need_signal_backend", USHER_MAY_NEED_SIGNAL_BACKEND },
  { "need_signal_autovacuum", USHER_MAY_NEED_SIGNAL_AUTOVACUUM },
};

static guint
find_meaning (const Meaning *meanings, guint n_meanings, const char *word, guint otherwise)
{
  for (guint i = 0; i < n_meanings; i++)
    if (g_strcmp0 (meanings[i].word, word) == 0)
      return meanings[i].value;
  return otherwise;
}

/**
 * usher_session_reader_init:
 * @self: (out caller-allocates): the reader
 * @rows: (transfer none): the result of sessions.sql; it must outlive @self
 */
void
usher_session_reader_init (UsherSessionReader *self, UsherResult *rows)
{
  self->rows = rows;
  for (guint i = 0; i < USHER_N_FIELDS; i++)
    self->columns[i] = usher_result_column (rows, column_names[i]);
}

static gboolean
get_bool (const UsherSessionReader *self, guint row, UsherSessionField field)
{
  return usher_result_get_bool (self->rows, row, self->columns[field]);
}

static gint32
get_int32 (const UsherSessionReader *self, guint row, UsherSessionField field, gint32 if_null)
{
  return usher_result_get_int32 (self->rows, row, self->columns[field], if_null);
}

static guint32
get_oid (const UsherSessionReader *self, guint row, UsherSessionField field)
{
  return usher_result_get_oid (self->rows, row, self->columns[field]);
}

static gint64
get_time (const UsherSessionReader *self, guint row, UsherSessionField field)
{
  return usher_result_get_int64 (self->rows, row, self->columns[field], USHER_NO_TIME);
}

/* The server's own words are plain ASCII; a result's values end with a zero. */
static const char *
get_word (const UsherSessionReader *self, guint row, UsherSessionField field)
{
  return usher_result_get_bytes (self->rows, row, self->columns[field], NULL);
}

static int
get_encoding (const UsherSessionReader *self, guint row)
{
  return get_int32 (self, row, USHER_FIELD_ENCODING, USHER_ENCODING_UTF8);
}

/* Returns: (transfer full) (nullable): valid UTF-8, %NULL for NULL */
static char *
get_text (const UsherSessionReader *self, guint row, UsherSessionField field)
{
  gsize length;
  const void *bytes = usher_result_get_bytes (self->rows, row, self->columns[field], &length);

  if (bytes == NULL)
    return NULL;
  return usher_text_decode (bytes, length, get_encoding (self, row));
}

static char *
get_name (const UsherSessionReader *self, guint row, UsherSessionField field)
{
  int encoding = get_encoding (self, row);

  return usher_name_decode (self->rows, row, self->columns[field], encoding, NULL);
}

/**
 * usher_session_reader_identity:
 * @self: a reader
 * @row: from 0
 *
 * Returns: whose row it is
 */
UsherIdentity
usher_session_reader_identity (const UsherSessionReader *self, guint row)
{
  return (UsherIdentity){
    .pid = get_int32 (self, row, USHER_FIELD_PID, 0),
    .backend_start = get_time (self, row, USHER_FIELD_BACKEND_START),
    .database_oid = get_oid (self, row, USHER_FIELD_DATABASE_OID),
    .role_oid = get_oid (self, row, USHER_FIELD_ROLE_OID),
  };
}

/**
 * usher_session_reader_is_own:
 * @self: a reader
 * @row: from 0
 *
 * Returns: %TRUE if it is the very backend that gave the rows, or one that Usher was the last
 *   to use through a pooler
 */
gboolean
usher_session_reader_is_own (const UsherSessionReader *self, guint row)
{
  return get_bool (self, row, USHER_FIELD_IS_ME)
         || usher_own_backends_sent (get_word (self, row, USHER_FIELD_QUERY));
}

/**
 * usher_session_reader_same_row:
 * @self: a reader
 * @row: a row of @self
 * @other: another reader
 * @other_row: a row of @other
 *
 * Returns: %TRUE if the server sent the same bytes for both, so that both would be read as
 *   the same record
 */
gboolean
usher_session_reader_same_row (const UsherSessionReader *self,
                               guint row,
                               const UsherSessionReader *other,
                               guint other_row)
{
  for (guint i = 0; i < USHER_N_FIELDS; i++)
    {
      gsize length;
      gsize other_length;
      const void *bytes = usher_result_get_bytes (self->rows, row, self->columns[i], &length);
      const void *other_bytes =
          usher_result_get_bytes (other->rows, other_row, other->columns[i], &other_length);

      if ((bytes == NULL) != (other_bytes == NULL) || length != other_length)
        return FALSE;
      if (bytes != NULL && memcmp (bytes, other_bytes, length) != 0)
        return FALSE;
    }
  return TRUE;
}

/* What kind a process is whose type this role may not see. Client sessions have a role and a
 * database; the launcher of logical replication, which every server has, has a role alone. */
static UsherSessionKind
guess_kind (const UsherIdentity *id, gboolean is_sender)
{
  if (is_sender)
    return USHER_SESSION_WALSENDER;
  if (id->role_oid != 0)
    return id->database_oid != 0 ? USHER_SESSION_CLIENT : USHER_SESSION_SYSTEM;
  return id->database_oid != 0 ? USHER_SESSION_AUTOVACUUM : USHER_SESSION_SYSTEM;
}

/* Extensions may bring workers of any name: those in a database stand in the way of
 * dropping it, as sessions do; the others are the server's own business. */
static UsherSessionKind
find_kind (const UsherIdentity *id, const char *backend_type, gboolean is_sender)
{
  UsherSessionKind otherwise = id->database_oid != 0 ? USHER_SESSION_WORKER : USHER_SESSION_SYSTEM;

  if (backend_type == NULL)
    return guess_kind (id, is_sender);
  return find_meaning (kinds, G_N_ELEMENTS (kinds), backend_type, otherwise);
}

/* Before 18 a session that is still logging in has no state at all. */
static UsherSessionState
find_state (const UsherSession *session, gboolean hidden)
{
  UsherSessionState otherwise =
      session->kind == USHER_SESSION_CLIENT ? USHER_STATE_STARTING : USHER_STATE_BACKGROUND;
  UsherSessionState state;

  if (hidden)
    return USHER_STATE_HIDDEN;
  state = find_meaning (states, G_N_ELEMENTS (states), session->state_text, otherwise);
  if (state == USHER_STATE_ACTIVE && g_strcmp0 (session->wait_type, "Lock") == 0)
    return USHER_STATE_BLOCKED;
  return state;
}

static UsherMay
find_may (const UsherSessionReader *self, guint row)
{
  const char *word = get_word (self, row, USHER_FIELD_MAY_SIGNAL);

  return find_meaning (permissions, G_N_ELEMENTS (permissions), word,
                       USHER_MAY_NEED_SIGNAL_BACKEND);
}

static char *
read_client (const UsherSessionReader *self, guint row)
{
  char *address = get_text (self, row, USHER_FIELD_CLIENT_ADDRESS);

  if (address != NULL)
    return address;
  if (get_int32 (self, row, USHER_FIELD_CLIENT_PORT, 0) == -1)
    /* Translators: stands for the address of a client on the server's own machine that
     * came through a Unix socket */
    return g_strdup (C_ ("client", "local"));
  return NULL;
}

static void
read_texts (const UsherSessionReader *self, guint row, UsherSession *session)
{
  session->database = get_name (self, row, USHER_FIELD_DATABASE);
  session->user = get_name (self, row, USHER_FIELD_ROLE);
  session->application = get_text (self, row, USHER_FIELD_APPLICATION);
  session->client = read_client (self, row);
  session->backend_type = get_text (self, row, USHER_FIELD_BACKEND_TYPE);
  session->state_text = get_text (self, row, USHER_FIELD_STATE);
  session->wait_type = get_text (self, row, USHER_FIELD_WAIT_TYPE);
  session->wait_event = get_text (self, row, USHER_FIELD_WAIT_EVENT);
  session->query = get_text (self, row, USHER_FIELD_QUERY);
}

static void
read_values (const UsherSessionReader *self, guint row, UsherSession *session)
{
  session->id = usher_session_reader_identity (self, row);
  session->role_is_superuser = get_bool (self, row, USHER_FIELD_ROLE_IS_SUPERUSER);
  session->has_xid = get_bool (self, row, USHER_FIELD_HAS_XID);
  session->has_xmin = get_bool (self, row, USHER_FIELD_HAS_XMIN);
  session->leader_pid = get_int32 (self, row, USHER_FIELD_LEADER_PID, 0);
  session->client_port = get_int32 (self, row, USHER_FIELD_CLIENT_PORT, 0);
  session->xact_start = get_time (self, row, USHER_FIELD_XACT_START);
  session->query_start = get_time (self, row, USHER_FIELD_QUERY_START);
  session->state_change = get_time (self, row, USHER_FIELD_STATE_CHANGE);
  session->query_cut = get_bool (self, row, USHER_FIELD_QUERY_CUT);
  session->blockers = usher_result_get_int32_array (
      self->rows, row, self->columns[USHER_FIELD_BLOCKED_BY], &session->n_blockers);
}

/**
 * usher_session_reader_read:
 * @self: a reader
 * @row: from 0
 * @is_usher: whether it is a session of Usher's
 *
 * Returns: (transfer full): the sealed record of that row
 */
UsherSession *
usher_session_reader_read (const UsherSessionReader *self, guint row, gboolean is_usher)
{
  UsherSession *session = usher_session_new ();
  gboolean hidden = get_bool (self, row, USHER_FIELD_HIDDEN);

  read_values (self, row, session);
  read_texts (self, row, session);
  session->kind =
      find_kind (&session->id, session->backend_type, get_bool (self, row, USHER_FIELD_IS_SENDER));
  session->state = find_state (session, hidden);
  session->is_usher = is_usher;
  session->may = is_usher ? USHER_MAY_NOT_USHER : find_may (self, row);
  /* Then it is only the server's "<insufficient privilege>". */
  if (hidden)
    g_clear_pointer (&session->query, g_free);
  usher_session_seal (session);
  return session;
}
