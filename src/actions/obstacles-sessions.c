/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "obstacles-private.h"
#include "operation.h"

/* More applications than that are counted together. */
#define MAX_APPLICATIONS 6

typedef struct
{
  const char *application;
  guint n;
} Group;

static gboolean
belongs_to (const UsherSession *session, UsherObstacleKind kind)
{
  switch (session->kind)
    {
    case USHER_SESSION_WALSENDER:
      return kind
             == (usher_session_is_backup (session) ? USHER_OBSTACLE_BACKUPS
                                                   : USHER_OBSTACLE_REPLICATION);
    case USHER_SESSION_PARALLEL:
      return kind == USHER_OBSTACLE_PARALLEL;
    case USHER_SESSION_AUTOVACUUM:
      return kind == USHER_OBSTACLE_AUTOVACUUM;
    case USHER_SESSION_WORKER:
    case USHER_SESSION_SYSTEM:
      return kind == USHER_OBSTACLE_WORKERS;
    case USHER_SESSION_CLIENT:
    default:
      return kind == USHER_OBSTACLE_SESSIONS;
    }
}

static GPtrArray *
pick (UsherSearch *self, UsherObstacleKind kind)
{
  GPtrArray *picked = g_ptr_array_new ();

  for (guint i = 0; i < self->facts->sessions->len; i++)
    if (belongs_to (g_ptr_array_index (self->facts->sessions, i), kind))
      g_ptr_array_add (picked, g_ptr_array_index (self->facts->sessions, i));
  return picked;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *first = a;
  const Group *second = b;

  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;
  return strcmp (first->application, second->application);
}

static void
count_in (GArray *groups, const char *application)
{
  Group group = { application, 1 };

  for (guint i = 0; i < groups->len; i++)
    if (g_str_equal (g_array_index (groups, Group, i).application, application))
      {
        g_array_index (groups, Group, i).n++;
        return;
      }
  g_array_append_val (groups, group);
}

static char *
name_group (const Group *group)
{
  g_autofree char *name = usher_search_show (group->application);

  if (name[0] == '\0')
    return g_strdup_printf (ngettext ("%u without a name", "%u without a name", group->n),
                            group->n);
  /* Translators: so many sessions of an application, whose name follows: "9 games-api" */
  return g_strdup_printf (_ ("%u %s"), group->n, name);
}

/* Returns: (transfer full): "9 games-api, 2 etl-nightly, 1 psql" */
static char *
list_applications (GPtrArray *sessions)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_autoptr (GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);
  guint n_others = 0;

  for (guint i = 0; i < sessions->len; i++)
    count_in (groups, ((const UsherSession *)g_ptr_array_index (sessions, i))->application);
  g_array_sort (groups, compare_groups);
  for (guint i = 0; i < groups->len; i++)
    if (i < MAX_APPLICATIONS)
      g_ptr_array_add (phrases, name_group (&g_array_index (groups, Group, i)));
    else
      n_others += g_array_index (groups, Group, i).n;
  if (n_others > 0)
    g_ptr_array_add (phrases,
                     g_strdup_printf (ngettext ("%u other", "%u others", n_others), n_others));
  return usher_search_join (phrases);
}

static char *
list_backend_types (GPtrArray *sessions)
{
  g_autoptr (GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (sessions, i);

      if (session->backend_type[0] != '\0' && g_hash_table_add (seen, session->backend_type))
        g_ptr_array_add (phrases, usher_search_show (session->backend_type));
    }
  return usher_search_join (phrases);
}

/* FORCE has a rule of its own for processes without a role, such as autovacuum workers: who may
 * end the sessions of others may end these, and nobody else but superusers. */
static UsherMay
find_may (UsherSearch *self, const UsherSession *session)
{
  if (!usher_intent_forces (self->intent) || session->id.role_oid != 0
      || self->survey->is_superuser)
    return session->may;
  return self->survey->signals ? USHER_MAY_YES : USHER_MAY_NEED_SIGNAL_BACKEND;
}

/* Who may not be ended makes the whole fail, so the first reason is the one to tell. */
static void
judge (UsherSearch *self, UsherObstacle *obstacle, GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++)
    {
      UsherMay may = find_may (self, g_ptr_array_index (sessions, i));

      if (may == USHER_MAY_YES || may == USHER_MAY_NOT_USHER)
        continue;
      obstacle->may = FALSE;
      obstacle->effect = USHER_EFFECT_STOPS;
      obstacle->who_may = g_strdup (usher_may_explain (may));
      return;
    }
}

