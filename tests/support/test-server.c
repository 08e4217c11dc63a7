/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-server.h"

#include <glib/gstdio.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>

#include "errors.h"
#include "test-async.h"

#define ASK_AGAIN_MS  20
#define ENOUGH_MEMORY (G_GUINT64_CONSTANT (2) << 30)

struct _TestServer
{
  UsherPracticeServer *practice; /* (owned) */
  PGconn *session;               /* (owned) (nullable): of the superuser, when it was needed */
};

/* Start and stop */

/* A folder in which every helper may keep its cache, whatever user it becomes. */
static const char *
get_cache_dir (void)
{
  static char *folder;

  if (folder == NULL)
    {
      folder = g_build_filename (
          g_getenv ("USHER_BUILD_ROOT") != NULL ? g_getenv ("USHER_BUILD_ROOT") : TEST_BUILD_ROOT,
          "tests", "server-templates", NULL);
      g_mkdir_with_parents (folder, 0755);
      g_chmod (folder, 01777);
    }
  return folder;
}

/* Servers come and go quickly in tests, and file systems on disk are slow to use again what
 * was freed just now. */
static void
prefer_memory (void)
{
  struct statvfs info;

  if (g_getenv ("TMPDIR") == NULL && statvfs ("/dev/shm", &info) == 0
      && (guint64)info.f_bavail * info.f_frsize > ENOUGH_MEMORY)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

/**
 * test_server_set_environment:
 *
 * Says where the helper is and where servers lie, as far as the environment does not say it
 * already. test_server_start() does this too.
 */
void
test_server_set_environment (void)
{
  prefer_memory ();
  if (g_getenv ("USHER_LIBEXECDIR") == NULL)
    g_setenv ("USHER_LIBEXECDIR", TEST_BUILD_ROOT "/src", TRUE);
}

static const char *
or_default (const char *given, const char *fallback)
{
  return given != NULL ? given : fallback;
}

static void
fail_start (const GError *error)
{
  g_error ("%s\n%s", error->message, or_default (usher_error_get_server_says (error), ""));
}

/**
 * test_server_start_with:
 * @options: what to start; bin_dir and cache_dir may be left out
 *
 * Returns: (transfer full): a server that is up
 */
TestServer *
test_server_start_with (const UsherPracticeOptions *options)
{
  UsherPracticeOptions complete = *options;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TestServer *self = g_new0 (TestServer, 1);

  test_server_set_environment ();
  complete.bin_dir = or_default (options->bin_dir, g_getenv ("USHER_TEST_BIN_DIR"));
  complete.cache_dir = or_default (options->cache_dir, get_cache_dir ());

  self->practice = usher_practice_server_new ();
  usher_practice_server_start_async (self->practice, &complete, NULL, test_async_ready, &result);
  test_async_wait (&result);
  if (!usher_practice_server_start_finish (self->practice, result, &error))
    fail_start (error);
  return self;
}

/**
 * test_server_start:
 *
 * Returns: (transfer full): a server without clients that is up
 */
TestServer *
test_server_start (void)
{
  const UsherPracticeOptions options = { NULL };

  return test_server_start_with (&options);
}

static void
drop_session (TestServer *self)
{
  g_clear_pointer (&self->session, PQfinish);
}

/**
 * test_server_stop:
 * @self: (transfer full): a server
 *
 * Ends it, whatever state it is in, and waits until its folder is gone.
 */
void
test_server_stop (TestServer *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  drop_session (self);
  usher_practice_server_stop_async (self->practice, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_practice_server_stop_finish (self->practice, result, NULL));
  g_object_unref (self->practice);
  g_free (self);
}

UsherPracticeServer *
test_server_get_practice (TestServer *self)
{
  return self->practice;
}

/**
 * test_server_get_version:
 *
 * Returns: as PQserverVersion() has it: 150020 for 15.20
 */
int
test_server_get_version (TestServer *self)
{
  return (int)test_server_ask_number (self, "SHOW server_version_num");
}

gint32
test_server_get_pid (TestServer *self)
{
  return usher_practice_server_get_server_pid (self->practice);
}

/* Addresses */

/**
 * test_server_get_address:
 *
 * Returns: (transfer none): how to connect as superuser over the socket
 */
UsherAddress *
test_server_get_address (TestServer *self)
{
  return usher_practice_server_get_address (self->practice);
}

const char *
test_server_get_host (TestServer *self)
{
  return usher_practice_server_get_folder (self->practice);
}

const char *
test_server_get_port (TestServer *self)
{
  return usher_practice_server_get_fact (self->practice, "port");
}

/**
 * test_server_get_password:
 *
 * Returns: (nullable): the superuser's, which is asked for over TCP only
 */
const char *
test_server_get_password (TestServer *self)
{
  return usher_practice_server_get_fact (self->practice, "password");
}

static UsherAddress *
replace (UsherAddress *address, const char *keyword, const char *value)
{
  UsherAddress *changed = usher_address_with (address, keyword, value);

  usher_address_unref (address);
  return changed;
}

/**
 * test_server_new_address:
 * @role: (nullable): somebody else than the superuser
 * @database: (nullable): another database than postgres
 *
 * Returns: (transfer full): how to connect over the socket
 */
UsherAddress *
test_server_new_address (TestServer *self, const char *role, const char *database)
{
  UsherAddress *address = usher_address_ref (test_server_get_address (self));

  if (role != NULL)
    address = replace (address, "user", role);
  if (database != NULL)
    address = replace (address, "dbname", database);
  return address;
}

/**
 * test_server_new_tcp_address:
 * @self: a server that was started with a TCP port
 *
 * Returns: (transfer full): how to connect as superuser over TCP, without the password
 */
UsherAddress *
test_server_new_tcp_address (TestServer *self)
{
  return replace (usher_address_ref (test_server_get_address (self)), "host", "127.0.0.1");
}

/**
 * test_find_free_port:
 *
 * Returns: a port of 127.0.0.1 on which nobody listens now
 */
guint
test_find_free_port (void)
{
  g_autoptr (GInetAddress) host = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (host, 0);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

/* What can happen to a server */

static void
command (TestServer *self, const char *line)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_practice_server_command_async (self->practice, line, NULL, test_async_ready, &result);
  test_async_wait (&result);
  usher_practice_server_command_finish (self->practice, result, &error);
  g_assert_no_error (error);
}

/**
 * test_server_restart:
 *
 * Ends the server at once, if it still runs, and starts it again in its folder, on its
 * port. Its databases and roles remain; sessions do not.
 */
void
test_server_restart (TestServer *self)
{
  drop_session (self);
  command (self, "restart");
}

/**
 * test_server_kill:
 *
 * Kills all processes of the server, as a power cut would.
 */
void
test_server_kill (TestServer *self)
{
  drop_session (self);
  command (self, "signal KILL all");
}

/**
 * test_server_freeze:
 *
 * Stops all processes of the server: it accepts connections (the kernel does), and says
 * nothing.
 */
void
test_server_freeze (TestServer *self)
{
  command (self, "signal STOP all");
}

void
test_server_thaw (TestServer *self)
{
  command (self, "signal CONT all");
}

/**
 * test_server_signal:
 * @signal_name: such as "STOP"
 * @pid: a process of the server, such as a session's
 */
void
test_server_signal (TestServer *self, const char *signal_name, gint32 pid)
{
  g_autofree char *line = g_strdup_printf ("signal %s %d", signal_name, (int)pid);

  command (self, line);
}

/**
 * test_process_is_gone:
 * @pid: any process
 *
 * Returns: whether it has ended, be it that its parent has not noticed yet
 */
gboolean
test_process_is_gone (gint32 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *stat = NULL;
  const char *name_end;

  if (!g_file_get_contents (path, &stat, NULL, NULL))
    return TRUE;
  name_end = strrchr (stat, ')');
  return name_end != NULL && g_str_has_prefix (name_end, ") Z");
}

/* Whether what we wrote into @fd lies at a server that has not read it. */
static gboolean
is_unread (int fd)
{
  struct sockaddr_un peer = { 0 };
  socklen_t length = sizeof peer;
  int n_bytes = 0;

  return getpeername (fd, (struct sockaddr *)&peer, &length) == 0 && peer.sun_family == AF_UNIX
         && strstr (peer.sun_path, "/.s.PGSQL.") != NULL && ioctl (fd, SIOCOUTQ, &n_bytes) == 0
         && n_bytes > 0;
}

static gboolean
something_is_unread (gpointer data)
{
  g_autoptr (GDir) fds = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (fds)) != NULL)
    if (is_unread ((int)g_ascii_strtoll (name, NULL, 10)))
      return TRUE;
  return FALSE;
}

