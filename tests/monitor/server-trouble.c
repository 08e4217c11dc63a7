/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "watched.h"

static TestServer *server;

/* The longest the main loop did not turn. */
typedef struct
{
  gint64 last;
  gint64 longest;
  guint source;
} Pulse;

static gboolean
on_beat (gpointer data)
{
  Pulse *pulse = data;
  gint64 now = g_get_monotonic_time ();

  pulse->longest = MAX (pulse->longest, now - pulse->last);
  pulse->last = now;
  return G_SOURCE_CONTINUE;
}

static void
pulse_start (Pulse *pulse)
{
  pulse->longest = 0;
  pulse->last = g_get_monotonic_time ();
  pulse->source = g_timeout_add (1, on_beat, pulse);
}

static void
pulse_stop (Pulse *pulse)
{
  g_source_remove (pulse->source);
}

static gboolean
sees_both_connections (gpointer data)
{
  Watched *watched = data;
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (watched->server, &n_pids);
  guint n_seen = 0;

  for (guint i = 0; i < n_pids; i++)
    {
      UsherSession *session = watched_find_pid (watched, pids[i]);

      n_seen += session != NULL && session->is_usher;
    }
  return n_seen == 2;
}

/* What came back after it was lost: another pair of connections, and a picture that moves. */
static void
assert_recovered (Watched *watched)
{
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 20000);
  g_assert_null (usher_server_get_error (watched->server));
  watched_wait_for_refresh (watched);
  g_assert_true (test_wait_until (sees_both_connections, watched, 20000));
}

static void
test_killed (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (UsherSnapshot) last = NULL;
  gint64 killed_at = g_get_monotonic_time ();

  last = usher_snapshot_ref (usher_server_get_snapshot (watched->server));
  test_server_kill (server);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 30000);
  g_assert_nonnull (usher_server_get_error (watched->server));
  g_assert_true (usher_server_get_snapshot (watched->server) == last);
  g_assert_nonnull (usher_server_get_arrangement (watched->server));
  g_assert_nonnull (usher_server_get_info (watched->server));
  g_assert_cmpint (usher_server_get_retry_at (watched->server), >, killed_at);

  /* The first attempts fail, and each says when the next is. */
  test_wait (2500);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);
  g_assert_true (usher_server_get_snapshot (watched->server) == last);

  test_server_restart (server);
  assert_recovered (watched);
  g_assert_true (usher_server_get_snapshot (watched->server) != last);
}

static void
test_restarted_meanwhile (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));

  test_server_restart (server);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 30000);
  assert_recovered (watched);
}

static gboolean
waits_long (gpointer server_to_ask)
{
  gint64 retry_at = usher_server_get_retry_at (server_to_ask);

  return retry_at > g_get_monotonic_time () + 2500 * G_TIME_SPAN_MILLISECOND;
}

/* Attempts come ever less often; but a person need not wait for the next. */
static void
test_retry_now (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));

  test_server_kill (server);
  usher_server_refresh (watched->server);
  g_assert_true (test_wait_until (waits_long, watched->server, 20000));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);
  test_server_restart (server);
  usher_server_retry_now (watched->server);
  g_assert_cmpint (usher_server_get_retry_at (watched->server), ==, 0);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 30000);
  assert_recovered (watched);
}

/* Who does not want to wait any more keeps the picture, and is not bothered again. */
static void
test_cancel_retries (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));

  test_server_kill (server);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 30000);
  usher_server_cancel (watched->server);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);
  g_assert_cmpint (usher_server_get_retry_at (watched->server), ==, 0);
  g_assert_nonnull (usher_server_get_error (watched->server));
  test_server_restart (server);
  test_wait (2500);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);
  usher_server_refresh (watched->server);
  assert_recovered (watched);
}

static void
terminate (gint32 pid)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend(%d)", pid);

  test_server_run (server, sql);
}

static void
test_monitor_terminated (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));

  terminate (usher_server_get_info (watched->server)->backend_pid);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 30000);
  assert_recovered (watched);
}

typedef struct
{
  UsherServer *server;
  gint32 lost; /* the pid of the action connection that there was */
} Loss;

static gboolean
has_another_action (gpointer data)
{
  const Loss *loss = data;
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (loss->server, &n_pids);

  return n_pids == 2 && pids[1] != loss->lost;
}

/* Nobody uses the action connection now, and still its loss is noticed and mended. */
static void
test_action_terminated (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  gint32 monitor_pid = usher_server_get_info (watched->server)->backend_pid;
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (watched->server, &n_pids);
  Loss loss = { watched->server, pids[1] };

  g_assert_cmpint (pids[0], ==, monitor_pid);
  usher_server_set_interval (watched->server, 1);
  terminate (loss.lost);
  g_assert_true (test_wait_until (has_another_action, &loss, 30000));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTED);
  g_assert_cmpint (usher_server_get_info (watched->server)->backend_pid, ==, monitor_pid);
  assert_recovered (watched);
}

