/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What Usher says stands in the way, beside what the server itself answers to the plain
 * command; and then Usher's way. Everything is built up first, and all plain commands are sent
 * at once, since the server takes five seconds for some of its refusals. */

#include <sys/stat.h>
#include <unistd.h>

#include "cleaner.h"
#include "errors.h"
#include "obstructions.h"

static TestServer *test;

typedef struct _Scene Scene;

/* For one kind of action. The SQLSTATE is that of the plain command, "" for success; without
 * one this kind is not played. */
typedef struct
{
  UsherEffect effect;
  const char *sqlstate;
} Expectation;

typedef struct
{
  const char *name;
  const char *role; /* (nullable): as whom; else the superuser */
  void (*obstruct) (Site *site);
  UsherObstacleKind obstacle;
  void (*clear) (Scene *scene); /* (nullable): what the steps do not do */
  const char *target;           /* (nullable): the new name at first */
  gboolean is_open;             /* new sessions are not blocked */
  gboolean may_not;             /* this role may not clear it */
  Expectation expected[USHER_N_CLEAN_UP_KINDS];
} Case;

/* A case for one kind of action. */
struct _Scene
{
  const Case *is;
  UsherCleanUpKind kind;
  Site *site;
  Site *asked; /* what the server is asked about: @site, but a twin where it will do it */
  char *target;
  PGconn *verdict;
  UsherServer *server; /* (unowned) */
  UsherCleanUp *clean_up;
  char *oid; /* of the database, when it ran */
};

/* Obstructions of this test alone */

static void
let_it_be (Site *site)
{
}

static void
obstruct_with_stranger (Site *site)
{
  obstruct_with_session_of (site, "stranger");
}

static void
obstruct_with_template (Site *site)
{
  site_run (site, "ALTER DATABASE %s IS_TEMPLATE true", site->database);
}

static void
obstruct_with_owner (Site *site)
{
  site_run (site, "ALTER DATABASE %s OWNER TO postgres", site->database);
}

static void
obstruct_with_foreign_template (Site *site)
{
  obstruct_with_owner (site);
  obstruct_with_template (site);
}

static void
obstruct_with_invalidity (Site *site)
{
  site_run (site, "UPDATE pg_database SET datconnlimit = -2 WHERE datname = '%s'", site->database);
}

static void
obstruct_with_tablespace (Site *site)
{
  site_run (site, "ALTER DATABASE %s SET TABLESPACE aside", site->database);
}

/* What a person does about them, or Usher on request */

static void
let_end_others (Scene *scene)
{
  site_run (scene->site, "GRANT pg_signal_backend TO %s", scene->is->role);
}

static void
leave (Scene *scene)
{
  g_ptr_array_set_size (scene->site->sessions, 0);
}

static void
give_away (Scene *scene)
{
  site_run (scene->site, "ALTER DATABASE %s OWNER TO %s", scene->site->database, scene->is->role);
}

static void
let_create (Scene *scene)
{
  site_run (scene->site, "ALTER ROLE %s CREATEDB", scene->is->role);
}

static void
choose_another_name (Scene *scene)
{
  g_free (scene->target);
  scene->target = g_strconcat (scene->site->database, "_other", NULL);
  cleaner_name (scene->clean_up, scene->target);
}

/* As the advice has it. */
static void
drop_subscription (Scene *scene)
{
  g_autofree char *sql = g_strdup_printf ("ALTER SUBSCRIPTION %1$s DISABLE;"
                                          "ALTER SUBSCRIPTION %1$s SET (slot_name = NONE);"
                                          "DROP SUBSCRIPTION %1$s",
                                          scene->site->database);

  site_run_inside (scene->site, sql);
}

static void
use_remedy (Scene *scene)
{
  g_autoptr (UsherObstacle) obstacle =
      g_object_ref (cleaner_find_obstacle (scene->clean_up, scene->is->obstacle));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  /* The lowest bit that is set. */
  guint remedies = usher_obstacle_get_remedies (obstacle);

  usher_clean_up_clear_async (scene->clean_up, cleaner_row (scene->clean_up, 0), obstacle,
                              (UsherRemedies)(remedies & -remedies), NULL, test_async_ready,
                              &result);
  test_async_wait (&result);
  usher_clean_up_clear_finish (scene->clean_up, result, &error);
  g_assert_no_error (error);
}