/**
 * test_wait_until_unread:
 *
 * Waits until this process has asked a server something, over its socket, that the server, being
 * stopped, does not read. Runs the default main context meanwhile.
 */
void
test_wait_until_unread (void)
{
  g_assert_true (test_wait_until (something_is_unread, NULL, TEST_PATIENCE_SECONDS * 1000));
}

/* SQL as superuser */

static PGconn *
get_session (TestServer *self)
{
  if (self->session == NULL)
    self->session = test_server_connect (self, "postgres", "postgres", "test");
  return self->session;
}

/**
 * test_server_run:
 * @sql: one or several statements
 */
void
test_server_run (TestServer *self, const char *sql)
{
  test_session_run (get_session (self), sql);
}

/**
 * test_server_ask:
 * @sql: a query
 *
 * Returns: (transfer full) (nullable): the first value of its first row, as text
 */
char *
test_server_ask (TestServer *self, const char *sql)
{
  return test_session_ask (get_session (self), sql);
}

gint64
test_server_ask_number (TestServer *self, const char *sql)
{
  g_autofree char *value = test_server_ask (self, sql);

  g_assert_nonnull (value);
  return g_ascii_strtoll (value, NULL, 10);
}

/**
 * test_server_wait_for:
 * @sql: a query of one boolean
 * @milliseconds: the longest to wait
 *
 * Runs the default main context meanwhile.
 *
 * Returns: whether the answer came to be true
 */
gboolean
test_server_wait_for (TestServer *self, const char *sql, guint milliseconds)
{
  gint64 deadline = g_get_monotonic_time () + milliseconds * G_GINT64_CONSTANT (1000);

  for (;;)
    {
      g_autofree char *answer = test_server_ask (self, sql);

      if (g_strcmp0 (answer, "t") == 0)
        return TRUE;
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      test_wait (ASK_AGAIN_MS);
    }
}
