/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tunnels through a real SSH server to a real PostgreSQL. */

#include "tunnel.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connection.h"
#include "errors.h"
#include "test-async.h"
#include "test-server.h"
#include "test-sshd.h"

#define PATIENCE 20000

static TestServer *server;
static TestSshd *sshd;
static const char *own_program;

/* Somebody who answers what ssh asks. */
typedef struct
{
  UsherTunnel *tunnel;
  const char *answer; /* NULL refuses */
  UsherSshQuestionKind kind;
  char *words;
  guint n_questions;
} Person;

static void
on_question (UsherTunnel *tunnel, UsherSshQuestion *question, Person *person)
{
  person->n_questions++;
  person->kind = usher_ssh_question_get_kind (question);
  g_free (person->words);
  person->words = g_strdup (usher_ssh_question_get_words (question));
  g_assert_true (usher_ssh_question_is_open (question));
  if (person->answer != NULL)
    usher_ssh_question_answer (question, person->answer);
}

static Person *
person_new (const char *destination, const char *answer)
{
  const UsherTunnelSpec spec = { (char *)destination, 0 };
  Person *self = g_new0 (Person, 1);

  self->tunnel = usher_tunnel_new (&spec);
  self->answer = answer;
  g_signal_connect (self->tunnel, "question", G_CALLBACK (on_question), self);
  return self;
}

static gboolean
is_gone (gpointer pid)
{
  return test_process_is_gone (GPOINTER_TO_INT (pid));
}

static void
person_free (Person *self)
{
  gint32 pid = usher_tunnel_get_pid (self->tunnel);

  g_assert_finalize_object (self->tunnel);
  if (pid != 0)
    g_assert_true (test_wait_until (is_gone, GINT_TO_POINTER (pid), PATIENCE));
  g_free (self->words);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

static gboolean
open_tunnel (Person *person, UsherAddress *address, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_tunnel_open_async (person->tunnel, address, NULL, test_async_ready, &result);
  test_async_wait (&result);
  return usher_tunnel_open_finish (person->tunnel, result, error);
}

static UsherAddress *
parse (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  UsherAddress *address;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  address = usher_address_parse (text, &error);
  g_assert_no_error (error);
  return address;
}

/* As seen from the SSH server. */
static UsherAddress *
new_address (const char *more)
{
  return parse ("host=localhost port=%s user=postgres dbname=postgres %s",
                test_server_get_port (server), more);
}

static UsherAddress *
new_address_with_password (const char *more)
{
  g_autoptr (UsherAddress) address = new_address (more);

  return usher_address_with (address, "password", test_server_get_password (server));
}

static UsherConnection *
connect_through (Person *person, UsherAddress *address, GError **error)
{
  g_autoptr (UsherAddress) through = usher_tunnel_apply (person->tunnel, address);

  return usher_connection_open (through, USHER_PURPOSE_MONITOR, NULL, error);
}

static void
assert_connects (Person *person, UsherAddress *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnection) connection = connect_through (person, address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (usher_connection_get_info (connection)->host, ==, "localhost");
  g_assert_cmpstr (usher_connection_get_info (connection)->port, ==, test_server_get_port (server));
}

static void
assert_opens (Person *person, UsherAddress *address)
{
  g_autoptr (GError) error = NULL;

  open_tunnel (person, address, &error);
  g_assert_no_error (error);
  g_assert_true (usher_tunnel_is_open (person->tunnel));
}

/* The name and the port are the server's own, the network address is not. */
static void
test_good (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address = new_address_with_password ("");
  g_autoptr (UsherAddress) through = NULL;

  test_sshd_trust (sshd);
  assert_opens (person, address);
  through = usher_tunnel_apply (person->tunnel, address);
  g_assert_cmpstr (usher_address_get (through, "host"), ==, "localhost");
  g_assert_cmpstr (usher_address_get (through, "port"), ==, test_server_get_port (server));
  g_assert_true (g_str_has_prefix (usher_address_get (through, "hostaddr"), "127."));
  g_assert_cmpstr (usher_address_get (through, "hostaddr"), !=, "127.0.0.1");
  assert_connects (person, address);
  g_assert_cmpuint (person->n_questions, ==, 0);
}

static void
test_used_again (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address = new_address_with_password ("");
  gint32 pid;

  assert_opens (person, address);
  pid = usher_tunnel_get_pid (person->tunnel);
  assert_opens (person, address);
  g_assert_cmpint (usher_tunnel_get_pid (person->tunnel), ==, pid);
}

static void
test_jump (void)
{
  g_autoptr (Person) person = person_new ("hop", NULL);
  g_autoptr (UsherAddress) address = new_address_with_password ("");

  assert_opens (person, address);
  assert_connects (person, address);
}

/* The socket of the server, which asks for no password, from a computer where it is not. */
static void
test_to_socket (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address =
      parse ("host=%s port=%s user=postgres dbname=postgres sslmode=disable",
             test_server_get_host (server), test_server_get_port (server));

  assert_opens (person, address);
  assert_connects (person, address);
}

/* Two servers, of which one is not there. */
static void
test_several_hosts (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address =
      parse ("host=/nowhere,localhost port=1,%s user=postgres dbname=postgres",
             test_server_get_port (server));
  g_autoptr (UsherAddress) login =
      usher_address_with (address, "password", test_server_get_password (server));

  assert_opens (person, login);
  assert_connects (person, login);
}

/* A tunnel leads to each of them, and the right kind is chosen at this end of it. */
static void
test_kind_of_server (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address =
      parse ("host=localhost,/nowhere port=%s,1 user=postgres dbname=postgres password=%s",
             test_server_get_port (server), test_server_get_password (server));
  g_autoptr (UsherAddress) primary =
      usher_address_with (address, "target_session_attrs", "primary");
  g_autoptr (UsherAddress) whichever =
      usher_address_with (address, "target_session_attrs", "prefer-standby");

  assert_opens (person, address);
  assert_connects (person, primary);
  assert_connects (person, whichever);
}

/* libpq looks the password up by the server's name and port. */
static void
test_password_file (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "usher-passfile-XXXXXX", NULL);
  g_autofree char *line =
      g_strdup_printf ("localhost:%s:*:postgres:%s\n", test_server_get_port (server),
                       test_server_get_password (server));
  int fd = g_mkstemp (path);
  g_autofree char *more = g_strdup_printf ("passfile=%s", path);
  g_autoptr (UsherAddress) address = new_address (more);

  g_assert_cmpint (write (fd, line, strlen (line)), ==, (gssize)strlen (line));
  close (fd);
  assert_opens (person, address);
  assert_connects (person, address);
  g_unlink (path);
}

