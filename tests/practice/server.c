/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a practice server: it starts, obeys, and leaves nothing behind. */

#include <stdlib.h>
#include <string.h>

#include "errors.h"
#include "test-async.h"
#include "test-server.h"

static void
test_start_and_stop (void)
{
  TestServer *server = test_server_start ();
  g_autofree char *folder = g_strdup (test_server_get_host (server));
  gint32 pid = test_server_get_pid (server);
  g_autofree char *user = test_server_ask (server, "SELECT current_user");

  g_assert_cmpstr (user, ==, "postgres");
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (pid, >, 0);

  test_server_stop (server);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (test_process_is_gone (pid));
}

static gboolean
folder_is_gone (gpointer folder)
{
  return !g_file_test (folder, G_FILE_TEST_EXISTS);
}

static void
test_letting_go_ends_it (void)
{
  TestServer *server = test_server_start ();
  gint32 pid = test_server_get_pid (server);
  g_autofree char *folder = g_strdup (test_server_get_host (server));

  /* test_server_stop() would ask for the end; this only drops the last reference. */
  g_object_unref (test_server_get_practice (server));
  g_free (server);
  g_assert_true (test_wait_until (folder_is_gone, folder, 30000));
  g_assert_true (test_process_is_gone (pid));
}

static void
test_restart_keeps_data (void)
{
  g_autoptr (TestServer) server = test_server_start ();
  g_autoptr (PGconn) session = test_server_connect (server, "postgres", "postgres", "one");
  gint32 pid = test_server_get_pid (server);

  test_server_run (server, "CREATE TABLE kept AS SELECT 7 AS number");
  test_server_restart (server);
  g_assert_false (test_session_is_alive (session));
  g_assert_cmpint (test_server_get_pid (server), !=, pid);
  g_assert_cmpint (test_server_ask_number (server, "SELECT number FROM kept"), ==, 7);
}

static void
test_kill_and_restart (void)
{
  g_autoptr (TestServer) server = test_server_start ();

  test_server_kill (server);
  test_server_restart (server);
  g_assert_cmpint (test_server_ask_number (server, "SELECT 1"), ==, 1);
}

static void
test_freeze_and_thaw (void)
{
  g_autoptr (TestServer) server = test_server_start ();
  g_autoptr (PGconn) session = test_server_connect (server, "postgres", "postgres", "one");

  test_server_freeze (server);
  test_session_send (session, "SELECT 1");
  test_wait (300);
  PQconsumeInput (session);
  g_assert_true (PQisBusy (session));

  test_server_thaw (server);
  PQclear (PQgetResult (session));
  g_assert_cmpint (PQstatus (session), ==, CONNECTION_OK);
}

/* Without waiting until nothing but SIGKILL helps. */
static void
test_stop_while_frozen (void)
{
  TestServer *server = test_server_start ();
  gint32 pid = test_server_get_pid (server);
  gint64 begin;

  test_server_freeze (server);
  begin = g_get_monotonic_time ();
  test_server_stop (server);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 6 * G_USEC_PER_SEC);
  g_assert_true (test_process_is_gone (pid));
}

static void
test_settings (void)
{
  const char *const settings[] = { "max_connections=33", "application_name=it's \\ odd", NULL };
  const UsherPracticeOptions options = { .settings = settings };
  g_autoptr (TestServer) server = test_server_start_with (&options);
  g_autofree char *name = test_server_ask (
      server, "SELECT boot_val || reset_val FROM pg_settings WHERE name = 'max_connections'");
  g_autofree char *odd = test_server_ask (
      server, "SELECT setting FROM pg_file_settings WHERE name = 'application_name'");

  g_assert_cmpstr (name, ==, "10033");
  g_assert_cmpstr (odd, ==, "it's \\ odd");
}

static void
test_tcp_needs_password (void)
{
  const UsherPracticeOptions options = { .tcp_port = test_find_free_port () };
  g_autoptr (TestServer) server = test_server_start_with (&options);
  const char *keywords[] = { "host", "port", "user", "dbname", "password", NULL };
  const char *values[] = { "127.0.0.1", test_server_get_port (server),
                           "postgres",  "postgres",
                           "guess",     NULL };
  g_autoptr (PGconn) refused = PQconnectdbParams (keywords, values, FALSE);
  g_autoptr (PGconn) accepted = NULL;

  g_assert_cmpint (PQstatus (refused), ==, CONNECTION_BAD);
  values[4] = test_server_get_password (server);
  accepted = PQconnectdbParams (keywords, values, FALSE);
  g_assert_cmpint (PQstatus (accepted), ==, CONNECTION_OK);
}

/* Starts that fail */

