/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial.h"

#include <glib/gi18n-lib.h>

#include "connection-words.h"
#include "endpoint-finder.h"
#include "errors.h"
#include "host-lookup.h"
#include "text.h"
#include "worker.h"

enum
{
  LOOKUP_SECONDS = 15,
  NAME_CHARS = 60,
};

typedef struct
{
  UsherTrialState state;
  char *words; /* (owned) (nullable) */
} Step;

struct _UsherTrial
{
  GObject parent_instance;

  UsherAddress *address; /* (owned) */
  char *role;            /* (owned) (nullable) */
  UsherTunnel *tunnel;   /* (owned) (nullable) */
  UsherWorker *worker;   /* (owned) (nullable): while it connects */
  Step steps[USHER_TRIAL_N_STEPS];
};

G_DEFINE_FINAL_TYPE (UsherTrial, usher_trial, G_TYPE_OBJECT)

enum
{
  CHANGED,
  QUESTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_trial_finalize (GObject *object)
{
  UsherTrial *self = USHER_TRIAL (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->tunnel);
  g_clear_pointer (&self->address, usher_address_unref);
  g_free (self->role);
  for (guint i = 0; i < USHER_TRIAL_N_STEPS; i++)
    g_free (self->steps[i].words);

  G_OBJECT_CLASS (usher_trial_parent_class)->finalize (object);
}

static void
usher_trial_class_init (UsherTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_trial_finalize;

  /**
   * UsherTrial::changed:
   * @step: #UsherTrialStep
   *
   * A step has another state, or other words.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * UsherTrial::question:
   * @question: #UsherSshQuestion
   *
   * The tunnel asks something.
   */
  signals[QUESTION] = g_signal_new ("question", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, USHER_TYPE_SSH_QUESTION);
}

static void
usher_trial_init (UsherTrial *self)
{
}

static void
on_question (UsherTunnel *tunnel, UsherSshQuestion *question, UsherTrial *self)
{
  g_signal_emit (self, signals[QUESTION], 0, question);
}

/**
 * usher_trial_new:
 * @address: where to, with the password if there is one
 * @role: (nullable): the role to take there
 * @tunnel: (nullable): the way there
 *
 * Returns: (transfer full): a trial of which nothing is tried yet
 */
UsherTrial *
usher_trial_new (UsherAddress *address, const char *role, const UsherTunnelSpec *tunnel)
{
  UsherTrial *self = g_object_new (USHER_TYPE_TRIAL, NULL);

  self->address = usher_address_ref (address);
  self->role = g_strdup (role);
  if (tunnel == NULL)
    return self;
  self->tunnel = usher_tunnel_new (tunnel);
  g_signal_connect_object (self->tunnel, "question", G_CALLBACK (on_question), self, 0);
  return self;
}

/* Takes @words. */
static void
set_step (UsherTrial *self, UsherTrialStep step, UsherTrialState state, char *words)
{
  g_free (self->steps[step].words);
  self->steps[step].words = words;
  self->steps[step].state = state;
  g_signal_emit (self, signals[CHANGED], 0, step);
}

static char *
words_of (const GError *error)
{
  const char *says = usher_error_get_server_says (error);
  g_autofree char *shown = NULL;

  if (says == NULL)
    return g_strdup (error->message);
  shown = usher_text_show (says);
  return g_strdup_printf ("%s\n%s", error->message, shown);
}

static void
fail (GTask *task, UsherTrialStep step, GError *error)
{
  UsherTrial *self = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_step (self, step, USHER_TRIAL_NOT_TRIED, NULL);
  else
    set_step (self, step, USHER_TRIAL_FAILED, words_of (error));
  g_task_return_error (task, error);
}

/* Connecting: libpq does it in one, so how far it came is read from how it ended. */

static UsherTrialStep
step_of (const GError *error)
{
  if (error->domain != USHER_ERROR)
    return USHER_TRIAL_REACHED;

  switch ((guint)error->code)
    {
    case USHER_ERROR_BAD_ADDRESS:
    case USHER_ERROR_BAD_SERVICE:
    case USHER_ERROR_HOST_NOT_FOUND:
      return USHER_TRIAL_NAME;
    case USHER_ERROR_REFUSED:
    case USHER_ERROR_UNREACHABLE:
    case USHER_ERROR_TIMED_OUT:
    case USHER_ERROR_CONNECTION_LOST:
    case USHER_ERROR_PROTOCOL:
      return USHER_TRIAL_REACHED;
    case USHER_ERROR_TLS:
      return USHER_TRIAL_ENCRYPTED;
    case USHER_ERROR_TOO_OLD:
      return USHER_TRIAL_VERSION;
    case USHER_ERROR_ROLE:
      return USHER_TRIAL_ROLE;
    default:
      return USHER_TRIAL_LOGGED_IN;
    }
}

static gboolean
insists_on_tls (UsherTrial *self)
{
  const char *mode = usher_address_get (self->address, "sslmode");

  return mode != NULL && (g_str_equal (mode, "require") || g_str_has_prefix (mode, "verify-"));
}

/* What came before the step that failed did not fail; whether there was TLS is known only
 * where nothing else would have been taken. */
static void
show_progress (UsherTrial *self, UsherTrialStep failed)
{
  if (failed > USHER_TRIAL_REACHED)
    set_step (self, USHER_TRIAL_REACHED, USHER_TRIAL_DONE, NULL);
  else
    set_step (self, USHER_TRIAL_REACHED, USHER_TRIAL_NOT_TRIED, NULL);
  if (failed > USHER_TRIAL_ENCRYPTED && insists_on_tls (self))
    set_step (self, USHER_TRIAL_ENCRYPTED, USHER_TRIAL_DONE, NULL);
  for (guint step = USHER_TRIAL_LOGGED_IN; step < failed; step++)
    set_step (self, step, USHER_TRIAL_DONE, NULL);
}

static char *
words_reached (const UsherConnectionInfo *info)
{
  g_autofree char *host = usher_text_show_line (info->host, NAME_CHARS);
  g_autofree char *port = usher_text_show_line (info->port, NAME_CHARS);

  /* Translators: a host and a port */
  return g_strdup_printf (_ ("%s, port %s"), host, port);
}

static char *
words_version (const UsherConnectionInfo *info)
{
  g_autofree char *version = usher_text_show_line (info->version_text, NAME_CHARS);

  if (info->pooled)
    /* Translators: %s is a version */
    return g_strdup_printf (_ ("PostgreSQL %s, behind a connection pooler"), version);
  if (info->in_recovery)
    /* Translators: a standby server; %s is its version */
    return g_strdup_printf (_ ("PostgreSQL %s, standby"), version);
  /* Translators: %s is a version */
  return g_strdup_printf (_ ("PostgreSQL %s"), version);
}

static void
show_success (UsherTrial *self, const UsherConnectionInfo *info)
{
  set_step (self, USHER_TRIAL_REACHED, USHER_TRIAL_DONE, words_reached (info));
  set_step (self, USHER_TRIAL_ENCRYPTED, USHER_TRIAL_DONE, usher_connection_words_tls (info));
  set_step (self, USHER_TRIAL_LOGGED_IN, USHER_TRIAL_DONE, usher_connection_words_login (info));
  set_step (self, USHER_TRIAL_VERSION, USHER_TRIAL_DONE, words_version (info));
  set_step (self, USHER_TRIAL_ROLE, USHER_TRIAL_DONE, usher_connection_words_role (info));
  set_step (self, USHER_TRIAL_RIGHTS, USHER_TRIAL_DONE, usher_connection_words_rights (info));
}

static void
on_worker_closed (GObject *source, GAsyncResult *result, gpointer unused)
{
  usher_worker_close_finish (USHER_WORKER (source), result, NULL);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherTrial *self = g_task_get_source_object (task);
  GError *error = NULL;
  UsherConnectionInfo *info = usher_worker_connect_finish (USHER_WORKER (source), result, &error);

  usher_worker_close_async (self->worker, on_worker_closed, NULL);
  g_clear_object (&self->worker);
  if (info == NULL)
    {
      show_progress (self, step_of (error));
      fail (task, step_of (error), error);
      return;
    }
  show_success (self, info);
  g_task_return_pointer (task, info, (GDestroyNotify)usher_connection_info_unref);
}

static void
connect_to (GTask *task)
{
  UsherTrial *self = g_task_get_source_object (task);
  g_autoptr (UsherAddress) address = self->tunnel != NULL
                                         ? usher_tunnel_apply (self->tunnel, self->address)
                                         : usher_address_ref (self->address);

  set_step (self, USHER_TRIAL_REACHED, USHER_TRIAL_UNDER_WAY, NULL);
  self->worker = usher_worker_new ("usher-trial", USHER_PURPOSE_MONITOR);
  usher_worker_set_role (self->worker, self->role);
  usher_worker_connect_async (self->worker, address, g_task_get_cancellable (task), on_connected,
                              task);
}

/* The name */

static char *
words_found (const UsherEndpoint *endpoint, GPtrArray *hosts)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *host = usher_text_show_line (endpoint->host, NAME_CHARS);

