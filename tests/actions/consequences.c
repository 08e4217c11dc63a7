/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "targets.h"

#include "made.h"

typedef void (*Change) (UsherSession *session);

static void
writes (UsherSession *session)
{
  session->state = USHER_STATE_ACTIVE;
  session->xact_start = MADE_START + 10;
  session->has_xid = TRUE;
}

static void
reads_long (UsherSession *session)
{
  session->state = USHER_STATE_IDLE_IN_TRANSACTION;
  session->xact_start = MADE_START + 5;
}

static void
is_superusers (UsherSession *session)
{
  writes (session);
  session->may = USHER_MAY_NEED_SUPERUSER;
}

static void
is_hidden (UsherSession *session)
{
  session->state = USHER_STATE_HIDDEN;
  session->id.backend_start = USHER_NO_TIME;
}

static void
is_hidden_and_foreign (UsherSession *session)
{
  is_hidden (session);
  session->may = USHER_MAY_NEED_SIGNAL_BACKEND;
}

static void
replicates (UsherSession *session)
{
  session->kind = USHER_SESSION_WALSENDER;
  session->state = USHER_STATE_ACTIVE;
  session->query = g_strdup ("START_REPLICATION SLOT \"s\" 0/3000000 TIMELINE 1");
}

static void
backs_up (UsherSession *session)
{
  session->kind = USHER_SESSION_WALSENDER;
  session->state = USHER_STATE_ACTIVE;
  session->query = g_strdup ("BASE_BACKUP ( LABEL 'nightly')");
}

static void
streams_for_backup (UsherSession *session)
{
  replicates (session);
  session->application = g_strdup ("pg_basebackup");
}

static void
vacuums (UsherSession *session)
{
  session->kind = USHER_SESSION_AUTOVACUUM;
  session->state = USHER_STATE_ACTIVE;
}

static void
waits_for (UsherSession *session, gint32 first, gint32 second)
{
  gint32 pids[] = { first, second };

  session->state = USHER_STATE_BLOCKED;
  session->n_blockers = second != 0 ? 2 : 1;
  session->blockers = g_memdup2 (pids, sizeof pids);
}

static void
add (GPtrArray *sessions, gint32 pid, Change change)
{
  UsherSession *session = made_session (pid);

  if (change != NULL)
    change (session);
  usher_session_seal (session);
  g_ptr_array_add (sessions, session);
}

static void
add_waiter (GPtrArray *sessions, gint32 pid, gint32 first, gint32 second)
{
  UsherSession *session = made_session (pid);

  waits_for (session, first, second);
  usher_session_seal (session);
  g_ptr_array_add (sessions, session);
}

/* Targets are the sessions with pids up to @last. */
static void
weigh (GPtrArray *sessions, gint32 last, UsherConsequences *sum)
{
  g_autoptr (UsherSnapshot) seen = made_snapshot (sessions);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr (UsherTargets) targets = NULL;

  for (guint i = 0; i < seen->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (seen->sessions, i);

      if (session->id.pid <= last)
        g_ptr_array_add (chosen, session);
    }
  targets = usher_targets_new (seen, chosen);
  usher_targets_weigh (targets, sum);
}

static void
test_nothing (void)
{
  UsherConsequences sum;

  weigh (made_sessions (), 0, &sum);
  g_assert_cmpuint (sum.n_transactions, ==, 0);
  g_assert_cmpint (sum.oldest_xact_start, ==, USHER_NO_TIME);
}

static void
test_transactions (void)
{
  GPtrArray *sessions = made_sessions ();
  UsherConsequences sum;

  add (sessions, 1, writes);
  add (sessions, 2, reads_long);
  add (sessions, 3, NULL);
  weigh (sessions, 3, &sum);

  g_assert_cmpuint (sum.n_transactions, ==, 2);
  g_assert_cmpuint (sum.n_wrote, ==, 1);
  g_assert_cmpint (sum.oldest_xact_start, ==, MADE_START + 5);
  g_assert_cmpuint (sum.n_idle, ==, 2);
  g_assert_cmpuint (sum.n_refused, ==, 0);
}

/* A transaction that the server will not let us end is none that rolls back. */
static void
test_refused (void)
{
  GPtrArray *sessions = made_sessions ();
  UsherConsequences sum;

  add (sessions, 1, is_superusers);
  add (sessions, 2, is_hidden_and_foreign);
  add_waiter (sessions, 3, 1, 0);
  weigh (sessions, 2, &sum);

  g_assert_cmpuint (sum.n_refused, ==, 2);
  g_assert_cmpuint (sum.n_refused_by[USHER_MAY_NEED_SUPERUSER], ==, 1);
  g_assert_cmpuint (sum.n_refused_by[USHER_MAY_NEED_SIGNAL_BACKEND], ==, 1);
  g_assert_cmpuint (sum.n_transactions, ==, 0);
  g_assert_cmpuint (sum.n_released, ==, 0);
  g_assert_cmpuint (sum.n_weak, ==, 1);
}

static void
test_released (void)
{
  GPtrArray *sessions = made_sessions ();
  UsherConsequences sum;

  add (sessions, 1, writes);
  add (sessions, 2, writes);
  add_waiter (sessions, 3, 1, 0); /* one of the targets itself */
  add_waiter (sessions, 4, 1, 2); /* released */
  add_waiter (sessions, 5, 3, 0); /* released */
  add_waiter (sessions, 6, 1, 9); /* still waits for 9 */
  add_waiter (sessions, 7, 9, 0);
  weigh (sessions, 3, &sum);

  g_assert_cmpuint (sum.n_released, ==, 2);
}

static void
test_kinds (void)
{
  GPtrArray *sessions = made_sessions ();
  UsherConsequences sum;

  add (sessions, 1, replicates);
  add (sessions, 2, backs_up);
  add (sessions, 3, streams_for_backup);
  add (sessions, 4, vacuums);
  add (sessions, 5, is_hidden);
  weigh (sessions, 5, &sum);

  g_assert_cmpuint (sum.n_replication, ==, 1);
  g_assert_cmpuint (sum.n_backups, ==, 2);
  g_assert_cmpuint (sum.n_workers, ==, 1);
  g_assert_cmpuint (sum.n_weak, ==, 1);
  g_assert_cmpuint (sum.n_idle, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/actions/consequences/nothing", test_nothing);
  g_test_add_func ("/actions/consequences/transactions", test_transactions);
  g_test_add_func ("/actions/consequences/refused", test_refused);
  g_test_add_func ("/actions/consequences/released", test_released);
  g_test_add_func ("/actions/consequences/kinds", test_kinds);
  return g_test_run ();
}
