/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two real servers, of which one is the other's standby until it is promoted. */

#include "errors.h"
#include "test-standby.h"
#include "watched.h"

static TestServer *first;
static TestServer *second;

static UsherAddress *
new_address (void)
{
  g_autofree char *text =
      g_strdup_printf ("host=%s,%s port=%s,%s user=postgres dbname=postgres "
                       "target_session_attrs=read-write",
                       test_server_get_host (first), test_server_get_host (second),
                       test_server_get_port (first), test_server_get_port (second));
  g_autoptr (GError) error = NULL;
  UsherAddress *address = usher_address_parse (text, &error);

  g_assert_no_error (error);
  return address;
}

static gboolean
is_refused_by_standby (gpointer data)
{
  Watched *watched = data;

  usher_server_retry_now (watched->server);
  return g_error_matches (usher_server_get_error (watched->server), USHER_ERROR,
                          USHER_ERROR_FAILED);
}

static void
test_failover (void)
{
  g_autoptr (UsherAddress) address = new_address ();
  g_autoptr (Watched) watched = watched_new (address);
  UsherConnectionInfo *info;

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  watched_wait_for_action (watched);
  info = usher_server_get_info (watched->server);
  g_assert_cmpstr (info->host, ==, test_server_get_host (first));

  test_server_kill (first);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  /* The standby answers, and is not what was asked for. */
  g_assert_true (test_wait_until (is_refused_by_standby, watched, 40000));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);

  test_standby_promote (second);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 60000);
  info = usher_server_get_info (watched->server);
  g_assert_cmpstr (info->host, ==, test_server_get_host (second));
  g_assert_false (info->in_recovery);
  watched_wait_for_both (watched, 40000);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  first = test_server_start ();
  second = test_standby_start (first);
  g_test_add_func ("/failover", test_failover);
  status = g_test_run ();
  test_server_stop (first);
  test_server_stop (second);
  return status;
}