/* The cases. Slots come before prepared transactions, which would keep them waiting. */

#define DROP     [USHER_CLEAN_UP_DROP]
#define RENAME   [USHER_CLEAN_UP_RENAME]
#define COPY     [USHER_CLEAN_UP_COPY]
#define KEEP_OUT [USHER_CLEAN_UP_KEEP_OUT]

static const Case cases[] = {
  { .name = "sessions",
    .obstruct = obstruct_with_session,
    .obstacle = USHER_OBSTACLE_SESSIONS,
    .expected = { DROP = { USHER_EFFECT_CLEARED, "55006" },
                  RENAME = { USHER_EFFECT_CLEARED, "55006" },
                  COPY = { USHER_EFFECT_CLEARED, "55006" },
                  KEEP_OUT = { USHER_EFFECT_CLEARED, "" } } },
  { .name = "sender",
    .obstruct = obstruct_with_sender,
    .obstacle = USHER_OBSTACLE_REPLICATION,
    .expected = { DROP = { USHER_EFFECT_CLEARED, "55006" },
                  RENAME = { USHER_EFFECT_CLEARED, "55006" },
                  COPY = { USHER_EFFECT_CLEARED, "55006" } } },
  { .name = "active_slot",
    .obstruct = obstruct_with_temporary_slot,
    .obstacle = USHER_OBSTACLE_ACTIVE_SLOTS,
    .expected = { DROP = { USHER_EFFECT_CLEARED, "55006" },
                  RENAME = { USHER_EFFECT_NONE, "55006" } } },
  { .name = "idle_slot",
    .obstruct = obstruct_with_idle_slot,
    .obstacle = USHER_OBSTACLE_LOST_SLOTS,
    .expected = { DROP = { USHER_EFFECT_LOSES, "" }, RENAME = { USHER_EFFECT_NONE, "" } } },
  { .name = "backup",
    .obstruct = obstruct_with_backup,
    .obstacle = USHER_OBSTACLE_BACKUPS,
    .expected = { DROP = { USHER_EFFECT_CLEARED, "55006" },
                  RENAME = { USHER_EFFECT_CLEARED, "55006" } } },
  /* It is in no database, is no standby, and keeps nobody from anything. */
  { .name = "backup_of_all",
    .obstruct = obstruct_with_backup_of_all,
    .obstacle = USHER_OBSTACLE_STANDBYS,
    .expected = { DROP = { USHER_EFFECT_NONE, "" } } },
  { .name = "parallel",
    .obstruct = obstruct_with_parallel_worker,
    .obstacle = USHER_OBSTACLE_PARALLEL,
    .expected = { DROP = { USHER_EFFECT_CLEARED, "55006" } } },
  { .name = "worker",
    .obstruct = obstruct_with_apply_worker,
    .obstacle = USHER_OBSTACLE_WORKERS,
    .expected = { RENAME = { USHER_EFFECT_CLEARED, "55006" },
                  COPY = { USHER_EFFECT_CLEARED, "55006" } } },
  { .name = "live_subscription",
    .obstruct = obstruct_with_apply_worker,
    .obstacle = USHER_OBSTACLE_SUBSCRIPTIONS,
    .clear = drop_subscription,
    .expected = { DROP = { USHER_EFFECT_STOPS, "55006" } } },
  { .name = "subscription",
    .obstruct = obstruct_with_subscription,
    .obstacle = USHER_OBSTACLE_SUBSCRIPTIONS,
    .clear = drop_subscription,
    .expected = { DROP = { USHER_EFFECT_STOPS, "55006" }, RENAME = { USHER_EFFECT_NONE, "" },
                  COPY = { USHER_EFFECT_NONE, "" } } },
  { .name = "prepared",
    .obstruct = obstruct_with_prepared_transaction,
    .obstacle = USHER_OBSTACLE_PREPARED,
    .clear = use_remedy,
    .expected = { DROP = { USHER_EFFECT_STOPS, "55006" }, RENAME = { USHER_EFFECT_STOPS, "55006" },
                  COPY = { USHER_EFFECT_STOPS, "55006" } } },
  { .name = "strangers_session",
    .role = "keeper",
    .obstruct = obstruct_with_stranger,
    .obstacle = USHER_OBSTACLE_SESSIONS,
    .clear = let_end_others,
    .may_not = TRUE,
    .expected = { DROP = { USHER_EFFECT_STOPS, "55006" }, RENAME = { USHER_EFFECT_STOPS, "55006" },
                  COPY = { USHER_EFFECT_STOPS, "55006" } } },
  { .name = "superusers_session",
    .role = "keeper",
    .obstruct = obstruct_with_session,
    .obstacle = USHER_OBSTACLE_SESSIONS,
    .clear = leave,
    .may_not = TRUE,
    .expected = { DROP = { USHER_EFFECT_STOPS, "55006" } } },
  { .name = "template",
    .obstruct = obstruct_with_template,
    .obstacle = USHER_OBSTACLE_TEMPLATE,
    .clear = use_remedy,
    .expected = { DROP = { USHER_EFFECT_STOPS, "42809" }, RENAME = { USHER_EFFECT_NONE, "" },
                  COPY = { USHER_EFFECT_NONE, "" } } },
  { .name = "owner",
    .role = "stranger",
    .obstruct = obstruct_with_owner,
    .obstacle = USHER_OBSTACLE_NOT_OWNER,
    .clear = give_away,
    .may_not = TRUE,
    .expected = { DROP = { USHER_EFFECT_STOPS, "42501" }, RENAME = { USHER_EFFECT_STOPS, "42501" },
                  COPY = { USHER_EFFECT_STOPS, "42501" },
                  KEEP_OUT = { USHER_EFFECT_STOPS, "42501" } } },
  /* Who may create databases may copy a template, if nobody has to be kept out. */
  { .name = "foreign_template",
    .role = "stranger",
    .obstruct = obstruct_with_foreign_template,
    .obstacle = USHER_OBSTACLE_NOT_OWNER,
    .is_open = TRUE,
    .expected = { COPY = { USHER_EFFECT_NONE, "" } } },
  { .name = "createdb",
    .role = "modest",
    .obstruct = let_it_be,
    .obstacle = USHER_OBSTACLE_NO_CREATEDB,
    .clear = let_create,
    .may_not = TRUE,
    .expected = { DROP = { USHER_EFFECT_NONE, "" }, RENAME = { USHER_EFFECT_STOPS, "42501" },
                  COPY = { USHER_EFFECT_STOPS, "42501" } } },
  { .name = "name",
    .obstruct = let_it_be,
    .obstacle = USHER_OBSTACLE_NAME_TAKEN,
    .clear = choose_another_name,
    .target = "template1",
    .expected = { RENAME = { USHER_EFFECT_STOPS, "42P04" },
                  COPY = { USHER_EFFECT_STOPS, "42P04" } } },
  { .name = "tablespace",
    .obstruct = obstruct_with_tablespace,
    .obstacle = USHER_OBSTACLE_TABLESPACE,
    .expected = { DROP = { USHER_EFFECT_NONE, "" }, RENAME = { USHER_EFFECT_NONE, "" },
                  COPY = { USHER_EFFECT_NOTE, "" } } },
  { .name = "invalid",
    .obstruct = obstruct_with_invalidity,
    .obstacle = USHER_OBSTACLE_INVALID,
    .expected = { DROP = { USHER_EFFECT_NOTE, "" } } },
};

