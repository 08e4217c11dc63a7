/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "made.h"

static UsherSession *
add (GPtrArray *sessions, gint32 pid, UsherSessionKind kind, UsherSessionState state)
{
  UsherSession *session = made_session (pid);

  session->kind = kind;
  session->state = state;
  g_ptr_array_add (sessions, session);
  return session;
}

static void
seal_all (GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++)
    usher_session_seal (g_ptr_array_index (sessions, i));
}

static void
test_counts (void)
{
  GPtrArray *sessions = made_sessions ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  UsherSession *session;

  add (sessions, 1, USHER_SESSION_SYSTEM, USHER_STATE_BACKGROUND);
  session = add (sessions, 2, USHER_SESSION_CLIENT, USHER_STATE_ACTIVE);
  session->xact_start = 300;
  session = add (sessions, 3, USHER_SESSION_CLIENT, USHER_STATE_ABORTED);
  session->xact_start = 200;
  session = add (sessions, 4, USHER_SESSION_CLIENT, USHER_STATE_ACTIVE);
  session->xact_start = 100;
  session->is_usher = TRUE;
  add (sessions, 5, USHER_SESSION_CLIENT, USHER_STATE_BLOCKED);
  add (sessions, 6, USHER_SESSION_CLIENT, USHER_STATE_HIDDEN);
  add (sessions, 7, USHER_SESSION_AUTOVACUUM, USHER_STATE_ACTIVE);
  add (sessions, 8, USHER_SESSION_CLIENT, USHER_STATE_IDLE_IN_TRANSACTION);
  seal_all (sessions);
  snapshot = made_snapshot (sessions);

  g_assert_cmpuint (snapshot->summary.n_sessions, ==, 7);
  g_assert_cmpuint (snapshot->summary.n_system, ==, 1);
  g_assert_cmpuint (snapshot->summary.n_hidden, ==, 1);
  g_assert_cmpuint (snapshot->summary.connections_used, ==, 6);
  g_assert_cmpuint (snapshot->summary.n_active, ==, 2);
  g_assert_cmpuint (snapshot->summary.n_blocked, ==, 1);
  g_assert_cmpuint (snapshot->summary.n_idle_in_transaction, ==, 2);
  g_assert_cmpint (snapshot->summary.oldest_xact_start, ==, 200);
  g_assert_cmpint (snapshot->summary.oldest_xact_pid, ==, 3);
}

static void
test_no_transaction (void)
{
  g_autoptr (UsherSnapshot) snapshot = made_snapshot (made_sessions ());

  g_assert_cmpint (snapshot->summary.oldest_xact_start, ==, USHER_NO_TIME);
  g_assert_cmpuint (snapshot->summary.n_sessions, ==, 0);
}

static void
add_in (GPtrArray *sessions, gint32 pid, guint32 oid, const char *application)
{
  UsherSession *session = add (sessions, pid, USHER_SESSION_CLIENT, USHER_STATE_IDLE);

  session->id.database_oid = oid;
  session->application = g_strdup (application);
}

static void
test_databases (void)
{
  GPtrArray *sessions = made_sessions ();
  GPtrArray *databases = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_database_free);
  g_autoptr (UsherSnapshot) snapshot = NULL;
  UsherDatabase *shop;
  UsherApplicationCount *count;

  add_in (sessions, 1, 10, "psql");
  add_in (sessions, 2, 10, "api");
  add_in (sessions, 3, 10, "psql");
  add_in (sessions, 4, 10, NULL);
  add_in (sessions, 5, 20, "psql");
  add_in (sessions, 6, 99, "psql");
  seal_all (sessions);
  g_ptr_array_add (databases, made_database (10, "shop"));
  g_ptr_array_add (databases, made_database (20, "games"));
  g_ptr_array_add (databases, made_database (30, "empty"));
  snapshot = usher_snapshot_new_made (sessions, databases, 0);

  g_assert_cmpstr (((UsherDatabase *)databases->pdata[0])->name, ==, "empty");
  g_assert_cmpstr (((UsherDatabase *)databases->pdata[1])->name, ==, "games");
  g_assert_cmpstr (((UsherDatabase *)databases->pdata[2])->name, ==, "shop");
  g_assert_null (usher_snapshot_find_database (snapshot, 99));
  g_assert_cmpuint (usher_snapshot_find_database (snapshot, 30)->n_sessions, ==, 0);
  shop = usher_snapshot_find_database (snapshot, 10);
  g_assert_cmpuint (shop->n_sessions, ==, 4);
  g_assert_cmpuint (shop->applications->len, ==, 3);
  count = shop->applications->pdata[0];
  g_assert_cmpstr (count->name, ==, "");
  g_assert_cmpuint (count->n_sessions, ==, 1);
  count = shop->applications->pdata[2];
  g_assert_cmpstr (count->name, ==, "psql");
  g_assert_cmpuint (count->n_sessions, ==, 2);
}

static void
test_find (void)
{
  GPtrArray *sessions = made_sessions ();
  g_autoptr (UsherSnapshot) snapshot = NULL;
  UsherIdentity id;
  guint index;

  for (gint32 pid = 2000; pid > 0; pid -= 2)
    g_ptr_array_add (sessions, made_sealed (pid, "d", "u", "q"));
  snapshot = made_snapshot (sessions);

  for (gint32 pid = 1; pid <= 2001; pid++)
    {
      UsherSession *found;

      id = (UsherIdentity){ .pid = pid, .backend_start = MADE_START + pid };
      found = usher_snapshot_find (snapshot, &id);
      g_assert_true ((found != NULL) == (pid % 2 == 0));
      if (found == NULL)
        continue;
      g_assert_cmpint (found->id.pid, ==, pid);
      g_assert_true (usher_snapshot_find_index (snapshot, &id, &index));
      g_assert_true (snapshot->sessions->pdata[index] == found);
    }
  id = (UsherIdentity){ .pid = 2, .backend_start = MADE_START + 3 };
  g_assert_null (usher_snapshot_find (snapshot, &id));
}

static void
test_now (void)
{
  g_autoptr (UsherSnapshot) snapshot = made_snapshot (made_sessions ());
  gint64 before = usher_snapshot_now (snapshot);

  g_usleep (2000);
  g_assert_cmpint (before, >=, snapshot->server_time);
  g_assert_cmpint (usher_snapshot_now (snapshot), >=, before + 2000);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/snapshot/counts", test_counts);
  g_test_add_func ("/snapshot/no-transaction", test_no_transaction);
  g_test_add_func ("/snapshot/databases", test_databases);
  g_test_add_func ("/snapshot/find", test_find);
  g_test_add_func ("/snapshot/now", test_now);
  return g_test_run ();
}
