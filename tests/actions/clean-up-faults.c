/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can happen in the middle of a clean-up: Usher is killed, the server is killed, a right is
 * taken away, a process of another database does not react. */

#include <signal.h>
#include <sys/wait.h>

#include "cleaner.h"
#include "errors.h"
#include "journal-reader.h"

static TestServer *test;
static const char *program;

/* Where a fault strikes: as soon as a step has come to a state. */
typedef struct
{
  UsherStepKind step;
  UsherStepState state;
  void (*strike) (gpointer user_data);
  gpointer user_data;
  gboolean struck;
} Fault;

static void
on_changed (UsherCleanUp *clean_up, Fault *fault)
{
  UsherPlanStep *step = cleaner_find_step (cleaner_row (clean_up, 0), fault->step);

  if (fault->struck || step == NULL || usher_plan_step_get_state (step) != fault->state)
    return;
  fault->struck = TRUE;
  fault->strike (fault->user_data);
}

static void
arm (UsherCleanUp *clean_up, Fault *fault)
{
  g_signal_connect (clean_up, "changed", G_CALLBACK (on_changed), fault);
}

/* The child that is killed */

static void
kill_myself (gpointer data)
{
  raise (SIGKILL);
}

static void
run_child (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse (words[0], &error);
  UsherCleanUpKind kind = (UsherCleanUpKind)g_ascii_strtoll (words[1], NULL, 10);
  guint32 oid = (guint32)strtoul (words[2], NULL, 10);
  Fault fault = { (UsherStepKind)g_ascii_strtoll (words[3], NULL, 10),
                  (UsherStepState)g_ascii_strtoll (words[4], NULL, 10), kill_myself, NULL, FALSE };
  UsherServer *server;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  g_assert_no_error (error);
  server = cleaner_connect_to (address);
  clean_up = usher_clean_up_new (server, kind, &oid, 1);
  cleaner_look (clean_up);
  cleaner_name (clean_up, "other_name");
  arm (clean_up, &fault);
  cleaner_run (clean_up);
  cleaner_close (server);
}

static void
spawn_child (UsherCleanUpKind kind, guint32 oid, UsherStepKind step, UsherStepState state)
{
  g_autofree char *address = usher_address_to_string (test_server_get_address (test));
  g_autofree char *line = g_strdup_printf ("%d %u %d %d", (int)kind, oid, (int)step, (int)state);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const char *argv[] = {
    program, "--child", address, words[0], words[1], words[2], words[3], NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

static char *
ask_doors (guint32 oid)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT datallowconn || ' ' || datconnlimit FROM pg_database WHERE oid = %u", oid);

  return test_server_ask (test, sql);
}

/* Whatever happened: one call at most, and all is as it was before. */
static void
assert_can_be_put_back (guint32 oid)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  guint n = cleaner_count_records ();
  g_autoptr (UsherRestores) restores = cleaner_load (server, n);
  g_autofree char *before = ask_doors (oid);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (n, <=, 1);
  if (g_strcmp0 (before, "false 7") == 0)
    g_assert_cmpuint (n, ==, 1);
  if (n > 0)
    {
      UsherRestore *restore = cleaner_restore_at (restores, 0);

      g_assert_cmpuint (usher_restore_get_database_oid (restore), ==, oid);
      g_assert_true (cleaner_apply (restores, restore, FALSE, &error));
      g_assert_no_error (error);
    }
  after = ask_doors (oid);
  if (after != NULL)
    g_assert_cmpstr (after, ==, "true 7");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&restores);
  cleaner_close (server);
}

static void
create (const char *name)
{
  g_autofree char *sql =
      g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0 CONNECTION LIMIT 7", name);

  test_server_run (test, sql);
}

static void
drop_all (void)
{
  g_assert_true (test_server_wait_for (test,
                                       "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname IN"
                                       " ('struck', 'other_name')",
                                       20000));
  test_server_run (test, "DROP DATABASE IF EXISTS struck");
  test_server_run (test, "DROP DATABASE IF EXISTS other_name");
}

