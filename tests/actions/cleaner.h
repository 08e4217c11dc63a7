/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up.h"
#include "restores.h"
#include "test-async.h"
#include "test-server.h"

G_BEGIN_DECLS

/* A server as Usher has it, and clean-ups on it. All functions block. */

#define CLEANER_PATIENCE_MS 60000

void cleaner_set_state_home (void);

UsherServer *cleaner_connect_to (UsherAddress *address);
UsherServer *cleaner_connect (TestServer *test, const char *role, const char *database);
void cleaner_close (UsherServer *server);

guint32 cleaner_find (TestServer *test, const char *name);
UsherCleanUp *
cleaner_prepare (TestServer *test, UsherServer *server, UsherCleanUpKind kind, const char *name);
void cleaner_look (UsherCleanUp *clean_up);
void cleaner_name (UsherCleanUp *clean_up, const char *new_name);
UsherCleanUpRow *cleaner_row (UsherCleanUp *clean_up, guint index);
UsherObstacle *cleaner_find_obstacle (UsherCleanUp *clean_up, UsherObstacleKind kind);
UsherPlanStep *cleaner_find_step (UsherCleanUpRow *row, UsherStepKind kind);
void cleaner_run (UsherCleanUp *clean_up);
void cleaner_assert_outcome (UsherCleanUp *clean_up, UsherCleanUpOutcome outcome);

/* What strikes once, as soon as a step has come to a state. */
typedef struct
{
  UsherStepKind step;
  UsherStepState state;
  void (*strike) (gpointer user_data);
  gpointer user_data;
  gboolean struck;
} CleanerFault;

void cleaner_arm (UsherCleanUp *clean_up, CleanerFault *fault);

UsherRestores *cleaner_load (UsherServer *server, guint n_expected);
UsherRestore *cleaner_restore_at (UsherRestores *restores, guint index);
void cleaner_wait_for_state (UsherServer *server, UsherRestore *restore, UsherRestoreState state);
gboolean cleaner_apply (UsherRestores *restores,
                        UsherRestore *restore,
                        gboolean even_if_changed,
                        GError **error);
guint cleaner_count_records (void);

G_END_DECLS
