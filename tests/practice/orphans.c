/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing outlives Usher: whoever is killed, the server goes too, and what is left of its
 * folder goes at the next start. Nothing else does. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test-async.h"
#include "test-server.h"

#define GONE_MS 30000

static char *own_folder; /* the temporary folder of this test */

/* What is left of a server that somebody left behind. */
typedef struct
{
  pid_t server;
  pid_t helper;
  char *folder; /* (owned) */
} Remains;

static void
remains_clear (Remains *remains)
{
  g_free (remains->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Remains, remains_clear)

static gboolean
all_processes_gone (gpointer data)
{
  Remains *remains = data;

  return test_process_is_gone (remains->server) && test_process_is_gone (remains->helper);
}

static gboolean
all_gone (gpointer data)
{
  Remains *remains = data;

  return all_processes_gone (remains) && !g_file_test (remains->folder, G_FILE_TEST_EXISTS);
}

static void
assert_all_gone (Remains *remains)
{
  gint64 begin = g_get_monotonic_time ();

  g_assert_true (test_wait_until (all_gone, remains, GONE_MS));
  g_test_message ("all gone after %d ms", (int)((g_get_monotonic_time () - begin) / 1000));
}

static void
sweep (void)
{
  g_autoptr (TestServer) next = test_server_start ();

  g_assert_cmpint (test_server_get_pid (next), >, 0);
}

static Remains
look_at (TestServer *server)
{
  UsherPracticeServer *practice = test_server_get_practice (server);

  return (Remains){ usher_practice_server_get_server_pid (practice),
                    usher_practice_server_get_helper_pid (practice),
                    g_strdup (usher_practice_server_get_folder (practice)) };
}

/* The helper is killed */

static gboolean
has_stopped (gpointer server)
{
  return !usher_practice_server_get_running (test_server_get_practice (server));
}

static void
test_helper_killed (void)
{
  g_autoptr (TestServer) server = test_server_start ();
  g_auto (Remains) remains = look_at (server);
  gint64 begin = g_get_monotonic_time ();

  kill (remains.helper, SIGKILL);
  g_assert_true (test_wait_until (all_processes_gone, &remains, GONE_MS));
  g_test_message ("server gone after %d ms", (int)((g_get_monotonic_time () - begin) / 1000));
  g_assert_true (test_wait_until (has_stopped, server, GONE_MS));
  g_assert_true (g_file_test (remains.folder, G_FILE_TEST_IS_DIR));

  sweep ();
  g_assert_false (g_file_test (remains.folder, G_FILE_TEST_EXISTS));
}

/* A frozen server does not react to the kernel's signal; the next start ends it. */
static void
test_helper_killed_while_frozen (void)
{
  g_autoptr (TestServer) server = test_server_start ();
  g_auto (Remains) remains = look_at (server);

  test_server_freeze (server);
  kill (remains.helper, SIGKILL);
  g_assert_true (test_wait_until (has_stopped, server, GONE_MS));
  g_assert_false (test_process_is_gone (remains.server));

  sweep ();
  assert_all_gone (&remains);
}

/* The whole parent is killed */

/* This program again, as a parent that starts a server, tells about it, and waits. */
static int
run_parent (const char *clients)
{
  const UsherPracticeOptions options = { .clients = g_str_equal (clients, "clients") };
  TestServer *server = test_server_start_with (&options);
  g_auto (Remains) remains = look_at (server);

  printf ("%d %d %s\n", (int)remains.server, (int)remains.helper, remains.folder);
  fflush (stdout);
  pause ();
  return EXIT_SUCCESS;
}

static GSubprocess *
start_parent (const char *clients, Remains *remains)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  GSubprocess *parent =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--parent", clients, NULL);
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (parent));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_auto (GStrv) words = NULL;

  g_assert_nonnull (line);
  words = g_strsplit (line, " ", 3);
  *remains = (Remains){ atoi (words[0]), atoi (words[1]), g_strdup (words[2]) };
  g_assert_false (test_process_is_gone (remains->server));
  return parent;
}

static void
test_parent_killed (gconstpointer clients)
{
  g_auto (Remains) remains = { 0 };
  g_autoptr (GSubprocess) parent = start_parent (clients, &remains);

  g_subprocess_force_exit (parent);
  assert_all_gone (&remains);
}

static void
test_parent_killed_while_frozen (void)
{
  g_auto (Remains) remains = { 0 };
  g_autoptr (GSubprocess) parent = start_parent ("alone", &remains);

  kill (remains.server, SIGSTOP);
  g_subprocess_force_exit (parent);
  assert_all_gone (&remains);
}

