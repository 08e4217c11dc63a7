/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tunnel.h"

#include <glib/gi18n-lib.h>

#include "forwards.h"
#include "ssh-process.h"
#include "ssh-words.h"

enum
{
  PATIENCE_SECONDS = 30, /* for ssh, while it waits for no answer */
  MAX_STARTS = 5,        /* when others are quicker to listen */
};

typedef enum
{
  CLOSED,
  OPENING,
  OPEN,
} State;

struct _UsherTunnel
{
  GObject parent_instance;

  UsherTunnelSpec *spec; /* (owned) */
  State state;
  UsherSshProcess *process; /* (owned) (nullable) */
  GPtrArray *forwards;      /* (owned) (nullable) (element-type UsherForward) */
  GPtrArray *waiting;       /* (owned) (element-type GTask): to be told when it is open */
  guint n_starts;
  guint patience_source; /* 0: none */
};

G_DEFINE_FINAL_TYPE (UsherTunnel, usher_tunnel, G_TYPE_OBJECT)

enum
{
  QUESTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_tunnel_dispose (GObject *object)
{
  usher_tunnel_close (USHER_TUNNEL (object));
  G_OBJECT_CLASS (usher_tunnel_parent_class)->dispose (object);
}

static void
usher_tunnel_finalize (GObject *object)
{
  UsherTunnel *self = USHER_TUNNEL (object);

  g_clear_pointer (&self->forwards, g_ptr_array_unref);
  g_ptr_array_unref (self->waiting);
  usher_tunnel_spec_free (self->spec);

  G_OBJECT_CLASS (usher_tunnel_parent_class)->finalize (object);
}

static void
usher_tunnel_class_init (UsherTunnelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_tunnel_dispose;
  object_class->finalize = usher_tunnel_finalize;

  /**
   * UsherTunnel::question:
   * @question: an #UsherSshQuestion
   *
   * ssh asks something, and waits.
   */
  signals[QUESTION] = g_signal_new ("question", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, USHER_TYPE_SSH_QUESTION);
}

static void
usher_tunnel_init (UsherTunnel *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * usher_tunnel_new:
 * @spec: through which SSH server
 *
 * Returns: (transfer full): a tunnel that is not open
 */
UsherTunnel *
usher_tunnel_new (const UsherTunnelSpec *spec)
{
  UsherTunnel *self = g_object_new (USHER_TYPE_TUNNEL, NULL);

  self->spec = usher_tunnel_spec_copy (spec);
  return self;
}

/* How it ends */

static void
drop_process (UsherTunnel *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_pointer (&self->process, usher_ssh_process_stop);
}

/* Answers everybody who waits. Their callbacks run later, so nobody joins meanwhile. */
static void
answer_waiting (UsherTunnel *self, const GError *error)
{
  g_autoptr (GPtrArray) waiting = self->waiting;

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      g_source_destroy (g_task_get_task_data (task));
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static void
fail (UsherTunnel *self, GError *error)
{
  g_autoptr (GError) reason = error;

  drop_process (self);
  self->state = CLOSED;
  answer_waiting (self, reason);
}

/**
 * usher_tunnel_close:
 * @self: a tunnel
 *
 * Ends it, whatever goes through it; it can be opened again. Does not wait for ssh.
 */
void
usher_tunnel_close (UsherTunnel *self)
{
  fail (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled")));
}

/* Opening */

static gboolean
on_patience_ended (gpointer data)
{
  UsherTunnel *self = data;

  self->patience_source = 0;
  fail (self, usher_ssh_error_timed_out (usher_ssh_process_get_words (self->process),
                                         self->spec->destination));
  return G_SOURCE_REMOVE;
}

static void
be_patient (UsherTunnel *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  self->patience_source = g_timeout_add_seconds (PATIENCE_SECONDS, on_patience_ended, self);
}

static void
on_question_closed (UsherTunnel *self)
{
  if (self->state == OPENING)
    be_patient (self);
}

/* A person takes the time that a person takes. */
static void
on_question (UsherSshQuestion *question, gpointer data)
{
  UsherTunnel *self = data;

  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_signal_connect_object (question, "closed", G_CALLBACK (on_question_closed), self,
                           G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[QUESTION], 0, question);
}

static void start (UsherTunnel *self);

static void
on_ended (UsherTunnel *self)
{
  const char *words = usher_ssh_process_get_words (self->process);

  if (self->state == OPENING && usher_ssh_words_are_about_listening (words)
      && self->n_starts < MAX_STARTS)
    {
      drop_process (self);
      start (self);
      return;
    }
  fail (self, usher_ssh_words_to_error (words, self->spec->destination));
}

static void
on_news (UsherSshNews news, gpointer data)
{
  UsherTunnel *self = data;

  if (news == USHER_SSH_ENDED)
    {
      on_ended (self);
      return;
    }
  g_clear_handle_id (&self->patience_source, g_source_remove);
  self->state = OPEN;
  answer_waiting (self, NULL);
}

static void
start (UsherTunnel *self)
{
  GError *error = NULL;

  self->n_starts++;
  usher_forwards_pick_local_ends (self->forwards);
  self->process =
      usher_ssh_process_start (self->spec, self->forwards, on_news, on_question, self, &error);
  if (self->process == NULL)
    fail (self, error);
  else
    be_patient (self);
}

/* Who waits for it */

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  UsherTunnel *self = g_task_get_source_object (task);

  g_ptr_array_remove (self->waiting, task);
  g_task_return_error_if_cancelled (task);
  if (self->waiting->len == 0 && self->state == OPENING)
    usher_tunnel_close (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_it (UsherTunnel *self, GTask *task)
{
  GSource *watch = g_cancellable_source_new (g_task_get_cancellable (task));

  g_source_set_callback (watch, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (watch, NULL);
  g_task_set_task_data (task, watch, (GDestroyNotify)g_source_unref);
  g_ptr_array_add (self->waiting, g_object_ref (task));
}

static void
open_to (UsherTunnel *self, GPtrArray *forwards, GTask *task)
{
  gboolean fits = self->state != CLOSED && usher_forwards_lead_to_same (self->forwards, forwards);

  if (fits && self->state == OPEN)
    {
      usher_ssh_process_forget_words (self->process);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (!fits)
    usher_tunnel_close (self);
  wait_for_it (self, task);
  if (fits)
    return;

  g_clear_pointer (&self->forwards, g_ptr_array_unref);
  self->forwards = g_ptr_array_ref (forwards);
  self->state = OPENING;
  self->n_starts = 0;
  start (self);
}

static void
on_forwards_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) forwards = g_task_propagate_pointer (G_TASK (result), &error);

  if (forwards != NULL)
    open_to (g_task_get_source_object (task), forwards, task);
  else
    g_task_return_error (task, error);
}

static void
find_forwards (GTask *task, gpointer source, gpointer address, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *forwards = usher_forwards_find (address, &error);

  if (forwards != NULL)
    g_task_return_pointer (task, forwards, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* What ssh would take for an option, or for something of a shell's. */
static gboolean
is_destination (const char *text)
{
  if (*text == '-' || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text) || g_ascii_isspace (*text))
      return FALSE;
  return TRUE;
}

/**
 * usher_tunnel_open_async:
 * @self: a tunnel
 * @address: what it leads to; what @address leaves open comes from libpq's own sources
 * @cancellable: (nullable): gives up; ssh ends when nobody else waits for it
 * @callback: when something listens at this end, or nothing will
 * @user_data: for @callback
 *
 * Does nothing if it is open. Takes no longer than half a minute, beside the time that the
 * person takes for answers. Main thread only, whose default main context it needs.
 */
void
usher_tunnel_open_async (UsherTunnel *self,
                         UsherAddress *address,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) search = NULL;

  g_task_set_source_tag (task, usher_tunnel_open_async);
  if (!is_destination (self->spec->destination))
    {
      g_task_return_error (task, usher_ssh_error_bad_destination (self->spec->destination));
      return;
    }
  /* Not of @self: the thread would drop its reference when it likes, perhaps as the last. */
  search = g_task_new (NULL, cancellable, on_forwards_found, g_object_ref (task));
  g_task_set_task_data (search, usher_address_ref (address), (GDestroyNotify)usher_address_unref);
  g_task_run_in_thread (search, find_forwards);
}

/**
 * usher_tunnel_open_finish:
 * @self: the tunnel
 * @result: what the callback got
 * @error: %USHER_ERROR_TUNNEL, or %USHER_ERROR_TUNNEL_REFUSED when it makes no sense to try
 *   again before a person did something; what is wrong with the address; %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is open
 */
gboolean
usher_tunnel_open_finish (UsherTunnel *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * usher_tunnel_apply:
 * @self: a tunnel that was opened
 * @address: what it was opened for, perhaps with a password now
 *
 * Returns: (transfer full): how to connect through it
 */
UsherAddress *
usher_tunnel_apply (UsherTunnel *self, UsherAddress *address)
{
  g_return_val_if_fail (self->forwards != NULL, usher_address_ref (address));

  return usher_forwards_apply (self->forwards, address);
}

/**
 * usher_tunnel_explain:
 * @self: a tunnel
 * @error: why a connection through it could not be made
 *
 * To libpq a tunnel that leads nowhere looks like a server that hangs up at once.
 *
 * Returns: (transfer full): what ssh says of it if it does, else a copy of @error
 */
GError *
usher_tunnel_explain (UsherTunnel *self, const GError *error)
{
  const char *words = self->process != NULL ? usher_ssh_process_get_words (self->process) : "";

  /* A server with a word of its own was reached. */
  if (error->domain != USHER_ERROR || usher_error_get_sqlstate (error) != NULL
      || !usher_ssh_words_are_about_channel (words))
    return g_error_copy (error);
  return usher_ssh_error_channel (words, self->spec->destination);
}

gboolean
usher_tunnel_is_open (UsherTunnel *self)
{
  return self->state == OPEN;
}

/**
 * usher_tunnel_get_pid:
 *
 * Returns: ssh's process id, 0 when there is none
 */
gint32
usher_tunnel_get_pid (UsherTunnel *self)
{
  return self->process != NULL ? usher_ssh_process_get_pid (self->process) : 0;
}
