/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "snapshot-reader.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "encodings.h"
#include "errors.h"
#include "names.h"
#include "own-backends.h"
#include "session-reader.h"
#include "snapshot-private.h"

/* Who blocks whom costs the server the square of the number of waiters: 1.7 ms at 100, 132 ms
 * at 1,000. Asking again only well below the limit keeps the column from flickering. */
enum
{
  MAX_WAITERS = 200,
  FEW_WAITERS_AGAIN = 150,
};

/**
 * usher_snapshot_should_ask_blockers:
 * @previous: (nullable): the last picture
 *
 * Returns: %TRUE if the next refresh may ask who blocks whom
 */
gboolean
usher_snapshot_should_ask_blockers (UsherSnapshot *previous)
{
  if (previous == NULL)
    return TRUE;
  return previous->summary.n_blocked
         <= (previous->blockers_known ? MAX_WAITERS : FEW_WAITERS_AGAIN);
}

/* A row and whose it is; sorted, rows of two refreshes can be walked side by side. */
typedef struct
{
  UsherIdentity id;
  guint row;
} RowIdentity;

static int
compare_row_identities (const void *a, const void *b)
{
  const RowIdentity *first = a;
  const RowIdentity *second = b;

  return usher_identity_compare (&first->id, &second->id);
}

/* Returns: (transfer full): the rows in order of identity */
static RowIdentity *
sort_rows (const UsherSessionReader *reader, guint n_rows)
{
  RowIdentity *sorted = g_new (RowIdentity, n_rows);

  for (guint i = 0; i < n_rows; i++)
    sorted[i] = (RowIdentity){ usher_session_reader_identity (reader, i), i };
  if (n_rows > 0)
    qsort (sorted, n_rows, sizeof *sorted, compare_row_identities);
  return sorted;
}

/* The previous picture while it is walked in step with the new rows. */
typedef struct
{
  UsherSnapshotPrivate *snapshot; /* (unowned) (nullable) */
  UsherSessionReader reader;
  guint next;
} Previous;

static void
previous_init (Previous *self, UsherSnapshot *snapshot)
{
  *self = (Previous){ NULL };
  if (snapshot == NULL)
    return;
  self->snapshot = usher_snapshot_get_private (snapshot);
  if (self->snapshot->raw != NULL)
    usher_session_reader_init (&self->reader, self->snapshot->raw);
  else
    self->snapshot = NULL;
}

/* Call it with rising identities. Returns: (nullable) (transfer none): the record that was
 * made of just these bytes the last time */
static UsherSession *
previous_find_same (Previous *self,
                    const UsherSessionReader *reader,
                    const RowIdentity *row,
                    gboolean is_usher)
{
  GPtrArray *sessions;

  if (self->snapshot == NULL)
    return NULL;
  sessions = self->snapshot->parent.sessions;
  for (; self->next < sessions->len; self->next++)
    {
      UsherSession *session = g_ptr_array_index (sessions, self->next);
      int order = usher_identity_compare (&session->id, &row->id);

      if (order < 0)
        continue;
      if (order > 0 || session->is_usher != is_usher)
        return NULL;
      return usher_session_reader_same_row (reader, row->row, &self->reader,
                                            self->snapshot->raw_rows[self->next])
                 ? session
                 : NULL;
    }
  return NULL;
}

static gboolean
is_among (gint32 pid, const gint32 *pids, guint n_pids)
{
  for (guint i = 0; i < n_pids; i++)
    if (pids[i] == pid)
      return TRUE;
  return FALSE;
}

/* @own_pids holds for connections whose backends are not known more exactly, too. */
static gboolean
is_own (const UsherSessionReader *reader,
        const RowIdentity *row,
        const gint32 *own_pids,
        guint n_own_pids)
{
  return usher_session_reader_is_own (reader, row->row)
         || is_among (row->id.pid, own_pids, n_own_pids)
         || usher_own_backends_contain (row->id.pid, row->id.backend_start);
}

/* Returns: (transfer full): the sessions in the order of @sorted */
static GPtrArray *
read_sessions (const UsherSessionReader *reader,
               const RowIdentity *sorted,
               guint n_rows,
               UsherSnapshot *previous_snapshot,
               const gint32 *own_pids,
               guint n_own_pids)
{
  GPtrArray *sessions = g_ptr_array_new_full (n_rows, (GDestroyNotify)usher_session_unref);
  Previous previous;

  previous_init (&previous, previous_snapshot);
  for (guint i = 0; i < n_rows; i++)
    {
      gboolean is_usher = is_own (reader, &sorted[i], own_pids, n_own_pids);
      UsherSession *same = previous_find_same (&previous, reader, &sorted[i], is_usher);

      g_ptr_array_add (sessions, same != NULL
                                     ? usher_session_ref (same)
                                     : usher_session_reader_read (reader, sorted[i].row, is_usher));
    }
  return sessions;
}

