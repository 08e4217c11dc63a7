/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "errors.h"
#include "watched.h"

static TestServer *server;

static void
assert_server_error (Watched *watched, UsherError code)
{
  const GError *error = usher_server_get_error (watched->server);

  g_assert_error (error, USHER_ERROR, (int)code);
}

static void
test_connects (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (watched->server, &n_pids);

  g_assert_null (usher_server_get_error (watched->server));
  g_assert_null (usher_server_get_action_error (watched->server));
  g_assert_cmpint (usher_server_get_info (watched->server)->server_version, ==,
                   test_server_get_version (server));
  g_assert_cmpuint (n_pids, ==, 2);
  for (guint i = 0; i < n_pids; i++)
    {
      UsherSession *session = watched_find_pid (watched, pids[i]);

      g_assert_nonnull (session);
      g_assert_true (session->is_usher);
      g_assert_cmpint (session->may, ==, USHER_MAY_NOT_USHER);
    }
}

static void
test_refused (void)
{
  g_autofree char *port = g_strdup_printf ("%u", test_find_free_port ());
  g_autoptr (UsherAddress) host =
      usher_address_with (test_server_get_address (server), "host", "127.0.0.1");
  g_autoptr (UsherAddress) address = usher_address_with (host, "port", port);
  g_autoptr (Watched) watched = watched_new (address);

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 30000);
  assert_server_error (watched, USHER_ERROR_REFUSED);
  g_assert_cmpint (usher_server_get_retry_at (watched->server), ==, 0);

  usher_server_retry_now (watched->server);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTING);
  g_assert_null (usher_server_get_error (watched->server));
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 30000);
}

static void
test_password (void)
{
  g_autoptr (UsherAddress) address = test_server_new_tcp_address (server);
  g_autoptr (Watched) watched = watched_new (address);

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_NEEDS_PASSWORD, 30000);
  assert_server_error (watched, USHER_ERROR_PASSWORD_NEEDED);
  usher_server_set_password (watched->server, "not this one");
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTING);
  watched_wait_for_state (watched, USHER_SERVER_NEEDS_PASSWORD, 30000);
  assert_server_error (watched, USHER_ERROR_PASSWORD_WRONG);
  /* What was refused is not tried again. */
  usher_server_retry_now (watched->server);
  watched_wait_for_error (watched, USHER_ERROR_PASSWORD_NEEDED, 30000);
  usher_server_set_password (watched->server, test_server_get_password (server));
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 30000);
  watched_wait_for_action (watched);
  g_assert_null (usher_address_get (usher_server_get_address (watched->server), "password"));
}

static void
set_password (const char *password)
{
  g_autofree char *sql = g_strdup_printf ("ALTER ROLE CURRENT_USER PASSWORD '%s'", password);

  test_server_run (server, sql);
}

static void
terminate (gint32 pid)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend(%d)", pid);

  test_server_run (server, sql);
}

static gboolean
has_action_error (gpointer server_to_ask)
{
  return g_error_matches (usher_server_get_action_error (server_to_ask), USHER_ERROR,
                          USHER_ERROR_PASSWORD_WRONG);
}

/* Somebody changed it while both connections stood, and then the action connection broke: the
 * old password is tried once, not for ever. */
static void
test_password_changed (void)
{
  g_autoptr (UsherAddress) bare = test_server_new_tcp_address (server);
  g_autoptr (UsherAddress) address =
      usher_address_with (bare, "password", test_server_get_password (server));
  g_autoptr (Watched) watched = watched_new_connected (address);
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (watched->server, &n_pids);

  set_password ("another");
  terminate (pids[1]);
  usher_server_refresh (watched->server);
  g_assert_true (test_wait_until (has_action_error, watched->server, 20000));
  set_password (test_server_get_password (server));

  test_wait (2500);
  g_assert_true (has_action_error (watched->server));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTED);
  usher_server_retry_now (watched->server);
  watched_wait_for_action (watched);
}

static void
test_password_not_given (void)
{
  g_autoptr (UsherAddress) address = test_server_new_tcp_address (server);
  g_autoptr (Watched) watched = watched_new (address);

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_NEEDS_PASSWORD, 30000);
  usher_server_cancel (watched->server);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CLOSED);
  g_assert_null (usher_server_get_error (watched->server));
}

/* A frozen server accepts the connection and never says a word. */
static void
test_cancel (void)
{
  g_autoptr (Watched) watched = watched_new (test_server_get_address (server));

  test_server_freeze (server);
  usher_server_connect (watched->server);
  test_wait_until_unread ();
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTING);
  usher_server_cancel (watched->server);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CLOSED);
  test_server_thaw (server);
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 30000);
}