static GError *
start_and_fail (const UsherPracticeOptions *options)
{
  g_autoptr (UsherPracticeServer) practice = usher_practice_server_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  usher_practice_server_start_async (practice, options, NULL, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_false (usher_practice_server_start_finish (practice, result, &error));
  g_assert_false (usher_practice_server_get_running (practice));
  g_assert_null (usher_practice_server_get_address (practice));
  return error;
}

static void
test_no_programs (void)
{
  const UsherPracticeOptions options = { .bin_dir = "/nonexistent" };
  g_autoptr (GError) error = start_and_fail (&options);

  g_assert_error (error, USHER_ERROR, USHER_ERROR_NO_PROGRAMS);
  g_assert_nonnull (strstr (error->message, "postgresql-server"));
}

static void
test_bad_setting (void)
{
  const char *const settings[] = { "shared_buffers=plenty", NULL };
  const UsherPracticeOptions options = { .settings = settings,
                                         .bin_dir = g_getenv ("USHER_TEST_BIN_DIR") };
  g_autoptr (GError) error = start_and_fail (&options);

  g_assert_error (error, USHER_ERROR, USHER_ERROR_PRACTICE);
  g_assert_nonnull (strstr (usher_error_get_server_says (error), "shared_buffers"));
}

/* A start that is given up at some moment */

static gboolean
at_once (gpointer practice)
{
  return TRUE;
}

static gboolean
in_initdb (gpointer practice)
{
  const char *folder = usher_practice_server_get_folder (practice);
  g_autofree char *version =
      folder != NULL ? g_build_filename (folder, "data/PG_VERSION", NULL) : NULL;

  return version != NULL && g_file_test (version, G_FILE_TEST_EXISTS);
}

static gboolean
while_databases_are_made (gpointer practice)
{
  return usher_practice_server_get_fact (practice, "version") != NULL;
}

/* Some clients are there, and others not yet. */
static gboolean
while_clients_come (gpointer practice)
{
  const char *keywords[] = { "host", "user", "dbname", NULL };
  const char *values[] = { usher_practice_server_get_folder (practice), "postgres", "postgres",
                           NULL };
  g_autoptr (PGconn) session = NULL;
  g_autofree char *count = NULL;

  if (!while_databases_are_made (practice))
    return FALSE;
  session = PQconnectdbParams (keywords, values, FALSE);
  g_assert_cmpint (PQstatus (session), ==, CONNECTION_OK);
  count = test_session_ask (session, "SELECT count(*) FROM pg_stat_activity"
                                     " WHERE application_name = 'games-api'");
  return atoi (count) > 0;
}

static gboolean
is_gone (gpointer pid)
{
  return test_process_is_gone (*(gint32 *)pid);
}

static void
test_cancelled_start (gconstpointer moment)
{
  const UsherPracticeOptions options = { .clients = TRUE,
                                         .bin_dir = g_getenv ("USHER_TEST_BIN_DIR") };
  g_autoptr (UsherPracticeServer) practice = usher_practice_server_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint32 helper;

  usher_practice_server_start_async (practice, &options, cancellable, test_async_ready, &result);
  helper = usher_practice_server_get_helper_pid (practice);
  g_assert_cmpint (helper, >, 0);
  g_assert_true (test_wait_until ((TestCondition)moment, practice, 30000));
  g_cancellable_cancel (cancellable);
  test_async_wait (&result);
  g_assert_false (usher_practice_server_start_finish (practice, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* A helper that hung was killed by then, and left its folder. */
  g_assert_true (test_wait_until (is_gone, &helper, 30000));
  if (usher_practice_server_get_folder (practice) != NULL)
    g_assert_false (g_file_test (usher_practice_server_get_folder (practice), G_FILE_TEST_EXISTS));
}

static void
test_missing_helper (void)
{
  const UsherPracticeOptions options = { NULL };
  g_autofree char *folder = g_strdup (g_getenv ("USHER_LIBEXECDIR"));
  g_autoptr (GError) error = NULL;

  g_setenv ("USHER_LIBEXECDIR", "/nonexistent", TRUE);
  error = start_and_fail (&options);
  g_setenv ("USHER_LIBEXECDIR", folder, TRUE);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_PRACTICE);
}

static void
test_find_programs (void)
{
  g_auto (GStrv) folders = usher_practice_find_programs ();

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *postgres = g_build_filename (folders[i], "postgres", NULL);

      g_assert_true (g_file_test (postgres, G_FILE_TEST_IS_EXECUTABLE));
    }
  g_assert_true (folders[0] != NULL || g_getenv ("USHER_TEST_BIN_DIR") != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_server_set_environment ();

  g_test_add_func ("/practice/start-and-stop", test_start_and_stop);
  g_test_add_func ("/practice/letting-go-ends-it", test_letting_go_ends_it);
  g_test_add_func ("/practice/restart-keeps-data", test_restart_keeps_data);
  g_test_add_func ("/practice/kill-and-restart", test_kill_and_restart);
  g_test_add_func ("/practice/freeze-and-thaw", test_freeze_and_thaw);
  g_test_add_func ("/practice/stop-while-frozen", test_stop_while_frozen);
  g_test_add_func ("/practice/settings", test_settings);
  g_test_add_func ("/practice/tcp-needs-password", test_tcp_needs_password);
  g_test_add_func ("/practice/no-programs", test_no_programs);
  g_test_add_func ("/practice/bad-setting", test_bad_setting);
  g_test_add_func ("/practice/missing-helper", test_missing_helper);
  g_test_add_func ("/practice/find-programs", test_find_programs);
  g_test_add_data_func ("/practice/cancelled/at-once", at_once, test_cancelled_start);
  g_test_add_data_func ("/practice/cancelled/in-initdb", in_initdb, test_cancelled_start);
  g_test_add_data_func ("/practice/cancelled/while-databases-are-made", while_databases_are_made,
                        test_cancelled_start);
  g_test_add_data_func ("/practice/cancelled/while-clients-come", while_clients_come,
                        test_cancelled_start);

  return g_test_run ();
}
