/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a clean-up waits for, what comes after a fault in the first of two databases, and what
 * happens when it cannot even begin. */

#include <glib/gstdio.h>

#include "errors.h"
#include "restore-record.h"
#include "struck.h"

static TestServer *test;

/* The connection */

typedef struct
{
  UsherServer *server;
  PGconn *client; /* stopped, so that the round waits for it */
} Connections;

static void
end_helper (gpointer data)
{
  const Connections *connections = data;
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (connections->server, &n_pids);
  g_autofree char *sql = NULL;
  g_autofree char *count = NULL;

  g_assert_cmpuint (n_pids, ==, 3);
  sql = g_strdup_printf ("SELECT pg_terminate_backend (%d)", pids[2]);
  test_server_run (test, sql);
  count = g_strdup_printf ("SELECT count(*) FROM pg_stat_activity WHERE pid = %d", pids[2]);
  while (test_server_ask_number (test, count) > 0)
    g_usleep (1000);
  g_assert_cmpint (kill (PQbackendPID (connections->client), SIGCONT), ==, 0);
}

/* Somebody ends Usher's own session in the middle: what was changed is put back over another
 * one, and the next database has its turn. */
static void
test_connection_lost (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  Connections connections = { server, NULL };
  CleanerFault fault = { USHER_STEP_TERMINATE, USHER_STEP_RUNNING, end_helper, &connections,
                         FALSE };
  g_autoptr (PGconn) client = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autofree char *doors = NULL;
  UsherCleanUpOutcome outcome;
  guint32 oids[2];

  oids[0] = struck_create (test, "struck");
  oids[1] = struck_create (test, "other_name");
  client = test_server_connect (test, "postgres", "struck", "client");
  connections.client = client;
  test_server_signal (test, "STOP", PQbackendPID (client));
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, oids, 2);
  cleaner_look (clean_up);
  cleaner_arm (clean_up, &fault);
  cleaner_run (clean_up);
  g_assert_true (fault.struck);
  outcome = usher_clean_up_row_get_outcome (cleaner_row (clean_up, 0));
  g_assert_cmpuint (outcome, ==, USHER_CLEAN_UP_FAILED);
  doors = struck_ask_doors (test, oids[0]);
  g_assert_cmpstr (doors, ==, "true 7");
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 1)), ==,
                    USHER_CLEAN_UP_DONE);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
  g_clear_pointer (&client, PQfinish);
  struck_drop_all (test);
}

/* The person */

static void
stop (gpointer clean_up)
{
  usher_clean_up_stop (clean_up);
}

/* Stopped while a session does not react: no harm is announced, what was changed is put back,
 * and the database that was not reached is left alone. */
static void
test_stopped (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  CleanerFault fault = { USHER_STEP_TERMINATE, USHER_STEP_RUNNING, stop, NULL, FALSE };
  g_autoptr (PGconn) client = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autofree char *doors = NULL;
  guint32 oids[2];

  oids[0] = struck_create (test, "struck");
  oids[1] = struck_create (test, "other_name");
  client = test_server_connect (test, "postgres", "struck", "client");
  test_server_signal (test, "STOP", PQbackendPID (client));
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, oids, 2);
  cleaner_look (clean_up);
  fault.user_data = clean_up;
  cleaner_arm (clean_up, &fault);
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_STOPPED);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 1)), ==,
                    USHER_CLEAN_UP_STOPPED);
  doors = struck_ask_doors (test, oids[0]);
  g_assert_cmpstr (doors, ==, "true 7");
  g_assert_cmpuint (cleaner_find (test, "other_name"), ==, oids[1]);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  test_server_signal (test, "CONT", PQbackendPID (client));
  g_clear_object (&clean_up);
  cleaner_close (server);
  g_clear_pointer (&client, PQfinish);
  struck_drop_all (test);
}

/* A process that takes no notice, in another database */

static gboolean
says_what_it_waits_for (gpointer clean_up)
{
  UsherPlanStep *step = cleaner_find_step (cleaner_row (clean_up, 0), USHER_STEP_ACT);

  return usher_plan_step_get_state (step) == USHER_STEP_RUNNING
         && usher_plan_step_get_progress (step)[0] != '\0';
}

typedef struct
{
  UsherServer *server;
  guint32 oid;
  UsherCleanUp *clean_up;
  GCancellable *cancellable;
  GAsyncResult *result;
} Drop;

