/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "obstacles-private.h"
#include "text.h"

#define NAME_CHARS 40

/*< private >
 * usher_search_add:
 * @self: a search
 * @kind: what was found
 * @effect: what it means
 * @count: how many
 * @title: translated words
 *
 * Returns: (transfer none): the obstacle, to say more about it
 */
UsherObstacle *
usher_search_add (UsherSearch *self,
                  UsherObstacleKind kind,
                  UsherEffect effect,
                  guint count,
                  const char *title)
{
  UsherObstacle *obstacle = usher_obstacle_new (kind, effect, count);

  obstacle->title = g_strdup (title);
  g_ptr_array_add (self->found, obstacle);
  return obstacle;
}

/*< private >
 * usher_search_is_about:
 * @self: a search
 *
 * Returns: whether the database itself is to be dropped, renamed or copied, for which nobody
 *   may be in it; otherwise it is about the sessions alone
 */
gboolean
usher_search_is_about (UsherSearch *self)
{
  return self->intent->kind <= USHER_CLEAN_UP_COPY;
}

/*< private >
 * usher_search_show:
 * @name: (nullable): a name
 *
 * Returns: (transfer full): @name, fit to be read in a sentence
 */
char *
usher_search_show (const char *name)
{
  return usher_text_show_line (name != NULL ? name : "", NAME_CHARS);
}

/*< private >
 * usher_search_join:
 * @phrases: (element-type utf8): translated phrases
 *
 * Returns: (transfer full): all of them in one line
 */
char *
usher_search_join (GPtrArray *phrases)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < phrases->len; i++)
    {
      if (i > 0)
        /* Translators: stands between the items of a list: "9 games-api, 2 etl-nightly" */
        g_string_append (line, _ (", "));
      g_string_append (line, g_ptr_array_index (phrases, i));
    }
  return g_string_free (line, FALSE);
}

static gboolean
alters (UsherSearch *self)
{
  return self->intent->kind != USHER_CLEAN_UP_DISCONNECT
         || self->intent->blocking != USHER_BLOCK_NOBODY;
}

static void
search_server (UsherSearch *self)
{
  UsherObstacle *obstacle;

  if (self->survey->in_recovery && alters (self))
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_RECOVERY, USHER_EFFECT_STOPS, 1,
                                   _ ("This server is a hot standby"));
      obstacle->detail = g_strdup (_ ("No database can be altered here. Sessions can be ended."));
      obstacle->advice = g_strdup (_ ("Connect to the primary server, or disconnect everyone "
                                      "without blocking new sessions."));
      obstacle->may = FALSE;
    }
  else if (self->survey->read_only && alters (self))
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_READ_ONLY, USHER_EFFECT_STOPS, 1,
                                   _ ("This session may only read"));
      obstacle->advice = g_strdup (_ ("Connect without what makes it read-only."));
      obstacle->may = FALSE;
    }
  if (self->survey->pooled)
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_POOLER, USHER_EFFECT_NOTE, 1,
                                   _ ("A pooler stands in between"));
      obstacle->detail = g_strdup (_ ("One session here can serve many clients, and the pooler "
                                      "opens new ones when they ask."));
      obstacle->advice = g_strdup (_ ("Block new sessions, or pause the database in the pooler."));
    }
}

static void
search_standbys (UsherSearch *self)
{
  guint n = self->survey->n_standbys;
  g_autofree char *title = NULL;
  UsherObstacle *obstacle;

  if (n == 0 || self->intent->kind != USHER_CLEAN_UP_DROP)
    return;
  title = g_strdup_printf (
      ngettext ("%u standby may be connected", "%u standbys may be connected", n), n);
  obstacle = usher_search_add (self, USHER_OBSTACLE_STANDBYS, USHER_EFFECT_LOSES, n, title);
  obstacle->detail =
      g_strdup (_ ("A drop ends the sessions in this database on standbys too, unannounced."));
}

