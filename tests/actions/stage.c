/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "stage.h"

#include "snapshot-reader.h"
#include "sql.h"

#define DEADLINE_MS 20000

static void
connect_worker (Stage *self, UsherAddress *address)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherConnectionInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  self->worker = usher_worker_new ("action", USHER_PURPOSE_ACTION);
  usher_worker_connect_async (self->worker, address, NULL, test_async_ready, &result);
  test_async_wait (&result);
  info = usher_worker_connect_finish (self->worker, result, &error);
  g_assert_no_error (error);
  self->own_pids[0] = info->backend_pid;
}

Stage *
stage_new_at (UsherAddress *address)
{
  g_autoptr (GError) error = NULL;
  Stage *self = g_new0 (Stage, 1);

  connect_worker (self, address);
  self->eyes = usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);
  g_assert_no_error (error);
  self->own_pids[1] = usher_connection_get_info (self->eyes)->backend_pid;
  return self;
}

/**
 * stage_new:
 * @server: where
 * @role: as whom
 *
 * Returns: (transfer full): two connections that stand
 */
Stage *
stage_new (TestServer *server, const char *role)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, role, NULL);
  Stage *self = stage_new_at (address);

  self->server = server;
  return self;
}

void
stage_free (Stage *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_worker_close_async (self->worker, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_worker_close_finish (self->worker, result, NULL));
  g_object_unref (self->worker);
  usher_connection_free (self->eyes);
  g_free (self);
}

static UsherResult *
ask (Stage *self, const char *name, UsherParams *params)
{
  int version = usher_connection_get_info (self->eyes)->server_version;
  g_autoptr (GError) error = NULL;
  UsherResult *result = usher_connection_query (self->eyes, usher_sql_find (name, version), params,
                                                DEADLINE_MS, NULL, &error);

  g_assert_no_error (error);
  return result;
}

/**
 * stage_look:
 *
 * Returns: (transfer full): a picture of the server, as the stage's role sees it
 */
UsherSnapshot *
stage_look (Stage *self)
{
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) sessions = NULL;
  g_autoptr (UsherResult) databases = ask (self, "databases", NULL);
  g_autoptr (UsherResult) facts = NULL;
  g_autoptr (GError) error = NULL;
  UsherSnapshot *snapshot;

  usher_params_add_bool (params, TRUE);
  sessions = ask (self, "sessions", params);
  facts = ask (self, "server-facts", NULL);
  snapshot = usher_snapshot_read (&(UsherAnswers){ sessions, databases, facts, TRUE }, NULL,
                                  self->own_pids, G_N_ELEMENTS (self->own_pids), &error);
  g_assert_no_error (error);
  return snapshot;
}

/**
 * stage_aim:
 * @application: what the sessions call themselves
 *
 * Returns: (transfer full): all sessions of that name, frozen now, by pid
 */
UsherTargets *
stage_aim (Stage *self, const char *application)
{
  g_autoptr (UsherSnapshot) seen = stage_look (self);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < seen->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (seen->sessions, i);

      if (g_str_equal (session->application, application))
        g_ptr_array_add (chosen, session);
    }
  return usher_targets_new (seen, chosen);
}

/**
 * stage_aim_at:
 * @first: (transfer full): records, up to a %NULL
 *
 * Returns: (transfer full): these, as if they had been seen
 */
UsherTargets *
stage_aim_at (Stage *self, UsherSession *first, ...)
{
  g_autoptr (UsherSnapshot) seen = stage_look (self);
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  va_list args;

  va_start (args, first);
  for (UsherSession *session = first; session != NULL; session = va_arg (args, UsherSession *))
    g_ptr_array_add (chosen, session);
  va_end (args);
  return usher_targets_new (seen, chosen);
}

/**
 * stage_find:
 * @pid: a pid that there is
 *
 * Returns: (transfer full): its record, seen now
 */
UsherSession *
stage_find (Stage *self, gint32 pid)
{
  g_autoptr (UsherSnapshot) seen = stage_look (self);

  for (guint i = 0; i < seen->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (seen->sessions, i);

      if (session->id.pid == pid)
        return usher_session_ref (session);
    }
  g_assert_not_reached ();
}

UsherOperation *
stage_prepare (Stage *self, UsherOperationKind kind, UsherTargets *targets, gboolean confirm_weak)
{
  UsherOperation *operation =
      usher_operation_new (kind, targets, self->own_pids, G_N_ELEMENTS (self->own_pids));

  usher_operation_set_weak_confirmed (operation, confirm_weak);
  return operation;
}

/**
 * stage_run:
 *
 * Runs @operation to its end. Returns: what usher_operation_run_finish() does
 */
gboolean
stage_run (Stage *self, UsherOperation *operation, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_operation_run_async (operation, self->worker, NULL, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_false (usher_operation_is_running (operation));
  return usher_operation_run_finish (operation, result, error);
}

/**
 * stage_perform:
 *
 * Returns: (transfer full): an operation that has run, without weak identities
 */
UsherOperation *
stage_perform (Stage *self, UsherOperationKind kind, UsherTargets *targets)
{
  UsherOperation *operation = stage_prepare (self, kind, targets, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_true (stage_run (self, operation, &error));
  g_assert_no_error (error);
  return operation;
}

/**
 * stage_assert_outcomes:
 * @wanted: the labels of all targets in order, with a bar between them
 */
void
stage_assert_outcomes (UsherOperation *operation, const char *wanted)
{
  g_autoptr (GString) labels = g_string_new (NULL);

  for (guint i = 0; i < usher_targets_get_n (usher_operation_get_targets (operation)); i++)
    g_string_append_printf (labels, "%s%s", i > 0 ? " | " : "",
                            usher_outcome_label (usher_operation_get_outcome (operation, i)));
  g_assert_cmpstr (labels->str, ==, wanted);
}

static gboolean
is_sent (gpointer operation)
{
  return usher_operation_count_outcome (operation, USHER_OUTCOME_SENT)
         == usher_targets_get_n (usher_operation_get_targets (operation));
}

/**
 * stage_wait_until_sent:
 * @operation: one that runs, on targets that do not end
 *
 * Returns before it gives up looking for their end.
 */
void
stage_wait_until_sent (UsherOperation *operation)
{
  g_assert_true (test_wait_until (is_sent, operation, 4000));
}

/**
 * forge:
 * @like: a record
 *
 * Returns: (transfer full): a copy that can be changed and then be handed to forge_done()
 */
UsherSession *
forge (const UsherSession *like)
{
  UsherSession *copy = usher_session_new ();

  copy->id = like->id;
  copy->kind = like->kind;
  copy->state = like->state;
  copy->query_start = like->query_start;
  copy->xact_start = like->xact_start;
  copy->application = g_strdup (like->application);
  copy->user = g_strdup (like->user);
  copy->database = g_strdup (like->database);
  return copy;
}

UsherSession *
forge_done (UsherSession *session)
{
  usher_session_seal (session);
  return session;
}
