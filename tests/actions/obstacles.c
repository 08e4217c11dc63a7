/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found in a survey, and the steps that follow from it; no server. */

#include <string.h>

#include "clean-up-plan-private.h"
#include "obstacles.h"
#include "survey-reader.h"

typedef struct
{
  UsherSurvey *survey;
  UsherDatabaseFacts *facts; /* of the one database in it */
} Scene;

static void
scene_free (Scene *self)
{
  usher_survey_unref (self->survey);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scene, scene_free)

/* A quiet database that is ours. */
static Scene *
set_scene (const char *new_name)
{
  Scene *self = g_new0 (Scene, 1);
  UsherSurveyRequest *request = usher_survey_request_new (NULL, 0);
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  GPtrArray *databases = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_database_free);

  usher_survey_request_add (request, 5, new_name);
  self->survey = usher_survey_new (request);
  usher_survey_request_free (request);
  self->survey->snapshot = usher_snapshot_new_made (sessions, databases, 1000000);
  self->survey->server_version = 150000;
  self->survey->creates = TRUE;
  self->facts = g_ptr_array_index (self->survey->facts, 0);
  self->facts->exists = TRUE;
  self->facts->owns = TRUE;
  self->facts->allows = TRUE;
  self->facts->connection_limit = -1;
  self->facts->encoding = 6;
  self->facts->quoted = g_strdup ("\"games_old\"");
  g_free (self->facts->tablespace);
  self->facts->tablespace = g_strdup ("pg_default");
  if (new_name[0] != '\0')
    self->facts->new_quoted = g_strdup_printf ("\"%s\"", new_name);
  return self;
}

static void
add_session (Scene *self, UsherSessionKind kind, UsherMay may, const char *application)
{
  UsherSession *session = usher_session_new ();

  session->kind = kind;
  session->may = may;
  session->application = g_strdup (application);
  session->backend_type = g_strdup ("worker");
  usher_session_seal (session);
  g_ptr_array_add (self->facts->sessions, session);
}

/* Returns: what it means, NONE when it was not found */
static UsherEffect
find (Scene *self, UsherIntent intent, UsherObstacleKind kind)
{
  g_autoptr (GPtrArray) found = usher_obstacles_find (self->survey, self->facts, &intent, NULL);

  for (guint i = 0; i < found->len; i++)
    if (usher_obstacle_get_kind (g_ptr_array_index (found, i)) == kind)
      {
        g_assert_cmpstr (usher_obstacle_get_title (g_ptr_array_index (found, i)), !=, "");
        return usher_obstacle_get_effect (g_ptr_array_index (found, i));
      }
  return USHER_EFFECT_NONE;
}

static const UsherIntent drop = { USHER_CLEAN_UP_DROP, USHER_BLOCK_EVERYBODY, FALSE };
static const UsherIntent force = { USHER_CLEAN_UP_DROP, USHER_BLOCK_EVERYBODY, TRUE };
static const UsherIntent force_open = { USHER_CLEAN_UP_DROP, USHER_BLOCK_NOBODY, TRUE };
static const UsherIntent copy = { USHER_CLEAN_UP_COPY, USHER_BLOCK_EVERYBODY, FALSE };
static const UsherIntent rename_it = { USHER_CLEAN_UP_RENAME, USHER_BLOCK_EVERYBODY, FALSE };
static const UsherIntent keep_out = { USHER_CLEAN_UP_KEEP_OUT, USHER_BLOCK_ORDINARY, FALSE };
static const UsherIntent disconnect = { USHER_CLEAN_UP_DISCONNECT, USHER_BLOCK_NOBODY, FALSE };

static void
test_nothing (void)
{
  g_autoptr (Scene) scene = set_scene ("");
  g_autoptr (GPtrArray) found = usher_obstacles_find (scene->survey, scene->facts, &drop, NULL);

  g_assert_cmpuint (found->len, ==, 0);
  g_assert_false (usher_obstacles_stop (found));
}

static void
test_sessions (void)
{
  g_autoptr (Scene) scene = set_scene ("");
  g_autoptr (GPtrArray) found = NULL;

  add_session (scene, USHER_SESSION_CLIENT, USHER_MAY_YES, "psql");
  add_session (scene, USHER_SESSION_CLIENT, USHER_MAY_YES, "games-api");
  add_session (scene, USHER_SESSION_CLIENT, USHER_MAY_YES, "games-api");
  add_session (scene, USHER_SESSION_PARALLEL, USHER_MAY_YES, "games-api");
  found = usher_obstacles_find (scene->survey, scene->facts, &drop, NULL);
  g_assert_cmpstr (usher_obstacle_get_title (found->pdata[0]), ==, "3 sessions are connected");
  g_assert_cmpstr (usher_obstacle_get_detail (found->pdata[0]), ==, "2 games-api, 1 psql");
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_SESSIONS), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_PARALLEL), ==, USHER_EFFECT_CLEARED);
  add_session (scene, USHER_SESSION_CLIENT, USHER_MAY_NEED_SUPERUSER, "root");
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_SESSIONS), ==, USHER_EFFECT_STOPS);
}

