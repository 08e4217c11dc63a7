/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "clean-up-private.h"

G_DEFINE_FINAL_TYPE (UsherCleanUp, usher_clean_up, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_clean_up_dispose (GObject *object)
{
  UsherCleanUp *self = USHER_CLEAN_UP (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);

  G_OBJECT_CLASS (usher_clean_up_parent_class)->dispose (object);
}

static void
usher_clean_up_finalize (GObject *object)
{
  UsherCleanUp *self = USHER_CLEAN_UP (object);

  g_clear_object (&self->looking);
  g_clear_error (&self->look_error);
  g_object_unref (self->rows);
  g_object_unref (self->server);

  G_OBJECT_CLASS (usher_clean_up_parent_class)->finalize (object);
}

static void
usher_clean_up_class_init (UsherCleanUpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_clean_up_dispose;
  object_class->finalize = usher_clean_up_finalize;

  /**
   * UsherCleanUp::changed:
   *
   * Anything of it or of its rows may be another now.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_clean_up_init (UsherCleanUp *self)
{
  self->rows = g_list_store_new (USHER_TYPE_CLEAN_UP_ROW);
}

void
usher_clean_up_changed (UsherCleanUp *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
choose_blocking (UsherCleanUp *self)
{
  self->intent.blocking =
      self->intent.kind == USHER_CLEAN_UP_DISCONNECT ? USHER_BLOCK_NOBODY : USHER_BLOCK_EVERYBODY;
}

/**
 * usher_clean_up_new:
 * @server: where
 * @kind: what to do
 * @oids: (array length=n_oids): the databases
 * @n_oids: how many
 *
 * Everybody is blocked meanwhile, unless usher_clean_up_set_blocking() says otherwise.
 *
 * Returns: (transfer full): a clean-up that has not looked yet, see
 *   usher_clean_up_set_watching()
 */
UsherCleanUp *
usher_clean_up_new (UsherServer *server, UsherCleanUpKind kind, const guint32 *oids, guint n_oids)
{
  UsherCleanUp *self = g_object_new (USHER_TYPE_CLEAN_UP, NULL);
  UsherSnapshot *snapshot = usher_server_get_snapshot (server);

  self->server = g_object_ref (server);
  self->intent.kind = kind;
  choose_blocking (self);
  for (guint i = 0; i < n_oids; i++)
    {
      UsherDatabase *database =
          snapshot != NULL ? usher_snapshot_find_database (snapshot, oids[i]) : NULL;
      g_autoptr (UsherCleanUpRow) row =
          usher_clean_up_row_new (oids[i], database != NULL ? database->name : "");

      g_list_store_append (self->rows, row);
    }
  return self;
}

/**
 * usher_clean_up_new_for_rest:
 * @self: a clean-up that has run
 *
 * Returns: (transfer full) (nullable): another one, of what did not come out well, that is to
 *   do the same in the same way; %NULL when there is none
 */
UsherCleanUp *
usher_clean_up_new_for_rest (UsherCleanUp *self)
{
  UsherCleanUp *rest = g_object_new (USHER_TYPE_CLEAN_UP, NULL);
  UsherCleanUpRow *row;

  rest->server = g_object_ref (self->server);
  rest->intent = self->intent;
  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (row->outcome != USHER_CLEAN_UP_DONE)
      {
        g_autoptr (UsherCleanUpRow) again = usher_clean_up_row_new (row->oid, row->name);

        g_free (again->new_name);
        again->new_name = g_strdup (row->new_name);
        g_list_store_append (rest->rows, again);
      }
  if (usher_clean_up_get_row (rest, 0) == NULL)
    g_clear_object (&rest);
  return rest;
}

UsherServer *
usher_clean_up_get_server (UsherCleanUp *self)
{
  return self->server;
}

/**
 * usher_clean_up_get_rows:
 * @self: a clean-up
 *
 * Returns: (transfer none): a list of #UsherCleanUpRow, one for each database
 */
GListModel *
usher_clean_up_get_rows (UsherCleanUp *self)
{
  return G_LIST_MODEL (self->rows);
}

/*< private >
 * usher_clean_up_get_row:
 * @self: a clean-up
 * @index: which
 *
 * Returns: (transfer none) (nullable): the row, %NULL after the last
 */
UsherCleanUpRow *
usher_clean_up_get_row (UsherCleanUp *self, guint index)
{
  g_autoptr (UsherCleanUpRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), index);

  return row; /* the store keeps it */
}

/* What was seen is good for another intent too, but for a new name. */
static void
plan_anew (UsherCleanUp *self)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (row->survey != NULL)
      {
        g_autoptr (UsherSurvey) survey = usher_survey_ref (row->survey);

        usher_clean_up_row_take_survey (row, survey, &self->intent,
                                        usher_returns_of (self->server));
      }
  usher_clean_up_changed (self);
}

