/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A PgBouncer in front of the server. In transaction mode every statement may meet another
 * server process, and what one client sets stays behind for the next. In session mode, which
 * its database "session" has, a client keeps the process it got. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connection.h"
#include "errors.h"
#include "narrow-door.h"
#include "sql.h"
#include "test-async.h"
#include "test-server.h"

static TestServer *server;
static char *pooler_address;

/* The program is often in a folder for administrators. */
static char *
find_pooler (void)
{
  char *found = g_find_program_in_path ("pgbouncer");

  if (found == NULL && g_file_test ("/usr/sbin/pgbouncer", G_FILE_TEST_IS_EXECUTABLE))
    found = g_strdup ("/usr/sbin/pgbouncer");
  return found;
}

/* PgBouncer refuses to run as root, so it runs as the server's user. It ends with the test. */
static void
become_server_user (gpointer data)
{
  const struct stat *owner = data;

  if (geteuid () == 0 && (setgid (owner->st_gid) != 0 || setuid (owner->st_uid) != 0))
    _exit (1);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static char *
write_settings (const char *folder, guint port)
{
  char *path = g_build_filename (folder, "pgbouncer.ini", NULL);
  g_autofree char *text =
      g_strdup_printf ("[databases]\n"
                       "postgres = host=%s port=%s user=postgres dbname=postgres pool_size=1\n"
                       "session = host=%s port=%s user=postgres dbname=postgres pool_size=2 "
                       "pool_mode=session\n"
                       "[pgbouncer]\n"
                       "listen_addr = 127.0.0.1\n"
                       "listen_port = %u\n"
                       "unix_socket_dir =\n"
                       "auth_type = any\n"
                       "admin_users = postgres\n"
                       "pool_mode = transaction\n",
                       test_server_get_host (server), test_server_get_port (server),
                       test_server_get_host (server), test_server_get_port (server), port);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  return path;
}

static GPid
start_pooler (char *program)
{
  guint port = test_find_free_port ();
  g_autofree char *settings = write_settings (test_server_get_host (server), port);
  char *command[] = { program, (char *)"-q", settings, NULL };
  g_autoptr (GError) error = NULL;
  struct stat owner;
  GPid pid;

  g_assert_cmpint (stat (test_server_get_host (server), &owner), ==, 0);
  g_spawn_async ("/", command, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                 become_server_user, &owner, &pid, &error);
  g_assert_no_error (error);
  pooler_address = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=postgres", port);
  return pid;
}

static gboolean
pooler_is_up (gpointer data)
{
  return PQping (pooler_address) == PQPING_OK;
}

static UsherConnection *
open_database (const char *database, UsherPurpose purpose)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse (pooler_address, &error);
  g_autoptr (UsherAddress) there = usher_address_with (address, "dbname", database);
  UsherConnection *connection = usher_connection_open (there, purpose, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static UsherConnection *
open_pooled (UsherPurpose purpose)
{
  return open_database ("postgres", purpose);
}

static void
test_noticed (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_MONITOR);

  g_assert_true (usher_connection_get_info (connection)->pooled);
  g_assert_cmpstr (usher_connection_get_info (connection)->database, ==, "postgres");
}

/* With one server process for all, a setting of ours would be everybody's. */
static void
test_nothing_stays_behind (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_MONITOR);
  PGconn *other = PQconnectdb (pooler_address);
  g_autofree char *read_only = test_session_ask (other, "SHOW default_transaction_read_only");
  g_autofree char *timeout = test_session_ask (other, "SHOW statement_timeout");
  g_autofree char *search_path = test_session_ask (other, "SHOW search_path");

  g_assert_cmpstr (read_only, ==, "off");
  g_assert_cmpstr (timeout, ==, "0");
  g_assert_cmpstr (search_path, ==, "\"$user\", public");
  PQfinish (other);
}

/* What the pooler itself says of its sessions on the server. */
static gboolean
knows_no_server_side (gpointer console)
{
  PGresult *result = PQexec (console, "SHOW SERVERS");
  gboolean none = PQresultStatus (result) == PGRES_TUPLES_OK && PQntuples (result) == 0;

  PQclear (result);
  return none;
}

static void
terminate_server_side (void)
{
  g_autofree char *address = g_strdup_printf ("%s dbname=pgbouncer", pooler_address);
  g_autoptr (PGconn) console = PQconnectdb (address);

  test_server_run (server, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
                           " WHERE pid <> pg_backend_pid () AND backend_type = 'client backend'");
  g_assert_true (test_wait_until (knows_no_server_side, console, 20000));
}