/* Before the tests: everything is built up, looked at, and asked */

static const char *
name_kind (UsherCleanUpKind kind)
{
  static const char *const names[] = { DROP = "drop", RENAME = "rename", COPY = "copy",
                                       KEEP_OUT = "keep_out" };

  return names[kind];
}

static Site *
build (const Scene *scene, const char *suffix)
{
  g_autofree char *name = g_strconcat (scene->is->name, "_", name_kind (scene->kind), suffix, NULL);
  Site *site = site_new (test, name);

  if (scene->is->role != NULL)
    site_run (site, "ALTER DATABASE %s OWNER TO %s", name, scene->is->role);
  scene->is->obstruct (site);
  return site;
}

static Scene *
scene_new (const Case *is, UsherCleanUpKind kind)
{
  Scene *self = g_new0 (Scene, 1);

  self->is = is;
  self->kind = kind;
  self->site = build (self, "");
  self->asked = is->expected[kind].sqlstate[0] != '\0' ? self->site : build (self, "_twin");
  self->target =
      is->target != NULL ? g_strdup (is->target) : g_strconcat (self->site->database, "_new", NULL);
  return self;
}

static void
scene_free (gpointer data)
{
  Scene *self = data;

  if (self->asked != self->site)
    site_free (self->asked);
  site_free (self->site);
  g_free (self->target);
  g_free (self->oid);
  g_clear_pointer (&self->verdict, PQfinish);
  g_clear_object (&self->clean_up);
  g_free (self);
}