UsherCleanUpKind
usher_clean_up_get_kind (UsherCleanUp *self)
{
  return self->intent.kind;
}

/**
 * usher_clean_up_set_kind:
 * @self: a clean-up that was not started
 * @kind: what to do instead; how to block becomes what suits it
 */
void
usher_clean_up_set_kind (UsherCleanUp *self, UsherCleanUpKind kind)
{
  g_return_if_fail (self->task == NULL);

  if (kind == self->intent.kind)
    return;
  self->intent.kind = kind;
  choose_blocking (self);
  plan_anew (self);
}

UsherBlocking
usher_clean_up_get_blocking (UsherCleanUp *self)
{
  return self->intent.blocking;
}

/**
 * usher_clean_up_set_blocking:
 * @self: a clean-up that was not started
 * @blocking: how new sessions are kept from arriving; to keep everyone out,
 *   %USHER_BLOCK_NOBODY is none
 */
void
usher_clean_up_set_blocking (UsherCleanUp *self, UsherBlocking blocking)
{
  g_return_if_fail (self->task == NULL);

  if (blocking == self->intent.blocking
      || (self->intent.kind == USHER_CLEAN_UP_KEEP_OUT && blocking == USHER_BLOCK_NOBODY))
    return;
  self->intent.blocking = blocking;
  plan_anew (self);
}

gboolean
usher_clean_up_get_force (UsherCleanUp *self)
{
  return self->intent.force;
}

/**
 * usher_clean_up_can_force:
 * @self: a clean-up
 *
 * Returns: whether the server knows DROP DATABASE ... WITH (FORCE), which PostgreSQL has
 *   since 13
 */
gboolean
usher_clean_up_can_force (UsherCleanUp *self)
{
  UsherConnectionInfo *info = usher_server_get_info (self->server);

  return info != NULL && info->server_version >= 130000;
}

/**
 * usher_clean_up_set_force:
 * @self: a clean-up that was not started
 * @force: %TRUE to let DROP DATABASE end the sessions
 */
void
usher_clean_up_set_force (UsherCleanUp *self, gboolean force)
{
  g_return_if_fail (self->task == NULL);

  if (force == self->intent.force || (force && !usher_clean_up_can_force (self)))
    return;
  self->intent.force = force;
  plan_anew (self);
}

/**
 * usher_clean_up_set_new_name:
 * @self: a clean-up that was not started
 * @row: one of its rows
 * @new_name: what the database, or its copy, is to be called
 *
 * The steps follow as soon as the server was asked.
 */
void
usher_clean_up_set_new_name (UsherCleanUp *self, UsherCleanUpRow *row, const char *new_name)
{
  char *copy = g_strdup (new_name);

  g_return_if_fail (self->task == NULL);

  g_free (row->new_name);
  row->new_name = copy;
  usher_clean_up_changed (self);
  usher_clean_up_look (self);
}

/**
 * usher_clean_up_is_ready:
 * @self: a clean-up
 *
 * Returns: whether all of it is expected to succeed, see usher_clean_up_row_is_ready()
 */
gboolean
usher_clean_up_is_ready (UsherCleanUp *self)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (!usher_clean_up_row_is_ready (row))
      return FALSE;
  return TRUE;
}

/**
 * usher_clean_up_can_try:
 * @self: a clean-up
 *
 * Returns: whether all of it can be sent to the server, which has the last word, see
 *   usher_clean_up_row_can_try()
 */
gboolean
usher_clean_up_can_try (UsherCleanUp *self)
{
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    if (!usher_clean_up_row_can_try (row))
      return FALSE;
  return TRUE;
}

static void
append_row (GString *sql, UsherCleanUpRow *row)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (row->steps)); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (G_LIST_MODEL (row->steps), i);

      g_string_append_printf (sql, "-- %u. %s\n", i + 1, usher_plan_step_get_title (step));
      if (usher_plan_step_get_sql (step)[0] != '\0')
        g_string_append_printf (sql, "%s\n", usher_plan_step_get_sql (step));
    }
}

/**
 * usher_clean_up_to_sql:
 * @self: a clean-up
 *
 * Returns: (transfer full): all steps for all databases, to be read before they run:
 *   untrusted text
 */
char *
usher_clean_up_to_sql (UsherCleanUp *self)
{
  GString *sql = g_string_new (NULL);
  UsherCleanUpRow *row;

  for (guint i = 0; (row = usher_clean_up_get_row (self, i)) != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (sql, '\n');
      append_row (sql, row);
    }
  return g_string_free (sql, FALSE);
}
