/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A fault at each step: somebody holds the step up, and then Usher is killed, the server is
 * killed, Usher's session is ended, the right is taken away, or the person stops it. */

#include <signal.h>
#include <sys/wait.h>

#include "errors.h"
#include "struck.h"

static TestServer *test;
static const char *program;

/* Which step is held up, and by what */
typedef enum
{
  HOLD_BLOCK,     /* somebody else is just about to alter the database */
  HOLD_TERMINATE, /* a session of it is stopped */
  HOLD_ACT,       /* somebody has a lock on it */
  HOLD_RESTORE,   /* as HOLD_BLOCK */
  N_HOLDS
} Hold;

typedef struct
{
  Hold hold;
  guint32 oid;
  PGconn *client; /* in the database */
  PGconn *alterer;
  PGconn *commentator;
} Grip;

static void
begin_altering (Grip *self)
{
  test_session_run (self->alterer, "BEGIN; ALTER DATABASE struck CONNECTION LIMIT 7");
}

static void
grip_begin (Grip *self, Hold hold)
{
  *self = (Grip){ .hold = hold, .oid = struck_create (test, "struck") };
  test_server_run (test, "ALTER DATABASE struck OWNER TO boss");
  self->client = test_server_connect (test, "boss", "struck", "client");
  self->alterer = test_server_connect (test, "postgres", "postgres", "alterer");
  self->commentator = test_server_connect (test, "postgres", "postgres", "commentator");
  if (hold == HOLD_BLOCK)
    begin_altering (self);
  else if (hold == HOLD_TERMINATE)
    test_server_signal (test, "STOP", PQbackendPID (self->client));
  else
    test_session_run (self->commentator, "BEGIN; COMMENT ON DATABASE struck IS 'held'");
}

static void
await (const char *sql)
{
  if (!test_server_wait_for (test, sql, CLEANER_PATIENCE_MS))
    g_error ("not so: %s", sql);
}

static void
await_queue (const char *command)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) > 0 FROM pg_stat_activity"
                       " WHERE application_name ILIKE 'usher%%' AND wait_event_type = 'Lock'"
                       "   AND query LIKE '%s'",
                       command);

  await (sql);
}

/* Until the step is held up; the server knows. */
static void
grip_await (Grip *self)
{
  switch (self->hold)
    {
    case HOLD_BLOCK:
      await_queue ("%ALLOW_CONNECTIONS false");
      break;
    case HOLD_TERMINATE:
      await ("SELECT NOT datallowconn FROM pg_database WHERE datname = 'struck'");
      break;
    case HOLD_ACT:
      await_queue ("% DATABASE \"%");
      break;
    case HOLD_RESTORE:
      await_queue ("CREATE DATABASE%");
      begin_altering (self);
      test_session_run (self->commentator, "COMMIT");
      await_queue ("%ALLOW_CONNECTIONS true");
      break;
    case N_HOLDS:
    default:
      g_assert_not_reached ();
    }
}

static void
grip_release (Grip *self)
{
  test_session_run (self->alterer, "COMMIT");
  test_session_run (self->commentator, "COMMIT");
  if (self->hold == HOLD_TERMINATE)
    test_server_signal (test, "CONT", PQbackendPID (self->client));
}

static void
grip_end (Grip *self)
{
  PQfinish (self->client);
  PQfinish (self->alterer);
  PQfinish (self->commentator);
  struck_drop_all (test);
}

/* The faults */

typedef struct
{
  Grip grip;
  UsherCleanUpKind kind;
  UsherServer *server;
  UsherCleanUp *clean_up;
  GCancellable *cancellable;
  GAsyncResult *result;
} Scene;

static void
assert_as_before (Scene *scene)
{
  g_autofree char *doors = struck_ask_doors (test, scene->grip.oid);

  g_assert_cmpstr (doors, ==, "true 7");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
}

static void
assert_failed_with (Scene *scene, UsherError code)
{
  UsherCleanUpRow *row = cleaner_row (scene->clean_up, 0);

  cleaner_assert_outcome (scene->clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_error (usher_clean_up_row_get_error (row), USHER_ERROR, (int)code);
}

static void
kill_server (Scene *scene)
{
  test_server_kill (test);
  test_async_wait (&scene->result);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (scene->clean_up, 0)), !=,
                    USHER_CLEAN_UP_DONE);
  test_server_restart (test);
}

/* What was changed is put back over another connection. */
static void
end_session (Scene *scene)
{
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (scene->server, &n_pids);
  g_autofree char *sql = NULL;
  g_autofree char *gone = NULL;

  g_assert_cmpuint (n_pids, ==, 3);
  sql = g_strdup_printf ("SELECT pg_terminate_backend (%d)", pids[2]);
  gone = g_strdup_printf ("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = %d", pids[2]);
  test_server_run (test, sql);
  await (gone);
  grip_release (&scene->grip);
  test_async_wait (&scene->result);
  g_assert_cmpuint (usher_clean_up_row_get_outcome (cleaner_row (scene->clean_up, 0)), !=,
                    USHER_CLEAN_UP_DONE);
  assert_as_before (scene);
}

static void
stop (Scene *scene)
{
  gboolean is_late = scene->grip.hold == HOLD_RESTORE;

  g_cancellable_cancel (scene->cancellable);
  /* Putting back cannot be stopped. */
  if (is_late)
    grip_release (&scene->grip);
  test_async_wait (&scene->result);
  cleaner_assert_outcome (scene->clean_up, is_late ? USHER_CLEAN_UP_DONE : USHER_CLEAN_UP_STOPPED);
  assert_as_before (scene);
  if (!is_late)
    grip_release (&scene->grip);
}

