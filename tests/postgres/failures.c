/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every way in which a connection can fail to come about. */

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connection.h"
#include "errors.h"
#include "test-async.h"
#include "test-server.h"

/* Who does not notice a cancel waits for the deadline of a connect, or for the slow resolver. */
#define NOT_ALL_MS 8000

static TestServer *server;

/* Takes @address. */
static UsherAddress *
change (UsherAddress *address, const char *keyword, const char *value)
{
  UsherAddress *changed = usher_address_with (address, keyword, value);

  usher_address_unref (address);
  return changed;
}

static UsherAddress *
socket_address (void)
{
  return usher_address_ref (test_server_get_address (server));
}

static UsherAddress *
tcp_address (void)
{
  return test_server_new_tcp_address (server);
}

static UsherAddress *
with_password (UsherAddress *address)
{
  return change (address, "password", test_server_get_password (server));
}

/* Takes @address. Every failure says what to do, in valid UTF-8, and keeps its placeholders
 * and passwords to itself. */
static GError *
fail_to_open (UsherAddress *address, UsherError code)
{
  const char *password = usher_address_get (address, "password");
  GError *error = NULL;
  const char *words;

  g_assert_null (usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error));
  words = usher_error_get_server_says (error);
  g_test_message ("%s", error->message);
  g_test_message ("  says: %s", words);
  g_assert_error (error, USHER_ERROR, (gint)code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_true (words == NULL || g_utf8_validate (words, -1, NULL));
  g_assert_null (strpbrk (error->message, "{}"));
  if (password != NULL)
    {
      g_assert_null (strstr (error->message, password));
      g_assert_true (words == NULL || strstr (words, password) == NULL);
    }
  usher_address_unref (address);
  return error;
}

static void
assert_fails (UsherAddress *address, UsherError code)
{
  g_autoptr (GError) error = fail_to_open (address, code);
}

static void
assert_refused (UsherAddress *address, UsherError code, const char *sqlstate)
{
  g_autoptr (GError) error = fail_to_open (address, code);

  g_assert_cmpstr (usher_error_get_sqlstate (error), ==, sqlstate);
  g_assert_nonnull (usher_error_get_server_says (error));
  g_assert_null (strstr (usher_error_get_server_says (error), sqlstate));
  g_assert_null (strstr (usher_error_get_server_says (error), ".c:"));
}

/* Takes @address. */
static void
assert_opens (UsherAddress *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnection) connection =
      usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
  usher_address_unref (address);
}

static void
test_bad_address (void)
{
  assert_fails (change (socket_address (), "port", "99999"), USHER_ERROR_BAD_ADDRESS);
  assert_fails (change (socket_address (), "port", "5432,5433"), USHER_ERROR_BAD_ADDRESS);
  assert_fails (change (socket_address (), "sslmode", "perhaps"), USHER_ERROR_BAD_ADDRESS);
  assert_fails (change (socket_address (), "colour", "red"), USHER_ERROR_BAD_ADDRESS);
  assert_fails (change (tcp_address (), "hostaddr", "not.an.address"), USHER_ERROR_BAD_ADDRESS);
}