/* @pid: a process of the server that is stopped just before, or 0 */
static void
start_drop (Drop *self, gint32 pid)
{
  *self = (Drop){ .server = cleaner_connect (test, NULL, NULL),
                  .oid = struck_create (test, "struck"),
                  .cancellable = g_cancellable_new () };
  self->clean_up = usher_clean_up_new (self->server, USHER_CLEAN_UP_DROP, &self->oid, 1);
  usher_clean_up_set_watching (self->clean_up, TRUE);
  cleaner_look (self->clean_up);
  g_assert_null (usher_clean_up_get_stop_warning (self->clean_up));
  if (pid != 0)
    test_server_signal (test, "STOP", pid);
  usher_clean_up_run_async (self->clean_up, self->cancellable, test_async_ready, &self->result);
}

/* Until Usher says what the server waits for. */
static void
await_words (Drop *self)
{
  g_assert_true (test_wait_until (says_what_it_waits_for, self->clean_up, CLEANER_PATIENCE_MS));
  g_assert_nonnull (usher_clean_up_get_stop_warning (self->clean_up));
}

static const char *
get_progress (Drop *self)
{
  return usher_plan_step_get_progress (
      cleaner_find_step (cleaner_row (self->clean_up, 0), USHER_STEP_ACT));
}

static void
end_drop (Drop *self, UsherCleanUpOutcome outcome, const char *doors)
{
  g_autofree char *found = NULL;

  test_async_wait (&self->result);
  cleaner_assert_outcome (self->clean_up, outcome);
  found = struck_ask_doors (test, self->oid);
  g_assert_cmpstr (found, ==, doors);
  usher_clean_up_set_watching (self->clean_up, FALSE);
  g_object_unref (self->result);
  g_object_unref (self->cancellable);
  g_object_unref (self->clean_up);
}

/* After it was stopped: it is announced, and works. */
static void
drop_again (Drop *self)
{
  g_autoptr (UsherCleanUp) again =
      usher_clean_up_new (self->server, USHER_CLEAN_UP_DROP, &self->oid, 1);

  cleaner_look (again);
  g_assert_nonnull (cleaner_find_obstacle (again, USHER_OBSTACLE_INVALID));
  g_assert_true (usher_clean_up_is_ready (again));
  cleaner_run (again);
  cleaner_assert_outcome (again, USHER_CLEAN_UP_DONE);
  g_clear_object (&again);
  cleaner_close (self->server);
  struck_assert_can_be_put_back (test, self->oid);
}

static gboolean
waits_for_all (void)
{
  if (test_server_get_version (test) >= 150000)
    return TRUE;
  g_test_skip ("a drop waits for no other database before PostgreSQL 15");
  return FALSE;
}

static PGconn *
enter_elsewhere (void)
{
  return test_server_connect (test, "postgres", "template1", "elsewhere");
}

/* It is waited for as long as it takes: nothing cuts the drop short. */
static void
test_stopped_elsewhere (void)
{
  g_autoptr (PGconn) elsewhere = NULL;
  Drop drop;

  if (!waits_for_all ())
    return;
  elsewhere = enter_elsewhere ();
  start_drop (&drop, PQbackendPID (elsewhere));
  await_words (&drop);
  g_assert_nonnull (strstr (get_progress (&drop), "does not react"));
  test_server_signal (test, "CONT", PQbackendPID (elsewhere));
  end_drop (&drop, USHER_CLEAN_UP_DONE, NULL);
  cleaner_close (drop.server);
}

/* One that sends more than its client reads: a result that somebody looks at page by page. */
static void
test_unread_elsewhere (void)
{
  g_autoptr (PGconn) elsewhere = NULL;
  g_autofree char *wanted = NULL;
  Drop drop;

  if (!waits_for_all ())
    return;
  elsewhere = enter_elsewhere ();
  wanted = g_strdup_printf ("%d (elsewhere)", PQbackendPID (elsewhere));
  test_session_send (elsewhere, "SELECT repeat ('x', 1000) FROM generate_series (1, 1000000)");
  g_assert_true (test_server_wait_for (test,
                                       "SELECT wait_event = 'ClientWrite' FROM pg_stat_activity"
                                       " WHERE application_name = 'elsewhere'",
                                       CLEANER_PATIENCE_MS));
  start_drop (&drop, 0);
  await_words (&drop);
  g_assert_nonnull (strstr (get_progress (&drop), wanted));
  g_clear_pointer (&elsewhere, PQfinish);
  end_drop (&drop, USHER_CLEAN_UP_DONE, NULL);
  cleaner_close (drop.server);
}

