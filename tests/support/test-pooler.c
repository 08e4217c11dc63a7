/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-pooler.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test-async.h"

struct _TestPooler
{
  TestServer *server; /* (unowned) */
  char *address;
  GPid pid;
};

/* The program is often in a folder for administrators. */
static char *
find_program (void)
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
write_settings (TestServer *server, guint port, guint pool_size)
{
  char *path = g_build_filename (test_server_get_host (server), "pgbouncer.ini", NULL);
  g_autofree char *place =
      g_strdup_printf ("host=%s port=%s user=postgres dbname=postgres",
                       test_server_get_host (server), test_server_get_port (server));
  g_autofree char *text = g_strdup_printf ("[databases]\n"
                                           "postgres = %s pool_size=%u\n"
                                           "session = %s pool_size=%u pool_mode=session\n"
                                           "[pgbouncer]\n"
                                           "listen_addr = 127.0.0.1\n"
                                           "listen_port = %u\n"
                                           "unix_socket_dir =\n"
                                           "auth_type = any\n"
                                           "admin_users = postgres\n"
                                           "pool_mode = transaction\n",
                                           place, pool_size, place, pool_size + 1, port);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  return path;
}

static gboolean
is_up (gpointer address)
{
  return PQping (address) == PQPING_OK;
}

static void
run (TestPooler *self, char *program, guint pool_size)
{
  guint port = test_find_free_port ();
  g_autofree char *settings = write_settings (self->server, port, pool_size);
  char *command[] = { program, (char *)"-q", settings, NULL };
  g_autoptr (GError) error = NULL;
  struct stat owner;

  g_assert_cmpint (stat (test_server_get_host (self->server), &owner), ==, 0);
  g_spawn_async ("/", command, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                 become_server_user, &owner, &self->pid, &error);
  g_assert_no_error (error);
  self->address = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=postgres", port);
  g_assert_true (test_wait_until (is_up, self->address, TEST_PATIENCE_SECONDS * 1000));
}

/**
 * test_pooler_start:
 * @server: (transfer none): a server, which has to outlive it
 * @pool_size: how many server processes there are for all in transaction mode; one more in
 *   session mode
 *
 * Returns: (transfer full) (nullable): a pooler that is up; %NULL if none is installed
 */
TestPooler *
test_pooler_start (TestServer *server, guint pool_size)
{
  g_autofree char *program = find_program ();
  TestPooler *self;

  if (program == NULL)
    return NULL;
  self = g_new0 (TestPooler, 1);
  self->server = server;
  run (self, program, pool_size);
  return self;
}

void
test_pooler_stop (TestPooler *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
  g_free (self->address);
  g_free (self);
}

/**
 * test_pooler_get_address:
 *
 * Returns: (transfer none): for libpq, to its database in transaction mode
 */
const char *
test_pooler_get_address (TestPooler *self)
{
  return self->address;
}

/**
 * test_pooler_new_address:
 * @database: "postgres" or "session"
 *
 * Returns: (transfer full): how to connect through it
 */
UsherAddress *
test_pooler_new_address (TestPooler *self, const char *database)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse (self->address, &error);

  g_assert_no_error (error);
  return usher_address_with (address, "dbname", database);
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

/**
 * test_pooler_end_server_side:
 *
 * Ends all client sessions of the server. Who needs one gets another from the pooler.
 */
void
test_pooler_end_server_side (TestPooler *self)
{
  g_autofree char *address = g_strdup_printf ("%s dbname=pgbouncer", self->address);
  g_autoptr (PGconn) console = PQconnectdb (address);

  test_server_run (self->server, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity"
                                 " WHERE pid <> pg_backend_pid ()"
                                 " AND backend_type = 'client backend'");
  g_assert_true (test_wait_until (knows_no_server_side, console, TEST_PATIENCE_SECONDS * 1000));
}