static GPtrArray *
build_all (void)
{
  GPtrArray *scenes = g_ptr_array_new_with_free_func (scene_free);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint kind = 0; kind < USHER_N_CLEAN_UP_KINDS; kind++)
      if (cases[i].expected[kind].sqlstate != NULL)
        g_ptr_array_add (scenes, scene_new (&cases[i], (UsherCleanUpKind)kind));
  return scenes;
}

static UsherServer *
find_server (GHashTable *servers, const char *role)
{
  const char *key = role != NULL ? role : "";
  UsherServer *server = g_hash_table_lookup (servers, key);

  if (server == NULL)
    {
      server = cleaner_connect (test, role, NULL);
      g_hash_table_insert (servers, g_strdup (key), server);
    }
  return server;
}

static void
look_at (Scene *scene, GHashTable *servers)
{
  scene->server = find_server (servers, scene->is->role);
  scene->clean_up = cleaner_prepare (test, scene->server, scene->kind, scene->site->database);
  if (scene->is->is_open)
    usher_clean_up_set_blocking (scene->clean_up, USHER_BLOCK_NOBODY);
  if (scene->kind == USHER_CLEAN_UP_RENAME || scene->kind == USHER_CLEAN_UP_COPY)
    cleaner_name (scene->clean_up, scene->target);
}

/* Returns: (transfer full): what a person would type */
static char *
write_plain_command (const Scene *scene)
{
  const char *name = scene->asked->database;
  g_autofree char *target =
      scene->is->target != NULL ? g_strdup (scene->is->target) : g_strconcat (name, "_new", NULL);

  switch (scene->kind)
    {
    case USHER_CLEAN_UP_DROP:
      return g_strdup_printf ("DROP DATABASE %s", name);
    case USHER_CLEAN_UP_RENAME:
      return g_strdup_printf ("ALTER DATABASE %s RENAME TO %s", name, target);
    case USHER_CLEAN_UP_COPY:
      return g_strdup_printf ("CREATE DATABASE %s TEMPLATE %s", target, name);
    case USHER_CLEAN_UP_KEEP_OUT:
      return g_strdup_printf ("ALTER DATABASE %s ALLOW_CONNECTIONS false", name);
    case USHER_CLEAN_UP_DISCONNECT:
    case USHER_N_CLEAN_UP_KINDS:
    default:
      g_assert_not_reached ();
    }
}

static void
ask_server (Scene *scene)
{
  const char *role = scene->is->role != NULL ? scene->is->role : "postgres";
  g_autofree char *sql = write_plain_command (scene);

  scene->verdict = test_server_connect (test, role, "postgres", "verdict");
  test_session_send (scene->verdict, sql);
}

/* The tests */

static void
assert_prediction (Scene *scene)
{
  const Expectation *expected = &scene->is->expected[scene->kind];
  UsherObstacle *obstacle = cleaner_find_obstacle (scene->clean_up, scene->is->obstacle);

  if (expected->effect == USHER_EFFECT_NONE)
    {
      g_assert_null (obstacle);
      return;
    }
  g_assert_nonnull (obstacle);
  g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, expected->effect);
  g_assert_cmpint (usher_obstacle_get_may (obstacle), ==, !scene->is->may_not);
  g_assert_cmpint (usher_obstacle_get_who_may (obstacle)[0] != '\0', ==, scene->is->may_not);
  g_assert_cmpint (usher_clean_up_is_ready (scene->clean_up), ==,
                   expected->effect != USHER_EFFECT_STOPS);
}

