/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "trial.h"

#include "connection-words.h"
#include "endpoint-finder.h"
#include "errors.h"
#include "host-lookup.h"
#include "narrow-door.h"
#include "trial-words.h"
#include "worker.h"

#define LOOKUP_SECONDS 15

typedef struct
{
  UsherTrialState state;
  char *words; /* (owned) (nullable) */
} Step;

struct _UsherTrial
{
  GObject parent_instance;

  UsherApproach *approach; /* (owned) */
  UsherWorker *worker;     /* (owned) (nullable): while it connects */
  gboolean looks_for_password;
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
  g_clear_object (&self->approach);
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
 * @approach: the way there, of which nothing was gone yet
 *
 * Returns: (transfer full): a trial of which nothing is tried yet
 */
UsherTrial *
usher_trial_new (UsherApproach *approach)
{
  UsherTrial *self = g_object_new (USHER_TYPE_TRIAL, NULL);
  UsherTunnel *tunnel = usher_approach_get_tunnel (approach);

  self->approach = g_object_ref (approach);
  if (tunnel != NULL)
    g_signal_connect_object (tunnel, "question", G_CALLBACK (on_question), self, 0);
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

/* What was made for the trial alone goes with it; who types a password goes on through it. */
static void
close_tunnel (UsherTrial *self, const GError *error)
{
  UsherTunnel *tunnel = usher_approach_get_tunnel (self->approach);

  if (tunnel != NULL && !usher_error_is_about_password (error))
    usher_tunnel_close (tunnel);
}

static void
fail (GTask *task, UsherTrialStep step, GError *error)
{
  UsherTrial *self = g_task_get_source_object (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_step (self, step, USHER_TRIAL_NOT_TRIED, NULL);
  else
    set_step (self, step, USHER_TRIAL_FAILED, usher_trial_words_error (error));
  close_tunnel (self, error);
  g_task_return_error (task, error);
}

/* The connection */

static gboolean
insists_on_tls (UsherTrial *self)
{
  const char *mode = usher_address_get (usher_approach_get_address (self->approach), "sslmode");

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

static void
show_success (UsherTrial *self, const UsherConnectionInfo *info)
{
  set_step (self, USHER_TRIAL_REACHED, USHER_TRIAL_DONE, usher_trial_words_reached (info));
  set_step (self, USHER_TRIAL_ENCRYPTED, USHER_TRIAL_DONE, usher_connection_words_tls (info));
  set_step (self, USHER_TRIAL_LOGGED_IN, USHER_TRIAL_DONE, usher_connection_words_login (info));
  set_step (self, USHER_TRIAL_VERSION, USHER_TRIAL_DONE, usher_trial_words_version (info));
  set_step (self, USHER_TRIAL_ROLE, USHER_TRIAL_DONE, usher_connection_words_role (info));
  set_step (self, USHER_TRIAL_RIGHTS, USHER_TRIAL_DONE, usher_connection_words_rights (info));
}

static void
on_worker_closed (GObject *source, GAsyncResult *result, gpointer unused)
{
  usher_worker_close_finish (USHER_WORKER (source), result, NULL);
}

static void
fail_to_connect (GTask *task, GError *error)
{
  UsherTrial *self = g_task_get_source_object (task);
  UsherTrialStep step = usher_trial_step_of (error);

  if (!usher_trial_has_step (self, step))
    step = USHER_TRIAL_REACHED;
  usher_approach_failed (self->approach, error);
  show_progress (self, step);
  fail (task, step, error);
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
      fail_to_connect (task, usher_approach_explain (self->approach, error));
      return;
    }
  show_success (self, info);
  close_tunnel (self, NULL);
  g_task_return_pointer (task, info, (GDestroyNotify)usher_connection_info_unref);
}

static void
connect_to (GTask *task, UsherAddress *login)
{
  UsherTrial *self = g_task_get_source_object (task);
  UsherTunnel *tunnel = usher_approach_get_tunnel (self->approach);
  UsherProfile *profile = usher_approach_get_profile (self->approach);
  g_autoptr (UsherAddress) wide = usher_wide_door_address (login);
  g_autoptr (UsherAddress) address =
      tunnel != NULL ? usher_tunnel_apply (tunnel, wide) : usher_address_ref (wide);

  set_step (self, USHER_TRIAL_REACHED, USHER_TRIAL_UNDER_WAY, NULL);
  self->worker = usher_worker_new ("usher-trial", USHER_PURPOSE_MONITOR);
  if (profile != NULL)
    usher_worker_set_role (self->worker, usher_profile_get_role (profile));
  usher_worker_connect_async (self->worker, address, g_task_get_cancellable (task), on_connected,
                              task);
}

/* The password */

static void
show_password (UsherTrial *self, gboolean found)
{
  set_step (self, USHER_TRIAL_PASSWORD, found ? USHER_TRIAL_DONE : USHER_TRIAL_IN_VAIN,
            usher_trial_words_password (usher_approach_get_password_source (self->approach), found,
                                        usher_approach_get_excuse (self->approach)));
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UsherTrial *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (UsherAddress) login = usher_approach_prepare_finish (self->approach, result, &error);

  if (login == NULL)
    {
      fail (task, USHER_TRIAL_PASSWORD, error);
      return;
    }
  if (self->looks_for_password)
    show_password (self, usher_address_get (login, "password") != NULL);
  connect_to (g_steal_pointer (&task), login);
}

static void
find_password (GTask *task)
{
  UsherTrial *self = g_task_get_source_object (task);

  if (self->looks_for_password)
    set_step (self, USHER_TRIAL_PASSWORD, USHER_TRIAL_UNDER_WAY, NULL);
  usher_approach_prepare_async (self->approach, g_task_get_cancellable (task), on_prepared, task);
}

/* The name */

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
    g_task_return_pointer (task, usher_trial_words_found (endpoint, hosts), g_free);
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
  find_password (g_steal_pointer (&task));
}

static void
look_up_name (GTask *task)
{
  UsherTrial *self = g_task_get_source_object (task);
  g_autoptr (GTask) finder = g_task_new (self, g_task_get_cancellable (task), on_name_found, task);

  set_step (self, USHER_TRIAL_NAME, USHER_TRIAL_UNDER_WAY, NULL);
  g_task_set_task_data (finder, usher_address_ref (usher_approach_get_address (self->approach)),
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
  find_password (g_steal_pointer (&task));
}

/**
 * usher_trial_run_async:
 * @self: a trial
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Tries one step after the other, until one fails. It can be run again when it has ended, with a
 * password that was typed meanwhile.
 */
void
usher_trial_run_async (UsherTrial *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  UsherTunnel *tunnel = usher_approach_get_tunnel (self->approach);

  g_task_set_source_tag (task, usher_trial_run_async);
  self->looks_for_password = usher_approach_looks_for_password (self->approach);
  for (guint step = 0; step < USHER_TRIAL_N_STEPS; step++)
    set_step (self, step, USHER_TRIAL_NOT_TRIED, NULL);
  if (tunnel == NULL)
    {
      look_up_name (task);
      return;
    }
  set_step (self, USHER_TRIAL_TUNNEL, USHER_TRIAL_UNDER_WAY, NULL);
  usher_tunnel_open_async (tunnel, usher_approach_get_address (self->approach), cancellable,
                           on_tunnel_open, task);
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
  gboolean tunnel = usher_approach_get_tunnel (self->approach) != NULL;

  switch ((guint)step)
    {
    case USHER_TRIAL_TUNNEL:
      return tunnel;
    case USHER_TRIAL_NAME:
      return !tunnel;
    case USHER_TRIAL_PASSWORD:
      return self->looks_for_password;
    default:
      return TRUE;
    }
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
