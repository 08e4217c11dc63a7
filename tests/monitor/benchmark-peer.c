/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a refresh costs the machine that looks, and the server, against pg_activity, which also
 * shows live who is connected. A thousand real sessions, of another process; once a second a
 * tenth of them does something. CPU time of whole processes: Usher without what GTK draws, and
 * pg_activity, which draws text, without its terminal.
 *
 * pg_activity leaves idle sessions out, so these are idle in a transaction: both show all. It
 * runs twice: as it comes, and without what costs it most and Usher does not show either, sizes
 * of databases, temporary files, and what the system says of each process. The latter it leaves
 * out by itself for a role that may not see the server's settings; Usher takes that role too. */

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "session-list.h"
#include "watched.h"

#define N_SESSIONS  1000
#define N_BUSY      (N_SESSIONS / 10)
#define N_WARM_UP   3
#define N_REFRESHES 15
#define PATIENCE_MS 60000
#define CLIENT_GOAL 0.2
#define SERVER_GOAL 1.0
#define EXIT_SKIP   77

/* CPU time in milliseconds, of the process that looks and of its sessions' processes. */
typedef struct
{
  double client;
  double server;
} Cost;

static double
cpu_ms (pid_t pid)
{
  clockid_t clock;
  struct timespec used;

  g_assert_cmpint (clock_getcpuclockid (pid, &clock), ==, 0);
  g_assert_cmpint (clock_gettime (clock, &used), ==, 0);
  return used.tv_sec * 1e3 + used.tv_nsec / 1e6;
}

static Cost
cost_per_refresh (Cost before, Cost after)
{
  return (Cost){ (after.client - before.client) / N_REFRESHES,
                 (after.server - before.server) / N_REFRESHES };
}

/* The sessions, held by this program in another process */

static void
do_something (PGconn *session)
{
  static guint n_done;
  g_autofree char *query =
      g_strdup_printf ("SELECT p.id, p.name, sum(s.score) FROM (VALUES (1, 'Zoë')) p (id, name) "
                       "JOIN (VALUES (1, 2)) s (player, score) ON s.player = p.id "
                       "GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50 -- page %u",
                       n_done++);

  test_session_run (session, query);
}

static gboolean
has_input (int fd, int milliseconds)
{
  return poll (&(struct pollfd){ fd, POLLIN, 0 }, 1, milliseconds) > 0;
}

/* Until its standard input ends, as it does when the benchmark is gone. */
static int
hold_sessions (const char *host)
{
  g_autofree char *where = g_strdup_printf ("host=%s user=postgres dbname=postgres", host);
  PGconn *sessions[N_SESSIONS];

  for (guint i = 0; i < N_SESSIONS; i++)
    {
      sessions[i] = PQconnectdb (where);
      test_session_run (sessions[i], "BEGIN");
      do_something (sessions[i]);
    }
  for (guint next = 0; !has_input (STDIN_FILENO, 1000);)
    for (guint i = 0; i < N_BUSY; i++)
      do_something (sessions[next++ % N_SESSIONS]);
  for (guint i = 0; i < N_SESSIONS; i++)
    PQfinish (sessions[i]);
  return EXIT_SUCCESS;
}

static GSubprocess *
start_holder (TestServer *server)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "/proc/self/exe",
                                          "--hold", test_server_get_host (server), NULL);

  g_assert_no_error (error);
  g_assert_true (
      test_server_wait_for (server,
                            "SELECT count(*) = " G_STRINGIFY (
                                N_SESSIONS) " FROM pg_stat_activity WHERE state LIKE 'idle in%'",
                            PATIENCE_MS));
  return holder;
}

static void
end_holder (GSubprocess *holder)
{
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (holder), NULL, NULL));
  g_assert_true (g_subprocess_wait_check (holder, NULL, NULL));
  g_object_unref (holder);
}

/* Usher: all but the window */

static void
show (UsherServer *server, UsherSessionList *list)
{
  usher_session_list_set_arrangement (list, usher_server_get_arrangement (server));
}

static void
wait_for_refreshes (Watched *watched, guint n_refreshes)
{
  guint wanted = watched->n_refreshed + n_refreshes;

  while (watched->n_refreshed < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static Cost
read_usher (Watched *watched)
{
  Cost cost = { cpu_ms (getpid ()), 0 };
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (watched->server, &n_pids);

  for (guint i = 0; i < n_pids; i++)
    cost.server += cpu_ms (pids[i]);
  return cost;
}

static Cost
measure_usher (TestServer *server)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, "looker", NULL);
  g_autoptr (UsherSessionList) list = usher_session_list_new ();
  g_autoptr (Watched) watched = watched_new_connected (address);
  Cost before;
  Cost after;

  g_signal_connect_object (watched->server, "refreshed", G_CALLBACK (show), list, 0);
  usher_server_set_interval (watched->server, 1);
  wait_for_refreshes (watched, N_WARM_UP);
  before = read_usher (watched);
  wait_for_refreshes (watched, N_REFRESHES);
  after = read_usher (watched);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >=, N_SESSIONS);
  return cost_per_refresh (before, after);
}