static void
assert_verdict (Scene *scene)
{
  PGresult *result = PQgetResult (scene->verdict);
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  g_test_message ("%s", PQresultErrorMessage (result));
  g_assert_cmpstr (sqlstate != NULL ? sqlstate : "", ==, scene->is->expected[scene->kind].sqlstate);
  PQclear (result);
  g_clear_pointer (&scene->verdict, PQfinish);
}

static char *
ask_about (const char *name, const char *column)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT %s FROM pg_database WHERE datname = '%s'", column, name);

  return test_server_ask (test, sql);
}

static void
assert_is (const char *name, const char *column, const char *wanted)
{
  g_autofree char *value = ask_about (name, column);

  g_assert_cmpstr (value, ==, wanted);
}

/* One call lets everybody in again. */
static void
release (UsherServer *server)
{
  g_autoptr (UsherRestores) restores = cleaner_load (server, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (cleaner_apply (restores, cleaner_restore_at (restores, 0), FALSE, &error));
  g_assert_no_error (error);
}

static void
assert_done (Scene *scene)
{
  const char *name = scene->site->database;

  assert_is (name, "oid", scene->kind <= USHER_CLEAN_UP_RENAME ? NULL : scene->oid);
  if (scene->kind == USHER_CLEAN_UP_KEEP_OUT)
    {
      assert_is (name, "datallowconn", "f");
      release (scene->server);
    }
  if (scene->kind >= USHER_CLEAN_UP_COPY)
    assert_is (name, "datallowconn", "t");
  if (scene->kind == USHER_CLEAN_UP_RENAME)
    assert_is (scene->target, "oid", scene->oid);
  if (scene->kind == USHER_CLEAN_UP_RENAME || scene->kind == USHER_CLEAN_UP_COPY)
    assert_is (scene->target, "datallowconn", "t");
  if (scene->is->obstacle == USHER_OBSTACLE_TABLESPACE && scene->kind == USHER_CLEAN_UP_COPY)
    assert_is (scene->target, "(SELECT spcname FROM pg_tablespace t WHERE t.oid = dattablespace)",
               "aside");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
}

static void
test_scene (gconstpointer data)
{
  Scene *scene = (Scene *)data;

  assert_prediction (scene);
  assert_verdict (scene);
  if (scene->is->clear != NULL && scene->is->expected[scene->kind].effect == USHER_EFFECT_STOPS)
    scene->is->clear (scene);
  cleaner_look (scene->clean_up);
  g_assert_true (usher_clean_up_is_ready (scene->clean_up));
  scene->oid = ask_about (scene->site->database, "oid");
  cleaner_run (scene->clean_up);
  cleaner_assert_outcome (scene->clean_up, USHER_CLEAN_UP_DONE);
  assert_done (scene);
}

/* The database that one is connected to oneself: Usher moves away, psql would have to. */

static void
assert_answer (PGconn *session, const char *sql, const char *sqlstate)
{
  PGresult *result = PQexec (session, sql);

  g_test_message ("%s", PQresultErrorMessage (result));
  g_assert_cmpstr (PQresultErrorField (result, PG_DIAG_SQLSTATE), ==, sqlstate);
  PQclear (result);
}

static void
run_from_within (UsherCleanUpKind kind, const char *database)
{
  UsherServer *server = cleaner_connect (test, NULL, database);
  g_autoptr (UsherCleanUp) clean_up = cleaner_prepare (test, server, kind, database);
  UsherObstacle *obstacle = NULL;

  cleaner_name (clean_up, "elsewhere");
  obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_OWN_CONNECTION);
  g_assert_nonnull (obstacle);
  g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, USHER_EFFECT_NOTE);
  g_assert_true (usher_clean_up_is_ready (clean_up));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_cmpstr (usher_server_get_info (server)->database, ==, "postgres");
  if (kind == USHER_CLEAN_UP_KEEP_OUT)
    release (server);
  g_clear_object (&clean_up);
  cleaner_close (server);
}