  for (guint i = 0; i < hosts->len; i++)
    {
      const UsherHost *found = g_ptr_array_index (hosts, i);

      if (found->address[0] != '\0')
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", found->address);
    }
  if (list->len == 0)
    return g_steal_pointer (&host);
  /* Translators: a host's name, and its addresses */
  return g_strdup_printf (_ ("%s is %s"), host, list->str);
}

static void
find_name (GTask *task, gpointer source, gpointer address, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (UsherEndpoint) endpoint = usher_endpoint_find (address, &error);
  g_autoptr (GPtrArray) hosts = NULL;
  gint64 deadline = g_get_monotonic_time () + LOOKUP_SECONDS * G_USEC_PER_SEC;

  if (endpoint != NULL && endpoint->hostaddr[0] != '\0')
    hosts = usher_hosts_as_given ();
  else if (endpoint != NULL)
    hosts = usher_hosts_look_up (endpoint->host, endpoint->port, deadline, cancellable, &error);

  if (hosts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, words_found (endpoint, hosts), g_free);
}

static void
on_name_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherTrial *self = USHER_TRIAL (source);
  GError *error = NULL;
  char *words = g_task_propagate_pointer (G_TASK (result), &error);

  if (words == NULL)
    {
      fail (task, USHER_TRIAL_NAME, error);
      return;
    }
  set_step (self, USHER_TRIAL_NAME, USHER_TRIAL_DONE, words);
  connect_to (g_steal_pointer (&task));
}