/* pg_activity */

typedef struct
{
  pid_t pid;
  int terminal;
  GString *screen; /* all it ever wrote */
  gsize n_looked;  /* bytes of that which were searched */
} Peer;

static Peer
peer_start (TestServer *server, const char *role, const char *options)
{
  struct winsize size = { .ws_row = 50, .ws_col = 160 };
  Peer peer = { .screen = g_string_new (NULL) };
  g_autofree char *command = g_strdup_printf (
      "export TERM=xterm-256color; exec pg_activity --refresh 1 -h %s -p %s -U %s -d postgres %s",
      test_server_get_host (server), test_server_get_port (server), role, options);

  peer.pid = forkpty (&peer.terminal, NULL, NULL, &size);
  if (peer.pid == 0)
    {
      execl ("/bin/sh", "sh", "-c", command, NULL);
      _exit (127);
    }
  g_assert_cmpint (peer.pid, >, 0);
  return peer;
}

static void
peer_end (Peer *peer)
{
  kill (peer->pid, SIGTERM);
  close (peer->terminal);
  waitpid (peer->pid, NULL, 0);
  g_string_free (peer->screen, TRUE);
}

/* Its first line has the interval: it is there once for each time that it draws. */
static gboolean
peer_has_drawn (Peer *peer)
{
  static const char mark[] = "Ref.:";
  const char *found = strstr (peer->screen->str + peer->n_looked, mark);

  if (found == NULL)
    return FALSE;
  peer->n_looked = found - peer->screen->str + strlen (mark);
  return TRUE;
}

static void
peer_wait_for_refreshes (Peer *peer, guint n_refreshes)
{
  for (guint n_drawn = 0; n_drawn < n_refreshes;)
    {
      char bytes[4096];
      ssize_t n_read;

      if (peer_has_drawn (peer))
        {
          n_drawn++;
          continue;
        }
      n_read = read (peer->terminal, bytes, sizeof bytes);
      if (n_read <= 0)
        g_error ("pg_activity draws no more: %s", peer->screen->str);
      g_string_append_len (peer->screen, bytes, n_read);
    }
}

static Cost
peer_read (Peer *peer, TestServer *server)
{
  return (Cost){ cpu_ms (peer->pid), cpu_ms (test_server_ask_number (
                                         server, "SELECT pid FROM pg_stat_activity"
                                                 " WHERE application_name = 'pg_activity'")) };
}

static Cost
measure_peer (TestServer *server, const char *role, const char *options)
{
  Peer peer = peer_start (server, role, options);
  Cost before;
  Cost after;

  peer_wait_for_refreshes (&peer, N_WARM_UP);
  before = peer_read (&peer, server);
  peer_wait_for_refreshes (&peer, N_REFRESHES);
  after = peer_read (&peer, server);
  peer_end (&peer);
  return cost_per_refresh (before, after);
}

static void
compare (const char *how, Cost usher, Cost peer)
{
  g_print ("# %s: client %6.2f ms, Usher %5.2f, ratio %.3f (goal %.1f); "
           "server %6.2f ms, Usher %5.2f, ratio %.2f (goal %.1f)\n",
           how, peer.client, usher.client, usher.client / peer.client, CLIENT_GOAL, peer.server,
           usher.server, usher.server / peer.server, SERVER_GOAL);
  g_assert_cmpfloat (usher.client, <=, peer.client * CLIENT_GOAL);
  g_assert_cmpfloat (usher.server, <=, peer.server * SERVER_GOAL);
}

static void
benchmark (gconstpointer data)
{
  TestServer *server = (TestServer *)data;
  GSubprocess *holder = start_holder (server);
  Cost as_it_comes = measure_peer (server, "postgres", "");
  Cost usher = measure_usher (server);
  Cost lean =
      measure_peer (server, "looker", "--no-db-size --no-tempfiles --no-walreceiver --no-sys-info");

  end_holder (holder);
  g_print ("# CPU a refresh, %u sessions, mean of %u refreshes\n", N_SESSIONS, N_REFRESHES);
  compare ("pg_activity as it comes", usher, as_it_comes);
  compare ("pg_activity at its least", usher, lean);
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_connections=1100", NULL };
  g_autofree char *program = g_find_program_in_path ("pg_activity");
  TestServer *server;
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--hold"))
    return hold_sessions (argv[2]);
  if (program == NULL)
    {
      g_printerr ("NOT MEASURED: pg_activity is not there to compare with; "
                  "install Debian's package pg-activity\n");
      return EXIT_SKIP;
    }
  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });
  test_server_run (server, "CREATE ROLE looker LOGIN; GRANT pg_read_all_stats TO looker");
  g_test_add_data_func ("/benchmark/refresh-pg-activity", server, benchmark);
  status = g_test_run ();
  test_server_stop (server);
  return status;
}
