/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ssh-dialog.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resources.h"

#define HOST_KEY_QUESTION                                                                          \
  "The authenticity of host '[127.0.0.1]:2222 (<no hostip for proxy command>)' can't be "          \
  "established.\nED25519 key fingerprint is SHA256:tbOv8dMICcm8jY7p9XQyyxV9Ym730vJDXlkoCQK5uc8.\n" \
  "This key is not known by any other names.\nAre you sure you want to continue connecting "       \
  "(yes/no/[fingerprint])? "

/* A question whose helper is this test. */
typedef struct
{
  int fd; /* the helper's end */
  UsherSshQuestion *question;
  UsherSshDialog *dialog;
} Stage;

static void
set_up (Stage *stage, gconstpointer words)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  stage->fd = fds[0];
  socket = g_socket_new_from_fd (fds[1], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  stage->question = usher_ssh_question_new (G_IO_STREAM (connection), "", words);
  stage->dialog = usher_ssh_dialog_new (NULL, "db1", stage->question);
  g_object_add_weak_pointer (G_OBJECT (stage->dialog), (gpointer *)&stage->dialog);
  gtk_window_present (GTK_WINDOW (stage->dialog));
}

static void
tear_down (Stage *stage, gconstpointer words)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (stage->dialog);
  close (stage->fd);
  g_assert_finalize_object (stage->question);
}

static char *
read_answer (Stage *stage)
{
  char buffer[256] = "";

  while (stage->dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (read (stage->fd, buffer, sizeof buffer - 1), >=, 0);
  return g_strdup (buffer);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_visible (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_trust (Stage *stage, gconstpointer words)
{
  g_autofree char *answer = NULL;

  g_assert_null (find (GTK_WIDGET (stage->dialog), GTK_TYPE_PASSWORD_ENTRY));
  /* Return must not do it. */
  g_assert_null (gtk_window_get_default_widget (GTK_WINDOW (stage->dialog)));
  gtk_widget_activate_action (GTK_WIDGET (stage->dialog), "dialog.answer", NULL);
  answer = read_answer (stage);
  g_assert_cmpstr (answer, ==, "+yes");
}

static void
test_refuse (Stage *stage, gconstpointer words)
{
  g_autofree char *answer = NULL;

  gtk_window_close (GTK_WINDOW (stage->dialog));
  answer = read_answer (stage);
  g_assert_cmpstr (answer, ==, "");
}

static void
test_secret (Stage *stage, gconstpointer words)
{
  GtkWidget *entry = find (GTK_WIDGET (stage->dialog), GTK_TYPE_PASSWORD_ENTRY);
  g_autofree char *answer = NULL;

  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "open sesame");
  gtk_widget_activate_action (GTK_WIDGET (stage->dialog), "dialog.answer", NULL);
  answer = read_answer (stage);
  g_assert_cmpstr (answer, ==, "+open sesame");
}

/* ssh is gone: there is nothing to answer any more. */
static void
test_withdrawn (Stage *stage, gconstpointer words)
{
  shutdown (stage->fd, SHUT_RDWR);
  while (stage->dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (usher_ssh_question_is_open (stage->question));
}

int
main (int argc, char **argv)
{
  const char *passphrase = "Enter passphrase for key '/keys/id_ed25519': ";

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  usher_resources_register ();

  g_test_add ("/ssh-dialog/trust", Stage, HOST_KEY_QUESTION, set_up, test_trust, tear_down);
  g_test_add ("/ssh-dialog/refuse", Stage, HOST_KEY_QUESTION, set_up, test_refuse, tear_down);
  g_test_add ("/ssh-dialog/secret", Stage, passphrase, set_up, test_secret, tear_down);
  g_test_add ("/ssh-dialog/withdrawn", Stage, passphrase, set_up, test_withdrawn, tear_down);
  return g_test_run ();
}