/* Returns: (transfer full): the newest entry of the journal */
static UsherJournalEntry *
read_journal (void)
{
  g_autoptr (UsherJournalReader) reader =
      usher_journal_reader_new (usher_journal_get_file (usher_journal_get_default ()), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more;

  usher_journal_reader_read_async (reader, 1, NULL, test_async_ready, &result);
  found = usher_journal_reader_read_finish (reader, test_async_wait (&result), &more, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  return usher_journal_entry_ref (g_ptr_array_index (found, 0));
}

/* What was asked for is known, and whom it ended, as soon as that had begun. */
static void
assert_journal_knows (UsherCleanUpKind kind, gboolean with_session)
{
  static const char *const words[] = {
    [USHER_CLEAN_UP_DROP] = "drop",
    [USHER_CLEAN_UP_RENAME] = "rename",
    [USHER_CLEAN_UP_COPY] = "copy",
    [USHER_CLEAN_UP_KEEP_OUT] = "keep-out",
  };
  g_autoptr (UsherJournalEntry) entry = read_journal ();

  g_assert_cmpstr (entry->action, ==, words[kind]);
  g_assert_cmpstr (entry->subject, ==, "struck");
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_UNKNOWN);
  g_assert_cmpstr (entry->says, ==, "Usher ended before it was verified.");
  g_assert_nonnull (strstr (entry->sql, "ALTER DATABASE \"struck\""));
  if (!with_session)
    return;
  g_assert_cmpuint (entry->targets->len, ==, 1);
  g_assert_cmpstr (((UsherJournalTarget *)g_ptr_array_index (entry->targets, 0))->application, ==,
                   "client");
}

static void
kill_usher_at (UsherCleanUpKind kind, UsherStepKind step, UsherStepState state)
{
  g_autoptr (PGconn) client = NULL;
  guint32 oid;

  create ("struck");
  oid = cleaner_find (test, "struck");
  client = test_server_connect (test, "postgres", "struck", "client");
  spawn_child (kind, oid, step, state);
  assert_journal_knows (kind, step > USHER_STEP_TERMINATE
                                  || (step == USHER_STEP_TERMINATE && state == USHER_STEP_DONE));
  /* The server goes on with what it was sent. */
  g_assert_true (test_server_wait_for (test,
                                       "SELECT count(*) = 0 FROM pg_stat_activity"
                                       " WHERE application_name ILIKE 'usher%'",
                                       20000));
  assert_can_be_put_back (oid);
  g_clear_pointer (&client, PQfinish);
  drop_all ();
}

static void
test_usher_killed (gconstpointer data)
{
  static const UsherStepKind steps[] = { USHER_STEP_REMEMBER,  USHER_STEP_BLOCK,
                                         USHER_STEP_TERMINATE, USHER_STEP_VERIFY,
                                         USHER_STEP_ACT,       USHER_STEP_RESTORE };
  UsherCleanUpKind kind = (UsherCleanUpKind)GPOINTER_TO_INT (data);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (steps[i] == USHER_STEP_RESTORE && kind == USHER_CLEAN_UP_DROP)
        continue;
      if (steps[i] >= USHER_STEP_ACT && kind == USHER_CLEAN_UP_KEEP_OUT)
        continue;
      kill_usher_at (kind, steps[i], USHER_STEP_RUNNING);
      kill_usher_at (kind, steps[i], USHER_STEP_DONE);
    }
}

/* The server */

static gboolean
kill_server (gpointer data)
{
  test_server_kill (test);
  return G_SOURCE_REMOVE;
}

static void
kill_server_soon (gpointer data)
{
  g_idle_add (kill_server, NULL);
}

