/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the dialog of a connection says when it tries one: on a real server that shows
 * certificates and asks for passwords, with a keyring, and through a real SSH server. */

#include "connection-dialog.h"

#include <glib/gstdio.h>
#include <string.h>

#include "display.h"
#include "password-keeping.h"
#include "ssh-dialog.h"
#include "test-async.h"
#include "test-certificates.h"
#include "test-folder.h"
#include "test-sshd.h"

#define PATIENCE_MS (TEST_PATIENCE_SECONDS * 1000)

static TestServer *server;
static TestSshd *sshd; /* (nullable): there may be none on this machine */
static char *folder;

typedef struct
{
  UsherProfileStore *store;
  UsherConnectionDialog *dialog;
  const char *awaited;
} Fixture;

static void
settle (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_profile_store_settle_async (fixture->store, NULL, test_async_ready, &result);
  g_assert_true (
      usher_profile_store_settle_finish (fixture->store, test_async_wait (&result), NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = usher_profile_store_new (folder);
  settle (fixture);
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *)data)->dialog == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_assert_true (test_wait_until (is_gone, fixture, PATIENCE_MS));
  settle (fixture);
  g_object_unref (fixture->store);
}

static UsherProfile *
make_profile (const char *user, const char *more, UsherPasswordSource source)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autofree char *root = test_certificates_get_path (server, "ours.crt");
  g_autofree char *text =
      g_strdup_printf ("host=localhost port=%s user=%s dbname=postgres sslmode=verify-full "
                       "sslrootcert=%s gssencmode=disable %s",
                       test_server_get_port (server), user, root, more);

  draft->name = g_strdup ("Shop");
  draft->address = usher_address_parse (text, NULL);
  draft->password_source = source;
  return usher_profile_new (draft);
}

static void
open_dialog (Fixture *fixture, UsherProfile *profile)
{
  fixture->dialog = usher_connection_dialog_new (NULL, fixture->store, profile);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *)&fixture->dialog);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
press_test (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "dialog.test", NULL);
}

static gboolean
is_said (gpointer data)
{
  Fixture *fixture = data;

  return display_says (GTK_WIDGET (fixture->dialog), fixture->awaited);
}

static void
wait_for (Fixture *fixture, const char *words)
{
  fixture->awaited = words;
  if (!test_wait_until (is_said, fixture, PATIENCE_MS))
    g_error ("“%s” was not said", words);
}

static void
assert_says (Fixture *fixture, const char *words)
{
  fixture->awaited = words;
  if (!is_said (fixture))
    g_error ("“%s” is not said", words);
}

static void
choose_command (Fixture *fixture)
{
  GtkWidget *source = display_find_row (GTK_WIDGET (fixture->dialog), "Password From");

  adw_combo_row_set_selected (ADW_COMBO_ROW (source), 2);
}

static GtkEditable *
row (Fixture *fixture, const char *title)
{
  GtkWidget *found = display_find_row (GTK_WIDGET (fixture->dialog), title);

  g_assert_nonnull (found);
  return GTK_EDITABLE (found);
}

/* Asks in place until the password is right, and has it in its field then. */
static void
test_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_ASK);
  g_autofree char *version = test_server_ask (server, "SHOW server_version");
  GtkEditable *password;

  open_dialog (fixture, profile);
  press_test (fixture);
  wait_for (fixture, "The Server Asks for a Password");
  assert_says (fixture, "localhost is ");
  password = row (fixture, "Password for This Server");
  gtk_editable_set_text (password, "wrong");
  g_signal_emit_by_name (password, "entry-activated");
  wait_for (fixture, "The Password Is Wrong");
  g_assert_cmpstr (gtk_editable_get_text (password), ==, "");
  gtk_editable_set_text (password, "canary");
  g_signal_emit_by_name (password, "entry-activated");

  wait_for (fixture, "The Connection Works");
  assert_says (fixture, "Encrypted, and the certificate is the server’s own. TLSv1.");
  assert_says (fixture, version);
  assert_says (fixture, test_server_get_version (server) >= 160000 ? "By scram-sha-256."
                                                                   : "With a password.");
  assert_says (fixture, "may end sessions of its own and of roles it is a member of");
  g_assert_cmpstr (gtk_editable_get_text (row (fixture, "Password")), ==, "canary");
  g_assert_cmpstr (gtk_editable_get_text (password), ==, "");
}

