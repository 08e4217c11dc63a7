/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "survey.h"

#include <string.h>

#include "durations.h"
#include "survey-reader.h"

static void
prepared_free (gpointer data)
{
  UsherPrepared *self = data;

  g_free (self->gid);
  g_free (self->title);
  g_free (self->owner);
  g_free (self->owner_bytes);
  g_free (self);
}

static void
slot_free (gpointer data)
{
  UsherSlot *self = data;

  g_free (self->name);
  g_free (self);
}

static void
subscription_free (gpointer data)
{
  UsherSubscription *self = data;

  g_free (self->name);
  g_free (self->slot_name);
  g_free (self);
}

static void
facts_free (gpointer data)
{
  UsherDatabaseFacts *self = data;

  g_free (self->name);
  g_free (self->name_bytes);
  g_free (self->quoted);
  g_free (self->owner);
  g_free (self->tablespace);
  g_free (self->lock_pids);
  g_free (self->new_name);
  g_free (self->new_quoted);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->prepared);
  g_ptr_array_unref (self->slots);
  g_ptr_array_unref (self->subscriptions);
  g_free (self);
}

static UsherDatabaseFacts *
facts_new (guint32 oid, const char *new_name)
{
  UsherDatabaseFacts *self = g_new0 (UsherDatabaseFacts, 1);

  self->oid = oid;
  self->name = g_strdup ("");
  self->name_bytes = g_strdup ("");
  self->owner = g_strdup ("");
  self->tablespace = g_strdup ("");
  self->new_name = g_strdup (new_name);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  self->prepared = g_ptr_array_new_with_free_func (prepared_free);
  self->slots = g_ptr_array_new_with_free_func (slot_free);
  self->subscriptions = g_ptr_array_new_with_free_func (subscription_free);
  return self;
}

/*< private >
 * usher_survey_new:
 * @request: what was asked
 *
 * Returns: (transfer full): a survey of databases of which nothing is known
 */
UsherSurvey *
usher_survey_new (const UsherSurveyRequest *request)
{
  UsherSurvey *self = g_atomic_rc_box_new0 (UsherSurvey);

  self->monotonic_time = g_get_monotonic_time ();
  self->me = g_strdup ("");
  self->senders = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->facts = g_ptr_array_new_with_free_func (facts_free);
  for (guint i = 0; i < request->oids->len; i++)
    g_ptr_array_add (self->facts, facts_new (g_array_index (request->oids, guint32, i),
                                             g_ptr_array_index (request->new_names, i)));
  return self;
}

static void
clear (gpointer data)
{
  UsherSurvey *self = data;

  g_clear_pointer (&self->snapshot, usher_snapshot_unref);
  g_ptr_array_unref (self->facts);
  g_array_unref (self->senders);
  g_free (self->me);
  g_free (self->any_bytes);
}

UsherSurvey *
usher_survey_ref (UsherSurvey *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
usher_survey_unref (UsherSurvey *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/*< private >
 * usher_survey_find:
 * @self: a survey
 * @oid: a database
 *
 * Returns: (transfer none) (nullable): what is known of it, %NULL if it was not asked about
 */
UsherDatabaseFacts *
usher_survey_find (UsherSurvey *self, guint32 oid)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      UsherDatabaseFacts *facts = g_ptr_array_index (self->facts, i);

      if (facts->oid == oid)
        return facts;
    }
  return NULL;
}

/*< private >
 * usher_survey_request_new:
 * @own_pids: (array length=n_own_pids): Usher's own backends
 * @n_own_pids: how many
 *
 * Returns: (transfer full): a request that asks about no database yet
 */
UsherSurveyRequest *
usher_survey_request_new (const gint32 *own_pids, guint n_own_pids)
{
  UsherSurveyRequest *self = g_new0 (UsherSurveyRequest, 1);

  self->oids = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->new_names = g_ptr_array_new_with_free_func (g_free);
  self->own_pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  if (n_own_pids > 0)
    g_array_append_vals (self->own_pids, own_pids, n_own_pids);
  return self;
}

/*< private >
 * usher_survey_request_add:
 * @self: a request
 * @oid: a database to look at
 * @new_name: a name that is to be given to it or to its copy, or ""
 */
void
usher_survey_request_add (UsherSurveyRequest *self, guint32 oid, const char *new_name)
{
  g_array_append_val (self->oids, oid);
  g_ptr_array_add (self->new_names, g_strdup (new_name));
}

void
usher_survey_request_free (UsherSurveyRequest *self)
{
  g_array_unref (self->oids);
  g_ptr_array_unref (self->new_names);
  g_array_unref (self->own_pids);
  g_free (self);
}

/*< private >
 * usher_session_is_backup:
 * @session: a walsender
 *
 * pg_basebackup holds two of them: one sends BASE_BACKUP, one streams the log with it.
 *
 * Returns: whether it belongs to a base backup
 */
gboolean
usher_session_is_backup (const UsherSession *session)
{
  static const char command[] = "BASE_BACKUP";

  return g_ascii_strncasecmp (session->query, command, strlen (command)) == 0
         || g_str_equal (session->application, "pg_basebackup");
}

static gboolean
is_among (GArray *pids, gint32 pid)
{
  for (guint i = 0; i < pids->len; i++)
    if (g_array_index (pids, gint32, i) == pid)
      return TRUE;
  return FALSE;
}

/* The kind of a hidden process is only guessed, and every server has one that looks like a
 * walsender then: the launcher of logical replication. */
static gboolean
may_be_standby (UsherSurvey *self, const UsherSession *session)
{
  return session->kind == USHER_SESSION_WALSENDER && session->id.database_oid == 0
         && !session->is_usher && !usher_session_is_backup (session)
         && (session->state != USHER_STATE_HIDDEN || is_among (self->senders, session->id.pid));
}

static void
sort_in (UsherSurvey *self, const UsherSurveyRequest *request, UsherSession *session)
{
  UsherDatabaseFacts *facts = usher_survey_find (self, session->id.database_oid);

  self->n_standbys += may_be_standby (self, session) ? 1 : 0;
  if (facts == NULL)
    return;
  if (session->is_usher)
    facts->n_other_own += is_among (request->own_pids, session->id.pid) ? 0 : 1;
  else
    g_ptr_array_add (facts->sessions, usher_session_ref (session));
}

/*< private >
 * usher_survey_make:
 * @connection: of any purpose
 * @request: (type UsherSurveyRequest): what to look at
 * @cancellable: (nullable): stops
 * @error: %USHER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * An #UsherWorkerFunc: looks at everything that can stand in the way.
 *
 * Returns: (transfer full) (type UsherSurvey): what was seen, or %NULL with @error set
 */
gpointer
usher_survey_make (UsherConnection *connection,
                   gpointer request,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (UsherSurvey) self = usher_survey_new (request);
  UsherSurveyReader reader = { self, request, connection, cancellable };

  if (!usher_survey_reader_run (&reader, error))
    return NULL;
  for (guint i = 0; i < self->snapshot->sessions->len; i++)
    sort_in (self, request, g_ptr_array_index (self->snapshot->sessions, i));
  return g_steal_pointer (&self);
}
