/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-sshd.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test-async.h"
#include "test-server.h"

#define PROGRAM  "/usr/sbin/sshd"
#define PATIENCE 20000

struct _TestSshd
{
  char *folder;
  char *old_path; /* of programs */
  guint port;
  GPid pid;
  gboolean forwarding;
};

static char *
in_folder (TestSshd *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
write_file (TestSshd *self, const char *name, const char *text, int mode)
{
  g_autofree char *path = in_folder (self, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
make_key (TestSshd *self, const char *name, const char *passphrase)
{
  g_autofree char *path = in_folder (self, name);
  const char *command[] = {
    "ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path, NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  g_unlink (path);
  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static char *
read_file (TestSshd *self, const char *name)
{
  g_autofree char *path = in_folder (self, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text != NULL ? text : g_strdup ("");
}

/* How ssh is to go there */

static void
write_client_settings (TestSshd *self)
{
  g_autofree char *text = g_strdup_printf ("Host bastion guarded stranger hop\n"
                                           "  HostName 127.0.0.1\n"
                                           "  Port %u\n"
                                           "Host nowhere\n"
                                           "  HostName 127.0.0.1\n"
                                           "  Port %u\n"
                                           "Host stranger\n"
                                           "  User nobody-of-this-name\n"
                                           "Host hop\n"
                                           "  ProxyJump bastion\n"
                                           "Host guarded\n"
                                           "  IdentityFile %s/guarded\n"
                                           "Host *\n"
                                           "  User %s\n"
                                           "  IdentityFile %s/key\n"
                                           "  IdentitiesOnly yes\n"
                                           "  IdentityAgent none\n"
                                           "  PasswordAuthentication no\n"
                                           "  KbdInteractiveAuthentication no\n"
                                           "  UserKnownHostsFile %s/known_hosts\n"
                                           "  GlobalKnownHostsFile none\n",
                                           self->port, test_find_free_port (), self->folder,
                                           g_get_user_name (), self->folder, self->folder);
  g_autofree char *real = g_find_program_in_path ("ssh");
  g_autofree char *script =
      g_strdup_printf ("#!/bin/sh\nexec %s -F %s/config \"$@\"\n", real, self->folder);

  write_file (self, "config", text, 0600);
  write_file (self, "ssh", script, 0755);
}

static void
put_on_path (TestSshd *self)
{
  g_autofree char *path = g_strdup_printf ("%s:%s", self->folder, g_getenv ("PATH"));

  self->old_path = g_strdup (g_getenv ("PATH"));
  g_setenv ("PATH", path, TRUE);
}

/* The server */

static void
write_server_settings (TestSshd *self)
{
  g_autofree char *text =
      g_strdup_printf ("Port %u\n"
                       "ListenAddress 127.0.0.1\n"
                       "HostKey %s/host_key\n"
                       "AuthorizedKeysFile %s/authorized_keys\n"
                       "StrictModes no\n"
                       "UsePAM no\n"
                       "PidFile none\n"
                       "PermitRootLogin yes\n"
                       "PasswordAuthentication no\n"
                       "MaxStartups 100\n"
                       "AllowTcpForwarding %s\n",
                       self->port, self->folder, self->folder, self->forwarding ? "yes" : "no");

  write_file (self, "sshd_config", text, 0600);
}

static void
end_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean
answers (gpointer data)
{
  TestSshd *self = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)self->port, NULL, NULL);

  return connection != NULL;
}

static void
run_server (TestSshd *self)
{
  g_autofree char *settings = in_folder (self, "sshd_config");
  const char *command[] = { PROGRAM, "-D", "-e", "-f", settings, NULL };
  g_autoptr (GError) error = NULL;

  write_server_settings (self);
  if (geteuid () == 0)
    g_mkdir_with_parents ("/run/sshd", 0755); /* it insists */
  g_spawn_async (NULL, (char **)command, NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, end_with_test, NULL,
                 &self->pid, &error);
  g_assert_no_error (error);
  g_assert_true (test_wait_until (answers, self, PATIENCE));
}

static void
end_server (TestSshd *self)
{
  kill (self->pid, SIGKILL);
  waitpid (self->pid, NULL, 0);
}

/**
 * test_sshd_start:
 *
 * Returns: (transfer full) (nullable): a server that answers; %NULL when OpenSSH's is not
 *   installed
 */
TestSshd *
test_sshd_start (void)
{
  TestSshd *self;
  g_autofree char *key = NULL;
  g_autofree char *guarded = NULL;
  g_autofree char *both = NULL;

  if (!g_file_test (PROGRAM, G_FILE_TEST_IS_EXECUTABLE))
    return NULL;

  self = g_new0 (TestSshd, 1);
  self->folder = g_dir_make_tmp ("usher-sshd-XXXXXX", NULL);
  self->port = test_find_free_port ();
  self->forwarding = TRUE;
  make_key (self, "host_key", "");
  make_key (self, "key", "");
  make_key (self, "guarded", "open sesame");
  key = read_file (self, "key.pub");
  guarded = read_file (self, "guarded.pub");
  both = g_strconcat (key, guarded, NULL);
  write_file (self, "authorized_keys", both, 0600);
  write_client_settings (self);
  put_on_path (self);
  run_server (self);
  return self;
}

/**
 * test_sshd_stop:
 * @self: (transfer full): a server
 *
 * Ends it, and removes what it had.
 */
void
test_sshd_stop (TestSshd *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  end_server (self);
  g_setenv ("PATH", self->old_path, TRUE);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = in_folder (self, name);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->old_path);
  g_free (self->folder);
  g_free (self);
}

/* What happens to it */

/**
 * test_sshd_trust:
 *
 * Writes its key to the file of known hosts.
 */
void
test_sshd_trust (TestSshd *self)
{
  g_autofree char *key = read_file (self, "host_key.pub");
  g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s", self->port, key);

  write_file (self, "known_hosts", line, 0600);
}

void
test_sshd_distrust (TestSshd *self)
{
  write_file (self, "known_hosts", "", 0600);
}

gboolean
test_sshd_is_trusted (TestSshd *self)
{
  g_autofree char *known = read_file (self, "known_hosts");

  return *known != '\0';
}

/**
 * test_sshd_change_key:
 *
 * Gives it another key, as if another server answered at its place.
 */
void
test_sshd_change_key (TestSshd *self)
{
  end_server (self);
  make_key (self, "host_key", "");
  run_server (self);
}

void
test_sshd_set_forwarding (TestSshd *self, gboolean allowed)
{
  end_server (self);
  self->forwarding = allowed;
  run_server (self);
}
