/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Behind a real PgBouncer nobody tells Usher beforehand which server process will run a statement
 * of its own. It leaves those alone all the same, and ends the sessions of others. */

#include "server.h"
#include "stage.h"
#include "test-pooler.h"

#define SLEEP "SELECT pg_catalog.pg_sleep(77)"

static TestServer *server;
static TestPooler *pooler;

/* Another connection of this Usher's */

typedef struct
{
  UsherWorker *worker;
  GCancellable *stop;
  GAsyncResult *result; /* (nullable): of its long statement, when that has ended */
  gint32 pid;           /* when it connected */
} Other;

static Other *
other_new (const char *database)
{
  g_autoptr (UsherAddress) address = test_pooler_new_address (pooler, database);
  Other *self = g_new0 (Other, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherConnectionInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  self->stop = g_cancellable_new ();
  self->worker = usher_worker_new ("other", USHER_PURPOSE_MONITOR);
  usher_worker_connect_async (self->worker, address, NULL, test_async_ready, &result);
  test_async_wait (&result);
  info = usher_worker_connect_finish (self->worker, result, &error);
  g_assert_no_error (error);
  self->pid = info->backend_pid;
  return self;
}

static gpointer
sleep_there (UsherConnection *connection, gpointer data, GCancellable *stop, GError **error)
{
  return usher_connection_query (connection, SLEEP, NULL, 0, stop, error);
}

static gint32
find_sleeper (void)
{
  return (gint32)test_server_ask_number (
      server, "SELECT coalesce(min(pid), 0) FROM pg_stat_activity"
              " WHERE state = 'active' AND query LIKE '%pg_sleep(77)' AND pid <> pg_backend_pid()");
}

static gboolean
something_sleeps (gpointer data)
{
  return find_sleeper () != 0;
}

/* Returns: the process that it met */
static gint32
other_sleep (Other *self)
{
  usher_worker_run_async (self->worker, sleep_there, NULL, NULL, NULL, 0, self->stop,
                          test_async_ready, &self->result);
  g_assert_true (test_wait_until (something_sleeps, NULL, TEST_PATIENCE_SECONDS * 1000));
  return find_sleeper ();
}

static void
other_free (Other *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (self->stop);
  usher_worker_close_async (self->worker, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_worker_close_finish (self->worker, result, NULL));
  g_clear_object (&self->result);
  g_object_unref (self->worker);
  g_object_unref (self->stop);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Other, other_free)

/* Told of no pids, as an UsherServer tells of none there. */
static Stage *
stage_behind (const char *database)
{
  g_autoptr (UsherAddress) address = test_pooler_new_address (pooler, database);
  Stage *stage = stage_new_at (address);

  stage->own_pids[0] = stage->own_pids[1] = 0;
  return stage;
}

/* Its own picture would not have offered it; the server has the last word. */
static UsherSession *
unmark (const UsherSession *own)
{
  return forge_done (forge (own));
}

static void
assert_left_alone (Stage *stage, gint32 pid)
{
  g_autoptr (UsherSession) seen = stage_find (stage, pid);
  g_autoptr (UsherTargets) left_out = stage_aim_at (stage, usher_session_ref (seen), NULL);
  g_autoptr (UsherTargets) forged = stage_aim_at (stage, unmark (seen), NULL);
  g_autoptr (UsherOperation) cancel = NULL;
  g_autoptr (UsherOperation) terminate = NULL;

  g_assert_true (seen->is_usher);
  g_assert_cmpuint (usher_targets_get_n (left_out), ==, 0);
  g_assert_cmpuint (usher_targets_get_n (forged), ==, 1);
  cancel = stage_perform (stage, USHER_OPERATION_CANCEL_QUERY, forged);
  terminate = stage_perform (stage, USHER_OPERATION_TERMINATE, forged);
  stage_assert_outcomes (cancel, "Usher’s own, left alone");
  stage_assert_outcomes (terminate, "Usher’s own, left alone");
}

/* The statement meets a process that nobody in this Usher has heard of. */
static void
test_transaction_mode (void)
{
  g_autoptr (Stage) stage = stage_behind ("postgres");
  g_autoptr (Other) other = other_new ("postgres");
  gint32 pid;

  test_pooler_end_server_side (pooler);
  pid = other_sleep (other);
  assert_left_alone (stage, pid);
  g_assert_cmpint (find_sleeper (), ==, pid);
  g_assert_null (other->result);
}

/* Who acts is connected to the server itself, and the other is not. */
static void
test_from_outside (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (Other) other = other_new ("postgres");
  gint32 pid = other_sleep (other);

  assert_left_alone (stage, pid);
  g_assert_cmpint (find_sleeper (), ==, pid);
  g_assert_null (other->result);
}

typedef struct
{
  Stage *stage;
  gint32 pid;
} Watch;

static gboolean
is_given_back (gpointer data)
{
  const Watch *watch = data;
  g_autoptr (UsherSession) seen = stage_find (watch->stage, watch->pid);

  return !seen->is_usher;
}

/* There a process is Usher's until the connection goes, though it runs nothing. */
static void
test_session_mode (void)
{
  g_autoptr (Stage) stage = stage_behind ("session");
  Other *other = other_new ("session");
  Watch watch = { stage, other->pid };

  assert_left_alone (stage, other->pid);
  other_free (other);
  g_assert_true (test_wait_until (is_given_back, &watch, TEST_PATIENCE_SECONDS * 1000));
}

/* Though it meets a process that Usher had before. */
static void
test_session_of_others (void)
{
  g_autoptr (Stage) stage = stage_behind ("postgres");
  g_autoptr (PGconn) client = PQconnectdb (test_pooler_get_address (pooler));
  g_autoptr (UsherTargets) targets = NULL;
  g_autoptr (UsherOperation) operation = NULL;

  test_session_send (client, SLEEP);
  g_assert_true (test_wait_until (something_sleeps, NULL, TEST_PATIENCE_SECONDS * 1000));
  targets = stage_aim_at (stage, stage_find (stage, find_sleeper ()), NULL);
  operation = stage_perform (stage, USHER_OPERATION_TERMINATE, targets);

  stage_assert_outcomes (operation, "Gone");
  g_assert_cmpint (find_sleeper (), ==, 0);
}

static gboolean
shows_sleeper (gpointer data)
{
  UsherSnapshot *snapshot = usher_server_get_snapshot (data);
  gint32 pid = find_sleeper ();

  for (guint i = 0; snapshot != NULL && i < snapshot->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);

      g_assert_false (session->id.pid == pid && session->is_usher);
      if (session->id.pid == pid && session->state == USHER_STATE_ACTIVE)
        return TRUE;
    }
  return FALSE;
}

