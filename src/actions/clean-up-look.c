/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "clean-up-private.h"

/* What a clean-up sees of the server, and when it looks. */

/* How often while somebody watches, in seconds. */
#define INTERVAL 2

/* Returns: (transfer full): what to look at */
static UsherSurveyRequest *
make_request (UsherCleanUp *self)
{
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (self->server, &n_pids);
  UsherSurveyRequest *request = usher_survey_request_new (pids, n_pids);
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    usher_survey_request_add (request, row->oid, row->new_name);
  return request;
}

static void
take_survey (UsherCleanUp *self, UsherSurvey *survey)
{
  UsherReturns *returns = usher_returns_of (self->server);
  UsherCleanUpRow *row;

  usher_returns_observe (returns, survey->snapshot);
  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    usher_clean_up_row_take_survey (row, survey, &self->intent, returns);
  usher_clean_up_tell_waits (self, survey);
}

static gboolean
on_timer (gpointer data)
{
  UsherCleanUp *self = data;

  self->timer = 0;
  usher_clean_up_look (self);
  return G_SOURCE_REMOVE;
}

static void
plan_next_look (UsherCleanUp *self)
{
  if (self->watching && self->timer == 0)
    self->timer = g_timeout_add_seconds (INTERVAL, on_timer, self);
}

static void
on_looked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherCleanUp) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherSurvey) survey = usher_worker_run_finish (USHER_WORKER (object), result, &error);

  g_clear_object (&self->looking);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_error (&self->look_error);
  self->look_error = g_steal_pointer (&error);
  if (survey != NULL)
    {
      self->looked_at = g_get_monotonic_time ();
      take_survey (self, survey);
    }
  usher_clean_up_changed (self);
  if (self->look_again)
    usher_clean_up_look (self);
  else
    plan_next_look (self);
}

/**
 * usher_clean_up_look:
 * @self: a clean-up
 *
 * Looks now; while it looks already, once more after that.
 */
void
usher_clean_up_look (UsherCleanUp *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->look_again = self->looking != NULL;
  if (self->look_again)
    return;
  self->looking = g_cancellable_new ();
  usher_worker_run_async (usher_server_get_action_worker (self->server), usher_survey_make,
                          make_request (self), (GDestroyNotify)usher_survey_request_free,
                          (GDestroyNotify)usher_survey_unref, USHER_JOB_READS, self->looking,
                          on_looked, g_object_ref (self));
}

/**
 * usher_clean_up_set_watching:
 * @self: a clean-up
 * @watching: %TRUE to look now and every other second
 */
void
usher_clean_up_set_watching (UsherCleanUp *self, gboolean watching)
{
  self->watching = watching;
  if (watching)
    usher_clean_up_look (self);
  else
    g_clear_handle_id (&self->timer, g_source_remove);
}

/**
 * usher_clean_up_get_looked_at:
 * @self: a clean-up
 *
 * Returns: when it last saw the server, in monotonic microseconds; 0: never
 */
gint64
usher_clean_up_get_looked_at (UsherCleanUp *self)
{
  return self->looked_at;
}

/**
 * usher_clean_up_get_look_error:
 * @self: a clean-up
 *
 * Returns: (transfer none) (nullable): why the last look failed
 */
const GError *
usher_clean_up_get_look_error (UsherCleanUp *self)
{
  return self->look_error;
}
