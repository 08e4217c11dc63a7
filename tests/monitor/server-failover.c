/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two real servers, of which one is the other's streaming standby until it is promoted. */

#include "errors.h"
#include "test-standby.h"
#include "watched.h"

static TestServer *primary;
static TestServer *standby;

/* Of both servers, the primary first. */
static UsherAddress *
new_address (const char *wanted)
{
  g_autofree char *text =
      g_strdup_printf ("host=%s,%s port=%s,%s user=postgres dbname=postgres "
                       "connect_timeout=4 target_session_attrs=%s",
                       test_server_get_host (primary), test_server_get_host (standby),
                       test_server_get_port (primary), test_server_get_port (standby), wanted);
  g_autoptr (GError) error = NULL;
  UsherAddress *address = usher_address_parse (text, &error);

  g_assert_no_error (error);
  return address;
}

static void
assert_connected_to (Watched *watched, TestServer *server)
{
  UsherConnectionInfo *info;

  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 60000);
  info = usher_server_get_info (watched->server);
  g_assert_cmpstr (info->host, ==, test_server_get_host (server));
  g_assert_cmpint (info->in_recovery, ==, server == standby);
  watched_wait_for_both (watched, 60000);
}

static Watched *
watch (const char *wanted)
{
  g_autoptr (UsherAddress) address = new_address (wanted);
  Watched *watched = watched_new (address);

  usher_server_connect (watched->server);
  return watched;
}

static gboolean
shows_client (gpointer data)
{
  Watched *watched = data;
  GPtrArray *sessions = usher_server_get_snapshot (watched->server)->sessions;

  for (guint i = 0; i < sessions->len; i++)
    if (g_str_equal (((UsherSession *)g_ptr_array_index (sessions, i))->application, "reader"))
      return TRUE;
  return FALSE;
}

/* What is to be seen there is its own. */
static void
test_standby (void)
{
  g_autoptr (PGconn) reader = test_server_connect (standby, "postgres", "postgres", "reader");
  g_autoptr (Watched) watched = watch ("standby");

  assert_connected_to (watched, standby);
  g_assert_true (test_wait_until (shows_client, watched, 20000));
}

static void
test_wrong_kind (void)
{
  g_autoptr (UsherAddress) address =
      usher_address_with (test_server_get_address (standby), "target_session_attrs", "read-write");
  g_autoptr (Watched) watched = watched_new (address);

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 40000);
  g_assert_error (usher_server_get_error (watched->server), USHER_ERROR, USHER_ERROR_OTHER_SERVER);
}

/* The one that is preferred is not the only one that will do. */
static void
test_preference (void)
{
  g_autoptr (Watched) watched = watch ("prefer-standby");

  assert_connected_to (watched, standby);
  test_server_kill (standby);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  assert_connected_to (watched, primary);
  test_server_restart (standby);
}

static void
swap (void)
{
  TestServer *was_primary = primary;

  primary = standby;
  standby = was_primary;
}

static gboolean
is_primary (gpointer server)
{
  return !usher_server_get_info (server)->in_recovery;
}

static gboolean
is_refused_by_standby (gpointer data)
{
  Watched *watched = data;

  usher_server_retry_now (watched->server);
  return g_error_matches (usher_server_get_error (watched->server), USHER_ERROR,
                          USHER_ERROR_OTHER_SERVER);
}

static void
test_failover (void)
{
  g_autoptr (Watched) watched = watch ("read-write");
  g_autoptr (Watched) other = watch ("standby");
  gint32 other_pid;

  assert_connected_to (watched, primary);
  assert_connected_to (other, standby);
  other_pid = usher_server_get_info (other->server)->backend_pid;
  test_server_kill (primary);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  g_assert_true (test_wait_until (is_refused_by_standby, watched, 40000));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);

  test_standby_promote (standby);
  swap ();
  assert_connected_to (watched, primary);

  /* Who was on the standby is still there, and it is one no longer. */
  g_assert_true (test_wait_until (is_primary, other->server, 40000));
  g_assert_cmpint (usher_server_get_info (other->server)->backend_pid, ==, other_pid);
}

/* The computer of the primary says nothing more, not even that nobody listens there: that must
 * not keep anybody from the next place. */
static void
test_silent_primary (void)
{
  g_autoptr (Watched) watched = watch ("read-write");

  test_standby_follow (standby, primary);
  assert_connected_to (watched, primary);
  test_server_freeze (primary);
  test_standby_promote (standby);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  g_assert_nonnull (usher_server_get_snapshot (watched->server));
  swap ();
  assert_connected_to (watched, primary);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  primary = test_server_start ();
  standby = test_standby_start (primary);
  g_test_add_func ("/failover/standby", test_standby);
  g_test_add_func ("/failover/wrong-kind", test_wrong_kind);
  g_test_add_func ("/failover/preference", test_preference);
  g_test_add_func ("/failover/failover", test_failover);
  g_test_add_func ("/failover/silent-primary", test_silent_primary);
  status = g_test_run ();
  test_server_stop (primary);
  test_server_stop (standby);
  return status;
}