/* What was saved for this place serves the trial; for another place there is none. */
static void
test_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_KEYRING);
  g_autoptr (GAsyncResult) result = NULL;

  usher_password_keep_async (profile, "canary", NULL, test_async_ready, &result);
  g_assert_true (usher_password_keep_finish (test_async_wait (&result), NULL));
  open_dialog (fixture, profile);
  press_test (fixture);
  wait_for (fixture, "The Connection Works");
  assert_says (fixture, "The keyring has one for this server and user.");

  gtk_editable_set_text (row (fixture, "Host or Socket Folder"), "127.0.0.1");
  g_assert_false (display_says (GTK_WIDGET (fixture->dialog), "The Connection Works"));
  press_test (fixture);
  wait_for (fixture, "The Server Asks for a Password");
}

static void
test_command (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_ASK);
  GtkEditable *command;

  open_dialog (fixture, profile);
  choose_command (fixture);
  command = row (fixture, "Command That Prints the Password");
  gtk_editable_set_text (command, "sh -c 'echo no ticket >&2; exit 1'");
  press_test (fixture);
  wait_for (fixture, "The Connection Does Not Work");
  assert_says (fixture, "no ticket");
  gtk_editable_set_text (command, "echo canary");
  press_test (fixture);
  wait_for (fixture, "The Connection Works");
  assert_says (fixture, "The command printed one.");
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder, "pgpass", NULL);
  g_autofree char *more = g_strdup_printf ("passfile=%s", path);
  g_autoptr (UsherProfile) profile = make_profile ("old", more, USHER_PASSWORD_LIBPQ);

  g_assert_true (g_file_set_contents_full (path, "localhost:*:*:old:canary\n", -1, 0, 0600, NULL));
  open_dialog (fixture, profile);
  press_test (fixture);
  wait_for (fixture, "The Connection Works");
}

/* Each step fails with what the person can do about it. */
static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *title;
    const char *wrong;
    const char *words;
  } cases[] = {
    { "Host or Socket Folder", "no-such-host.invalid", "no-such-host.invalid" },
    { "Port", "1", "No server answers" },
    { "Authority’s Certificate", "/nowhere", "no root certificate" },
    { "User", "nobody-like-this", "nobody-like-this" },
    { "Maintenance Database", "nowhere", "nowhere" },
    { "Role to Take On", "postgres", "take the role postgres" },
  };
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_ASK);

  open_dialog (fixture, profile);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkEditable *field = row (fixture, cases[i].title);
      g_autofree char *right = g_strdup (gtk_editable_get_text (field));

      gtk_editable_set_text (row (fixture, "Password"), "canary");
      gtk_editable_set_text (field, cases[i].wrong);
      press_test (fixture);
      wait_for (fixture, cases[i].words);
      g_assert_false (display_says (GTK_WIDGET (fixture->dialog), "The Connection Works"));
      gtk_editable_set_text (field, right);
    }
}

static UsherSshDialog *
find_ssh_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);

      if (USHER_IS_SSH_DIALOG (window))
        return USHER_SSH_DIALOG (window);
    }
  return NULL;
}

static gboolean
is_asked_by_ssh (gpointer unused)
{
  return find_ssh_dialog () != NULL;
}

static GtkWidget *
wait_for_ssh_dialog (void)
{
  g_assert_true (test_wait_until (is_asked_by_ssh, NULL, PATIENCE_MS));
  return GTK_WIDGET (find_ssh_dialog ());
}