/* What a killed server leaves in the kernel */

static int
read_shared_memory_id (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "data", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  int id = -1;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpint (sscanf (lines[6], "%*s %d", &id), ==, 1);
  return id;
}

static void
test_no_shared_memory_stays (void)
{
  TestServer *server = test_server_start ();
  int id = read_shared_memory_id (test_server_get_host (server));
  struct shmid_ds info;

  g_assert_cmpint (shmctl (id, IPC_STAT, &info), ==, 0);
  test_server_kill (server);
  test_server_stop (server);
  g_assert_cmpint (shmctl (id, IPC_STAT, &info), ==, -1);
}

/* What a sweep leaves alone */

static uid_t
find_server_user (void)
{
  g_autoptr (TestServer) server = test_server_start ();
  struct stat info;

  g_assert_cmpint (stat (test_server_get_host (server), &info), ==, 0);
  return info.st_uid;
}

static char *
make_folder (const char *name, mode_t mode, uid_t owner)
{
  char *path = g_build_filename (own_folder, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpint (chown (path, owner, (gid_t)-1), ==, 0);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  return path;
}

static char *
make_file (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "precious", -1, NULL));
  return path;
}

static char *
make_link (const char *folder, const char *name, const char *target)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
  return path;
}

static gboolean
exists (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK);
}

static void
test_sweep_takes_only_its_own (void)
{
  uid_t user = find_server_user ();
  g_autofree char *treasure = make_folder ("usher-treasure", 0700, user);
  g_autofree char *gem = make_file (treasure, "gem");
  g_autofree char *left = make_folder ("usher-practice-left00", 0700, user);
  g_autofree char *inner = make_link (left, "data", treasure);
  g_autofree char *open = make_folder ("usher-practice-open00", 0755, user);
  g_autofree char *other = make_folder ("other-practice-000000", 0700, user);
  g_autofree char *link = make_link (own_folder, "usher-practice-link00", treasure);
  g_autofree char *file = make_file (own_folder, "usher-practice-file00");
  g_autoptr (TestServer) living = test_server_start ();

  sweep ();
  g_assert_false (exists (left));
  g_assert_true (exists (gem));
  g_assert_true (exists (open));
  g_assert_true (exists (other));
  g_assert_true (exists (link));
  g_assert_true (exists (file));
  g_assert_cmpint (test_server_ask_number (living, "SELECT 1"), ==, 1);

  g_unlink (gem);
  g_unlink (link);
  g_unlink (file);
  g_rmdir (treasure);
  g_rmdir (open);
  g_rmdir (other);
}

/* Only root can make a folder that belongs to somebody else. */
static void
test_sweep_leaves_others (void)
{
  g_autofree char *foreign = NULL;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give a folder to another user");
      return;
    }
  foreign = make_folder ("usher-practice-root00", 0700, 0);
  sweep ();
  g_assert_true (exists (foreign));
  g_rmdir (foreign);
}

/* All in a temporary folder of this test, where no other server comes and goes. */
static char *
move_to_own_folder (void)
{
  char *folder;

  test_server_set_environment ();
  folder = g_build_filename (g_get_tmp_dir (), "usher-orphans-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (folder));
  g_assert_cmpint (g_chmod (folder, 01777), ==, 0);
  g_assert_true (g_setenv ("TMPDIR", folder, TRUE));
  return folder;
}

int
main (int argc, char **argv)
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--parent"))
    return run_parent (argv[2]);

  own_folder = move_to_own_folder ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice/orphans/helper-killed", test_helper_killed);
  g_test_add_func ("/practice/orphans/helper-killed-while-frozen", test_helper_killed_while_frozen);
  g_test_add_data_func ("/practice/orphans/parent-killed", "alone", test_parent_killed);
  g_test_add_data_func ("/practice/orphans/parent-killed-with-clients", "clients",
                        test_parent_killed);
  g_test_add_func ("/practice/orphans/parent-killed-while-frozen", test_parent_killed_while_frozen);
  g_test_add_func ("/practice/orphans/no-shared-memory-stays", test_no_shared_memory_stays);
  g_test_add_func ("/practice/orphans/sweep-takes-only-its-own", test_sweep_takes_only_its_own);
  g_test_add_func ("/practice/orphans/sweep-leaves-others", test_sweep_leaves_others);

  status = g_test_run ();
  g_rmdir (own_folder);
  g_free (own_folder);
  return status;
}
