/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "made-rows.h"

#include "made.h"
#include "result-private.h"

static PGresult *
make_rows (const char *const *columns, guint n_columns)
{
  PGresult *rows = PQmakeEmptyPGresult (NULL, PGRES_TUPLES_OK);
  g_autofree PGresAttDesc *descriptions = g_new0 (PGresAttDesc, n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      descriptions[i].name = (char *)columns[i];
      descriptions[i].format = 1;
      descriptions[i].typlen = -1;
    }
  g_assert_true (PQsetResultAttrs (rows, n_columns, descriptions));
  return rows;
}

void
made_set_bytes (PGresult *rows, guint row, const char *column, const void *data, int length)
{
  int field = PQfnumber (rows, column);

  g_assert_cmpint (field, >=, 0);
  g_assert_true (PQsetvalue (rows, row, field, (char *)data, length));
}

void
made_set_text (PGresult *rows, guint row, const char *column, const char *text)
{
  made_set_bytes (rows, row, column, text, strlen (text));
}

void
made_set_null (PGresult *rows, guint row, const char *column)
{
  made_set_bytes (rows, row, column, NULL, -1);
}

void
made_set_bool (PGresult *rows, guint row, const char *column, gboolean value)
{
  char byte = value ? 1 : 0;

  made_set_bytes (rows, row, column, &byte, 1);
}

void
made_set_int32 (PGresult *rows, guint row, const char *column, gint32 value)
{
  gint32 wire = GINT32_TO_BE (value);

  made_set_bytes (rows, row, column, &wire, sizeof wire);
}

void
made_set_int64 (PGresult *rows, guint row, const char *column, gint64 value)
{
  gint64 wire = GINT64_TO_BE (value);

  made_set_bytes (rows, row, column, &wire, sizeof wire);
}

/* As array_send() writes an int4[]. */
void
made_set_int32_array (PGresult *rows,
                      guint row,
                      const char *column,
                      const gint32 *values,
                      guint n_values)
{
  const gint32 head[] = { 1, 0, 23, n_values, 1 };
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < G_N_ELEMENTS (head) + 2 * n_values; i++)
    {
      guint element = (i - G_N_ELEMENTS (head)) / 2;
      gint32 word = i < G_N_ELEMENTS (head)         ? head[i]
                    : (i - G_N_ELEMENTS (head)) % 2 ? values[element]
                                                    : 4;

      word = GINT32_TO_BE (word);
      g_array_append_val (words, word);
    }
  made_set_bytes (rows, row, column, words->data, words->len * sizeof (gint32));
}

static const char *const session_columns[] = {
  "pid",
  "backend_start_us",
  "datid",
  "datname",
  "db_encoding",
  "usesysid",
  "rolname",
  "application_name",
  "client_addr",
  "client_port",
  "backend_type",
  "is_sender",
  "role_is_superuser",
  "state",
  "xact_start_us",
  "query_start_us",
  "wait_event",
  "state_change_us",
  "wait_event_type",
  "has_xid",
  "has_xmin",
  "leader_pid",
  "blocked_by",
  "is_me",
  "may_signal",
  "hidden",
  "query_cut",
  "query",
};

PGresult *
made_sessions_rows (void)
{
  return make_rows (session_columns, G_N_ELEMENTS (session_columns));
}

/* Adds an idle client that came through a Unix socket. Returns: its row */
guint
made_add_session (PGresult *rows, gint32 pid)
{
  guint row = PQntuples (rows);

  for (guint i = 0; i < G_N_ELEMENTS (session_columns); i++)
    made_set_null (rows, row, session_columns[i]);
  made_set_int32 (rows, row, "pid", pid);
  made_set_int64 (rows, row, "backend_start_us", MADE_START + pid);
  made_set_int32 (rows, row, "datid", 10);
  made_set_text (rows, row, "datname", "shop");
  made_set_int32 (rows, row, "db_encoding", 6);
  made_set_int32 (rows, row, "usesysid", 20);
  made_set_text (rows, row, "rolname", "ana");
  made_set_text (rows, row, "application_name", "psql");
  made_set_int32 (rows, row, "client_port", -1);
  made_set_text (rows, row, "backend_type", "client backend");
  made_set_text (rows, row, "state", "idle");
  made_set_int64 (rows, row, "query_start_us", MADE_START + 1000);
  made_set_int64 (rows, row, "state_change_us", MADE_START + 2000);
  made_set_bool (rows, row, "is_me", FALSE);
  made_set_bool (rows, row, "hidden", FALSE);
  made_set_text (rows, row, "may_signal", "yes");
  made_set_text (rows, row, "query", "SELECT 1");
  return row;
}

static const char *const database_columns[] = {
  "oid", "datname", "encoding", "owner", "datistemplate", "datallowconn", "datconnlimit",
};

PGresult *
made_databases_rows (void)
{
  return make_rows (database_columns, G_N_ELEMENTS (database_columns));
}

guint
made_add_database (PGresult *rows, guint32 oid, const char *name)
{
  guint row = PQntuples (rows);

  made_set_int32 (rows, row, "oid", oid);
  made_set_text (rows, row, "datname", name);
  made_set_int32 (rows, row, "encoding", 6);
  made_set_text (rows, row, "owner", "ana");
  made_set_bool (rows, row, "datistemplate", FALSE);
  made_set_bool (rows, row, "datallowconn", TRUE);
  made_set_int32 (rows, row, "datconnlimit", -1);
  return row;
}

static const char *const fact_columns[] = {
  "server_now_us",        "max_connections", "superuser_reserved_connections",
  "reserved_connections", "in_recovery",
};

PGresult *
made_facts_rows (gint64 now)
{
  PGresult *rows = make_rows (fact_columns, G_N_ELEMENTS (fact_columns));

  made_set_int64 (rows, 0, "server_now_us", now);
  made_set_int32 (rows, 0, "max_connections", 100);
  made_set_int32 (rows, 0, "superuser_reserved_connections", 3);
  made_set_int32 (rows, 0, "reserved_connections", 2);
  made_set_bool (rows, 0, "in_recovery", FALSE);
  return rows;
}

/* Takes @sessions, and @databases, which may be %NULL for none. */
UsherSnapshot *
made_read (PGresult *sessions, PGresult *databases, UsherSnapshot *previous)
{
  g_autoptr (UsherResult) session_rows = usher_result_new_take (sessions);
  g_autoptr (UsherResult) database_rows =
      usher_result_new_take (databases != NULL ? databases : made_databases_rows ());
  g_autoptr (UsherResult) facts = usher_result_new_take (made_facts_rows (MADE_START + 5000));
  const UsherAnswers answers = { session_rows, database_rows, facts, TRUE };
  const gint32 own_pids[] = { 777 };
  g_autoptr (GError) error = NULL;
  UsherSnapshot *snapshot =
      usher_snapshot_read (&answers, previous, own_pids, G_N_ELEMENTS (own_pids), &error);

  g_assert_no_error (error);
  return snapshot;
}