static void
test_within (void)
{
  g_autoptr (Site) site = site_new (test, "here");
  PGconn *session = test_server_connect (test, "postgres", "here", "verdict");

  assert_answer (session, "DROP DATABASE here", "55006");
  assert_answer (session, "ALTER DATABASE here RENAME TO elsewhere", "0A000");
  assert_answer (session, "ALTER DATABASE here ALLOW_CONNECTIONS false", "22023");
  PQfinish (session);
  run_from_within (USHER_CLEAN_UP_KEEP_OUT, "here");
  run_from_within (USHER_CLEAN_UP_COPY, "here");
  site_run (site, "DROP DATABASE elsewhere");
  run_from_within (USHER_CLEAN_UP_RENAME, "here");
  run_from_within (USHER_CLEAN_UP_DROP, "elsewhere");
}

/* Somebody has a lock on the database, and keeps it for longer than anybody waits. */
static void
test_locked (void)
{
  g_autoptr (Site) site = site_new (test, "locked");
  g_autoptr (PGconn) holder = test_server_connect (test, "postgres", "postgres", "holder");
  g_autoptr (PGconn) session = test_server_connect (test, "postgres", "postgres", "verdict");
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autoptr (UsherCleanUp) clean_up = NULL;
  UsherObstacle *obstacle = NULL;

  test_session_run (holder, "BEGIN; COMMENT ON DATABASE locked IS 'mine'");
  test_session_run (session, "SET lock_timeout = '100ms'");
  assert_answer (session, "DROP DATABASE locked", "55P03");
  assert_answer (session, "ALTER DATABASE locked RENAME TO open", "55P03");
  assert_answer (session, "CREATE DATABASE open TEMPLATE locked", "55P03");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, "locked");
  obstacle = cleaner_find_obstacle (clean_up, USHER_OBSTACLE_LOCKED);
  g_assert_cmpuint (usher_obstacle_get_effect (obstacle), ==, USHER_EFFECT_WAITS);
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_error (usher_clean_up_row_get_error (cleaner_row (clean_up, 0)), USHER_ERROR,
                  USHER_ERROR_LOCK_TIMEOUT);
  assert_is ("locked", "datallowconn", "t");
  g_clear_object (&clean_up);
  cleaner_close (server);
}

/* Beside the server's socket, and gone with it; it belongs to whoever the server runs as. */
static void
create_tablespace (void)
{
  g_autofree char *folder = g_build_filename (test_server_get_host (test), "aside", NULL);
  g_autofree char *sql = g_strdup_printf ("CREATE TABLESPACE aside LOCATION '%s'", folder);
  struct stat info;

  g_assert_cmpint (stat (test_server_get_host (test), &info), ==, 0);
  g_assert_cmpint (mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (chown (folder, info.st_uid, info.st_gid), ==, 0);
  test_server_run (test, sql);
}

static void
close_server (gpointer server)
{
  cleaner_close (server);
}

int
main (int argc, char **argv)
{
  const char *const settings[] = { "max_connections=200",     "max_prepared_transactions=10",
                                   "max_wal_senders=30",      "max_replication_slots=30",
                                   "max_worker_processes=30", "max_logical_replication_workers=10",
                                   "autovacuum=off",          NULL };
  g_autoptr (GHashTable) servers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_server);
  g_autoptr (GPtrArray) scenes = NULL;
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start_with (&(UsherPracticeOptions){ .settings = settings });
  create_tablespace ();
  test_server_run (test, "CREATE ROLE keeper LOGIN CREATEDB; CREATE ROLE stranger LOGIN CREATEDB;"
                         "CREATE ROLE modest LOGIN; CREATE PUBLICATION all_of_it");
  scenes = build_all ();
  for (guint i = 0; i < scenes->len; i++)
    look_at (scenes->pdata[i], servers);
  for (guint i = 0; i < scenes->len; i++)
    {
      Scene *scene = scenes->pdata[i];
      g_autofree char *path = g_strdup_printf ("/actions/clean-up-predictions/%s/%s",
                                               scene->is->name, name_kind (scene->kind));

      ask_server (scene);
      g_test_add_data_func (path, scene, test_scene);
    }
  g_test_add_func ("/actions/clean-up-predictions/within", test_within);
  g_test_add_func ("/actions/clean-up-predictions/locked", test_locked);
  status = g_test_run ();

  g_ptr_array_set_size (scenes, 0);
  g_hash_table_remove_all (servers);
  test_server_stop (test);
  return status;
}
