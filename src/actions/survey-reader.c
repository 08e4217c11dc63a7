/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "survey-reader.h"

#include <string.h>

#include "command.h"
#include "durations.h"
#include "encodings.h"
#include "snapshot-reader.h"
#include "sql.h"
#include "text.h"

/* Each statement. They are many, and small. */
#define DEADLINE_MS 5000

typedef struct
{
  UsherResult *result; /* (unowned) */
  guint row;
  int encoding; /* of names that belong to this row's database, -1 if not known */
} Row;

static const char *
get_bytes (const Row *row, const char *name)
{
  const char *bytes =
      usher_result_get_bytes (row->result, row->row, usher_result_column (row->result, name), NULL);

  return bytes != NULL ? bytes : "";
}

static char *
get_text (const Row *row, const char *name)
{
  return usher_text_decode (get_bytes (row, name), -1, row->encoding);
}

static gboolean
get_bool (const Row *row, const char *name)
{
  return usher_result_get_bool (row->result, row->row, usher_result_column (row->result, name));
}

static gint32
get_int (const Row *row, const char *name)
{
  return usher_result_get_int32 (row->result, row->row, usher_result_column (row->result, name), 0);
}

static UsherDatabaseFacts *
find_facts (UsherSurveyReader *self, const Row *row, const char *name)
{
  int column = usher_result_column (row->result, name);

  return usher_survey_find (self->survey, usher_result_get_oid (row->result, row->row, column));
}

static UsherResult *
ask (UsherSurveyReader *self, const char *name, UsherParams *params, GError **error)
{
  return usher_connection_query (self->connection,
                                 usher_sql_find (name, self->survey->server_version), params,
                                 DEADLINE_MS, self->cancellable, error);
}

static UsherParams *
new_params (UsherSurveyReader *self)
{
  UsherParams *params = usher_params_new ();
  GArray *oids = self->request->oids;
  g_autofree gint64 *wide = g_new (gint64, oids->len);

  for (guint i = 0; i < oids->len; i++)
    wide[i] = g_array_index (oids, guint32, i);
  usher_params_add_int64_array (params, wide, oids->len);
  return params;
}

/* Returns: (transfer full): a name that a person typed, as the bytes that it has in the
 * database; %NULL if it has none there */
static char *
encode (const char *text, int encoding)
{
  const char *charset = usher_encoding_get_charset (encoding);

  if (charset == NULL || encoding == USHER_ENCODING_UTF8)
    return g_strdup (text);
  return g_convert (text, -1, charset, "UTF-8", NULL, NULL, NULL);
}

static gboolean
is_taken (UsherResult *databases, const char *name)
{
  int column = usher_result_column (databases, "datname");

  for (guint i = 0; i < usher_result_get_n_rows (databases); i++)
    if (strcmp (usher_result_get_bytes (databases, i, column, NULL), name) == 0)
      return TRUE;
  return FALSE;
}

static void
take_new_name (UsherSurveyReader *self, UsherDatabaseFacts *facts, UsherResult *databases)
{
  g_autofree char *bytes = NULL;

  if (facts->new_name[0] == '\0')
    return;
  bytes = encode (facts->new_name, facts->encoding);
  if (bytes != NULL)
    facts->new_quoted = usher_connection_quote_name (self->connection, bytes, NULL);
  facts->new_is_bad = facts->new_quoted == NULL;
  facts->new_is_taken = bytes != NULL && is_taken (databases, bytes);
}

