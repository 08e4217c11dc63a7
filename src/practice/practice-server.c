/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-server.h"

#include "helper-process.h"
#include "practice-error.h"

#define START_SECONDS 60

struct _UsherPracticeServer
{
  GObject parent_instance;

  UsherHelperProcess *helper; /* (owned) (nullable) */
  GHashTable *facts;          /* (owned): what the helper said, key to value */
  UsherAddress *address;      /* (owned) (nullable): once it is up */
  GTask *start;               /* (owned) (nullable): the start under way */
  GTask *command;             /* (owned) (nullable): the command under way */
  GSource *start_timeout;     /* (owned) (nullable) */
  GSource *start_cancel;      /* (owned) (nullable): listens to the start's cancellable */
  gboolean running;
};

enum
{
  PROP_RUNNING = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UsherPracticeServer, usher_practice_server, G_TYPE_OBJECT)

/* The end of a start, of a command, of the helper */

static void
set_running (UsherPracticeServer *self, gboolean running)
{
  if (self->running == running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

static void
forget_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
dismiss (UsherPracticeServer *self)
{
  if (self->helper != NULL)
    usher_helper_process_dismiss_async (g_steal_pointer (&self->helper), NULL, NULL);
}

/* Takes @error; without one, the server is up. */
static void
end_start (UsherPracticeServer *self, GError *error)
{
  g_autoptr (GTask) start = g_steal_pointer (&self->start);

  forget_source (&self->start_timeout);
  forget_source (&self->start_cancel);
  if (start == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (error != NULL)
    {
      dismiss (self);
      g_task_return_error (start, error);
      return;
    }
  set_running (self, TRUE);
  g_task_return_boolean (start, TRUE);
}

/* Takes @error; without one, it was done. */
static void
end_command (UsherPracticeServer *self, GError *error)
{
  g_autoptr (GTask) command = g_steal_pointer (&self->command);

  if (command == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (command, error);
  else
    g_task_return_boolean (command, TRUE);
}

static void
lose_helper (UsherPracticeServer *self)
{
  end_start (self, usher_practice_error_new_start (NULL));
  end_command (self, usher_practice_error_new_ended ());
  dismiss (self);
  set_running (self, FALSE);
}

/* What the helper says */

static void
keep_address (UsherPracticeServer *self)
{
  const char *const parts[][2] = {
    { "host", usher_practice_server_get_folder (self) },
    { "port", usher_practice_server_get_fact (self, "port") },
    { "user", usher_practice_server_get_fact (self, "user") },
    { "dbname", "postgres" },
  };

  g_clear_pointer (&self->address, usher_address_unref);
  self->address = usher_address_new ();
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (UsherAddress) shorter = g_steal_pointer (&self->address);

      self->address = usher_address_with (shorter, parts[i][0], parts[i][1]);
    }
}

static void
take_failure (UsherPracticeServer *self, const char *code)
{
  if (g_str_equal (code, "programs"))
    end_start (self, usher_practice_error_new_no_programs ());
  else
    end_start (self,
               usher_practice_error_new_start (usher_practice_server_get_fact (self, "says")));
}

static void
take_fact (UsherPracticeServer *self, const char *key, const char *value)
{
  g_hash_table_replace (self->facts, g_strdup (key), g_strdup (value));
  if (g_str_equal (key, "ready"))
    {
      keep_address (self);
      end_start (self, NULL);
    }
  else if (g_str_equal (key, "failed"))
    take_failure (self, value);
  else if (g_str_equal (key, "done"))
    end_command (self, NULL);
  else if (g_str_equal (key, "refused"))
    end_command (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, value));
}

/* Whoever waits for what comes may let go of the server then. */
static void
on_helper_says (const char *key, const char *value, gpointer data)
{
  g_autoptr (UsherPracticeServer) self = g_object_ref (data);

  if (key != NULL)
    take_fact (self, key, value);
  else
    lose_helper (self);
}

/* The object */

static void
usher_practice_server_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  UsherPracticeServer *self = USHER_PRACTICE_SERVER (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
usher_practice_server_finalize (GObject *object)
{
  UsherPracticeServer *self = USHER_PRACTICE_SERVER (object);

  dismiss (self);
  g_clear_pointer (&self->address, usher_address_unref);
  g_hash_table_unref (self->facts);

  G_OBJECT_CLASS (usher_practice_server_parent_class)->finalize (object);
}

static void
usher_practice_server_class_init (UsherPracticeServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = usher_practice_server_get_property;
  object_class->finalize = usher_practice_server_finalize;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_practice_server_init (UsherPracticeServer *self)
{
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

UsherPracticeServer *
usher_practice_server_new (void)
{
  return g_object_new (USHER_TYPE_PRACTICE_SERVER, NULL);
}

/* Start */

static gboolean
on_start_timeout (gpointer data)
{
  UsherPracticeServer *self = data;

  end_start (self,
             usher_practice_error_new_timeout (usher_practice_server_get_fact (self, "says")));
  return G_SOURCE_REMOVE;
}

static gboolean
on_start_cancelled (GCancellable *cancellable, gpointer data)
{
  end_start (data, usher_practice_error_new_cancelled ());
  return G_SOURCE_REMOVE;
}

static void
limit_start (UsherPracticeServer *self, GCancellable *cancellable)
{
  self->start_timeout = g_timeout_source_new_seconds (START_SECONDS);
  g_source_set_callback (self->start_timeout, on_start_timeout, self, NULL);
  g_source_attach (self->start_timeout, NULL);
  if (cancellable == NULL)
    return;

  self->start_cancel = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->start_cancel, G_SOURCE_FUNC (on_start_cancelled), self, NULL);
  g_source_attach (self->start_cancel, NULL);
}

/**
 * usher_practice_server_start_async:
 * @self: a server that was not started, or was stopped
 * @options: what to start, only read during the call
 * @cancellable: (nullable): gives the start up, and ends what is there already
 *
 * Main thread. Ends when the server accepts connections and, if wished for, its clients
 * are there, after a minute at the latest. Errors: %USHER_ERROR_NO_PROGRAMS,
 * %USHER_ERROR_PRACTICE with the last words of the server's log as what the server says,
 * %USHER_ERROR_TIMED_OUT.
 */
void
usher_practice_server_start_async (UsherPracticeServer *self,
                                   const UsherPracticeOptions *options,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (USHER_IS_PRACTICE_SERVER (self));
  g_return_if_fail (self->helper == NULL);

  g_hash_table_remove_all (self->facts);
  self->helper = usher_helper_process_start (options, on_helper_says, self, &error);
  if (self->helper == NULL)
    {
      g_task_return_error (task, usher_practice_error_new_no_helper (error->message));
      return;
    }

  self->start = g_steal_pointer (&task);
  limit_start (self, cancellable);
}

gboolean
usher_practice_server_start_finish (UsherPracticeServer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Commands */

/**
 * usher_practice_server_command_async:
 * @self: a running server
 * @command: a line that the helper understands, such as "restart"; see its --help
 *
 * Main thread, one command at a time. Ends when the helper says that it is done; fails
 * when the helper refuses, or is gone.
 */
void
usher_practice_server_command_async (UsherPracticeServer *self,
                                     const char *command,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (USHER_IS_PRACTICE_SERVER (self));
  g_return_if_fail (self->command == NULL);

  if (!self->running)
    g_task_return_error (task, usher_practice_error_new_ended ());
  else if (!usher_helper_process_tell (self->helper, command, &error))
    g_task_return_error (task, error);
  else
    self->command = g_steal_pointer (&task);
}

gboolean
usher_practice_server_command_finish (UsherPracticeServer *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Stop */

static void
on_dismissed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  usher_helper_process_dismiss_finish (result);
  g_task_return_boolean (task, TRUE);
}

/**
 * usher_practice_server_stop_async:
 * @self: a server
 *
 * Main thread. Ends a running server, or gives up its start, which then is cancelled. Ends
 * when the helper is gone, and with it the server and its folder; a helper that hangs is
 * killed after some seconds. Succeeds when there is nothing to stop.
 */
void
usher_practice_server_stop_async (UsherPracticeServer *self,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  UsherHelperProcess *helper = g_steal_pointer (&self->helper);

  g_return_if_fail (USHER_IS_PRACTICE_SERVER (self));

  end_start (self, usher_practice_error_new_cancelled ());
  end_command (self, usher_practice_error_new_ended ());
  set_running (self, FALSE);
  if (helper == NULL)
    g_task_return_boolean (task, TRUE);
  else
    usher_helper_process_dismiss_async (helper, on_dismissed, g_steal_pointer (&task));
}

gboolean
usher_practice_server_stop_finish (UsherPracticeServer *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What is known */

gboolean
usher_practice_server_get_running (UsherPracticeServer *self)
{
  return self->running;
}

/**
 * usher_practice_server_get_address:
 *
 * Returns: (nullable) (transfer none): how to connect as its superuser, no password
 *   needed, once it has been up
 */
UsherAddress *
usher_practice_server_get_address (UsherPracticeServer *self)
{
  return self->address;
}

/**
 * usher_practice_server_get_fact:
 * @key: such as "port", "version" or "password"; see the helper's --help
 *
 * Returns: (nullable) (transfer none): what the helper said last about @key
 */
const char *
usher_practice_server_get_fact (UsherPracticeServer *self, const char *key)
{
  return g_hash_table_lookup (self->facts, key);
}

/**
 * usher_practice_server_get_folder:
 *
 * Returns: (nullable) (transfer none): where the server's socket, data and log are
 */
const char *
usher_practice_server_get_folder (UsherPracticeServer *self)
{
  return usher_practice_server_get_fact (self, "folder");
}

/**
 * usher_practice_server_get_server_pid:
 *
 * Returns: the process id of the server's main process, 0 before there is one
 */
gint32
usher_practice_server_get_server_pid (UsherPracticeServer *self)
{
  const char *pid = usher_practice_server_get_fact (self, "server-pid");

  return pid != NULL ? (gint32)g_ascii_strtoll (pid, NULL, 10) : 0;
}

/**
 * usher_practice_server_get_helper_pid:
 *
 * Returns: the process id of the helper, 0 while there is none
 */
gint32
usher_practice_server_get_helper_pid (UsherPracticeServer *self)
{
  return self->helper != NULL ? usher_helper_process_get_pid (self->helper) : 0;
}