static void
test_other_processes (void)
{
  g_autoptr (Scene) scene = set_scene ("");

  add_session (scene, USHER_SESSION_WALSENDER, USHER_MAY_YES, "standby");
  add_session (scene, USHER_SESSION_WALSENDER, USHER_MAY_YES, "pg_basebackup");
  add_session (scene, USHER_SESSION_WORKER, USHER_MAY_YES, "");
  add_session (scene, USHER_SESSION_AUTOVACUUM, USHER_MAY_NEED_SUPERUSER, "");
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_REPLICATION), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_BACKUPS), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_WORKERS), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_AUTOVACUUM), ==, USHER_EFFECT_WAITS);
  /* FORCE asks whether it may end this one, and a plain owner may not. */
  g_assert_cmpuint (find (scene, force, USHER_OBSTACLE_AUTOVACUUM), ==, USHER_EFFECT_STOPS);
  scene->survey->signals = TRUE;
  g_assert_cmpuint (find (scene, force, USHER_OBSTACLE_AUTOVACUUM), ==, USHER_EFFECT_WAITS);
}

/* Somebody may have chosen FORCE and then something else than a drop. */
static void
test_force_of_a_drop_only (void)
{
  g_autoptr (Scene) scene = set_scene ("new");
  UsherIntent intent = rename_it;

  intent.force = TRUE;
  scene->facts->n_other_own = 1;
  add_session (scene, USHER_SESSION_AUTOVACUUM, USHER_MAY_NEED_SUPERUSER, "");
  g_assert_cmpuint (find (scene, intent, USHER_OBSTACLE_OTHER_CONNECTION), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, intent, USHER_OBSTACLE_AUTOVACUUM), ==, USHER_EFFECT_WAITS);
  intent.kind = USHER_CLEAN_UP_DROP;
  g_assert_cmpuint (find (scene, intent, USHER_OBSTACLE_OTHER_CONNECTION), ==, USHER_EFFECT_NOTE);
  g_assert_cmpuint (find (scene, intent, USHER_OBSTACLE_AUTOVACUUM), ==, USHER_EFFECT_STOPS);
}

static void
test_slots (void)
{
  g_autoptr (Scene) scene = set_scene ("");
  UsherSlot *slot = g_new0 (UsherSlot, 1);

  slot->name = g_strdup ("s");
  slot->is_active = TRUE;
  g_ptr_array_add (scene->facts->slots, slot);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_ACTIVE_SLOTS), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (find (scene, force, USHER_OBSTACLE_ACTIVE_SLOTS), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (find (scene, force_open, USHER_OBSTACLE_ACTIVE_SLOTS), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_LOST_SLOTS), ==, USHER_EFFECT_LOSES);
  g_assert_cmpuint (find (scene, rename_it, USHER_OBSTACLE_ACTIVE_SLOTS), ==, USHER_EFFECT_NONE);
  g_assert_cmpuint (find (scene, rename_it, USHER_OBSTACLE_LOST_SLOTS), ==, USHER_EFFECT_NONE);
}

static void
test_subscriptions (void)
{
  g_autoptr (Scene) scene = set_scene ("new");
  UsherSubscription *subscription = g_new0 (UsherSubscription, 1);

  subscription->name = g_strdup ("sub");
  g_ptr_array_add (scene->facts->subscriptions, subscription);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_SUBSCRIPTIONS), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, rename_it, USHER_OBSTACLE_SUBSCRIPTIONS), ==, USHER_EFFECT_NONE);
  subscription->is_enabled = TRUE;
  g_assert_cmpuint (find (scene, rename_it, USHER_OBSTACLE_SUBSCRIPTIONS), ==,
                    USHER_EFFECT_CLEARED);
}

