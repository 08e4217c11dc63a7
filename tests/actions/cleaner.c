/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cleaner.h"

#include <stdlib.h>
#include <unistd.h>

#include "restore-record.h"
#include "test-folder.h"

static char *state_home; /* (owned) */
static pid_t maker;

/* Not by the processes that a test forks. */
static void
remove_state_home (void)
{
  if (getpid () == maker)
    test_folder_remove (state_home);
  g_free (state_home);
}

/**
 * cleaner_set_state_home:
 *
 * Gives this process an empty folder for what is to be restored, before GLib asks for it.
 */
void
cleaner_set_state_home (void)
{
  g_autoptr (GError) error = NULL;

  state_home = g_dir_make_tmp ("usher-state-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("XDG_STATE_HOME", state_home, TRUE);
  maker = getpid ();
  atexit (remove_state_home);
}

static gboolean
is_connected (gpointer server)
{
  guint n_pids;

  usher_server_get_own_pids (server, &n_pids);
  return n_pids == 2 && usher_server_get_snapshot (server) != NULL;
}

UsherServer *
cleaner_connect_to (UsherAddress *address)
{
  UsherServer *server = usher_server_new (address);

  usher_server_connect (server);
  g_assert_true (test_wait_until (is_connected, server, CLEANER_PATIENCE_MS));
  return server;
}

/**
 * cleaner_connect:
 * @role: (nullable): as whom
 * @database: (nullable): where
 *
 * Returns: (transfer full): a server with both connections and a picture
 */
UsherServer *
cleaner_connect (TestServer *test, const char *role, const char *database)
{
  g_autoptr (UsherAddress) address = test_server_new_address (test, role, database);

  return cleaner_connect_to (address);
}

void
cleaner_close (UsherServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_server_close_async (server, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_server_close_finish (server, result, NULL));
  g_object_unref (server);
}

guint32
cleaner_find (TestServer *test, const char *name)
{
  PGconn *session = test_server_connect (test, "postgres", "postgres", "finder");
  char *literal = PQescapeLiteral (session, name, strlen (name));
  g_autofree char *sql =
      g_strdup_printf ("SELECT oid FROM pg_database WHERE datname = %s", literal);
  g_autofree char *oid = test_session_ask (session, sql);

  PQfreemem (literal);
  PQfinish (session);
  g_assert_nonnull (oid);
  return (guint32)g_ascii_strtoull (oid, NULL, 10);
}

typedef struct
{
  UsherCleanUp *clean_up;
  gint64 since;
} Look;

static gboolean
has_looked (gpointer data)
{
  const Look *look = data;

  g_assert_no_error (usher_clean_up_get_look_error (look->clean_up));
  return usher_clean_up_get_looked_at (look->clean_up) > look->since;
}

/**
 * cleaner_look:
 *
 * Two looks: the first may have begun before this was called.
 */
void
cleaner_look (UsherCleanUp *clean_up)
{
  for (int i = 0; i < 2; i++)
    {
      Look look = { clean_up, usher_clean_up_get_looked_at (clean_up) };

      usher_clean_up_look (clean_up);
      g_assert_true (test_wait_until (has_looked, &look, CLEANER_PATIENCE_MS));
    }
}

UsherCleanUp *
cleaner_prepare (TestServer *test, UsherServer *server, UsherCleanUpKind kind, const char *name)
{
  guint32 oid = cleaner_find (test, name);
  UsherCleanUp *clean_up = usher_clean_up_new (server, kind, &oid, 1);

  cleaner_look (clean_up);
  return clean_up;
}

void
cleaner_name (UsherCleanUp *clean_up, const char *new_name)
{
  usher_clean_up_set_new_name (clean_up, cleaner_row (clean_up, 0), new_name);
  cleaner_look (clean_up);
}

/* Returns: (transfer none): a row that there is */
UsherCleanUpRow *
cleaner_row (UsherCleanUp *clean_up, guint index)
{
  g_autoptr (UsherCleanUpRow) row =
      g_list_model_get_item (usher_clean_up_get_rows (clean_up), index);

  g_assert_nonnull (row);
  return row;
}

/* Returns: (transfer none) (nullable): of the first row */
UsherObstacle *
cleaner_find_obstacle (UsherCleanUp *clean_up, UsherObstacleKind kind)
{
  GListModel *obstacles = usher_clean_up_row_get_obstacles (cleaner_row (clean_up, 0));

  for (guint i = 0; i < g_list_model_get_n_items (obstacles); i++)
    {
      g_autoptr (UsherObstacle) obstacle = g_list_model_get_item (obstacles, i);

      if (usher_obstacle_get_kind (obstacle) == kind)
        return obstacle;
    }
  return NULL;
}

UsherPlanStep *
cleaner_find_step (UsherCleanUpRow *row, UsherStepKind kind)
{
  GListModel *steps = usher_clean_up_row_get_steps (row);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (steps, i);

      if (usher_plan_step_get_kind (step) == kind)
        return step;
    }
  return NULL;
}

