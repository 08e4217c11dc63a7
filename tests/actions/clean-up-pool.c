/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Clients that connect again at once, in a tight loop, against a clean-up. As a benchmark, with
 * USHER_POOL_ROUNDS in the environment, it also says how often it succeeds when they are not kept
 * out, and how often the two statements do that people type. */

#include "cleaner.h"

#define N_CLIENTS 8

static TestServer *test;
static int closing; /* atomic */

/* Holds a session as long as it lasts, and then wants another one. */
static gpointer
crowd (gpointer data)
{
  const char *const keywords[] = { "host", "port", "user", "dbname", "connect_timeout", NULL };
  const char *const values[] = {
    test_server_get_host (test), test_server_get_port (test), "postgres", "pool", "5", NULL
  };

  while (!g_atomic_int_get (&closing))
    {
      PGconn *session = PQconnectdbParams (keywords, values, 0);

      while (test_session_is_alive (session) && !g_atomic_int_get (&closing))
        g_usleep (500);
      PQfinish (session);
    }
  return NULL;
}

static guint
get_rounds (void)
{
  const char *rounds = g_getenv ("USHER_POOL_ROUNDS");

  return rounds != NULL ? (guint)g_ascii_strtoull (rounds, NULL, 10) : 3;
}

static gboolean
exists (const char *name)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM pg_database WHERE datname = '%s'", name);

  return test_server_ask_number (test, sql) == 1;
}

/* Who passed the door just before it was shut comes late, so until it has worked. */
static void
get_rid_of (const char *name)
{
  g_autofree char *shut = g_strdup_printf ("ALTER DATABASE %s ALLOW_CONNECTIONS false", name);
  g_autofree char *end = g_strdup_printf (
      "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = '%s'", name);
  g_autofree char *drop = g_strdup_printf ("DROP DATABASE %s", name);
  g_autoptr (PGconn) session = NULL;

  if (!exists (name))
    return;
  test_server_run (test, shut);
  session = test_server_connect (test, "postgres", "postgres", "test");
  while (exists (name))
    {
      test_server_run (test, end);
      PQclear (PQexec (session, drop));
    }
}

static void
make_crowded (void)
{
  test_server_run (test, "CREATE DATABASE pool TEMPLATE template0");
  g_assert_true (test_server_wait_for (
      test, "SELECT count(*) >= 4 FROM pg_stat_activity WHERE datname = 'pool'", 60000));
}

/* Returns: whether it succeeded; whatever it did, sessions get in as before */
static gboolean
run_once (UsherServer *server, UsherCleanUpKind kind, UsherBlocking blocking)
{
  g_autoptr (UsherCleanUp) clean_up = NULL;
  gboolean done;

  make_crowded ();
  clean_up = cleaner_prepare (test, server, kind, "pool");
  usher_clean_up_set_blocking (clean_up, blocking);
  cleaner_name (clean_up, "pool_2");
  cleaner_run (clean_up);
  done = usher_clean_up_row_get_outcome (cleaner_row (clean_up, 0)) == USHER_CLEAN_UP_DONE;
  g_assert_cmpint (test_server_ask_number (
                       test,
                       "SELECT count(*) FROM pg_database"
                       " WHERE datname LIKE 'pool%' AND (NOT datallowconn OR datconnlimit = 0)"),
                   ==, 0);
  if (done)
    g_assert_true (exists ("pool") == (kind == USHER_CLEAN_UP_COPY));
  get_rid_of ("pool");
  get_rid_of ("pool_2");
  return done;
}

/* Returns: whether it succeeded */
static gboolean
type_once (UsherCleanUpKind kind)
{
  static const char *const commands[] = {
    [USHER_CLEAN_UP_DROP] = "DROP DATABASE pool",
    [USHER_CLEAN_UP_RENAME] = "ALTER DATABASE pool RENAME TO pool_2",
    [USHER_CLEAN_UP_COPY] = "CREATE DATABASE pool_2 TEMPLATE pool",
  };
  g_autoptr (PGconn) session = NULL;
  PGresult *result;
  gboolean done;

  make_crowded ();
  session = test_server_connect (test, "postgres", "postgres", "psql");
  test_session_run (session, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
                             " WHERE datname = 'pool'");
  result = PQexec (session, commands[kind]);
  done = PQresultStatus (result) == PGRES_COMMAND_OK;
  PQclear (result);
  get_rid_of ("pool");
  get_rid_of ("pool_2");
  return done;
}

static void
test_pool (gconstpointer data)
{
  UsherCleanUpKind kind = (UsherCleanUpKind)GPOINTER_TO_INT (data);
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  guint n_rounds = get_rounds ();
  guint n_blocked = 0;
  guint n_open = 0;
  guint n_typed = 0;

  for (guint i = 0; i < n_rounds; i++)
    n_blocked += run_once (server, kind, USHER_BLOCK_EVERYBODY) ? 1 : 0;
  g_assert_cmpuint (n_blocked, ==, n_rounds);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  if (g_getenv ("USHER_POOL_ROUNDS") != NULL)
    {
      for (guint i = 0; i < n_rounds; i++)
        n_open += run_once (server, kind, USHER_BLOCK_NOBODY) ? 1 : 0;
      for (guint i = 0; i < n_rounds; i++)
        n_typed += type_once (kind) ? 1 : 0;
      g_test_message ("of %u: %u with everybody kept out, %u with nobody, %u typed", n_rounds,
                      n_blocked, n_open, n_typed);
    }
  cleaner_close (server);
}

/* The crowd are superusers: a limit does not keep them out, and some get in between. Whether it
 * succeeds is luck; sessions get in as before either way. */
static void
test_some_get_in (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);

  run_once (server, USHER_CLEAN_UP_DROP, USHER_BLOCK_ORDINARY);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  cleaner_close (server);
}

int
main (int argc, char **argv)
{
  GThread *threads[N_CLIENTS];
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();
  for (guint i = 0; i < N_CLIENTS; i++)
    threads[i] = g_thread_new ("crowd", crowd, NULL);

  g_test_add_data_func ("/actions/clean-up/pool/drop", GINT_TO_POINTER (USHER_CLEAN_UP_DROP),
                        test_pool);
  g_test_add_data_func ("/actions/clean-up/pool/rename", GINT_TO_POINTER (USHER_CLEAN_UP_RENAME),
                        test_pool);
  g_test_add_data_func ("/actions/clean-up/pool/copy", GINT_TO_POINTER (USHER_CLEAN_UP_COPY),
                        test_pool);
  g_test_add_func ("/actions/clean-up/pool/some-get-in", test_some_get_in);
  status = g_test_run ();

  g_atomic_int_set (&closing, TRUE);
  for (guint i = 0; i < N_CLIENTS; i++)
    g_thread_join (threads[i]);
  test_server_stop (test);
  return status;
}