/* Stopped by the person, who was told what that means; afterwards it can be dropped for good. */
static void
test_stopped_while_waiting (void)
{
  g_autoptr (PGconn) elsewhere = NULL;
  Drop drop;

  if (!waits_for_all ())
    return;
  elsewhere = enter_elsewhere ();
  start_drop (&drop, PQbackendPID (elsewhere));
  await_words (&drop);
  g_cancellable_cancel (drop.cancellable);
  end_drop (&drop, USHER_CLEAN_UP_INVALID, "false -2");
  test_server_signal (test, "CONT", PQbackendPID (elsewhere));
  drop_again (&drop);
}

/* A checkpoint belongs to every drop, on every version, and can take long on a busy server. */
static void
test_stopped_at_checkpoint (void)
{
  gint32 checkpointer = (gint32)test_server_ask_number (
      test, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
  Drop drop;

  start_drop (&drop, checkpointer);
  g_assert_true (test_server_wait_for (test,
                                       "SELECT datconnlimit = -2 FROM pg_database"
                                       " WHERE datname = 'struck'",
                                       CLEANER_PATIENCE_MS));
  await_words (&drop);
  g_assert_nonnull (strstr (get_progress (&drop), "checkpoint"));
  g_cancellable_cancel (drop.cancellable);
  end_drop (&drop, USHER_CLEAN_UP_INVALID, "false -2");
  test_server_signal (test, "CONT", checkpointer);
  drop_again (&drop);
}

/* What keeps it from beginning */

static void
assert_untouched (UsherCleanUp *clean_up, guint32 oid)
{
  g_autofree char *doors = struck_ask_doors (test, oid);
  UsherPlanStep *block = cleaner_find_step (cleaner_row (clean_up, 0), USHER_STEP_BLOCK);

  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_cmpint (usher_plan_step_get_state (block), ==, USHER_STEP_NOT_REACHED);
  g_assert_cmpstr (doors, ==, "true 7");
}

/* Nothing is altered before the disk holds how it was. */
static void
test_no_disk (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  guint32 oid = struck_create (test, "struck");
  g_autoptr (UsherCleanUp) clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, &oid, 1);
  g_autofree char *folder = usher_restore_record_find_folder ();
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);
  g_autofree char *parent = g_path_get_dirname (folder);
  gboolean was_there = g_rename (folder, aside) == 0;

  cleaner_look (clean_up);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (folder, "not a folder", -1, NULL));
  cleaner_run (clean_up);
  g_assert_cmpint (g_unlink (folder), ==, 0);
  if (was_there)
    g_assert_cmpint (g_rename (aside, folder), ==, 0);
  assert_untouched (clean_up, oid);
  g_clear_object (&clean_up);
  cleaner_close (server);
  struck_drop_all (test);
}

/* Who blocks first is refused first. */
static void
test_right_taken_before (void)
{
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (PGconn) client = NULL;
  UsherServer *server = NULL;
  guint32 oid = struck_create (test, "struck");
  g_autofree char *doors = NULL;

  test_server_run (test, "CREATE ROLE boss LOGIN CREATEDB; ALTER DATABASE struck OWNER TO boss");
  client = test_server_connect (test, "boss", "struck", "client");
  server = cleaner_connect (test, "boss", NULL);
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, &oid, 1);
  cleaner_look (clean_up);
  test_server_run (test, "ALTER DATABASE struck OWNER TO postgres");
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_error (usher_clean_up_row_get_error (cleaner_row (clean_up, 0)), USHER_ERROR,
                  USHER_ERROR_NOT_PERMITTED);
  doors = struck_ask_doors (test, oid);
  g_assert_cmpstr (doors, ==, "true 7");
  g_assert_true (test_session_is_alive (client));
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  g_clear_pointer (&client, PQfinish);
  cleaner_close (server);
  struck_drop_all (test);
  test_server_run (test, "DROP ROLE boss");
}

#define PATH "/actions/clean-up-waits/"

int
main (int argc, char **argv)
{
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();

  g_test_add_func (PATH "connection-lost", test_connection_lost);
  g_test_add_func (PATH "stopped", test_stopped);
  g_test_add_func (PATH "stopped-elsewhere", test_stopped_elsewhere);
  g_test_add_func (PATH "unread-elsewhere", test_unread_elsewhere);
  g_test_add_func (PATH "stopped-while-waiting", test_stopped_while_waiting);
  g_test_add_func (PATH "stopped-at-checkpoint", test_stopped_at_checkpoint);
  g_test_add_func (PATH "no-disk", test_no_disk);
  g_test_add_func (PATH "right-taken-before", test_right_taken_before);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