/* The titles, of so many */

static char *
count_clients (guint n)
{
  return g_strdup_printf (ngettext ("%u session is connected", "%u sessions are connected", n), n);
}

static char *
count_senders (guint n)
{
  return g_strdup_printf (ngettext ("%u replication connection reads from it",
                                    "%u replication connections read from it", n),
                          n);
}

static char *
count_backups (guint n)
{
  return g_strdup_printf (
      ngettext ("%u base backup is under way", "%u base backups are under way", n), n);
}

static char *
count_workers (guint n)
{
  return g_strdup_printf (
      ngettext ("%u background worker runs in it", "%u background workers run in it", n), n);
}

static char *
count_parallel_workers (guint n)
{
  return g_strdup_printf (
      ngettext ("%u parallel worker runs in it", "%u parallel workers run in it", n), n);
}

static char *
count_autovacuum_workers (guint n)
{
  return g_strdup_printf (
      ngettext ("%u autovacuum worker cleans in it", "%u autovacuum workers clean in it", n), n);
}

/* Returns: (transfer full): what identifies them to a person */
static char *
describe (UsherObstacleKind kind, GPtrArray *sessions)
{
  if (kind == USHER_OBSTACLE_PARALLEL)
    return g_strdup (_ ("They end with the sessions that they work for."));
  if (kind == USHER_OBSTACLE_AUTOVACUUM)
    return g_strdup (_ ("The server ends them by itself when it is their turn."));
  return kind == USHER_OBSTACLE_WORKERS ? list_backend_types (sessions)
                                        : list_applications (sessions);
}

/* Returns: (transfer none) (nullable): the obstacle that all of a kind are together */
static UsherObstacle *
search_kind (UsherSearch *self,
             UsherObstacleKind kind,
             UsherEffect effect,
             char *(*write_title) (guint n))
{
  g_autoptr (GPtrArray) sessions = pick (self, kind);
  g_autofree char *title = NULL;
  UsherObstacle *obstacle;

  if (sessions->len == 0)
    return NULL;
  title = write_title (sessions->len);
  obstacle = usher_search_add (self, kind, effect, sessions->len, title);
  obstacle->detail = describe (kind, sessions);
  if (effect == USHER_EFFECT_CLEARED || usher_intent_forces (self->intent))
    judge (self, obstacle, sessions);
  return obstacle;
}

/* The server ends them itself before a drop, a rename or a copy, but FORCE asks first whether
 * this role may end every process in the database, and there these count. */
static void
search_autovacuum (UsherSearch *self)
{
  UsherObstacle *obstacle = NULL;

  if (usher_search_is_about (self))
    obstacle =
        search_kind (self, USHER_OBSTACLE_AUTOVACUUM, USHER_EFFECT_WAITS, count_autovacuum_workers);
  if (obstacle != NULL && !obstacle->may)
    obstacle->advice = g_strdup (_ ("Do without FORCE, or wait for their end."));
}

/*< private >
 * usher_search_sessions:
 * @self: a search
 *
 * Looks for what runs in the database.
 */
void
usher_search_sessions (UsherSearch *self)
{
  search_kind (self, USHER_OBSTACLE_SESSIONS, USHER_EFFECT_CLEARED, count_clients);
  search_kind (self, USHER_OBSTACLE_REPLICATION, USHER_EFFECT_CLEARED, count_senders);
  search_kind (self, USHER_OBSTACLE_BACKUPS, USHER_EFFECT_CLEARED, count_backups);
  search_kind (self, USHER_OBSTACLE_WORKERS, USHER_EFFECT_CLEARED, count_workers);
  search_kind (self, USHER_OBSTACLE_PARALLEL, USHER_EFFECT_CLEARED, count_parallel_workers);
  search_autovacuum (self);
}

/*< private >
 * usher_session_is_in_the_way:
 * @session: a session in a database that is to be empty
 *
 * Returns: whether it must be ended for that. Parallel workers end with their leaders, and
 *   the server itself ends autovacuum workers.
 */
gboolean
usher_session_is_in_the_way (const UsherSession *session)
{
  return !session->is_usher && session->kind != USHER_SESSION_PARALLEL
         && session->kind != USHER_SESSION_AUTOVACUUM;
}