static void
take_database (UsherSurveyReader *self, Row *row, UsherResult *databases)
{
  UsherDatabaseFacts *facts = find_facts (self, row, "oid");

  if (facts == NULL)
    return;
  row->encoding = get_int (row, "encoding");
  facts->exists = TRUE;
  facts->encoding = row->encoding;
  g_free (facts->name);
  facts->name = get_text (row, "datname");
  g_free (facts->name_bytes);
  facts->name_bytes = g_strdup (get_bytes (row, "datname"));
  facts->quoted = usher_connection_quote_name (self->connection, facts->name_bytes, NULL);
  g_free (facts->owner);
  facts->owner = get_text (row, "owner");
  g_free (facts->tablespace);
  facts->tablespace = get_text (row, "tablespace");
  facts->is_template = get_bool (row, "is_template");
  facts->allows = get_bool (row, "allows");
  facts->connection_limit = get_int (row, "connection_limit");
  facts->is_current = get_bool (row, "is_current");
  facts->owns = get_bool (row, "owns");
  facts->lock_pids = usher_result_get_int32_array (
      row->result, row->row, usher_result_column (row->result, "lock_pids"), &facts->n_lock_pids);
  take_new_name (self, facts, databases);
}

static void
take_general (UsherSurvey *survey, const Row *row)
{
  g_free (survey->me);
  survey->me = get_text (row, "me");
  survey->is_superuser = get_bool (row, "is_superuser");
  survey->creates = get_bool (row, "creates");
  survey->signals = get_bool (row, "signals");
  survey->in_recovery = get_bool (row, "in_recovery");
  survey->read_only = get_bool (row, "read_only");
}

static gboolean
read_databases (UsherSurveyReader *self, UsherResult *databases, GError **error)
{
  g_autoptr (UsherParams) params = new_params (self);
  g_autoptr (UsherResult) result = NULL;

  usher_params_add_int32_array (params, (const gint32 *)self->request->own_pids->data,
                                self->request->own_pids->len);
  result = ask (self, "clean-up-databases", params, error);
  for (guint i = 0; result != NULL && i < usher_result_get_n_rows (result); i++)
    {
      Row row = { result, i, -1 };

      take_general (self->survey, &row);
      take_database (self, &row, databases);
    }
  return result != NULL;
}

static void
take_prepared (UsherSurveyReader *self, Row *row)
{
  UsherDatabaseFacts *facts = find_facts (self, row, "database");
  UsherPrepared *prepared;

  if (facts == NULL)
    return;
  row->encoding = facts->encoding;
  prepared = g_new0 (UsherPrepared, 1);
  prepared->gid = g_strdup (get_bytes (row, "gid"));
  prepared->title = get_text (row, "gid");
  prepared->owner = get_text (row, "owner");
  prepared->owner_bytes = g_strdup (get_bytes (row, "owner"));
  prepared->prepared = usher_result_get_int64 (
      row->result, row->row, usher_result_column (row->result, "prepared_us"), USHER_NO_TIME);
  prepared->is_mine = get_bool (row, "is_mine") || get_bool (row, "is_superuser");
  prepared->may = get_bool (row, "may");
  g_ptr_array_add (facts->prepared, prepared);
}

static void
take_slot (UsherSurveyReader *self, Row *row)
{
  UsherDatabaseFacts *facts = find_facts (self, row, "database");
  UsherSlot *slot;

  if (facts == NULL)
    return;
  slot = g_new0 (UsherSlot, 1);
  slot->name = get_text (row, "slot_name");
  slot->is_active = get_bool (row, "is_active");
  slot->active_pid = get_int (row, "active_pid");
  g_ptr_array_add (facts->slots, slot);
}

static void
take_subscription (UsherSurveyReader *self, Row *row)
{
  UsherDatabaseFacts *facts = find_facts (self, row, "database");
  UsherSubscription *subscription;

  if (facts == NULL)
    return;
  row->encoding = facts->encoding;
  subscription = g_new0 (UsherSubscription, 1);
  subscription->name = get_text (row, "subname");
  subscription->is_enabled = get_bool (row, "is_enabled");
  subscription->owns = get_bool (row, "owns");
  if (!usher_result_is_null (row->result, row->row, usher_result_column (row->result, "slot_name")))
    subscription->slot_name = get_text (row, "slot_name");
  g_ptr_array_add (facts->subscriptions, subscription);
}

static void
take_sender (UsherSurveyReader *self, Row *row)
{
  gint32 pid = get_int (row, "pid");

  g_array_append_val (self->survey->senders, pid);
}

