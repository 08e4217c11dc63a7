/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-page.h"
#include "connection-tree.h"
#include "history-page.h"
#include "practice-server.h"
#include "server.h"
#include "session-page.h"
#include "state-banner.h"
#include "welcome-page.h"
#include "window.h"

G_BEGIN_DECLS

/* What window.c (looks), window-server.c (the server's life) and window-actions.c (what
 * keys and menus do) share. */

struct _UsherWindow
{
  AdwApplicationWindow parent_instance;

  GtkWidget *sidebar;
  UsherConnectionTree *tree;
  AdwViewSwitcherTitle *title; /* the choice of views, or the server's name */
  GtkWidget *live;             /* the controls of a live picture */
  GtkMenuButton *interval_button;
  AdwToastOverlay *toasts;
  UsherStateBanner *banner;
  GtkStack *stack;
  UsherConnectionPage *connection_page;
  AdwViewStack *views;            /* what there is to see of a server */
  UsherSessionPage *session_page; /* (nullable): until there is something to show */
  UsherHistoryPage *history_page; /* (nullable): likewise */

  GSettings *settings;                /* (owned) */
  UsherServer *server;                /* (owned) (nullable) */
  GSignalGroup *server_signals;       /* (owned) */
  UsherPracticeServer *practice;      /* (owned) (nullable): what the server runs on */
  GCancellable *practice_cancellable; /* (owned) (nullable): while it starts */
  gboolean practice_failed;           /* so "Try Again" means the practice server */
  GtkWindow *password_dialog;         /* (unowned) (nullable): cleared when it closes */
  gboolean narrow;
};

void usher_window_show_state (UsherWindow *self);
void usher_window_show_vacant (UsherWindow *self);
void usher_window_toast (UsherWindow *self, const char *text);
void usher_window_watch_visibility (UsherWindow *self);

void usher_window_init_server (UsherWindow *self);
void usher_window_take_leave (UsherWindow *self);
void usher_window_reopen (UsherWindow *self);

void usher_window_init_actions (UsherWindow *self);
void usher_window_update_actions (UsherWindow *self);
void usher_window_set_narrow (UsherWindow *self, gboolean narrow);

G_END_DECLS
