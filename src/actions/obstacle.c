/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "obstacle-private.h"

#include "text.h"

G_DEFINE_FINAL_TYPE (UsherObstacle, usher_obstacle, G_TYPE_OBJECT)

static void
usher_obstacle_finalize (GObject *object)
{
  UsherObstacle *self = USHER_OBSTACLE (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->advice);
  g_free (self->who_may);
  g_free (self->gid);
  g_free (self->gid_title);
  g_free (self->become);
  g_free (self->quoted_database);

  G_OBJECT_CLASS (usher_obstacle_parent_class)->finalize (object);
}

static void
usher_obstacle_class_init (UsherObstacleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_obstacle_finalize;
}

static void
usher_obstacle_init (UsherObstacle *self)
{
}

/*< private >
 * usher_obstacle_new:
 * @kind: what it is
 * @effect: what it means
 * @count: how many of it
 *
 * Returns: (transfer full): an obstacle without words, which this role may clear
 */
UsherObstacle *
usher_obstacle_new (UsherObstacleKind kind, UsherEffect effect, guint count)
{
  UsherObstacle *self = g_object_new (USHER_TYPE_OBSTACLE, NULL);

  self->kind = kind;
  self->effect = effect;
  self->count = count;
  self->may = TRUE;
  return self;
}

/*< private >
 * usher_obstacle_equal:
 * @self: an obstacle
 * @other: another
 *
 * Returns: whether a person could not tell them apart
 */
gboolean
usher_obstacle_equal (UsherObstacle *self, UsherObstacle *other)
{
  return self->kind == other->kind && self->effect == other->effect && self->count == other->count
         && self->may == other->may && self->remedies == other->remedies
         && g_strcmp0 (self->title, other->title) == 0
         && g_strcmp0 (self->detail, other->detail) == 0
         && g_strcmp0 (self->advice, other->advice) == 0
         && g_strcmp0 (self->who_may, other->who_may) == 0
         && g_strcmp0 (self->gid, other->gid) == 0;
}

/**
 * usher_obstacle_is_about_same:
 * @self: an obstacle
 * @other: one that was seen before or after it, in the same database
 *
 * Returns: whether it is the same thing that stands in the way, though there may be more or
 *   less of it
 */
gboolean
usher_obstacle_is_about_same (UsherObstacle *self, UsherObstacle *other)
{
  return self->kind == other->kind && g_strcmp0 (self->gid, other->gid) == 0;
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

UsherObstacleKind
usher_obstacle_get_kind (UsherObstacle *self)
{
  return self->kind;
}

/**
 * usher_obstacle_get_effect:
 * @self: an obstacle
 *
 * Returns: what it means for the action that was asked for when it was found
 */
UsherEffect
usher_obstacle_get_effect (UsherObstacle *self)
{
  return self->effect;
}

guint
usher_obstacle_get_count (UsherObstacle *self)
{
  return self->count;
}

/**
 * usher_obstacle_get_title:
 * @self: an obstacle
 *
 * Returns: what it is, in a few words, such as "12 sessions are connected"
 */
const char *
usher_obstacle_get_title (UsherObstacle *self)
{
  return or_empty (self->title);
}

/**
 * usher_obstacle_get_detail:
 * @self: an obstacle
 *
 * Returns: who or which, such as "9 games-api, 2 etl-nightly"; or ""
 */
const char *
usher_obstacle_get_detail (UsherObstacle *self)
{
  return or_empty (self->detail);
}

/**
 * usher_obstacle_get_advice:
 * @self: an obstacle
 *
 * Returns: how it is cleared, or ""
 */
const char *
usher_obstacle_get_advice (UsherObstacle *self)
{
  return or_empty (self->advice);
}

/**
 * usher_obstacle_get_may:
 * @self: an obstacle
 *
 * Returns: whether this role may clear it; a prediction, the server decides
 */
gboolean
usher_obstacle_get_may (UsherObstacle *self)
{
  return self->may;
}

/**
 * usher_obstacle_get_who_may:
 * @self: an obstacle
 *
 * Returns: who else may clear it when this role may not, or ""
 */
const char *
usher_obstacle_get_who_may (UsherObstacle *self)
{
  return or_empty (self->who_may);
}

/**
 * usher_obstacle_get_remedies:
 * @self: an obstacle
 *
 * Returns: what usher_clean_up_clear_async() can do about it
 */
UsherRemedies
usher_obstacle_get_remedies (UsherObstacle *self)
{
  return self->remedies;
}

static char *
write_literal (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);

  return g_strjoinv ("''", parts);
}

/**
 * usher_obstacle_get_sql:
 * @self: an obstacle
 * @remedy: one of its remedies
 *
 * Returns: (transfer full): what Usher would send, to be read
 */
char *
usher_obstacle_get_sql (UsherObstacle *self, UsherRemedies remedy)
{
  g_autofree char *gid = self->gid_title != NULL ? write_literal (self->gid_title) : NULL;
  g_autofree char *database = self->quoted_database != NULL
                                  ? usher_text_decode (self->quoted_database, -1, self->encoding)
                                  : NULL;

  switch (remedy)
    {
    case USHER_REMEDY_COMMIT:
      return g_strdup_printf ("COMMIT PREPARED '%s';", gid);
    case USHER_REMEDY_ROLL_BACK:
      return g_strdup_printf ("ROLLBACK PREPARED '%s';", gid);
    case USHER_REMEDY_UNSET_TEMPLATE:
      return g_strdup_printf ("ALTER DATABASE %s IS_TEMPLATE false;", database);
    case USHER_REMEDY_BLOCK: /* the plan says how */
    case USHER_REMEDY_NONE:
    default:
      return g_strdup ("");
    }
}
