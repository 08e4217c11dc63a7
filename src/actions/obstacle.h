/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What is to be done with a database. */
typedef enum
{
  USHER_CLEAN_UP_DROP,
  USHER_CLEAN_UP_RENAME,
  USHER_CLEAN_UP_COPY,       /* CREATE DATABASE ... TEMPLATE */
  USHER_CLEAN_UP_DISCONNECT, /* everyone, once */
  USHER_CLEAN_UP_KEEP_OUT,   /* everyone, until released */
  USHER_N_CLEAN_UP_KINDS
} UsherCleanUpKind;

typedef enum
{
  USHER_OBSTACLE_MISSING,   /* there is no such database any more */
  USHER_OBSTACLE_RECOVERY,  /* a hot standby */
  USHER_OBSTACLE_READ_ONLY, /* the session may only read */
  USHER_OBSTACLE_INVALID,   /* left by an interrupted drop */
  USHER_OBSTACLE_NOT_OWNER,
  USHER_OBSTACLE_NO_CREATEDB,
  USHER_OBSTACLE_TEMPLATE,
  USHER_OBSTACLE_NO_NAME,  /* a new name is needed */
  USHER_OBSTACLE_BAD_NAME, /* too long, or not to be written in the database's encoding */
  USHER_OBSTACLE_NAME_TAKEN,
  USHER_OBSTACLE_SESSIONS,     /* of clients */
  USHER_OBSTACLE_RETURNS,      /* clients that come back after they were terminated */
  USHER_OBSTACLE_REPLICATION,  /* walsenders in the database */
  USHER_OBSTACLE_BACKUPS,      /* base backups over a connection to the database */
  USHER_OBSTACLE_WORKERS,      /* logical replication and other background workers */
  USHER_OBSTACLE_PARALLEL,     /* they end with their leaders */
  USHER_OBSTACLE_AUTOVACUUM,   /* the server ends them itself */
  USHER_OBSTACLE_PREPARED,     /* one prepared transaction */
  USHER_OBSTACLE_ACTIVE_SLOTS, /* logical replication slots in use */
  USHER_OBSTACLE_LOST_SLOTS,   /* unused ones: they would vanish with the database */
  USHER_OBSTACLE_SUBSCRIPTIONS,
  USHER_OBSTACLE_LOCKED,           /* somebody alters the database right now */
  USHER_OBSTACLE_OWN_CONNECTION,   /* Usher is connected to it, and will move away */
  USHER_OBSTACLE_OTHER_CONNECTION, /* another connection of Usher's is, and stays */
  USHER_OBSTACLE_OPEN,             /* new sessions can still arrive */
  USHER_OBSTACLE_STANDBYS,         /* sessions on standbys end with a drop */
  USHER_OBSTACLE_TABLESPACE,       /* where a copy will lie */
  USHER_OBSTACLE_POOLER,           /* something stands between Usher and the server */
} UsherObstacleKind;

/* What an obstacle means for one kind of action. */
typedef enum
{
  USHER_EFFECT_NONE,    /* nothing */
  USHER_EFFECT_NOTE,    /* good to know */
  USHER_EFFECT_WAITS,   /* it has to wait for this, and goes on by itself */
  USHER_EFFECT_LOSES,   /* it succeeds, and destroys this */
  USHER_EFFECT_RISKS,   /* it may fail because of this, or not last */
  USHER_EFFECT_CLEARED, /* the steps clear it first */
  USHER_EFFECT_STOPS,   /* it fails unless somebody clears this before */
} UsherEffect;

/* What Usher itself can do about an obstacle, on request. */
typedef enum
{
  USHER_REMEDY_NONE = 0,
  USHER_REMEDY_COMMIT = 1 << 0,         /* the prepared transaction */
  USHER_REMEDY_ROLL_BACK = 1 << 1,      /* the prepared transaction */
  USHER_REMEDY_UNSET_TEMPLATE = 1 << 2, /* takes the template flag away */
  USHER_REMEDY_BLOCK = 1 << 3,          /* makes blocking a part of the plan; alters nothing yet */
} UsherRemedies;

/**
 * UsherObstacle:
 *
 * One thing that stands in the way, or is good to know. Immutable; main thread. All strings
 * are translated and valid UTF-8; names in them are untrusted text, made visible.
 */
#define USHER_TYPE_OBSTACLE (usher_obstacle_get_type ())
G_DECLARE_FINAL_TYPE (UsherObstacle, usher_obstacle, USHER, OBSTACLE, GObject)

gboolean usher_obstacle_is_about_same (UsherObstacle *self, UsherObstacle *other);
UsherObstacleKind usher_obstacle_get_kind (UsherObstacle *self);
UsherEffect usher_obstacle_get_effect (UsherObstacle *self);
guint usher_obstacle_get_count (UsherObstacle *self);
const char *usher_obstacle_get_title (UsherObstacle *self);
const char *usher_obstacle_get_detail (UsherObstacle *self);
const char *usher_obstacle_get_advice (UsherObstacle *self);
gboolean usher_obstacle_get_may (UsherObstacle *self);
const char *usher_obstacle_get_who_may (UsherObstacle *self);
UsherRemedies usher_obstacle_get_remedies (UsherObstacle *self);
char *usher_obstacle_get_sql (UsherObstacle *self, UsherRemedies remedy);

G_END_DECLS