static char *
get_certificate (void)
{
  return g_build_filename (test_server_get_host (server), "tunnel.crt", NULL);
}

/* The certificate is for "localhost" and for no network address. */
static void
test_tls (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autofree char *certificate = get_certificate ();
  g_autofree char *more = g_strdup_printf ("sslmode=verify-full sslrootcert=%s", certificate);
  g_autoptr (UsherAddress) address = new_address_with_password (more);
  g_autoptr (UsherAddress) elsewhere = usher_address_with (address, "host", "127.0.0.1");
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnection) connection = NULL;

  assert_opens (person, address);
  assert_connects (person, address);

  assert_opens (person, elsewhere);
  connection = connect_through (person, elsewhere, &error);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TLS);
}

/* Keys of servers */

static void
test_unknown_key (void)
{
  g_autoptr (Person) person = person_new ("bastion", "yes");
  g_autoptr (UsherAddress) address = new_address_with_password ("");

  test_sshd_distrust (sshd);
  assert_opens (person, address);
  g_assert_cmpuint (person->n_questions, ==, 1);
  g_assert_cmpint (person->kind, ==, USHER_SSH_ASKS_HOST_KEY);
  g_assert_nonnull (strstr (person->words, "SHA256:"));
  g_assert_true (test_sshd_is_trusted (sshd));
  assert_connects (person, address);
}

static void
assert_refused (Person *person, UsherError code, const char *words)
{
  g_autoptr (UsherAddress) address = new_address_with_password ("");
  g_autoptr (GError) error = NULL;

  g_assert_false (open_tunnel (person, address, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, USHER_ERROR, (int)code);
  g_assert_nonnull (strstr (usher_error_get_server_says (error), words));
  g_assert_false (usher_tunnel_is_open (person->tunnel));
  g_assert_cmpint (usher_tunnel_get_pid (person->tunnel), ==, 0);
}

static void
test_unknown_key_refused (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);

  test_sshd_distrust (sshd);
  assert_refused (person, USHER_ERROR_TUNNEL_REFUSED, "Host key verification failed");
  g_assert_cmpuint (person->n_questions, ==, 1);
  g_assert_false (test_sshd_is_trusted (sshd));
}