static char *
write_service_file (void)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  g_autofree char *text = g_strdup_printf (
      "[here]\nhost=%s\nport=%s\nuser=postgres\n[there]\nhost=no-such-host.invalid\n",
      test_server_get_host (server), test_server_get_port (server));
  int fd = g_file_open_tmp ("usher-services-XXXXXX", &path, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_service (void)
{
  g_autofree char *path = write_service_file ();

  g_setenv ("PGSERVICEFILE", path, TRUE);
  assert_opens (usher_address_new_for_service ("here"));
  assert_fails (usher_address_new_for_service ("there"), USHER_ERROR_HOST_NOT_FOUND);
  assert_fails (usher_address_new_for_service ("nowhere"), USHER_ERROR_BAD_SERVICE);
  g_unsetenv ("PGSERVICEFILE");
  g_unlink (path);
}

static void
test_no_host (void)
{
  assert_fails (change (socket_address (), "host", "no-such-host.invalid"),
                USHER_ERROR_HOST_NOT_FOUND);
}

/* A name is looked up, and the rest of the list is tried. */
static void
test_host_names (void)
{
  assert_opens (with_password (change (tcp_address (), "host", "localhost")));
  assert_opens (
      with_password (change (tcp_address (), "host", "no-such-host.invalid,localhost,127.0.0.1")));
}

/* The first place accepts, and says nothing: the kernel takes calls for it. */
static void
test_silent_host (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *ports = g_strdup_printf ("%u,%s", (guint)port, test_server_get_port (server));
  UsherAddress *address = with_password (
      change (change (tcp_address (), "host", "127.0.0.1,127.0.0.1"), "port", ports));

  assert_opens (change (address, "connect_timeout", "2"));
}

/* The first place does not answer, the second has to be of the right kind. */
static void
test_choosy (void)
{
  g_autofree char *port =
      g_strdup_printf ("%u,%s", test_find_free_port (), test_server_get_port (server));
  UsherAddress *address =
      with_password (change (change (tcp_address (), "host", "localhost,127.0.0.1"), "port", port));

  assert_opens (change (usher_address_ref (address), "target_session_attrs", "read-write"));
  assert_fails (change (address, "target_session_attrs", "standby"), USHER_ERROR_OTHER_SERVER);
}

static void
test_refused (void)
{
  g_autofree char *port = g_strdup_printf ("%u", test_find_free_port ());

  assert_fails (change (tcp_address (), "port", port), USHER_ERROR_REFUSED);
  assert_fails (change (socket_address (), "host", "/nowhere/at/all"), USHER_ERROR_REFUSED);
}

/* A broadcast address is one that the kernel itself refuses to connect to. */
static void
test_unreachable (void)
{
  assert_fails (change (tcp_address (), "host", "255.255.255.255"), USHER_ERROR_UNREACHABLE);
}

static void
test_password (void)
{
  assert_fails (tcp_address (), USHER_ERROR_PASSWORD_NEEDED);
  assert_refused (change (tcp_address (), "password", "wr0ng"), USHER_ERROR_PASSWORD_WRONG,
                  "28P01");
  assert_opens (with_password (tcp_address ()));
}

static void
test_login_refused (void)
{
  assert_refused (change (socket_address (), "user", "no\nsuch rôle"), USHER_ERROR_LOGIN_REFUSED,
                  "28000");
}

static void
test_no_database (void)
{
  assert_refused (change (socket_address (), "dbname", "missing"), USHER_ERROR_NO_DATABASE,
                  "3D000");
}

static void
test_database_closed (void)
{
  g_autofree char *words = NULL;

  test_server_run (server, "CREATE DATABASE closed ALLOW_CONNECTIONS false");
  assert_refused (change (socket_address (), "dbname", "closed"), USHER_ERROR_DATABASE_CLOSED,
                  "55000");
  g_setenv ("PGDATABASE", "closed", TRUE);
  assert_opens (change (socket_address (), "dbname", NULL));
  g_unsetenv ("PGDATABASE");
}

static void
test_not_permitted (void)
{
  test_server_run (server, "CREATE ROLE guest LOGIN");
  test_server_run (server, "CREATE DATABASE private");
  test_server_run (server, "REVOKE CONNECT ON DATABASE private FROM PUBLIC");
  assert_refused (test_server_new_address (server, "guest", "private"), USHER_ERROR_NOT_PERMITTED,
                  "42501");
}

static void
test_too_many_clients (void)
{
  const char *const settings[] = { "max_connections=10", "superuser_reserved_connections=6",
                                   "max_wal_senders=0", NULL };
  const UsherPracticeOptions options = { .settings = settings };
  /* More are reserved than are used: guests that were sent away take their time to leave. */
  g_autoptr (TestServer) small = test_server_start_with (&options);
  g_autoptr (GPtrArray) crowd = NULL;

  test_server_run (small, "CREATE ROLE guest LOGIN");
  crowd = test_server_connect_many (small, 3, "guest", "postgres", "crowd");
  assert_refused (test_server_new_address (small, "guest", NULL), USHER_ERROR_TOO_MANY_CLIENTS,
                  "53300");
  assert_opens (usher_address_ref (test_server_get_address (small)));

  test_server_run (small, "ALTER ROLE guest CONNECTION LIMIT 1");
  assert_refused (test_server_new_address (small, "guest", NULL), USHER_ERROR_TOO_MANY_CLIENTS,
                  "53300");
}

static void
test_tls_not_offered (void)
{
  assert_fails (with_password (change (tcp_address (), "sslmode", "require")), USHER_ERROR_TLS);
}

/* Makes a certificate that nobody trusts, in the server's folder and for its user. */
static gboolean
give_certificate (void)
{
  const char *folder = test_server_get_host (server);
  g_autofree char *key = g_build_filename (folder, "tls.key", NULL);
  g_autofree char *certificate = g_build_filename (folder, "tls.crt", NULL);
  const char *const command[] = { "openssl", "req",   "-x509", "-newkey",   "rsa:2048",
                                  "-nodes",  "-days", "1",     "-subj",     "/CN=x",
                                  "-keyout", key,     "-out",  certificate, NULL };
  g_autofree char *sql = NULL;
  struct stat info;
  int status;

  if (!g_spawn_sync (NULL, (char **)command, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, &status, NULL)
      || status != 0)
    return FALSE;

  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (chown (key, info.st_uid, info.st_gid), ==, 0);
  g_assert_cmpint (chown (certificate, info.st_uid, info.st_gid), ==, 0);
  g_assert_cmpint (chmod (key, 0600), ==, 0);

  sql = g_strdup_printf ("ALTER SYSTEM SET ssl_key_file = '%s'", key);
  test_server_run (server, sql);
  g_free (sql);
  sql = g_strdup_printf ("ALTER SYSTEM SET ssl_cert_file = '%s'", certificate);
  test_server_run (server, sql);
  test_server_run (server, "ALTER SYSTEM SET ssl = on");
  test_server_run (server, "SELECT pg_reload_conf ()");
  return test_server_wait_for (server, "SELECT current_setting ('ssl')::bool", 30000);
}

static void
test_tls_not_trusted (void)
{
  g_autoptr (UsherAddress) address = NULL;
  g_autoptr (UsherConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  const char *certificate;
  g_autofree char *path = NULL;

  if (!give_certificate ())
    {
      g_test_skip ("openssl is missing, or the server has no TLS");
      return;
    }

  path = g_build_filename (test_server_get_host (server), "tls.crt", NULL);
  certificate = path;
  assert_fails (with_password (change (change (tcp_address (), "sslmode", "verify-full"),
                                       "sslrootcert", "/nowhere/root.crt")),
                USHER_ERROR_TLS);
  assert_fails (with_password (change (change (tcp_address (), "sslmode", "verify-ca"),
                                       "sslrootcert", "/etc/ssl/certs/ca-certificates.crt")),
                USHER_ERROR_TLS);
  /* Trusted, but made out to somebody else. */
  assert_fails (with_password (change (change (tcp_address (), "sslmode", "verify-full"),
                                       "sslrootcert", certificate)),
                USHER_ERROR_TLS);

  address = with_password (change (tcp_address (), "sslmode", "require"));
  connection = usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (usher_connection_get_info (connection)->tls, "TLSv1."));
  g_assert_false (usher_connection_get_info (connection)->local);
}

static void
test_timed_out (void)
{
  gint64 begin;

  test_server_freeze (server);
  begin = g_get_monotonic_time ();
  assert_fails (change (socket_address (), "connect_timeout", "1"), USHER_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 1 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
  test_server_thaw (server);
}

/* Returns: how long after the cancel it returned, in ms */
static double
cancel_open (UsherAddress *address)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TestCancel cancel = { cancellable, 0 };
  g_autoptr (GThread) thread = g_thread_new ("cancel", test_cancel_soon, &cancel);
  g_autoptr (GError) error = NULL;
  gint64 end;

  g_assert_null (usher_connection_open (address, USHER_PURPOSE_MONITOR, cancellable, &error));
  end = g_get_monotonic_time ();
  g_thread_join (g_steal_pointer (&thread));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (end, >=, cancel.at);
  usher_address_unref (address);
  return (double)(end - cancel.at) / 1000;
}

static void
test_cancelled (void)
{
  double late;

  test_server_freeze (server);
  late = cancel_open (socket_address ());
  test_server_thaw (server);
  g_test_message ("given up %.1f ms after the cancel", late);
  g_assert_cmpfloat (late, <, NOT_ALL_MS);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (usher_connection_open (test_server_get_address (server), USHER_PURPOSE_MONITOR,
                                        cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A name server that does not answer: the C library waits for it on a thread of GLib. */
typedef struct
{
  GResolver parent_instance;
} TestResolver;

typedef GResolverClass TestResolverClass;

GType test_resolver_get_type (void);
G_DEFINE_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
hang (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_usleep (20 * G_USEC_PER_SEC);
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "late");
}

static void
test_resolver_look_up_async (GResolver *resolver,
                             const char *hostname,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, hang);
}

static GList *
test_resolver_look_up_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  klass->lookup_by_name_async = test_resolver_look_up_async;
  klass->lookup_by_name_finish = test_resolver_look_up_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
test_slow_names (void)
{
  g_autoptr (GResolver) normal = g_resolver_get_default ();
  g_autoptr (GResolver) slow = g_object_new (test_resolver_get_type (), NULL);
  gint64 begin;
  double late;

  g_resolver_set_default (slow);
  late = cancel_open (change (tcp_address (), "host", "db.example"));
  begin = g_get_monotonic_time ();
  assert_fails (change (change (tcp_address (), "host", "db.example"), "connect_timeout", "1"),
                USHER_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_USEC_PER_SEC);
  g_resolver_set_default (normal);

  g_test_message ("given up %.1f ms after the cancel", late);
  g_assert_cmpfloat (late, <, NOT_ALL_MS);
}

/* A server that says one thing to whoever comes, and hangs up. There is none so old, nor one
 * so foreign, to be had for real. */
typedef struct
{
  GSocketListener *listener;
  const char *says;
  gsize length;
} Speaker;

static gpointer
speak (gpointer data)
{
  Speaker *speaker = data;
  g_autoptr (GSocketConnection) caller =
      g_socket_listener_accept (speaker->listener, NULL, NULL, NULL);
  char heard[2048];

  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (caller)), heard, sizeof heard,
                       NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (caller)), speaker->says,
                             speaker->length, NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (caller), NULL, NULL);
  return NULL;
}