/* The key of the SSH server, then the passphrase of one's own; the tunnel stays for who types
 * the password. */
static void
test_tunnel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_ASK);
  GtkWidget *question;
  GtkEditable *password;

  if (sshd == NULL)
    {
      g_test_skip ("there is no SSH server to test with (package openssh-server)");
      return;
    }
  open_dialog (fixture, profile);
  gtk_editable_set_text (row (fixture, "SSH Server"), "guarded");
  press_test (fixture);
  question = wait_for_ssh_dialog ();
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (question))
                 == GTK_WINDOW (fixture->dialog));
  gtk_widget_activate_action (question, "dialog.answer", NULL);
  question = wait_for_ssh_dialog ();
  gtk_editable_set_text (GTK_EDITABLE (display_find (question, GTK_TYPE_PASSWORD_ENTRY)),
                         "open sesame");
  gtk_widget_activate_action (question, "dialog.answer", NULL);

  wait_for (fixture, "The Server Asks for a Password");
  password = row (fixture, "Password for This Server");
  gtk_editable_set_text (password, "canary");
  g_signal_emit_by_name (password, "entry-activated");
  wait_for (fixture, "The Connection Works");
  assert_says (fixture, "Encrypted, and the certificate is the server’s own.");
}

/* Who does not trust the key gets no further. */
static void
test_tunnel_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_ASK);

  if (sshd == NULL)
    {
      g_test_skip ("there is no SSH server to test with (package openssh-server)");
      return;
    }
  test_sshd_distrust (sshd);
  open_dialog (fixture, profile);
  gtk_editable_set_text (row (fixture, "SSH Server"), "bastion");
  press_test (fixture);
  gtk_window_close (GTK_WINDOW (wait_for_ssh_dialog ()));
  wait_for (fixture, "The Connection Does Not Work");
  g_assert_false (test_sshd_is_trusted (sshd));
}

static gboolean
is_reached_for (gpointer data)
{
  return display_says (GTK_WIDGET (((Fixture *)data)->dialog), "Under way");
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) profile = make_profile ("modern", "", USHER_PASSWORD_ASK);
  GtkWidget *button;

  open_dialog (fixture, profile);
  test_server_freeze (server);
  press_test (fixture);
  g_assert_true (test_wait_until (is_reached_for, fixture, PATIENCE_MS));
  button = display_find_button (GTK_WIDGET (fixture->dialog), "Stop");
  g_signal_emit_by_name (button, "clicked");
  wait_for (fixture, "The Test Was Stopped");
  test_server_thaw (server);
}

/* Asked by the leak finder at the end: libsecret loses a string at each write when it keeps its
 * keyring in a file. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static void
use_folder (void)
{
  g_autofree char *file = NULL;

  folder = g_dir_make_tmp ("usher-trial-XXXXXX", NULL);
  g_assert_nonnull (folder);
  file = g_build_filename (folder, "keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
}

int
main (int argc, char **argv)
{
  const UsherPracticeOptions options = { .tcp_port = test_find_free_port () };
  int status;

  use_folder ();
  g_test_init (&argc, &argv, NULL);
  test_server_set_environment ();
  sshd = test_sshd_start ();
  display_init ();
  server = test_server_start_with (&options);
  test_certificates_set_up (server);
  test_server_run (server, "REVOKE pg_monitor FROM modern");

#define ADD(name)                                                                                  \
  g_test_add ("/connection-trial/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (asks);
  ADD (keyring);
  ADD (command);
  ADD (files);
  ADD (failures);
  ADD (tunnel);
  ADD (tunnel_refused);
  ADD (stop);
#undef ADD

  status = g_test_run ();
  test_server_stop (server);
  g_clear_pointer (&sshd, test_sshd_stop);
  test_folder_remove (folder);
  g_free (folder);
  return status;
}