static void
test_server_killed (void)
{
  static const UsherStepKind steps[] = { USHER_STEP_REMEMBER, USHER_STEP_BLOCK,
                                         USHER_STEP_TERMINATE, USHER_STEP_ACT, USHER_STEP_RESTORE };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Fault fault = { steps[i], USHER_STEP_RUNNING, kill_server_soon, NULL, FALSE };
      UsherServer *server = cleaner_connect (test, NULL, NULL);
      g_autoptr (UsherCleanUp) clean_up = NULL;
      guint32 oid;

      create ("struck");
      oid = cleaner_find (test, "struck");
      clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_RENAME, &oid, 1);
      cleaner_look (clean_up);
      cleaner_name (clean_up, "other_name");
      arm (clean_up, &fault);
      cleaner_run (clean_up);
      g_assert_true (fault.struck);
      g_clear_object (&clean_up);
      cleaner_close (server);
      test_server_restart (test);
      assert_can_be_put_back (oid);
      drop_all ();
    }
}

/* The right */

static void
take_right (gpointer data)
{
  test_server_run (test, "ALTER DATABASE struck OWNER TO postgres");
}

/* Who lost the right cannot put it back either; somebody else can, with what the disk holds. */
static void
test_right_taken (void)
{
  Fault fault = { USHER_STEP_BLOCK, USHER_STEP_DONE, take_right, NULL, FALSE };
  UsherServer *server = NULL;
  g_autoptr (PGconn) client = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  UsherCleanUpOutcome outcome;
  guint32 oid;

  test_server_run (test, "CREATE ROLE boss LOGIN CREATEDB");
  create ("struck");
  test_server_run (test, "ALTER DATABASE struck OWNER TO boss");
  oid = cleaner_find (test, "struck");
  client = test_server_connect (test, "boss", "struck", "client");
  server = cleaner_connect (test, "boss", NULL);
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, &oid, 1);
  cleaner_look (clean_up);
  arm (clean_up, &fault);
  cleaner_run (clean_up);
  outcome = usher_clean_up_row_get_outcome (cleaner_row (clean_up, 0));
  /* The news of the step may have come when the drop was done already. */
  g_assert_true (outcome == USHER_CLEAN_UP_FAILED || outcome == USHER_CLEAN_UP_DONE);
  g_clear_object (&clean_up);
  cleaner_close (server);
  g_clear_pointer (&client, PQfinish);
  assert_can_be_put_back (oid);
  drop_all ();
  test_server_run (test, "DROP ROLE boss");
}

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
  Fault fault = { USHER_STEP_TERMINATE, USHER_STEP_RUNNING, end_helper, &connections, FALSE };
  g_autoptr (PGconn) client = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autofree char *doors = NULL;
  UsherCleanUpOutcome outcome;
  guint32 oids[2];

  create ("struck");
  create ("other_name");
  oids[0] = cleaner_find (test, "struck");
  oids[1] = cleaner_find (test, "other_name");
  client = test_server_connect (test, "postgres", "struck", "client");
  connections.client = client;
  test_server_signal (test, "STOP", PQbackendPID (client));
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, oids, 2);
  cleaner_look (clean_up);
  arm (clean_up, &fault);
  cleaner_run (clean_up);
  g_assert_true (fault.struck);
  outcome = usher_clean_up_row_get_outcome (cleaner_row (clean_up, 0));
  g_assert_cmpuint (outcome, ==, USHER_CLEAN_UP_FAILED);
  doors = ask_doors (oids[0]);
  g_assert_cmpstr (doors, ==, "true 7");
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 1)), ==,
                    USHER_CLEAN_UP_DONE);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&clean_up);
  cleaner_close (server);
  g_clear_pointer (&client, PQfinish);
  drop_all ();
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
  Fault fault = { USHER_STEP_TERMINATE, USHER_STEP_RUNNING, stop, NULL, FALSE };
  g_autoptr (PGconn) client = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autofree char *doors = NULL;
  guint32 oids[2];

  create ("struck");
  create ("other_name");
  oids[0] = cleaner_find (test, "struck");
  oids[1] = cleaner_find (test, "other_name");
  client = test_server_connect (test, "postgres", "struck", "client");
  test_server_signal (test, "STOP", PQbackendPID (client));
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, oids, 2);
  cleaner_look (clean_up);
  fault.user_data = clean_up;
  arm (clean_up, &fault);
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_STOPPED);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (clean_up, 1)), ==,
                    USHER_CLEAN_UP_STOPPED);
  doors = ask_doors (oids[0]);
  g_assert_cmpstr (doors, ==, "true 7");
  g_assert_cmpuint (cleaner_find (test, "other_name"), ==, oids[1]);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  test_server_signal (test, "CONT", PQbackendPID (client));
  g_clear_object (&clean_up);
  cleaner_close (server);
  g_clear_pointer (&client, PQfinish);
  drop_all ();
}