/* What the window has of it: no pids that could be somebody else's by now. */
static void
test_picture (void)
{
  g_autoptr (UsherAddress) address = test_pooler_new_address (pooler, "postgres");
  g_autoptr (UsherServer) watched = usher_server_new (address);
  g_autoptr (PGconn) client = PQconnectdb (test_pooler_get_address (pooler));
  g_autoptr (GAsyncResult) closed = NULL;
  const gint32 *pids;
  guint n_pids;

  test_session_send (client, SLEEP);
  g_assert_true (test_wait_until (something_sleeps, NULL, TEST_PATIENCE_SECONDS * 1000));
  usher_server_connect (watched);
  g_assert_true (test_wait_until (shows_sleeper, watched, TEST_PATIENCE_SECONDS * 1000));
  pids = usher_server_get_own_pids (watched, &n_pids);
  for (guint i = 0; i < n_pids; i++)
    g_assert_cmpint (pids[i], ==, 0);
  usher_server_close_async (watched, test_async_ready, &closed);
  test_async_wait (&closed);
}

static void
skip (void)
{
  g_test_skip ("PgBouncer is not installed (package pgbouncer)");
}

static void
add_tests (void)
{
  g_test_add_func ("/pooler/transaction-mode", test_transaction_mode);
  g_test_add_func ("/pooler/from-outside", test_from_outside);
  g_test_add_func ("/pooler/session-mode", test_session_mode);
  g_test_add_func ("/pooler/session-of-others", test_session_of_others);
  g_test_add_func ("/pooler/picture", test_picture);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  pooler = test_pooler_start (server, 4);
  if (pooler != NULL)
    add_tests ();
  else
    g_test_add_func ("/pooler", skip);
  status = g_test_run ();
  g_clear_pointer (&pooler, test_pooler_stop);
  test_server_stop (server);
  return status;
}