/* Nobody is even asked. */
static void
test_changed_key (void)
{
  g_autoptr (Person) person = person_new ("bastion", "yes");

  test_sshd_trust (sshd);
  test_sshd_change_key (sshd);
  assert_refused (person, USHER_ERROR_TUNNEL_REFUSED, "REMOTE HOST IDENTIFICATION HAS CHANGED");
  g_assert_cmpuint (person->n_questions, ==, 0);
  test_sshd_trust (sshd);
}

/* Other refusals */

static void
test_passphrase (void)
{
  g_autoptr (Person) person = person_new ("guarded", "open sesame");
  g_autoptr (UsherAddress) address = new_address_with_password ("");

  assert_opens (person, address);
  g_assert_cmpuint (person->n_questions, ==, 1);
  g_assert_cmpint (person->kind, ==, USHER_SSH_ASKS_SECRET);
  g_assert_nonnull (strstr (person->words, "guarded"));
}

static void
test_wrong_user (void)
{
  g_autoptr (Person) person = person_new ("stranger", NULL);

  assert_refused (person, USHER_ERROR_TUNNEL_REFUSED, "Permission denied");
}

static void
test_nobody_listens (void)
{
  g_autoptr (Person) person = person_new ("nowhere", NULL);

  assert_refused (person, USHER_ERROR_TUNNEL, "Connection refused");
}