static void
assert_spoken_fails (const char *says, gsize length, UsherError code)
{
  Speaker speaker = { g_socket_listener_new (), says, length };
  guint16 port = g_socket_listener_add_any_inet_port (speaker.listener, NULL, NULL);
  g_autofree char *text = g_strdup_printf (
      "host=127.0.0.1 port=%u user=ana dbname=shop sslmode=disable gssencmode=disable", port);
  g_autoptr (GThread) thread = g_thread_new ("speaker", speak, &speaker);

  assert_fails (usher_address_parse (text, NULL), code);
  g_thread_join (g_steal_pointer (&thread));
  g_object_unref (speaker.listener);
}

#define SAY(text, code) assert_spoken_fails (text, sizeof text - 1, code)

static void
test_too_old (void)
{
  SAY ("R\0\0\0\10\0\0\0\0"
       "S\0\0\0\32server_version\09.6.24\0"
       "S\0\0\0\31server_encoding\0UTF8\0"
       "K\0\0\0\14\0\0\0\1\0\0\0\1"
       "Z\0\0\0\5I",
       USHER_ERROR_TOO_OLD);
}

static void
test_foreign_server (void)
{
  SAY ("HTTP/1.1 400 Bad Request\r\n\r\n", USHER_ERROR_PROTOCOL);
  SAY ("\x1b[31mE\xff\xfe", USHER_ERROR_PROTOCOL);
  SAY ("", USHER_ERROR_PROTOCOL);
}

