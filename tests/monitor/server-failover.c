/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two real servers, of which one is the other's standby until it is promoted. */

#include <glib/gstdio.h>

#include "errors.h"
#include "watched.h"

static TestServer *first;
static TestServer *second;

static void
run (const char *const *command)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static char *
in_data (TestServer *server, const char *name)
{
  return g_build_filename (test_server_get_host (server), "data", name, NULL);
}

static void
move_settings (TestServer *server, const char *to_folder, const char *name)
{
  g_autofree char *from = in_data (server, name);
  const char *command[] = { "cp", "-a", from, to_folder, NULL };

  run (command);
}

static void
empty_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

/* Gives @standby the data of @primary, to follow. Both are down meanwhile. */
static void
make_standby (TestServer *standby, TestServer *primary)
{
  g_autofree char *source = g_build_filename (test_server_get_host (primary), "data", NULL);
  g_autofree char *target = g_build_filename (test_server_get_host (standby), "data", NULL);
  g_autofree char *copy = g_build_filename (test_server_get_host (standby), "copy", NULL);
  g_autofree char *lock = g_build_filename (copy, "postmaster.pid", NULL);
  const char *copy_command[] = { "cp", "-a", source, copy, NULL };
  const char *remove_command[] = { "rm", "-r", target, NULL };
  const char *rename_command[] = { "mv", copy, target, NULL };

  test_server_kill (standby);
  test_server_kill (primary);
  run (copy_command);
  move_settings (standby, copy, "postgresql.conf");
  move_settings (standby, copy, "pg_hba.conf");
  empty_file (copy, "standby.signal");
  g_unlink (lock);
  run (remove_command);
  run (rename_command);
  test_server_restart (primary);
  test_server_restart (standby);
}

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

  test_server_run (second, "SELECT pg_promote()");
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
  second = test_server_start ();
  make_standby (second, first);
  g_test_add_func ("/failover", test_failover);
  status = g_test_run ();
  test_server_stop (first);
  test_server_stop (second);
  return status;
}
