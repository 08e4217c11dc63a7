/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session-rows.h"

G_BEGIN_DECLS

/* What is fixed about a column of the table. */
typedef struct
{
  const char *id;    /* in settings and names of actions, never shown */
  const char *title; /* not yet translated */
  int width;         /* pixels, until somebody drags its edge */
  gboolean at_end;   /* numbers and durations: aligned at the end */
  gboolean tabular;  /* digits stand below each other */
  gboolean ticks;    /* says something else when only time went by */
} UsherColumnTraits;

const UsherColumnTraits *usher_column_get_traits (UsherColumn column);
gboolean usher_column_from_id (const char *id, UsherColumn *column);

void usher_session_columns_add (GtkColumnView *view, UsherSessionRows *rows);
UsherColumn usher_session_columns_identify (GtkColumnViewColumn *column);
GtkColumnViewColumn *usher_session_columns_find (GtkColumnView *view, UsherColumn column);

gboolean
usher_session_columns_get_sort (GtkColumnView *view, UsherColumn *column, gboolean *descending);
void usher_session_columns_set_sort (GtkColumnView *view, UsherColumn column, gboolean descending);

G_END_DECLS
