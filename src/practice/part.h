/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One statement of a lively client, and how long it rests afterwards. */
typedef struct
{
  const char *sql;
  guint min_ms;
  guint max_ms;
} UsherStep;

/* What one or several clients do, over and over. */
typedef struct
{
  const char *application;
  const char *role;
  const char *database;
  guint sessions;
  guint first_ms; /* when it begins, after the others */
  guint away_ms;  /* how long it stays away when its session was ended; 0: as usual */
  guint n_steps;
  const UsherStep *steps;
} UsherPart;

const UsherPart *usher_parts_get (guint *n_parts);

G_END_DECLS