/* A process that does not react, in another database */

static gboolean
says_what_it_waits_for (gpointer clean_up)
{
  UsherPlanStep *step = cleaner_find_step (cleaner_row (clean_up, 0), USHER_STEP_ACT);

  return usher_plan_step_get_state (step) == USHER_STEP_RUNNING
         && usher_plan_step_get_progress (step)[0] != '\0';
}

static void
test_stopped_elsewhere (void)
{
  UsherServer *server = NULL;
  g_autoptr (PGconn) elsewhere = NULL;
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (UsherCleanUp) again = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *doors = NULL;
  guint32 oid;

  if (test_server_get_version (test) < 150000)
    {
      g_test_skip ("a drop waits for no other database before PostgreSQL 15");
      return;
    }
  create ("struck");
  oid = cleaner_find (test, "struck");
  elsewhere = test_server_connect (test, "postgres", "template1", "stopped");
  server = cleaner_connect (test, NULL, NULL);
  clean_up = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, &oid, 1);
  usher_clean_up_set_watching (clean_up, TRUE);
  cleaner_look (clean_up);
  g_assert_null (usher_clean_up_get_stop_warning (clean_up));

  test_server_signal (test, "STOP", PQbackendPID (elsewhere));
  usher_clean_up_run_async (clean_up, cancellable, test_async_ready, &result);
  g_assert_true (test_wait_until (says_what_it_waits_for, clean_up, CLEANER_PATIENCE_MS));
  g_assert_nonnull (usher_clean_up_get_stop_warning (clean_up));
  g_cancellable_cancel (cancellable);
  test_async_wait (&result);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_INVALID);
  doors = ask_doors (oid);
  g_assert_cmpstr (doors, ==, "false -2");
  test_server_signal (test, "CONT", PQbackendPID (elsewhere));

  again = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, &oid, 1);
  cleaner_look (again);
  g_assert_nonnull (cleaner_find_obstacle (again, USHER_OBSTACLE_INVALID));
  g_assert_true (usher_clean_up_is_ready (again));
  cleaner_run (again);
  cleaner_assert_outcome (again, USHER_CLEAN_UP_DONE);
  usher_clean_up_set_watching (clean_up, FALSE);
  g_clear_object (&again);
  g_clear_object (&clean_up);
  cleaner_close (server);
  assert_can_be_put_back (oid);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    UsherCleanUpKind kind;
  } kinds[] = {
    { "/actions/clean-up/faults/usher-killed/drop", USHER_CLEAN_UP_DROP },
    { "/actions/clean-up/faults/usher-killed/rename", USHER_CLEAN_UP_RENAME },
    { "/actions/clean-up/faults/usher-killed/copy", USHER_CLEAN_UP_COPY },
    { "/actions/clean-up/faults/usher-killed/keep-out", USHER_CLEAN_UP_KEEP_OUT },
  };
  int status;

  if (argc == 7 && g_str_equal (argv[1], "--child"))
    {
      run_child (argv + 2);
      return 0;
    }
  program = argv[0];
  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_test_add_data_func (kinds[i].path, GINT_TO_POINTER (kinds[i].kind), test_usher_killed);
  g_test_add_func ("/actions/clean-up/faults/server-killed", test_server_killed);
  g_test_add_func ("/actions/clean-up/faults/right-taken", test_right_taken);
  g_test_add_func ("/actions/clean-up/faults/connection-lost", test_connection_lost);
  g_test_add_func ("/actions/clean-up/faults/stopped", test_stopped);
  g_test_add_func ("/actions/clean-up/faults/stopped-elsewhere", test_stopped_elsewhere);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
