/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "obstacle.h"

G_BEGIN_DECLS

struct _UsherObstacle
{
  GObject parent_instance;
  UsherObstacleKind kind;
  UsherEffect effect;
  guint count;
  char *title;   /* (owned) "12 sessions are connected" */
  char *detail;  /* (owned) who or which; "" when there is nothing to add */
  char *advice;  /* (owned) how it is cleared; "" when it needs nothing */
  gboolean may;  /* this role may clear it, as far as can be told */
  char *who_may; /* (owned) who else may; "" when this role does */
  UsherRemedies remedies;

  /* A prepared transaction: exact bytes */
  char *gid;       /* (owned) (nullable) */
  char *gid_title; /* (owned) (nullable): valid UTF-8 */
  char *become;    /* (owned) (nullable): the role to become first */
  /* The template flag */
  char *quoted_database; /* (owned) (nullable): exact bytes */
  int encoding;
};

UsherObstacle *usher_obstacle_new (UsherObstacleKind kind, UsherEffect effect, guint count);
gboolean usher_obstacle_equal (UsherObstacle *self, UsherObstacle *other);

G_END_DECLS
