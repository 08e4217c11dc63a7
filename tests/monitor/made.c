/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "made.h"

UsherSession *
made_session (gint32 pid)
{
  UsherSession *session = usher_session_new ();

  session->id.pid = pid;
  session->id.backend_start = MADE_START + pid;
  session->kind = USHER_SESSION_CLIENT;
  session->state = USHER_STATE_IDLE;
  return session;
}

UsherSession *
made_sealed (gint32 pid, const char *database, const char *user, const char *query)
{
  UsherSession *session = made_session (pid);

  session->database = g_strdup (database);
  session->user = g_strdup (user);
  session->query = g_strdup (query);
  usher_session_seal (session);
  return session;
}

UsherDatabase *
made_database (guint32 oid, const char *name)
{
  UsherDatabase *database = usher_database_new ();

  database->oid = oid;
  database->name = g_strdup (name);
  database->owner = g_strdup ("postgres");
  return database;
}

GPtrArray *
made_sessions (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
}

UsherSnapshot *
made_snapshot (GPtrArray *sessions)
{
  return usher_snapshot_new_made (sessions, NULL, MADE_START + 60 * G_USEC_PER_SEC);
}

/* "3 1 !2": the pids in order, those that have ended with a mark. */
char *
made_pids (UsherArrangement *arrangement)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < arrangement->n_rows; i++)
    g_string_append_printf (text, "%s%s%d", i > 0 ? " " : "", arrangement->rows[i].ended ? "!" : "",
                            arrangement->rows[i].session->id.pid);
  return g_string_free (text, FALSE);
}
