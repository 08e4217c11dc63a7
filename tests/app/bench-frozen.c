/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "application.h"
#include "test-async.h"
#include "test-server.h"
#include "window-private.h"

/* The server freezes: its postmaster and every backend are stopped (SIGSTOP), so that
 * connections stand and nothing answers. How long does the main loop not turn, and how soon
 * do Cancel and closing the window answer? */

#define WATCH_SECONDS 15
#define N_CANCELS     20
#define MAX_STALL_MS  16.0
#define MAX_CANCEL_MS 50.0
#define MAX_CLOSE_MS  300.0
#define N_SESSIONS    60

static GtkApplication *application;

/* The longest stretch of work between two visits to poll(), in nanoseconds. Time in which
 * this thread could run and had no processor is not counted: other programs took it. */

typedef struct
{
  gint64 at;
  gint64 waited;
} Moment;

static Moment left_poll;
static gint64 longest_stall;

static Moment
look_at_clock (void)
{
  Moment moment = { .at = g_get_monotonic_time () * 1000 };
  char text[64] = "";
  int fd = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);

  if (fd >= 0 && read (fd, text, sizeof text - 1) > 0)
    sscanf (text, "%*d %" G_GINT64_FORMAT, &moment.waited);
  close (fd);
  return moment;
}

static int
watchful_poll (GPollFD *fds, guint n_fds, int timeout)
{
  Moment now = look_at_clock ();
  int n_ready;

  if (left_poll.at != 0)
    longest_stall = MAX (longest_stall, (now.at - left_poll.at) - (now.waited - left_poll.waited));
  n_ready = g_poll (fds, n_fds, timeout);
  left_poll = look_at_clock ();
  return n_ready;
}

static void
begin_watch (void)
{
  longest_stall = 0;
  left_poll.at = 0;
}

static gboolean
report (const char *what, double milliseconds, double goal)
{
  g_print ("%s: %.1f ms (goal %.0f)\n", what, milliseconds, goal);
  return milliseconds <= goal;
}

static gboolean
has_picture (gpointer window)
{
  return usher_server_get_snapshot (usher_window_get_server (window)) != NULL;
}

static UsherWindow *
open_window (UsherAddress *address)
{
  UsherWindow *window = usher_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  usher_window_open_address (window, address);
  return window;
}

static gboolean
watch_frozen (UsherWindow *window)
{
  begin_watch ();
  for (guint i = 0; i < WATCH_SECONDS; i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (window), "refresh", NULL);
      test_wait (1000);
    }
  return report ("longest stall of the main loop while frozen", (double)longest_stall / 1e6,
                 MAX_STALL_MS);
}

/* From the click to the page that shows it was heard, its frame painted */

static gint64 painted_at;

static void
on_after_paint (GdkFrameClock *clock)
{
  painted_at = g_get_monotonic_time ();
}

static gboolean
is_painted (gpointer since)
{
  return painted_at > *(gint64 *)since;
}

static double
cancel_once (UsherWindow *window, UsherAddress *address)
{
  gint64 clicked_at;

  usher_window_open_address (window, address);
  test_wait (150);
  g_assert_cmpint (usher_server_get_state (usher_window_get_server (window)), ==,
                   USHER_SERVER_CONNECTING);

  clicked_at = g_get_monotonic_time ();
  g_action_group_activate_action (G_ACTION_GROUP (window), "cancel-connect", NULL);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->stack), ==, "welcome");
  g_assert_true (test_wait_until (is_painted, &clicked_at, 5000));
  return (double)(painted_at - clicked_at) / 1000;
}

static gboolean
watch_cancel (UsherAddress *address)
{
  UsherWindow *window = usher_window_new (application);
  double longest = 0;
  GdkFrameClock *clock;

  gtk_window_present (GTK_WINDOW (window));
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
  for (guint i = 0; i < N_CANCELS; i++)
    longest = MAX (longest, cancel_once (window, address));
  gtk_window_close (GTK_WINDOW (window));
  return report ("slowest answer to Cancel while connecting", longest, MAX_CANCEL_MS);
}

/* Closing is over when nothing is left of the server but its memory: its threads are joined,
 * and then the last reference goes. */
static void
on_server_gone (gpointer gone_at, GObject *server)
{
  *(gint64 *)gone_at = g_get_monotonic_time ();
}

static gboolean
is_set (gpointer time)
{
  return *(gint64 *)time != 0;
}

static gboolean
watch_close (UsherWindow *window)
{
  gint64 clicked_at = g_get_monotonic_time ();
  gint64 gone_at = 0;

  g_object_weak_ref (G_OBJECT (usher_window_get_server (window)), on_server_gone, &gone_at);
  gtk_window_close (GTK_WINDOW (window));
  g_assert_true (test_wait_until (is_set, &gone_at, 10000));
  return report ("from closing the window to the end of its threads",
                 (double)(gone_at - clicked_at) / 1000, MAX_CLOSE_MS);
}

static void
make_application (void)
{
  application = GTK_APPLICATION (usher_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));
}

int
main (int argc, char **argv)
{
  g_autoptr (TestServer) server = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  UsherWindow *window;
  gboolean good;

  make_application ();
  server = test_server_start ();
  sessions = test_server_connect_many (server, N_SESSIONS, "postgres", "postgres", "bench");
  window = open_window (test_server_get_address (server));
  g_assert_true (test_wait_until (has_picture, window, 30000));
  test_wait (3000);

  g_main_context_set_poll_func (NULL, watchful_poll);
  test_server_freeze (server);
  good = watch_frozen (window);
  good = watch_cancel (test_server_get_address (server)) && good;
  good = watch_close (window) && good;

  test_server_thaw (server);
  g_object_unref (application);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