static void
search_owner (UsherSearch *self)
{
  gboolean copies_template = self->intent->kind == USHER_CLEAN_UP_COPY && self->facts->is_template
                             && self->intent->blocking == USHER_BLOCK_NOBODY;
  g_autofree char *owner = usher_search_show (self->facts->owner);
  g_autofree char *me = usher_search_show (self->survey->me);
  UsherObstacle *obstacle;

  if (self->facts->owns || copies_template || !alters (self))
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_NOT_OWNER, USHER_EFFECT_STOPS, 1,
                               _ ("The database belongs to another role"));
  /* Translators: names of roles */
  obstacle->detail = g_strdup_printf (_ ("It belongs to %s, you act as %s."), owner, me);
  obstacle->advice = g_strdup (_ ("Connect as a role that may do it."));
  obstacle->who_may = g_strdup_printf (_ ("%s, its members, and superusers"), owner);
  obstacle->may = FALSE;
}

static void
search_createdb (UsherSearch *self)
{
  UsherObstacle *obstacle;

  if (self->survey->creates
      || (self->intent->kind != USHER_CLEAN_UP_RENAME && self->intent->kind != USHER_CLEAN_UP_COPY))
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_NO_CREATEDB, USHER_EFFECT_STOPS, 1,
                               _ ("Your role may not create databases"));
  obstacle->advice =
      /* Translators: CREATEDB is a word of SQL */
      g_strdup (_ ("Have a superuser give your role the CREATEDB attribute."));
  obstacle->who_may = g_strdup (_ ("Superusers, and roles with CREATEDB"));
  obstacle->may = FALSE;
}

static void
search_template (UsherSearch *self)
{
  UsherObstacle *obstacle;

  if (!self->facts->is_template || self->intent->kind != USHER_CLEAN_UP_DROP)
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_TEMPLATE, USHER_EFFECT_STOPS, 1,
                               _ ("It is marked as a template"));
  obstacle->detail = g_strdup (_ ("A template cannot be dropped. Others may count on it."));
  obstacle->advice = g_strdup (_ ("Take the mark away if nobody needs it."));
  obstacle->may = self->facts->owns;
  if (!obstacle->may)
    obstacle->who_may = g_strdup (_ ("Its owner, and superusers"));
  obstacle->remedies = USHER_REMEDY_UNSET_TEMPLATE;
  obstacle->quoted_database = g_strdup (self->facts->quoted);
  obstacle->encoding = self->facts->encoding;
}

static void
search_name (UsherSearch *self)
{
  UsherDatabaseFacts *facts = self->facts;
  UsherObstacle *obstacle;
  g_autofree char *name = usher_search_show (facts->new_name);

  if (self->intent->kind != USHER_CLEAN_UP_RENAME && self->intent->kind != USHER_CLEAN_UP_COPY)
    return;
  if (facts->new_name[0] == '\0')
    usher_search_add (self, USHER_OBSTACLE_NO_NAME, USHER_EFFECT_STOPS, 1,
                      _ ("A new name is needed"));
  else if (facts->new_is_bad)
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_BAD_NAME, USHER_EFFECT_STOPS, 1,
                                   _ ("The new name does not fit"));
      obstacle->advice = g_strdup (_ ("A name has at most 63 bytes, of characters that the "
                                      "database’s encoding knows."));
    }
  else if (facts->new_is_taken)
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_NAME_TAKEN, USHER_EFFECT_STOPS, 1,
                                   _ ("The new name is in use"));
      obstacle->detail = g_strdup_printf (_ ("There is a database “%s”."), name);
      obstacle->advice = g_strdup (_ ("Choose another name."));
    }
}

static void
search_invalid (UsherSearch *self)
{
  gboolean drops = self->intent->kind == USHER_CLEAN_UP_DROP;
  UsherObstacle *obstacle;

  if (self->facts->connection_limit != -2)
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_INVALID,
                               drops ? USHER_EFFECT_NOTE : USHER_EFFECT_STOPS, 1,
                               _ ("A drop of it was interrupted"));
  obstacle->detail = g_strdup (_ ("Part of its data may be gone, and nobody can connect to it."));
  obstacle->advice = g_strdup (_ ("Drop it. Nothing else can be done with it."));
}

