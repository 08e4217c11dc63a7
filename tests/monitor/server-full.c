/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that has no connection left for Usher. */

#include "errors.h"
#include "watched.h"

static TestServer *server;

/* Returns: (transfer full): sessions of the superuser, until the server takes no more */
static gboolean
is_narrow (gpointer data)
{
  Watched *watched = data;
  UsherConnectionInfo *info = usher_server_get_info (watched->server);

  return info != NULL && info->narrow;
}

static gboolean
is_wide (gpointer data)
{
  return !is_narrow (data);
}

static gboolean
is_at_work (gpointer data)
{
  return test_server_ask_number (server, "SELECT count(*) FROM pg_stat_activity"
                                         " WHERE backend_type = 'client backend'"
                                         "   AND application_name = 'Usher'")
             == 2
         && test_server_ask_number (server, "SELECT count(*) FROM pg_stat_activity"
                                            " WHERE backend_type = 'walsender'")
                == 0;
}

static void
test_in_and_back (void)
{
  g_autoptr (Watched) watched = watched_new (test_server_get_address (server));
  g_autoptr (GPtrArray) sessions = test_server_take_every_slot (server);
  gint32 victim = PQbackendPID (g_ptr_array_index (sessions, 0));

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 20000);
  g_assert_error (usher_server_get_error (watched->server), USHER_ERROR,
                  USHER_ERROR_TOO_MANY_CLIENTS);
  g_assert_true (usher_server_can_use_narrow_door (watched->server));

  usher_server_use_narrow_door (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 20000);
  g_assert_true (is_narrow (watched));
  g_assert_false (usher_server_can_use_narrow_door (watched->server));
  watched_wait_for_action (watched);
  watched_refresh (watched);
  g_assert_nonnull (watched_find_pid (watched, victim));

  /* As soon as there is room, both connections become ordinary ones, and nobody notices. */
  g_ptr_array_set_size (sessions, 0);
  usher_server_refresh (watched->server);
  g_assert_true (test_wait_until (is_wide, watched, 40000));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTED);
  g_assert_true (test_wait_until (is_at_work, watched, 40000));
  watched_refresh (watched);
}

/* Who was let in once is let in again without being asked, by whatever door there is. */
static void
test_lost_and_back (void)
{
  g_autoptr (Watched) watched = watched_new_connected (test_server_get_address (server));
  g_autoptr (GPtrArray) sessions = NULL;

  g_assert_false (usher_server_can_use_narrow_door (watched->server));
  usher_server_use_narrow_door (watched->server);
  test_server_restart (server);
  sessions = test_server_take_every_slot (server);
  usher_server_refresh (watched->server);
  g_assert_true (test_wait_until (is_narrow, watched, 40000));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTED);
}

static void
test_not_permitted (void)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, "clerk", NULL);
  g_autoptr (Watched) watched = watched_new (address);
  g_autoptr (GPtrArray) sessions = test_server_take_every_slot (server);

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 20000);
  usher_server_use_narrow_door (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 20000);
  g_assert_error (usher_server_get_error (watched->server), USHER_ERROR, USHER_ERROR_NOT_PERMITTED);
}

int
main (int argc, char *argv[])
{
  const char *settings[] = { "max_connections=8", "superuser_reserved_connections=2", NULL };
  const UsherPracticeOptions options = { .settings = settings };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&options);
  test_server_run (server, "CREATE ROLE clerk LOGIN");
  g_test_add_func ("/full/in-and-back", test_in_and_back);
  g_test_add_func ("/full/lost-and-back", test_lost_and_back);
  g_test_add_func ("/full/not-permitted", test_not_permitted);
  status = g_test_run ();
  test_server_stop (server);
  return status;
}