/* pg_database.datconnlimit of a database whose DROP was interrupted. */
#define INVALID_DATABASE (-2)

static GPtrArray *
read_databases (UsherResult *rows)
{
  guint n_rows = usher_result_get_n_rows (rows);
  GPtrArray *databases = g_ptr_array_new_full (n_rows, (GDestroyNotify)usher_database_free);
  int oid = usher_result_column (rows, "oid");
  int name = usher_result_column (rows, "datname");
  int encoding = usher_result_column (rows, "encoding");
  int owner = usher_result_column (rows, "owner");
  int is_template = usher_result_column (rows, "datistemplate");
  int allows_connections = usher_result_column (rows, "datallowconn");
  int limit = usher_result_column (rows, "datconnlimit");

  for (guint i = 0; i < n_rows; i++)
    {
      UsherDatabase *database = usher_database_new ();
      int pg_encoding = usher_result_get_int32 (rows, i, encoding, USHER_ENCODING_UTF8);

      database->oid = usher_result_get_oid (rows, i, oid);
      database->name = usher_name_decode (rows, i, name, pg_encoding, &database->name_is_exact);
      database->owner = usher_name_decode (rows, i, owner, pg_encoding, NULL);
      database->is_template = usher_result_get_bool (rows, i, is_template);
      database->allows_connections = usher_result_get_bool (rows, i, allows_connections);
      database->connection_limit = usher_result_get_int32 (rows, i, limit, -1);
      database->is_invalid = database->connection_limit == INVALID_DATABASE;
      g_ptr_array_add (databases, database);
    }
  return databases;
}

static gint32
get_fact (UsherResult *facts, const char *name)
{
  return usher_result_get_int32 (facts, 0, usher_result_column (facts, name), 0);
}

static guint
count_usable_connections (UsherResult *facts)
{
  gint32 usable = get_fact (facts, "max_connections")
                  - get_fact (facts, "superuser_reserved_connections")
                  - get_fact (facts, "reserved_connections");

  return MAX (usable, 0);
}

/* Which of the raw rows each session was made of. */
static guint *
take_row_numbers (const RowIdentity *sorted, guint n_rows)
{
  guint *numbers = g_new (guint, n_rows);

  for (guint i = 0; i < n_rows; i++)
    numbers[i] = sorted[i].row;
  return numbers;
}

static UsherSnapshot *
assemble (const UsherAnswers *answers,
          UsherSnapshot *previous,
          const gint32 *own_pids,
          guint n_own_pids)
{
  gint64 arrived = g_get_monotonic_time ();
  guint n_rows = usher_result_get_n_rows (answers->sessions);
  UsherSessionReader reader;
  g_autofree RowIdentity *sorted = NULL;
  GPtrArray *sessions;
  UsherSnapshot *snapshot;
  UsherSnapshotPrivate *priv;
  int now = usher_result_column (answers->facts, "server_now_us");

  usher_session_reader_init (&reader, answers->sessions);
  sorted = sort_rows (&reader, n_rows);
  sessions = read_sessions (&reader, sorted, n_rows, previous, own_pids, n_own_pids);
  snapshot = usher_snapshot_new_made (sessions, read_databases (answers->databases),
                                      usher_result_get_int64 (answers->facts, 0, now, 0));
  snapshot->monotonic_time = arrived;
  snapshot->blockers_known = answers->blockers_asked;
  snapshot->in_recovery = usher_result_get_bool (
      answers->facts, 0, usher_result_column (answers->facts, "in_recovery"));
  snapshot->summary.connections_usable = count_usable_connections (answers->facts);

  priv = usher_snapshot_get_private (snapshot);
  priv->raw = usher_result_ref (answers->sessions);
  priv->raw_rows = take_row_numbers (sorted, n_rows);
  return snapshot;
}

/**
 * usher_snapshot_read:
 * @answers: what the server sent
 * @previous: (nullable): the last picture of the same server
 * @own_pids: (array length=n_own_pids): the backends of Usher's connections there; those of
 *   other connections of this process are known, see usher_own_backends_contain()
 * @n_own_pids: how many
 * @error: return location
 *
 * Makes a picture of what the server sent. A session whose row is the same as in @previous,
 * byte for byte, keeps its record: nothing is decoded or collated for it. Meant for a
 * worker's thread; takes some microseconds for a session that did change.
 *
 * Returns: (transfer full): the picture, or %NULL with %USHER_ERROR_PROTOCOL
 */
UsherSnapshot *
usher_snapshot_read (const UsherAnswers *answers,
                     UsherSnapshot *previous,
                     const gint32 *own_pids,
                     guint n_own_pids,
                     GError **error)
{
  if (usher_result_get_n_rows (answers->facts) != 1)
    {
      g_propagate_error (error,
                         usher_error_new (USHER_ERROR_PROTOCOL, NULL, NULL,
                                          _ ("The server did not tell what was asked of it.")));
      return NULL;
    }
  return assemble (answers, previous, own_pids, n_own_pids);
}