/**
 * cleaner_run:
 *
 * Runs it to its end, whatever that is.
 */
void
cleaner_run (UsherCleanUp *clean_up)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_clean_up_run_async (clean_up, NULL, test_async_ready, &result);
  test_async_wait (&result);
  usher_clean_up_run_finish (clean_up, result, &error);
  g_assert_no_error (error);
}

void
cleaner_assert_outcome (UsherCleanUp *clean_up, UsherCleanUpOutcome outcome)
{
  UsherCleanUpRow *row = cleaner_row (clean_up, 0);
  const GError *error = usher_clean_up_row_get_error (row);

  if (usher_clean_up_row_get_outcome (row) != outcome)
    g_error ("%s: %u is not %u: %s (%s)", usher_clean_up_row_get_name (row),
             usher_clean_up_row_get_outcome (row), outcome, usher_clean_up_row_get_summary (row),
             error != NULL ? error->message : "no error");
}

static void
on_changed (UsherCleanUp *clean_up, CleanerFault *fault)
{
  UsherPlanStep *step = cleaner_find_step (cleaner_row (clean_up, 0), fault->step);

  if (fault->struck || step == NULL || usher_plan_step_get_state (step) != fault->state)
    return;
  fault->struck = TRUE;
  fault->strike (fault->user_data);
}

/**
 * cleaner_arm:
 * @fault: (transfer none): outlives @clean_up
 *
 * Of the first row. The worker goes on meanwhile, unless something holds it up.
 */
void
cleaner_arm (UsherCleanUp *clean_up, CleanerFault *fault)
{
  g_signal_connect (clean_up, "changed", G_CALLBACK (on_changed), fault);
}

typedef struct
{
  UsherRestores *restores;
  UsherRestore *restore;
  guint expected;
} Wait;

static gboolean
has_restores (gpointer data)
{
  const Wait *wait = data;

  return usher_restores_is_loaded (wait->restores)
         && g_list_model_get_n_items (usher_restores_get_list (wait->restores)) == wait->expected;
}

/**
 * cleaner_load:
 *
 * Returns: (transfer full): restores, of which there are @n_expected
 */
UsherRestores *
cleaner_load (UsherServer *server, guint n_expected)
{
  Wait wait = { usher_restores_new (server), NULL, n_expected };

  g_assert_true (test_wait_until (has_restores, &wait, CLEANER_PATIENCE_MS));
  return wait.restores;
}

UsherRestore *
cleaner_restore_at (UsherRestores *restores, guint index)
{
  g_autoptr (UsherRestore) restore =
      g_list_model_get_item (usher_restores_get_list (restores), index);

  g_assert_nonnull (restore);
  return restore;
}

static gboolean
has_state (gpointer data)
{
  const Wait *wait = data;

  return usher_restore_get_state (wait->restore) == wait->expected;
}

void
cleaner_wait_for_state (UsherServer *server, UsherRestore *restore, UsherRestoreState state)
{
  Wait wait = { NULL, restore, state };

  usher_server_refresh (server);
  if (!test_wait_until (has_state, &wait, CLEANER_PATIENCE_MS))
    g_error ("state %u is not %u", usher_restore_get_state (restore), state);
}

gboolean
cleaner_apply (UsherRestores *restores,
               UsherRestore *restore,
               gboolean even_if_changed,
               GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_restores_apply_async (restores, restore, even_if_changed, test_async_ready, &result);
  test_async_wait (&result);
  return usher_restores_apply_finish (restores, result, error);
}

/* Returns: how many there are on disk */
guint
cleaner_count_records (void)
{
  g_autofree char *folder = usher_restore_record_find_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".restore") ? 1 : 0;
  return n;
}