/* What a stranger says before the log-in is shown to the person, so it is cleaned. */
static void
test_hostile_words (void)
{
  static const char fields[] = "SFATAL\0VFATAL\0C3D000\0M\xe2\x80\xae\xff%s {host} <b>x</b>\n\0";
  char message[5 + sizeof fields] = { 'E', 0, 0, 0, sizeof message - 1 };

  memcpy (message + 5, fields, sizeof fields);
  assert_spoken_fails (message, sizeof message, USHER_ERROR_NO_DATABASE);
}

static gboolean
is_rejecting (gpointer data)
{
  TestServer *ending = data;
  g_autofree char *address =
      g_strdup_printf ("host=%s port=%s dbname=postgres", test_server_get_host (ending),
                       test_server_get_port (ending));

  return PQping (address) == PQPING_REJECT;
}

static void
test_shutting_down (void)
{
  g_autoptr (TestServer) ending = test_server_start ();
  PGconn *last = test_server_connect (ending, "postgres", "postgres", "last");

  test_server_signal (ending, "TERM", test_server_get_pid (ending));
  g_assert_true (test_wait_until (is_rejecting, ending, 20000));
  assert_refused (usher_address_ref (test_server_get_address (ending)), USHER_ERROR_STARTING_UP,
                  "57P03");
  PQfinish (last);
}

