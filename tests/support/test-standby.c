/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-standby.h"

#include <glib/gstdio.h>

#include "test-async.h"

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
get_data (TestServer *server)
{
  return g_build_filename (test_server_get_host (server), "data", NULL);
}

/* Stopped, the primary leaves what a power cut would leave, and none of its sessions ends. */
static void
copy_stopped (TestServer *primary, const char *copy)
{
  g_autofree char *data = get_data (primary);
  const char *command[] = { "cp", "-a", data, copy, NULL };

  test_server_freeze (primary);
  run (command);
  test_server_thaw (primary);
}

static void
remove_from (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const char *command[] = { "rm", "-rf", path, NULL };

  run (command);
}

static void
copy_setting_file (TestServer *server, const char *to_folder, const char *name)
{
  g_autofree char *from = g_build_filename (test_server_get_host (server), "data", name, NULL);
  const char *command[] = { "cp", "-a", from, to_folder, NULL };

  run (command);
}

/* The server may be another user than this process. */
static void
write_for_server (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

/* Makes of a copy of the primary's data what @self can start from. */
static void
turn_into_standby (TestServer *self, TestServer *primary, const char *copy)
{
  g_autofree char *settings =
      g_strdup_printf ("hot_standby = on\n"
                       "primary_conninfo = 'host=%s port=%s user=postgres'\n"
                       "recovery_target_timeline = 'latest'\n",
                       test_server_get_host (primary), test_server_get_port (primary));
  g_autofree char *slots = g_build_filename (copy, "pg_replslot", NULL);
  const char *empty_slots[] = { "find", slots, "-mindepth", "1", "-delete", NULL };

  copy_setting_file (self, copy, "postgresql.conf");
  copy_setting_file (self, copy, "pg_hba.conf");
  remove_from (copy, "postmaster.pid");
  run (empty_slots);
  write_for_server (copy, "postgresql.auto.conf", settings);
  write_for_server (copy, "standby.signal", "");
}

static void
wait_for (TestServer *self, const char *sql)
{
  g_assert_true (test_server_wait_for (self, sql, TEST_PATIENCE_SECONDS * 1000));
}

/**
 * test_standby_follow:
 * @self: a server, which may have been killed; its data is given up, its settings stay
 * @primary: a server of the same version; its sessions live on
 *
 * Makes @self the standby of @primary. Ends when it streams.
 */
void
test_standby_follow (TestServer *self, TestServer *primary)
{
  g_autofree char *data = get_data (self);
  g_autofree char *copy = g_build_filename (test_server_get_host (self), "copy", NULL);
  const char *rename_command[] = { "mv", copy, data, NULL };

  if (!test_process_is_gone (test_server_get_pid (self)))
    test_server_kill (self);
  copy_stopped (primary, copy);
  turn_into_standby (self, primary, copy);
  remove_from (test_server_get_host (self), "data");
  run (rename_command);
  test_server_restart (self);
  wait_for (self, "SELECT EXISTS (SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming')");
}

/**
 * test_standby_start_with:
 * @primary: a server
 * @options: as for test_server_start_with(); limits such as max_connections must not be
 *   lower than the primary's
 *
 * Returns: (transfer full): a server that streams from @primary
 */
TestServer *
test_standby_start_with (TestServer *primary, const UsherPracticeOptions *options)
{
  TestServer *self = test_server_start_with (options);

  test_standby_follow (self, primary);
  return self;
}

/**
 * test_standby_start:
 * @primary: a server that was started without options
 *
 * Returns: (transfer full): a server that streams from @primary
 */
TestServer *
test_standby_start (TestServer *primary)
{
  const UsherPracticeOptions options = { NULL };

  return test_standby_start_with (primary, &options);
}

/**
 * test_standby_catch_up:
 *
 * Waits until @self shows what @primary holds now.
 */
void
test_standby_catch_up (TestServer *self, TestServer *primary)
{
  g_autofree char *place = test_server_ask (primary, "SELECT pg_current_wal_lsn()");
  g_autofree char *sql = g_strdup_printf ("SELECT pg_last_wal_replay_lsn() >= '%s'", place);

  wait_for (self, sql);
}

/**
 * test_standby_promote:
 *
 * Ends when @self is a primary. Its former primary goes on as one too.
 */
void
test_standby_promote (TestServer *self)
{
  test_server_run (self, "SELECT pg_promote()");
  wait_for (self, "SELECT NOT pg_is_in_recovery()");
}