/* A server that hangs: the window is told within five seconds or so, and turns meanwhile. */
static void
test_frozen (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (UsherSnapshot) last = NULL;
  gint64 frozen_at;
  Pulse pulse;

  last = usher_snapshot_ref (usher_server_get_snapshot (watched->server));
  test_server_freeze (server);
  frozen_at = g_get_monotonic_time ();
  pulse_start (&pulse);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  pulse_stop (&pulse);
  g_test_message ("lost after %.1f s, longest pause of the main loop %.1f ms",
                  (g_get_monotonic_time () - frozen_at) / 1e6, pulse.longest / 1e3);
  /* Who waited for the server would have waited for all of the deadline. */
  g_assert_cmpint (pulse.longest, <, 3 * G_TIME_SPAN_SECOND);
  g_assert_true (usher_server_get_snapshot (watched->server) == last);

  test_server_thaw (server);
  usher_server_retry_now (watched->server);
  assert_recovered (watched);
}

static void
test_close_while_frozen (void)
{
  Watched *watched = watched_new_connected (test_server_get_address (server));
  gint64 before;

  test_server_freeze (server);
  usher_server_refresh (watched->server);
  test_wait_until_unread ();
  before = g_get_monotonic_time ();
  watched_free (watched);
  g_test_message ("closed after %.1f ms", (g_get_monotonic_time () - before) / 1e3);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 20 * G_TIME_SPAN_SECOND);
  test_server_thaw (server);
}

/* How often the monitor connection asked, as the server has it. */
static gint64
last_asked (Watched *watched)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT (extract(epoch FROM query_start) * 1000000)::int8 "
                       "FROM pg_stat_activity WHERE pid = %d",
                       usher_server_get_info (watched->server)->backend_pid);

  return test_server_ask_number (server, sql);
}

static void
test_hidden (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  gint64 asked;

  usher_server_set_interval (watched->server, 1);
  usher_server_set_visible (watched->server, FALSE);
  watched_wait_for_rest (watched);
  asked = last_asked (watched);
  test_wait (1500);
  g_assert_cmpint (last_asked (watched), ==, asked);
  usher_server_set_visible (watched->server, TRUE);
  watched_wait_for_refresh (watched);
  g_assert_cmpint (last_asked (watched), >, asked);
}

static void
test_paused (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  gint64 asked;

  usher_server_set_interval (watched->server, 1);
  usher_server_set_paused (watched->server, TRUE);
  g_assert_true (usher_server_get_paused (watched->server));
  watched_wait_for_rest (watched);
  asked = last_asked (watched);
  test_wait (1500);
  g_assert_cmpint (last_asked (watched), ==, asked);
  watched_refresh (watched);
  g_assert_cmpint (last_asked (watched), >, asked);
  asked = last_asked (watched);
  test_wait (1500);
  g_assert_cmpint (last_asked (watched), ==, asked);
}

static void
test_interval (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  guint before;
  gint64 began;

  usher_server_set_interval (watched->server, 10);
  watched_wait_for_rest (watched);
  before = watched->n_refreshed;
  test_wait (2500);
  g_assert_cmpuint (watched->n_refreshed, ==, before);

  /* The first is due at once; then there is a second before each. */
  usher_server_set_interval (watched->server, 1);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < 3; i++)
    watched_wait_for_refresh (watched);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 1990 * G_TIME_SPAN_MILLISECOND);
}

static void
count_notify (UsherServer *self, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

/* Refreshes that nobody sees say nothing; a setting that does not change is not told. */
static void
test_notify (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  guint n_state = 0;
  guint n_paused = 0;

  g_signal_connect (watched->server, "notify::state", G_CALLBACK (count_notify), &n_state);
  g_signal_connect (watched->server, "notify::paused", G_CALLBACK (count_notify), &n_paused);
  watched_refresh (watched);
  g_assert_cmpuint (n_state, ==, 0);
  g_object_set (watched->server, "paused", TRUE, NULL);
  g_object_set (watched->server, "paused", TRUE, NULL);
  g_assert_cmpuint (n_paused, ==, 1);
  g_signal_handlers_disconnect_by_func (watched->server, count_notify, &n_state);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();
  g_test_add_func ("/trouble/killed", test_killed);
  g_test_add_func ("/trouble/restarted-meanwhile", test_restarted_meanwhile);
  g_test_add_func ("/trouble/retry-now", test_retry_now);
  g_test_add_func ("/trouble/cancel-retries", test_cancel_retries);
  g_test_add_func ("/trouble/monitor-terminated", test_monitor_terminated);
  g_test_add_func ("/trouble/action-terminated", test_action_terminated);
  g_test_add_func ("/trouble/frozen", test_frozen);
  g_test_add_func ("/trouble/close-while-frozen", test_close_while_frozen);
  g_test_add_func ("/refresh/hidden", test_hidden);
  g_test_add_func ("/refresh/paused", test_paused);
  g_test_add_func ("/refresh/interval", test_interval);
  g_test_add_func ("/refresh/notify", test_notify);
  result = g_test_run ();
  test_server_stop (server);
  return result;
}