/* Who lost the right cannot put it back either; somebody else can, with what the disk holds. Once
 * everybody is kept out, no right is needed any more. */
static void
take_right (Scene *scene)
{
  g_autofree char *doors = NULL;

  test_server_run (test, "ALTER DATABASE struck OWNER TO postgres");
  grip_release (&scene->grip);
  test_async_wait (&scene->result);
  if (scene->kind == USHER_CLEAN_UP_KEEP_OUT)
    cleaner_assert_outcome (scene->clean_up, USHER_CLEAN_UP_DONE);
  else
    assert_failed_with (scene, USHER_ERROR_NOT_PERMITTED);
  doors = struck_ask_doors (test, scene->grip.oid);
  g_assert_cmpstr (doors, ==, "false 7");
  g_assert_cmpuint (cleaner_count_records (), ==, 1);
}

/* The cells */

static UsherCleanUp *
prepare (UsherServer *server, UsherCleanUpKind kind, guint32 oid)
{
  UsherCleanUp *clean_up = usher_clean_up_new (server, kind, &oid, 1);

  cleaner_look (clean_up);
  cleaner_name (clean_up, "other_name");
  return clean_up;
}

static void
play (UsherCleanUpKind kind, Hold hold, void (*strike) (Scene *scene))
{
  Scene scene = { .kind = kind, .cancellable = g_cancellable_new () };

  grip_begin (&scene.grip, hold);
  scene.server = cleaner_connect (test, "boss", NULL);
  scene.clean_up = prepare (scene.server, kind, scene.grip.oid);
  usher_clean_up_run_async (scene.clean_up, scene.cancellable, test_async_ready, &scene.result);
  grip_await (&scene.grip);
  strike (&scene);
  g_object_unref (scene.result);
  g_object_unref (scene.cancellable);
  g_object_unref (scene.clean_up);
  cleaner_close (scene.server);
  struck_assert_can_be_put_back (test, scene.grip.oid);
  grip_end (&scene.grip);
}

typedef struct
{
  const char *path;
  void (*strike) (Scene *scene);
  gboolean alters; /* the database itself, so that nobody may be about to do that too */
} Fault;

static gboolean
makes_sense (UsherCleanUpKind kind, Hold hold, gboolean fault_alters)
{
  if (kind == USHER_CLEAN_UP_DISCONNECT || (kind == USHER_CLEAN_UP_KEEP_OUT && hold >= HOLD_ACT)
      || (kind != USHER_CLEAN_UP_COPY && hold == HOLD_RESTORE))
    return FALSE;
  return !fault_alters || hold == HOLD_TERMINATE || hold == HOLD_ACT;
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;

  for (guint kind = 0; kind < USHER_N_CLEAN_UP_KINDS; kind++)
    for (guint hold = 0; hold < N_HOLDS; hold++)
      if (makes_sense ((UsherCleanUpKind)kind, (Hold)hold, fault->alters))
        play ((UsherCleanUpKind)kind, (Hold)hold, fault->strike);
}

/* Usher itself, as a child */

static void
run_child (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse (words[0], &error);
  UsherServer *server;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  g_assert_no_error (error);
  server = cleaner_connect_to (address);
  clean_up = prepare (server, (UsherCleanUpKind)g_ascii_strtoll (words[1], NULL, 10),
                      (guint32)g_ascii_strtoull (words[2], NULL, 10));
  cleaner_run (clean_up);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

static GPid
spawn_child (UsherCleanUpKind kind, guint32 oid)
{
  g_autoptr (UsherAddress) address = test_server_new_address (test, "boss", NULL);
  g_autofree char *address_text = usher_address_to_string (address);
  g_autofree char *kind_text = g_strdup_printf ("%d", (int)kind);
  g_autofree char *oid_text = g_strdup_printf ("%u", oid);
  const char *argv[] = { program, "--child", address_text, kind_text, oid_text, NULL };
  g_autoptr (GError) error = NULL;
  GPid child;

  g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child, &error);
  g_assert_no_error (error);
  return child;
}

/* Before anything was altered, how it was is on the disk. */
static void
kill_usher (UsherCleanUpKind kind, Hold hold)
{
  Grip grip;
  GPid child;
  int status;

  grip_begin (&grip, hold);
  child = spawn_child (kind, grip.oid);
  grip_await (&grip);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  g_assert_cmpuint (cleaner_count_records (), ==, 1);
  grip_release (&grip);
  struck_await_no_usher (test);
  struck_assert_can_be_put_back (test, grip.oid);
  grip_end (&grip);
}

static void
test_usher_killed (void)
{
  for (guint kind = 0; kind < USHER_N_CLEAN_UP_KINDS; kind++)
    for (guint hold = 0; hold < N_HOLDS; hold++)
      if (makes_sense ((UsherCleanUpKind)kind, (Hold)hold, FALSE))
        kill_usher ((UsherCleanUpKind)kind, (Hold)hold);
}

int
main (int argc, char **argv)
{
  static const Fault faults[] = {
    { "/actions/clean-up-steps/server-killed", kill_server, FALSE },
    { "/actions/clean-up-steps/session-ended", end_session, FALSE },
    { "/actions/clean-up-steps/stopped", stop, FALSE },
    { "/actions/clean-up-steps/right-taken", take_right, TRUE },
  };
  int status;

  if (argc == 5 && g_str_equal (argv[1], "--child"))
    {
      run_child (argv + 2);
      return 0;
    }
  program = argv[0];
  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();
  test_server_run (test, "CREATE ROLE boss LOGIN CREATEDB");

  g_test_add_func ("/actions/clean-up-steps/usher-killed", test_usher_killed);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    g_test_add_data_func (faults[i].path, &faults[i], test_fault);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