static gboolean
is_asked_about (const UsherSurveyRequest *request, guint32 oid)
{
  for (guint i = 0; i < request->oids->len; i++)
    if (g_array_index (request->oids, guint32, i) == oid)
      return TRUE;
  return FALSE;
}

/* In a database of UTF8 the server takes no command whose bytes are not valid there, and names
 * can be just that: a name belongs to the encoding of the database it was given in. */
static void
find_any_bytes (UsherSurveyReader *self, UsherResult *databases)
{
  for (guint i = 0; i < usher_result_get_n_rows (databases); i++)
    {
      Row row = { databases, i, -1 };
      guint32 oid = usher_result_get_oid (databases, i, usher_result_column (databases, "oid"));

      if (self->survey->any_bytes == NULL && get_int (&row, "encoding") == USHER_ENCODING_SQL_ASCII
          && get_bool (&row, "datallowconn") && get_int (&row, "datconnlimit") != 0
          && get_int (&row, "datconnlimit") != -2 && !is_asked_about (self->request, oid))
        self->survey->any_bytes = g_strdup (get_bytes (&row, "datname"));
    }
}

typedef void (*TakeRow) (UsherSurveyReader *self, Row *row);

static gboolean
read_rows (UsherSurveyReader *self,
           const char *name,
           UsherParams *params,
           TakeRow take,
           GError **error)
{
  g_autoptr (UsherResult) result = ask (self, name, params, error);

  for (guint i = 0; result != NULL && i < usher_result_get_n_rows (result); i++)
    {
      Row row = { result, i, -1 };

      take (self, &row);
    }
  return result != NULL;
}

static gboolean
read_prepared (UsherSurveyReader *self, GError **error)
{
  g_autoptr (UsherParams) params = new_params (self);

  usher_params_add_text (params, self->survey->server_version < 160000 ? "MEMBER" : "SET");
  return read_rows (self, "clean-up-prepared", params, take_prepared, error);
}

static gboolean
read_replication (UsherSurveyReader *self, GError **error)
{
  g_autoptr (UsherParams) params = new_params (self);

  return read_rows (self, "clean-up-slots", params, take_slot, error)
         && read_rows (self, "clean-up-subscriptions", params, take_subscription, error)
         && read_rows (self, "clean-up-senders", NULL, take_sender, error);
}

static gboolean
read_snapshot (UsherSurveyReader *self, UsherResult *databases, GError **error)
{
  g_autoptr (UsherParams) params = usher_params_new ();
  g_autoptr (UsherResult) sessions = NULL;
  g_autoptr (UsherResult) facts = NULL;
  UsherAnswers answers;

  /* Who blocks whom is dear, and does not matter to a database as a whole. */
  usher_params_add_bool (params, FALSE);
  sessions = ask (self, "sessions", params, error);
  facts = sessions != NULL ? ask (self, "server-facts", NULL, error) : NULL;
  if (facts == NULL)
    return FALSE;
  answers = (UsherAnswers){ sessions, databases, facts, FALSE };
  self->survey->snapshot =
      usher_snapshot_read (&answers, NULL, (const gint32 *)self->request->own_pids->data,
                           self->request->own_pids->len, error);
  return self->survey->snapshot != NULL;
}

/*< private >
 * usher_survey_reader_run:
 * @self: a reader
 * @error: return location
 *
 * Returns: whether all of it could be read
 */
gboolean
usher_survey_reader_run (UsherSurveyReader *self, GError **error)
{
  UsherConnectionInfo *info = usher_connection_get_info (self->connection);
  g_autoptr (UsherResult) databases = NULL;

  self->survey->server_version = info->server_version;
  self->survey->pooled = info->pooled;
  databases = ask (self, "databases", NULL, error);
  if (databases != NULL)
    find_any_bytes (self, databases);
  return databases != NULL && read_databases (self, databases, error) && read_prepared (self, error)
         && read_replication (self, error) && read_snapshot (self, databases, error);
}
