/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up-kinds.h"
#include "clean-up-ways.h"
#include "clean-up-window.h"
#include "name-check.h"
#include "script-view.h"

G_BEGIN_DECLS

/* clean-up-window.c is the window and which databases it is about, clean-up-window-plan.c shows
 * what would be done, clean-up-window-run.c does it, and stops it. */

typedef enum
{
  USHER_CLEAN_UP_PLANNING, /* everything can be chosen */
  USHER_CLEAN_UP_UNDER_WAY,
  USHER_CLEAN_UP_ENDED, /* how it came out is told */
} UsherCleanUpPhase;

struct _UsherCleanUpWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  UsherCleanUpKinds *kinds;
  UsherCleanUpWays *ways;
  AdwBin *outcomes;
  GtkBox *obstacles;
  AdwBin *steps;
  UsherScriptView *script;
  UsherNameCheck *check;
  GtkLabel *trouble;
  GtkLabel *notice;
  GtkWidget *close_button;
  GtkButton *stop_button;
  GtkWidget *again_button;
  GtkButton *act_button;
  GtkWindow *question; /* (unowned) (nullable): whether to stop, while it is open */

  UsherCleanUp *clean_up;    /* (owned) (nullable): NULL once disposed */
  char *plan;                /* (owned) (nullable): the SQL that is shown */
  guint ticker;              /* how long ago the server was looked at changes by itself */
  GCancellable *cancellable; /* (owned) (nullable): stops it */
  UsherCleanUpPhase phase;
};

guint usher_clean_up_window_count_databases (UsherCleanUpWindow *self);
UsherCleanUpRow *usher_clean_up_window_get_row (UsherCleanUpWindow *self, guint index);
void usher_clean_up_window_show_text (GtkLabel *label, const char *text);

/* clean-up-window-plan.c */
gboolean usher_clean_up_window_show_age (gpointer data);
void usher_clean_up_window_update (UsherCleanUpWindow *self);

/* clean-up-window-run.c */
void usher_clean_up_window_set_phase (UsherCleanUpWindow *self, UsherCleanUpPhase phase);
void usher_clean_up_window_act (UsherCleanUpWindow *self);
void usher_clean_up_window_stop (UsherCleanUpWindow *self);
gboolean usher_clean_up_window_hold (UsherCleanUpWindow *self);

G_END_DECLS