/* Usher never ends its own sessions; with FORCE the server does that. */
static void
search_other_connections (UsherSearch *self)
{
  guint n = self->facts->n_other_own;
  gboolean stops = usher_search_is_about (self) && !usher_intent_forces (self->intent);
  UsherObstacle *obstacle;

  if (n == 0)
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_OTHER_CONNECTION,
                               stops ? USHER_EFFECT_STOPS : USHER_EFFECT_NOTE, n,
                               _ ("Usher is connected to it by another connection too"));
  obstacle->detail = g_strdup_printf (ngettext ("%u session of Usher’s own is left alone.",
                                                "%u sessions of Usher’s own are left alone.", n),
                                      n);
  obstacle->advice = g_strdup (_ ("Disconnect that connection."));
}

static void
search_connections (UsherSearch *self)
{
  UsherDatabaseFacts *facts = self->facts;
  UsherObstacle *obstacle;

  if (facts->is_current)
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_OWN_CONNECTION, USHER_EFFECT_NOTE, 1,
                                   _ ("Usher is connected to it"));
      obstacle->detail = g_strdup (_ ("Usher moves to another database by itself."));
    }
  if (usher_search_is_about (self) && facts->allows && facts->connection_limit != 0
      && facts->connection_limit != -2 && self->intent->blocking == USHER_BLOCK_NOBODY)
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_OPEN, USHER_EFFECT_NOTE, 1,
                                   _ ("New sessions can arrive meanwhile"));
      obstacle->advice = g_strdup (_ ("Block new sessions, and none gets in between."));
    }
  if (facts->n_lock_pids > 0 && usher_search_is_about (self))
    {
      obstacle = usher_search_add (self, USHER_OBSTACLE_LOCKED, USHER_EFFECT_WAITS,
                                   facts->n_lock_pids, _ ("Somebody alters it right now"));
      obstacle->detail =
          /* Translators: the number of a process */
          g_strdup_printf (_ ("Process %d holds a lock on the database."), facts->lock_pids[0]);
      obstacle->advice = g_strdup (_ ("Wait for the end of its transaction, or end the session."));
    }
}

static void
search_tablespace (UsherSearch *self)
{
  g_autofree char *tablespace = usher_search_show (self->facts->tablespace);
  UsherObstacle *obstacle;

  if (self->intent->kind != USHER_CLEAN_UP_COPY
      || g_str_equal (self->facts->tablespace, "pg_default"))
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_TABLESPACE, USHER_EFFECT_NOTE, 1,
                               _ ("The copy will lie in the same tablespace"));
  obstacle->detail = g_strdup_printf (_ ("It is “%s”."), tablespace);
}

/*< private >
 * usher_obstacles_find:
 * @survey: what was seen
 * @facts: of one database in it
 * @intent: what is to be done
 * @returns: (nullable): who comes back
 *
 * Returns: (transfer full) (element-type UsherObstacle): what stands in the way of that, worst
 *   first as far as the kind says
 */
GPtrArray *
usher_obstacles_find (UsherSurvey *survey,
                      UsherDatabaseFacts *facts,
                      const UsherIntent *intent,
                      UsherReturns *returns)
{
  UsherSearch search = { survey, facts, intent, returns,
                         g_ptr_array_new_with_free_func (g_object_unref) };

  if (!facts->exists)
    {
      usher_search_add (&search, USHER_OBSTACLE_MISSING, USHER_EFFECT_STOPS, 1,
                        _ ("The database does not exist any more"));
      return search.found;
    }
  search_server (&search);
  search_invalid (&search);
  search_owner (&search);
  search_createdb (&search);
  search_template (&search);
  search_name (&search);
  usher_search_sessions (&search);
  usher_search_returns (&search);
  usher_search_prepared (&search);
  usher_search_replication (&search);
  search_connections (&search);
  search_other_connections (&search);
  search_standbys (&search);
  search_tablespace (&search);
  return search.found;
}

/*< private >
 * usher_obstacles_stop:
 * @obstacles: (element-type UsherObstacle): what was found
 *
 * Returns: whether the action is expected to fail because of one of them
 */
gboolean
usher_obstacles_stop (GPtrArray *obstacles)
{
  for (guint i = 0; i < obstacles->len; i++)
    if (usher_obstacle_get_effect (g_ptr_array_index (obstacles, i)) == USHER_EFFECT_STOPS)
      return TRUE;
  return FALSE;
}
