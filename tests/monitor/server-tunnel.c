/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A saved connection that leads through a real SSH server. */

#include <signal.h>
#include <unistd.h>

#include "errors.h"
#include "ssh-question.h"
#include "test-sshd.h"
#include "watched.h"

static TestServer *server;
static TestSshd *sshd;

static UsherProfile *
new_profile (const char *destination)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();

  g_clear_pointer (&draft->address, usher_address_unref);
  draft->address = usher_address_ref (test_server_get_address (server));
  draft->password_source = USHER_PASSWORD_LIBPQ;
  draft->tunnel = usher_tunnel_spec_new (destination, 0);
  return usher_profile_new (draft);
}

static Watched *
watch (const char *destination)
{
  g_autoptr (UsherProfile) profile = new_profile (destination);

  return watched_new_for_profile (profile);
}

/* ssh's process, as a child of this one. */
static gint32
find_ssh (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", (int)getpid ());
  g_autofree char *children = NULL;
  g_auto (GStrv) pids = NULL;

  g_assert_true (g_file_get_contents (path, &children, NULL, NULL));
  pids = g_strsplit (g_strstrip (children), " ", -1);
  for (guint i = 0; pids[i] != NULL; i++)
    {
      g_autofree char *name_path = g_strdup_printf ("/proc/%s/comm", pids[i]);
      g_autofree char *name = NULL;

      if (g_file_get_contents (name_path, &name, NULL, NULL) && g_str_equal (name, "ssh\n"))
        return (gint32)g_ascii_strtoll (pids[i], NULL, 10);
    }
  return 0;
}

static gboolean
has_no_ssh (gpointer data)
{
  return find_ssh () == 0;
}

static void
answer_yes (UsherServer *asked, UsherSshQuestion *question, guint *n_questions)
{
  ++*n_questions;
  usher_ssh_question_answer (question, "yes");
}

static void
test_connect_and_close (void)
{
  Watched *watched = watch ("bastion");
  guint n_questions = 0;

  test_sshd_distrust (sshd);
  g_signal_connect (watched->server, "ssh-question", G_CALLBACK (answer_yes), &n_questions);
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  watched_wait_for_action (watched);
  g_assert_cmpuint (n_questions, ==, 1);
  g_assert_cmpint (find_ssh (), !=, 0);
  watched_free (watched);
  g_assert_true (test_wait_until (has_no_ssh, NULL, 20000));
}

static gboolean
has_another_ssh (gpointer pid)
{
  gint32 now = find_ssh ();

  return now != 0 && now != GPOINTER_TO_INT (pid);
}

static void
test_ssh_killed (void)
{
  g_autoptr (Watched) watched = watch ("bastion");
  gint32 ssh;

  test_sshd_trust (sshd);
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  watched_wait_for_action (watched);
  ssh = find_ssh ();
  kill (ssh, SIGKILL);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  g_assert_true (has_another_ssh (GINT_TO_POINTER (ssh)));
  watched_wait_for_action (watched);
}

/* A server that restarts behind a tunnel that stands leaves the tunnel alone: it may have taken
 * a passphrase to make it. */
static void
test_server_restarted (void)
{
  g_autoptr (Watched) watched = watch ("bastion");
  gint32 ssh;

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  watched_wait_for_action (watched);
  ssh = find_ssh ();
  test_server_restart (server);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, 20000);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  g_assert_cmpint (find_ssh (), ==, ssh);
}

/* Nobody is asked about a changed key, and nothing is tried again by itself. */
static void
test_changed_key (void)
{
  g_autoptr (Watched) watched = watch ("bastion");
  guint n_questions = 0;

  g_signal_connect (watched->server, "ssh-question", G_CALLBACK (answer_yes), &n_questions);
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
  watched_wait_for_action (watched);

  test_sshd_change_key (sshd);
  kill (find_ssh (), SIGKILL);
  usher_server_refresh (watched->server);
  watched_wait_for_error (watched, USHER_ERROR_TUNNEL_REFUSED, 40000);
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_LOST);
  g_assert_cmpint (usher_server_get_retry_at (watched->server), ==, 0);
  g_assert_cmpuint (n_questions, ==, 0);

  test_sshd_trust (sshd);
  usher_server_retry_now (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, 40000);
}

static void
test_refused (void)
{
  g_autoptr (Watched) watched = watch ("stranger");

  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, 40000);
  g_assert_error (usher_server_get_error (watched->server), USHER_ERROR,
                  USHER_ERROR_TUNNEL_REFUSED);
}

static void
skip (void)
{
  g_test_skip ("there is no SSH server to test with (package openssh-server)");
}

static int
run_with_servers (void)
{
  int status;

  server = test_server_start ();
  g_test_add_func ("/tunnel/connect-and-close", test_connect_and_close);
  g_test_add_func ("/tunnel/ssh-killed", test_ssh_killed);
  g_test_add_func ("/tunnel/server-restarted", test_server_restarted);
  g_test_add_func ("/tunnel/changed-key", test_changed_key);
  g_test_add_func ("/tunnel/refused", test_refused);
  status = g_test_run ();
  test_server_stop (server);
  return status;
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  test_server_set_environment ();
  sshd = test_sshd_start ();
  if (sshd == NULL)
    {
      g_test_add_func ("/tunnel", skip);
      return g_test_run ();
    }
  status = run_with_servers ();
  test_sshd_stop (sshd);
  return status;
}