int
main (int argc, char **argv)
{
  const UsherPracticeOptions options = { .tcp_port = test_find_free_port () };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&options);

  g_test_add_func ("/failures/bad-address", test_bad_address);
  g_test_add_func ("/failures/service", test_service);
  g_test_add_func ("/failures/no-host", test_no_host);
  g_test_add_func ("/failures/host-names", test_host_names);
  g_test_add_func ("/failures/silent-host", test_silent_host);
  g_test_add_func ("/failures/choosy", test_choosy);
  g_test_add_func ("/failures/refused", test_refused);
  g_test_add_func ("/failures/unreachable", test_unreachable);
  g_test_add_func ("/failures/password", test_password);
  g_test_add_func ("/failures/login-refused", test_login_refused);
  g_test_add_func ("/failures/no-database", test_no_database);
  g_test_add_func ("/failures/database-closed", test_database_closed);
  g_test_add_func ("/failures/not-permitted", test_not_permitted);
  g_test_add_func ("/failures/too-many-clients", test_too_many_clients);
  g_test_add_func ("/failures/tls-not-offered", test_tls_not_offered);
  g_test_add_func ("/failures/tls-not-trusted", test_tls_not_trusted);
  g_test_add_func ("/failures/timed-out", test_timed_out);
  g_test_add_func ("/failures/cancelled", test_cancelled);
  g_test_add_func ("/failures/cancelled-before", test_cancelled_before);
  g_test_add_func ("/failures/slow-names", test_slow_names);
  g_test_add_func ("/failures/too-old", test_too_old);
  g_test_add_func ("/failures/foreign-server", test_foreign_server);
  g_test_add_func ("/failures/hostile-words", test_hostile_words);
  g_test_add_func ("/failures/shutting-down", test_shutting_down);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