static void
test_server (void)
{
  g_autoptr (Scene) scene = set_scene ("");

  scene->survey->n_standbys = 2;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_STANDBYS), ==, USHER_EFFECT_LOSES);
  g_assert_cmpuint (find (scene, keep_out, USHER_OBSTACLE_STANDBYS), ==, USHER_EFFECT_NONE);
  scene->survey->pooled = TRUE;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_POOLER), ==, USHER_EFFECT_NOTE);
  scene->survey->read_only = TRUE;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_READ_ONLY), ==, USHER_EFFECT_STOPS);
  /* A hot standby only reads too, but there is more to say. Sessions can be ended there. */
  scene->survey->in_recovery = TRUE;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_READ_ONLY), ==, USHER_EFFECT_NONE);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_RECOVERY), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, disconnect, USHER_OBSTACLE_RECOVERY), ==, USHER_EFFECT_NONE);
}

static void
test_rights (void)
{
  g_autoptr (Scene) scene = set_scene ("new");

  scene->facts->owns = FALSE;
  scene->survey->creates = FALSE;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_NOT_OWNER), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_NO_CREATEDB), ==, USHER_EFFECT_NONE);
  g_assert_cmpuint (find (scene, copy, USHER_OBSTACLE_NO_CREATEDB), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, disconnect, USHER_OBSTACLE_NOT_OWNER), ==, USHER_EFFECT_NONE);
}

static void
test_rest (void)
{
  g_autoptr (Scene) scene = set_scene ("new");

  g_free (scene->facts->tablespace);
  scene->facts->tablespace = g_strdup ("fast");
  g_assert_cmpuint (find (scene, copy, USHER_OBSTACLE_TABLESPACE), ==, USHER_EFFECT_NOTE);
  scene->facts->is_template = TRUE;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_TEMPLATE), ==, USHER_EFFECT_STOPS);
  g_assert_cmpuint (find (scene, copy, USHER_OBSTACLE_TEMPLATE), ==, USHER_EFFECT_NONE);
  scene->facts->lock_pids = g_new0 (gint32, 1);
  scene->facts->n_lock_pids = 1;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_LOCKED), ==, USHER_EFFECT_WAITS);
  scene->facts->connection_limit = -2;
  g_assert_cmpuint (find (scene, drop, USHER_OBSTACLE_INVALID), ==, USHER_EFFECT_NOTE);
  g_assert_cmpuint (find (scene, keep_out, USHER_OBSTACLE_INVALID), ==, USHER_EFFECT_STOPS);
}

/* Terminated once, and back so often. */
static UsherReturns *
make_returns (guint32 oid, guint n)
{
  UsherReturns *returns = usher_returns_new ();
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  g_autoptr (UsherSnapshot) snapshot = NULL;

  for (guint i = 0; i <= n; i++)
    {
      UsherSession *session = usher_session_new ();

      session->kind = USHER_SESSION_CLIENT;
      session->id.pid = 100 + (gint32)i;
      session->id.database_oid = oid;
      session->id.backend_start = 1000 + i;
      session->application = g_strdup ("games-api");
      usher_session_seal (session);
      g_ptr_array_add (sessions, session);
    }
  usher_returns_note (returns, sessions->pdata[0], 1000);
  snapshot = usher_snapshot_new_made (sessions, NULL, 2000);
  usher_returns_observe (returns, snapshot);
  return returns;
}

/* Returns: (transfer full) (nullable): what is said of those who came back */
static UsherObstacle *
find_returns (Scene *scene, UsherIntent intent, UsherReturns *returns)
{
  g_autoptr (GPtrArray) found =
      usher_obstacles_find (scene->survey, scene->facts, &intent, returns);

  for (guint i = 0; i < found->len; i++)
    if (usher_obstacle_get_kind (found->pdata[i]) == USHER_OBSTACLE_RETURNS)
      return g_object_ref (found->pdata[i]);
  return NULL;
}

static void
test_returns (void)
{
  g_autoptr (Scene) scene = set_scene ("");
  g_autoptr (UsherReturns) elsewhere = make_returns (6, 2);
  g_autoptr (UsherReturns) here = make_returns (5, 9);
  g_autoptr (UsherObstacle) open = NULL;
  g_autoptr (UsherObstacle) blocked = NULL;

  g_assert_null (find_returns (scene, disconnect, elsewhere));
  open = find_returns (scene, disconnect, here);
  g_assert_cmpuint (usher_obstacle_get_effect (open), ==, USHER_EFFECT_RISKS);
  g_assert_cmpuint (usher_obstacle_get_remedies (open), ==, USHER_REMEDY_BLOCK);
  g_assert_cmpstr (usher_obstacle_get_detail (open), ==,
                   "games-api came back 9 times in the last minute");
  blocked = find_returns (scene, drop, here);
  g_assert_cmpuint (usher_obstacle_get_effect (blocked), ==, USHER_EFFECT_CLEARED);
  g_assert_cmpuint (usher_obstacle_get_remedies (blocked), ==, USHER_REMEDY_NONE);
}