/* ssh runs what follows -oProxyCommand=; here it is not even started. */
static void
test_option_as_destination (void)
{
  static const char *const destinations[] = { "-oProxyCommand=touch /tmp/usher-was-here", "", "a b",
                                              "a\nb" };

  for (gsize i = 0; i < G_N_ELEMENTS (destinations); i++)
    {
      g_autoptr (Person) person = person_new (destinations[i], NULL);
      g_autoptr (UsherAddress) address = new_address ("");
      g_autoptr (GError) error = NULL;

      g_assert_false (open_tunnel (person, address, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_TUNNEL_REFUSED);
    }
}

static void
test_forward_refused (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address = new_address_with_password ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;
  g_autoptr (UsherConnection) connection = NULL;

  test_sshd_set_forwarding (sshd, FALSE);
  assert_opens (person, address);
  connection = connect_through (person, address, &error);
  g_assert_null (connection);
  explained = usher_tunnel_explain (person->tunnel, error);
  g_assert_error (explained, USHER_ERROR, USHER_ERROR_TUNNEL_REFUSED);
  g_assert_nonnull (strstr (usher_error_get_server_says (explained), "prohibited"));
  test_sshd_set_forwarding (sshd, TRUE);
}

static void
test_no_database_server (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address =
      parse ("host=127.0.0.1 port=%u user=postgres dbname=postgres", test_find_free_port ());
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;
  g_autoptr (UsherConnection) connection = NULL;

  assert_opens (person, address);
  connection = connect_through (person, address, &error);
  g_assert_null (connection);
  explained = usher_tunnel_explain (person->tunnel, error);
  g_assert_error (explained, USHER_ERROR, USHER_ERROR_TUNNEL);
}

/* How it ends */

static gboolean
is_closed (gpointer tunnel)
{
  return !usher_tunnel_is_open (tunnel);
}

static void
test_killed_meanwhile (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address = new_address_with_password ("");

  assert_opens (person, address);
  kill (usher_tunnel_get_pid (person->tunnel), SIGKILL);
  g_assert_true (test_wait_until (is_closed, person->tunnel, PATIENCE));
  assert_opens (person, address);
  assert_connects (person, address);
}

static void
cancel (GObject *tunnel, UsherSshQuestion *question, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* While ssh waits for an answer. */
static void
test_cancelled (void)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address = new_address_with_password ("");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_sshd_distrust (sshd);
  g_signal_connect (person->tunnel, "question", G_CALLBACK (cancel), cancellable);
  usher_tunnel_open_async (person->tunnel, address, cancellable, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_false (usher_tunnel_open_finish (person->tunnel, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_sshd_trust (sshd);
}

/* A program that has a tunnel, says which ssh makes it, and waits to be killed. */
static int
hold (const char *address_text)
{
  g_autoptr (Person) person = person_new ("bastion", NULL);
  g_autoptr (UsherAddress) address = parse ("%s", address_text);

  assert_opens (person, address);
  printf ("%d\n", usher_tunnel_get_pid (person->tunnel));
  fflush (stdout);
  test_wait (G_MAXUINT);
  return 0;
}

static void
test_killed_parent (void)
{
  g_autoptr (UsherAddress) address = new_address ("");
  g_autofree char *text = usher_address_to_string (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) holder =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, own_program, "--hold", text, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  gint32 pid;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  pid = (gint32)g_ascii_strtoll (line, NULL, 10);
  g_assert_cmpint (pid, >, 0);
  g_assert_false (test_process_is_gone (pid));
  g_subprocess_force_exit (holder);
  g_subprocess_wait (holder, NULL, NULL);
  g_assert_true (test_wait_until (is_gone, GINT_TO_POINTER (pid), PATIENCE));
}

static void
make_certificate (void)
{
  g_autofree char *key = g_build_filename (test_server_get_host (server), "tunnel.key", NULL);
  g_autofree char *certificate = get_certificate ();
  const char *command[] = { "openssl",  "req",        "-x509",   "-newkey",
                            "rsa:2048", "-nodes",     "-keyout", key,
                            "-out",     certificate,  "-days",   "2",
                            "-subj",    "/CN=Tunnel", "-addext", "subjectAltName=DNS:localhost",
                            NULL };
  g_autoptr (GError) error = NULL;
  struct stat owner;
  int status;

  g_assert_cmpint (stat (test_server_get_host (server), &owner), ==, 0);
  g_spawn_sync (NULL, (char **)command, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (chmod (key, 0600), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (key, owner.st_uid, owner.st_gid), ==, 0);

  test_server_run (server, "ALTER SYSTEM SET ssl_cert_file = '../tunnel.crt'");
  test_server_run (server, "ALTER SYSTEM SET ssl_key_file = '../tunnel.key'");
  test_server_run (server, "ALTER SYSTEM SET ssl = on");
  test_server_restart (server);
}

static void
add_tests (void)
{
  g_test_add_func ("/tunnel/good", test_good);
  g_test_add_func ("/tunnel/used-again", test_used_again);
  g_test_add_func ("/tunnel/jump", test_jump);
  g_test_add_func ("/tunnel/to-socket", test_to_socket);
  g_test_add_func ("/tunnel/several-hosts", test_several_hosts);
  g_test_add_func ("/tunnel/kind-of-server", test_kind_of_server);
  g_test_add_func ("/tunnel/password-file", test_password_file);
  g_test_add_func ("/tunnel/tls", test_tls);
  g_test_add_func ("/tunnel/unknown-key", test_unknown_key);
  g_test_add_func ("/tunnel/unknown-key-refused", test_unknown_key_refused);
  g_test_add_func ("/tunnel/changed-key", test_changed_key);
  g_test_add_func ("/tunnel/passphrase", test_passphrase);
  g_test_add_func ("/tunnel/wrong-user", test_wrong_user);
  g_test_add_func ("/tunnel/nobody-listens", test_nobody_listens);
  g_test_add_func ("/tunnel/option-as-destination", test_option_as_destination);
  g_test_add_func ("/tunnel/forward-refused", test_forward_refused);
  g_test_add_func ("/tunnel/no-database-server", test_no_database_server);
  g_test_add_func ("/tunnel/killed-meanwhile", test_killed_meanwhile);
  g_test_add_func ("/tunnel/cancelled", test_cancelled);
  g_test_add_func ("/tunnel/killed-parent", test_killed_parent);
}

static void
skip (void)
{
  g_test_skip ("there is no SSH server to test with (package openssh-server)");
}

static int
run_with_servers (void)
{
  const UsherPracticeOptions options = { .tcp_port = test_find_free_port () };
  int status;

  server = test_server_start_with (&options);
  make_certificate ();
  add_tests ();
  status = g_test_run ();
  test_server_stop (server);
  return status;
}

int
main (int argc, char **argv)
{
  int status;

  own_program = argv[0];
  test_server_set_environment ();
  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold (argv[2]);

  g_test_init (&argc, &argv, NULL);
  sshd = test_sshd_start ();
  if (sshd == NULL)
    {
      g_test_add_func ("/tunnel", skip);
      return g_test_run ();
    }
  status = run_with_servers ();
  test_sshd_stop (sshd);
  return status;
}
