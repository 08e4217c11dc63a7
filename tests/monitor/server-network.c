/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A network that goes away: a relay in a network namespace of its own, which is reached by a
 * pair of virtual interfaces, and from where the server is reached by its socket. */

#include <gio/gunixsocketaddress.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watched.h"

#define PORT 5432

static TestServer *server;
static const char *own_program;

static gboolean
try_command (const char *format, ...)
{
  g_autofree char *line = NULL;
  int status = -1;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return g_spawn_command_line_sync (line, NULL, NULL, &status, NULL) && status == 0;
}

/* The relay, a process of its own */

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer other)
{
  g_autoptr (GIOStream) there = other;

  g_io_stream_splice_finish (result, NULL);
}

static gboolean
on_call (GSocketService *service, GSocketConnection *here, GObject *source, gpointer path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *there =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  if (there != NULL)
    g_io_stream_splice_async (G_IO_STREAM (here), G_IO_STREAM (there),
                              G_IO_STREAM_SPLICE_CLOSE_STREAM1 | G_IO_STREAM_SPLICE_CLOSE_STREAM2,
                              G_PRIORITY_DEFAULT, NULL, on_spliced, there);
  return TRUE;
}

static gboolean
on_command (GIOChannel *input, GIOCondition condition, gpointer interface)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (input, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    exit (0);
  g_strstrip (line);
  if (!try_command ("ip link set %s %s", (const char *)interface, line))
    exit (1);
  puts ("done");
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

/* Says a line when it is in its namespace, is told one when it has its interface, and says one
 * when it listens. Then it reads "up" and "down". */
static int
relay (const char *interface, const char *address, const char *path)
{
  g_autoptr (GSocketService) service = NULL;
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (STDIN_FILENO);
  g_autofree char *line = NULL;

  if (unshare (CLONE_NEWNET) != 0)
    return 1;
  puts ("ready");
  fflush (stdout);
  g_io_channel_read_line (input, &line, NULL, NULL, NULL);
  if (!try_command ("ip addr add %s/30 dev %s", address, interface)
      || !try_command ("ip link set %s up", interface))
    return 1;

  service = g_socket_service_new ();
  if (!g_socket_listener_add_inet_port (G_SOCKET_LISTENER (service), PORT, NULL, NULL))
    return 1;
  g_signal_connect (service, "incoming", G_CALLBACK (on_call), (gpointer)path);
  puts ("listening");
  fflush (stdout);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, on_command, (gpointer)interface);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

/* The network, as the test has it */

typedef struct
{
  GSubprocess *relay;
  GDataInputStream *output;
  char *near;
  char *far;
  char *near_address;
  char *far_address;
} Network;

static gboolean
hear (Network *self, const char *expected)
{
  g_autofree char *line = g_data_input_stream_read_line (self->output, NULL, NULL, NULL);

  return g_strcmp0 (line, expected) == 0;
}

static void
tell (Network *self, const char *line)
{
  g_autofree char *ended = g_strconcat (line, "\n", NULL);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->relay), ended,
                                            strlen (ended), NULL, NULL, NULL));
}

static void
network_set (Network *self, const char *up_or_down)
{
  tell (self, up_or_down);
  g_assert_true (hear (self, "done"));
}

static void
network_free (Network *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->relay), NULL, NULL);
  g_subprocess_wait (self->relay, NULL, NULL);
  g_object_unref (self->output);
  g_object_unref (self->relay);
  g_free (self->near);
  g_free (self->far);
  g_free (self->near_address);
  g_free (self->far_address);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Network, network_free)

static gboolean
network_start (Network *self)
{
  if (!hear (self, "ready")
      || !try_command ("ip link add %s type veth peer name %s netns %s", self->near, self->far,
                       g_subprocess_get_identifier (self->relay))
      || !try_command ("ip addr add %s/30 dev %s", self->near_address, self->near)
      || !try_command ("ip link set %s up", self->near))
    return FALSE;
  tell (self, "go on");
  return hear (self, "listening");
}

/* Returns: NULL where this cannot be had */
static Network *
network_new (void)
{
  g_autoptr (Network) self = g_new0 (Network, 1);
  int number = getpid () % 16000;
  g_autofree char *path = g_strdup_printf ("%s/.s.PGSQL.%s", test_server_get_host (server),
                                           test_server_get_port (server));

  self->near = g_strdup_printf ("ushn%d", number);
  self->far = g_strdup_printf ("ushf%d", number);
  self->near_address = g_strdup_printf ("10.231.%d.%d", number / 64, number % 64 * 4 + 1);
  self->far_address = g_strdup_printf ("10.231.%d.%d", number / 64, number % 64 * 4 + 2);
  self->relay =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                        own_program, "--relay", self->far, self->far_address, path, NULL);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->relay));
  return network_start (self) ? g_steal_pointer (&self) : NULL;
}

static UsherAddress *
new_address (Network *network)
{
  g_autofree char *text =
      g_strdup_printf ("host=%s port=%d user=postgres dbname=postgres", network->far_address, PORT);

  return usher_address_parse (text, NULL);
}

static void
test_network_gone (void)
{
  g_autoptr (Network) network = network_new ();
  g_autoptr (UsherAddress) address = NULL;
  g_autoptr (Watched) watched = NULL;
  gint64 began;

  if (network == NULL)
    {
      g_test_skip ("this needs network namespaces, so root and the program ip");
      return;
    }
  address = new_address (network);
  watched = watched_new_connected (address);
  g_assert_cmpuint (usher_server_get_info (watched->server)->lock, ==, USHER_LOCK_OPEN);

  /* Nobody would look before it wakes up. */
  usher_server_set_paused (watched->server, TRUE);
  watched_wait_for_rest (watched);
  network_set (network, "down");
  began = g_get_monotonic_time ();
  usher_server_probe (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 30000);
  g_test_message ("noticed after %.1f s", (g_get_monotonic_time () - began) / 1e6);
  g_assert_nonnull (usher_server_get_snapshot (watched->server));

  network_set (network, "up");
  usher_server_probe (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 60000);
  usher_server_set_paused (watched->server, FALSE);
  watched_wait_for_both (watched, 60000);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc == 5 && g_str_equal (argv[1], "--relay"))
    return relay (argv[2], argv[3], argv[4]);

  own_program = argv[0];
  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  g_test_add_func ("/network/gone", test_network_gone);
  status = g_test_run ();
  test_server_stop (server);
  return status;
}
