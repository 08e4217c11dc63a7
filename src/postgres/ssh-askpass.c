/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ssh-askpass.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "helpers.h"

/* More than ssh ever asks. */
#define LONGEST_QUESTION 8192

struct _UsherSshAskpass
{
  GSocketService *service; /* (owned) */
  GCancellable *closed;    /* (owned): when @func must not be called any more */
  char *path;              /* (owned): of the socket */
  UsherSshQuestionFunc func;
  gpointer user_data;
};

/* One helper that is still talking. */
typedef struct
{
  GIOStream *stream;        /* (owned) */
  GCancellable *closed;     /* (owned) */
  UsherSshAskpass *askpass; /* (unowned): not to be touched once @closed */
  GByteArray *heard;        /* (owned) */
  guint8 buffer[1024];
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->stream);
  g_object_unref (self->closed);
  g_byte_array_unref (self->heard);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
deliver (Call *self)
{
  char *text = (char *)self->heard->data;
  char *end_of_hint = strchr (text, '\n');
  g_autoptr (UsherSshQuestion) question = NULL;

  if (end_of_hint == NULL)
    return;
  *end_of_hint = '\0';
  question = usher_ssh_question_new (self->stream, text, end_of_hint + 1);
  self->askpass->func (question, self->askpass->user_data);
}

static void listen_to (Call *self);

static void
on_heard (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) self = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0 || g_cancellable_is_cancelled (self->closed))
    return;
  g_byte_array_append (self->heard, self->buffer, (guint)n);
  if (memchr (self->heard->data, '\0', self->heard->len) != NULL)
    deliver (self);
  else if (self->heard->len < LONGEST_QUESTION)
    listen_to (g_steal_pointer (&self));
}

static void
listen_to (Call *self)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->buffer,
                             sizeof self->buffer, G_PRIORITY_DEFAULT, self->closed, on_heard, self);
}

/* Nobody else gets into the folder; root does, and has no business here. */
static gboolean
is_ours (GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GCredentials) peer = g_socket_get_credentials (socket, NULL);

  return peer != NULL && g_credentials_get_unix_user (peer, NULL) == getuid ();
}

static gboolean
on_call (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  UsherSshAskpass *self = data;
  Call *call;

  if (!is_ours (connection))
    return TRUE;
  call = g_new0 (Call, 1);
  call->stream = G_IO_STREAM (g_object_ref (connection));
  call->closed = g_object_ref (self->closed);
  call->askpass = self;
  call->heard = g_byte_array_new ();
  listen_to (call);
  return TRUE;
}

/*< private >
 * usher_ssh_askpass_new:
 * @folder: a folder that only we can enter
 * @func: gets every question
 * @user_data: for @func
 * @error: return location
 *
 * Returns: (transfer full): a socket that is listened to
 */
UsherSshAskpass *
usher_ssh_askpass_new (const char *folder,
                       UsherSshQuestionFunc func,
                       gpointer user_data,
                       GError **error)
{
  g_autofree char *path = g_build_filename (folder, "questions", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  UsherSshAskpass *self;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error))
    return NULL;
  self = g_new0 (UsherSshAskpass, 1);
  self->service = g_steal_pointer (&service);
  self->closed = g_cancellable_new ();
  self->path = g_steal_pointer (&path);
  self->func = func;
  self->user_data = user_data;
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_call), self);
  return self;
}

void
usher_ssh_askpass_free (UsherSshAskpass *self)
{
  g_cancellable_cancel (self->closed);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_unlink (self->path);
  g_object_unref (self->service);
  g_object_unref (self->closed);
  g_free (self->path);
  g_free (self);
}

/*< private >
 * usher_ssh_askpass_set_up:
 * @launcher: what ssh is to be started with
 *
 * Has ssh ask here, and neither a terminal nor the desktop's own program.
 */
void
usher_ssh_askpass_set_up (UsherSshAskpass *self, GSubprocessLauncher *launcher)
{
  g_autofree char *helper = usher_find_helper ("usher-askpass");

  g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS", helper, TRUE);
  g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS_REQUIRE", "force", TRUE);
  g_subprocess_launcher_setenv (launcher, "USHER_SSH_SOCKET", self->path, TRUE);
}