/* The pooler opens its sessions anew, so it is there that they are stopped; and where nothing
 * can be altered, nothing is offered. */
static void
test_returns_where (void)
{
  g_autoptr (Scene) scene = set_scene ("");
  g_autoptr (UsherReturns) here = make_returns (5, 1);
  g_autoptr (UsherObstacle) pooled = NULL;
  g_autoptr (UsherObstacle) standby = NULL;

  scene->survey->pooled = TRUE;
  pooled = find_returns (scene, disconnect, here);
  g_assert_nonnull (strstr (usher_obstacle_get_advice (pooled), "pooler"));
  scene->survey->in_recovery = TRUE;
  standby = find_returns (scene, disconnect, here);
  g_assert_cmpuint (usher_obstacle_get_remedies (standby), ==, USHER_REMEDY_NONE);
}

/* The steps */

static void
assert_plan (Scene *scene, UsherIntent intent, const char *wanted)
{
  g_autoptr (GPtrArray) steps = usher_plan_make (scene->survey, scene->facts, &intent);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const UsherPlanStep *step = g_ptr_array_index (steps, i);

      g_string_append_printf (words, "%d", (int)step->kind);
      if (step->command != NULL)
        g_string_append_printf (words, " %s", step->command);
      g_string_append_c (words, '\n');
    }
  g_assert_cmpstr (words->str, ==, wanted);
}

static void
test_plans (void)
{
  g_autoptr (Scene) scene = set_scene ("new");

  assert_plan (scene, drop,
               "1\n2 ALTER DATABASE \"games_old\" ALLOW_CONNECTIONS false\n3\n4\n"
               "5 DROP DATABASE \"games_old\"\n");
  assert_plan (scene, force,
               "1\n2 ALTER DATABASE \"games_old\" ALLOW_CONNECTIONS false\n"
               "5 DROP DATABASE \"games_old\" WITH (FORCE)\n");
  assert_plan (scene, rename_it,
               "1\n2 ALTER DATABASE \"games_old\" ALLOW_CONNECTIONS false\n3\n4\n"
               "5 ALTER DATABASE \"games_old\" RENAME TO \"new\"\n"
               "6 ALTER DATABASE \"new\" ALLOW_CONNECTIONS true\n");
  assert_plan (scene, disconnect, "3\n");
  scene->facts->connection_limit = 7;
  scene->facts->is_current = TRUE;
  assert_plan (scene, keep_out, "0\n1\n2 ALTER DATABASE \"games_old\" CONNECTION LIMIT 0\n3\n4\n");
  assert_plan (scene, (UsherIntent){ USHER_CLEAN_UP_COPY, USHER_BLOCK_ORDINARY, FALSE },
               "0\n1\n2 ALTER DATABASE \"games_old\" CONNECTION LIMIT 0\n3\n4\n"
               "5 CREATE DATABASE \"new\" TEMPLATE \"games_old\"\n"
               "6 ALTER DATABASE \"games_old\" CONNECTION LIMIT 7\n");
}

/* The server would end our connection if we altered such a database. */
static void
test_plan_for_invalid (void)
{
  g_autoptr (Scene) scene = set_scene ("");

  scene->facts->connection_limit = -2;
  assert_plan (scene, drop, "3\n4\n5 DROP DATABASE \"games_old\"\n");
  scene->facts->connection_limit = -1;
  scene->facts->allows = FALSE;
  assert_plan (scene, drop, "3\n4\n5 DROP DATABASE \"games_old\"\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/actions/obstacles/nothing", test_nothing);
  g_test_add_func ("/actions/obstacles/sessions", test_sessions);
  g_test_add_func ("/actions/obstacles/other-processes", test_other_processes);
  g_test_add_func ("/actions/obstacles/force-of-a-drop-only", test_force_of_a_drop_only);
  g_test_add_func ("/actions/obstacles/slots", test_slots);
  g_test_add_func ("/actions/obstacles/subscriptions", test_subscriptions);
  g_test_add_func ("/actions/obstacles/server", test_server);
  g_test_add_func ("/actions/obstacles/rights", test_rights);
  g_test_add_func ("/actions/obstacles/rest", test_rest);
  g_test_add_func ("/actions/obstacles/returns", test_returns);
  g_test_add_func ("/actions/obstacles/returns-where", test_returns_where);
  g_test_add_func ("/actions/obstacles/plans", test_plans);
  g_test_add_func ("/actions/obstacles/plan-for-invalid", test_plan_for_invalid);
  return g_test_run ();
}