static void
look_up_name (GTask *task)
{
  UsherTrial *self = g_task_get_source_object (task);
  g_autoptr (GTask) finder = g_task_new (self, g_task_get_cancellable (task), on_name_found, task);

  set_step (self, USHER_TRIAL_NAME, USHER_TRIAL_UNDER_WAY, NULL);
  g_task_set_task_data (finder, usher_address_ref (self->address),
                        (GDestroyNotify)usher_address_unref);
  g_task_set_return_on_cancel (finder, TRUE);
  g_task_run_in_thread (finder, find_name);
}

/* The tunnel: at its other end the name is looked up, out of sight. */

static void
on_tunnel_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherTrial *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!usher_tunnel_open_finish (USHER_TUNNEL (source), result, &error))
    {
      fail (task, USHER_TRIAL_TUNNEL, error);
      return;
    }
  set_step (self, USHER_TRIAL_TUNNEL, USHER_TRIAL_DONE, NULL);
  connect_to (g_steal_pointer (&task));
}

/**
 * usher_trial_run_async:
 * @self: a trial
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Tries one step after the other, until one fails.
 */
void
usher_trial_run_async (UsherTrial *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_trial_run_async);
  for (guint step = 0; step < USHER_TRIAL_N_STEPS; step++)
    set_step (self, step, USHER_TRIAL_NOT_TRIED, NULL);
  if (self->tunnel == NULL)
    {
      look_up_name (task);
      return;
    }
  set_step (self, USHER_TRIAL_TUNNEL, USHER_TRIAL_UNDER_WAY, NULL);
  usher_tunnel_open_async (self->tunnel, self->address, cancellable, on_tunnel_open, task);
}

/**
 * usher_trial_run_finish:
 * @self: the trial
 * @result: what the callback got
 * @error: why the step that failed did, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what is known of the connection, which is closed by now; %NULL with
 *   @error set
 */
UsherConnectionInfo *
usher_trial_run_finish (UsherTrial *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * usher_trial_has_step:
 *
 * Returns: whether @step is one of this trial's: through a tunnel the name is looked up at its
 *   other end, where nobody sees it
 */
gboolean
usher_trial_has_step (UsherTrial *self, UsherTrialStep step)
{
  if (step == USHER_TRIAL_TUNNEL)
    return self->tunnel != NULL;
  return step != USHER_TRIAL_NAME || self->tunnel == NULL;
}

/**
 * usher_trial_get_title:
 *
 * Returns: what @step is called
 */
const char *
usher_trial_get_title (UsherTrialStep step)
{
  static const char *const titles[] = {
    N_ ("Tunnel"),    N_ ("Name Found"),     N_ ("Server Reached"), N_ ("Encryption"),
    N_ ("Logged In"), N_ ("Server Version"), N_ ("Role"),           N_ ("What It May Do"),
  };

  return _ (titles[step]);
}

UsherTrialState
usher_trial_get_state (UsherTrial *self, UsherTrialStep step)
{
  return self->steps[step].state;
}

/**
 * usher_trial_get_words:
 *
 * Returns: (transfer none) (nullable): what came out of @step, safe to look at: the words of a
 *   server are made visible
 */
const char *
usher_trial_get_words (UsherTrial *self, UsherTrialStep step)
{
  return self->steps[step].words;
}