static void
test_close_while_connecting (void)
{
  Watched *watched = watched_new (test_server_get_address (server));
  gint64 before;

  test_server_freeze (server);
  usher_server_connect (watched->server);
  test_wait_until_unread ();
  before = g_get_monotonic_time ();
  watched_free (watched);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 20 * G_TIME_SPAN_SECOND);
  test_server_thaw (server);
}

#define USHER_IS_THERE "EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'Usher')"

static gboolean
is_connected (gpointer server_to_ask)
{
  return usher_server_get_state (server_to_ask) == USHER_SERVER_CONNECTED;
}

static gboolean
is_cleared (gpointer place)
{
  return *(gpointer *)place == NULL;
}

/* The window may drop a server without closing it: its threads end all the same. */
static void
test_dropped (void)
{
  UsherServer *dropped = usher_server_new (test_server_get_address (server));

  usher_server_connect (dropped);
  g_assert_true (test_wait_until (is_connected, dropped, 20000));
  g_assert_true (test_server_wait_for (server, "SELECT " USHER_IS_THERE, 30000));
  g_object_add_weak_pointer (G_OBJECT (dropped), (gpointer *)&dropped);
  g_object_unref (dropped);
  g_assert_true (test_wait_until (is_cleared, &dropped, 20000));
  g_assert_true (test_server_wait_for (server, "SELECT NOT " USHER_IS_THERE, 30000));
}

static gpointer
create_table (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  return usher_connection_query (connection, "CREATE TABLE public.unwanted ()", NULL, 5000,
                                 cancellable, error);
}

/* What a saved connection says of itself holds for the server made from it. */
static void
test_guards (void)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autoptr (UsherProfile) profile = NULL;
  g_autoptr (UsherServer) guarded = NULL;
  g_autoptr (UsherServer) bare = usher_server_new (test_server_get_address (server));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  draft->name = g_strdup ("Main");
  draft->environment = USHER_ENVIRONMENT_PRODUCTION;
  draft->look_only = TRUE;
  draft->address = usher_address_ref (test_server_get_address (server));
  profile = usher_profile_new (draft);
  guarded = usher_server_new_for_profile (profile);

  g_assert_cmpint (usher_server_get_environment (guarded), ==, USHER_ENVIRONMENT_PRODUCTION);
  g_assert_true (usher_server_get_look_only (guarded));
  usher_worker_run_async (usher_server_get_action_worker (guarded), create_table, NULL, NULL,
                          (GDestroyNotify)usher_result_unref, USHER_JOB_ACTS, NULL,
                          test_async_ready, &result);
  test_async_wait (&result);
  g_assert_null (
      usher_worker_run_finish (usher_server_get_action_worker (guarded), result, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_LOOK_ONLY);

  g_assert_cmpint (usher_server_get_environment (bare), ==, USHER_ENVIRONMENT_NONE);
  g_assert_false (usher_server_get_look_only (bare));
}

/* A server with one slot left: the picture has it, and the window can say what is missing. */
static void
test_one_slot (void)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, "lonely", NULL);
  g_autoptr (Watched) watched = watched_new (address);
  guint n_pids;

  test_server_run (server, "CREATE ROLE lonely LOGIN CONNECTION LIMIT 1");
  usher_server_connect (watched->server);
  watched_wait_for_refresh (watched);
  while (usher_server_get_action_error (watched->server) == NULL)
    test_wait (20);
  g_assert_error (usher_server_get_action_error (watched->server), USHER_ERROR,
                  USHER_ERROR_TOO_MANY_CLIENTS);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTED);
  g_assert_null (usher_server_get_error (watched->server));
  usher_server_get_own_pids (watched->server, &n_pids);
  g_assert_cmpuint (n_pids, ==, 1);

  test_server_run (server, "ALTER ROLE lonely CONNECTION LIMIT 2");
  watched_wait_for_action (watched);
  g_assert_null (usher_server_get_action_error (watched->server));
}

int
main (int argc, char *argv[])
{
  UsherPracticeOptions options = { NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  options.tcp_port = test_find_free_port ();
  server = test_server_start_with (&options);
  g_test_add_func ("/server/connects", test_connects);
  g_test_add_func ("/server/refused", test_refused);
  g_test_add_func ("/server/password", test_password);
  g_test_add_func ("/server/password/changed", test_password_changed);
  g_test_add_func ("/server/password/not-given", test_password_not_given);
  g_test_add_func ("/server/cancel", test_cancel);
  g_test_add_func ("/server/close-while-connecting", test_close_while_connecting);
  g_test_add_func ("/server/dropped", test_dropped);
  g_test_add_func ("/server/guards", test_guards);
  g_test_add_func ("/server/one-slot", test_one_slot);
  result = g_test_run ();
  test_server_stop (server);
  return result;
}