/* The process that prepared a statement goes; the pooler brings another one. */
static void
test_statements (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_MONITOR);
  g_autoptr (UsherParams) params = usher_params_new ();

  usher_params_add_bool (params, TRUE);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherResult) result = usher_connection_query (
          connection, usher_sql_find ("sessions", 150000), params, 5000, NULL, &error);

      g_assert_no_error (error);
      terminate_server_side ();
    }
}

static void
count (guint index, UsherResult *result, const GError *error, gpointer user_data)
{
  guint *n_rows = user_data;

  if (result != NULL)
    ++*n_rows;
}

static void
test_pipeline (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_ACTION);
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_params_free);
  g_autoptr (GError) error = NULL;
  guint n_rows = 0;

  for (gint32 i = 0; i < 100; i++)
    {
      UsherParams *one = usher_params_new ();

      usher_params_add_int32 (one, i);
      g_ptr_array_add (params, one);
    }
  g_assert_true (usher_connection_pipeline (connection, "SELECT 1 / ($1 % 2)", params, 5000, NULL,
                                            count, &n_rows, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, ==, 50);
}

static void
test_deadline (void)
{
  g_autoptr (UsherConnection) connection = open_pooled (USHER_PURPOSE_ACTION);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result = NULL;

  g_assert_null (usher_connection_query (connection, "SELECT pg_catalog.pg_sleep (60)", NULL, 200,
                                         NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TIMED_OUT);
  g_clear_error (&error);
  result = usher_connection_query (connection, "SELECT 1", NULL, 5000, NULL, &error);
  g_assert_no_error (error);
}

/* A session of one's own, but still one that others had before and have after. */
static void
test_session_mode (void)
{
  g_autoptr (UsherConnection) connection = open_database ("session", USHER_PURPOSE_MONITOR);
  UsherConnectionInfo *info = usher_connection_get_info (connection);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) result = NULL;
  PGconn *other = NULL;
  g_autofree char *read_only = NULL;
  gint32 pid;

  g_assert_true (info->pooled);
  result = usher_connection_query (connection, usher_sql_find ("backend-pid", 150000), NULL, 5000,
                                   NULL, &error);
  g_assert_no_error (error);
  pid = usher_result_get_int32 (result, 0, usher_result_column (result, "pid"), 0);
  g_assert_cmpint (pid, ==, info->backend_pid);

  g_clear_pointer (&connection, usher_connection_free);
  other = PQconnectdb (pooler_address);
  read_only = test_session_ask (other, "SHOW default_transaction_read_only");
  g_assert_cmpstr (read_only, ==, "off");
  PQfinish (other);
}

/* The way in when a server is full does not lead through a pooler, and says so. */
static void
test_narrow_door (void)
{
  g_autoptr (UsherAddress) address = usher_address_parse (pooler_address, NULL);
  g_autoptr (UsherAddress) narrow = usher_narrow_door_address (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;

  g_assert_null (usher_connection_open (narrow, USHER_PURPOSE_MONITOR, NULL, &error));
  explained = usher_narrow_door_explain (error);
  g_assert_error (explained, USHER_ERROR, USHER_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (explained->message, "pooler"));
}

static void
add_tests (void)
{
  g_test_add_func ("/pooler/noticed", test_noticed);
  g_test_add_func ("/pooler/nothing-stays-behind", test_nothing_stays_behind);
  g_test_add_func ("/pooler/statements", test_statements);
  g_test_add_func ("/pooler/pipeline", test_pipeline);
  g_test_add_func ("/pooler/deadline", test_deadline);
  g_test_add_func ("/pooler/session-mode", test_session_mode);
  g_test_add_func ("/pooler/narrow-door", test_narrow_door);
}

static void
skip (void)
{
  g_test_skip ("PgBouncer is not installed (package pgbouncer)");
}

static int
run_with_pooler (char *program)
{
  GPid pid;
  int status;

  server = test_server_start ();
  pid = start_pooler (program);
  g_assert_true (test_wait_until (pooler_is_up, NULL, 30000));

  add_tests ();
  status = g_test_run ();

  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  g_free (pooler_address);
  test_server_stop (server);
  return status;
}

int
main (int argc, char **argv)
{
  g_autofree char *program = NULL;

  g_test_init (&argc, &argv, NULL);
  program = find_pooler ();
  if (program != NULL)
    return run_with_pooler (program);

  g_test_add_func ("/pooler", skip);
  return g_test_run ();
}
