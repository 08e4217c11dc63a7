/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection-page.h"
#include "connection-strip.h"
#include "connection-tree.h"
#include "history-page.h"
#include "profile-store.h"
#include "restore-banner.h"
#include "session-page.h"
#include "state-banner.h"
#include "welcome-page.h"
#include "window.h"

G_BEGIN_DECLS

/* window.c is the object, window-connections.c the servers' lives, window-pages.c what is
 * shown of one, window-saved.c what is done to saved ones, window-groups.c to their order and
 * groups, window-actions.c what other keys and menus do. */

struct _UsherWindow
{
  AdwApplicationWindow parent_instance;

  GtkWidget *sidebar;
  UsherConnectionTree *tree;
  AdwViewSwitcherTitle *title; /* the choice of views, or the server's name */
  GtkWidget *live;             /* the controls of a live picture */
  GtkMenuButton *interval_button;
  GMenuModel *interval_menu;
  GtkMenuButton *menu_button;        /* above the tree */
  GtkMenuButton *narrow_menu_button; /* the same while the tree is not there */
  GMenuModel *main_menu;
  AdwToastOverlay *toasts;
  UsherConnectionStrip *strip;
  UsherStateBanner *banner;
  UsherRestoreBanner *restore_banner;
  GtkStack *stack;
  UsherConnectionPage *connection_page; /* (nullable): until it is needed */
  AdwViewStack *views;                  /* what there is to see of a server */
  UsherSessionPage *session_page;       /* (nullable): until there is something to show */
  UsherHistoryPage *history_page;       /* (nullable): likewise */

  GSettings *settings;           /* (owned) */
  UsherProfileStore *store;      /* (owned) */
  UsherConnectionList *list;     /* (owned) */
  UsherConnectionEntry *current; /* (owned) (nullable): the one that is looked at */
  UsherConnectionEntry *asked;   /* (owned) (nullable): whose password is asked for */
  GHashTable *refused;           /* (owned): of the entries whose question was not answered */
  GtkWindow *password_dialog;    /* (unowned) (nullable): cleared when it closes */
  GtkWindow *history_window;     /* (unowned) (nullable): likewise */
  GPtrArray *names;              /* (owned): to be opened as soon as the store is loaded */
  gboolean narrow;
  gboolean seen;   /* the person can see it */
  gboolean usable; /* it is not about to go */
};

void usher_window_act (UsherWindow *self, UsherOperationKind kind, UsherTargets *targets);
void usher_window_toast (UsherWindow *self, const char *text);
void usher_window_offer_undo (UsherWindow *self,
                              const char *text,
                              void (*undo) (gpointer data),
                              gpointer data,
                              GDestroyNotify free_data);

void usher_window_init_connections (UsherWindow *self);
void usher_window_follow_tree (UsherWindow *self);
void usher_window_open_entry (UsherWindow *self, UsherConnectionEntry *entry);
void usher_window_watch_saving (UsherWindow *self, UsherServer *server);
void usher_window_tell_not_saved (UsherWindow *self, const GError *error);
void usher_window_enter_password (UsherWindow *self);
void usher_window_leave_all (UsherWindow *self);
void usher_window_watch_entries (UsherWindow *self);
UsherServer *usher_window_get_server (UsherWindow *self);

void usher_window_show_current (UsherWindow *self);
void usher_window_show_scope (UsherWindow *self);

void usher_window_init_saved (UsherWindow *self);
void usher_window_update_saved_actions (UsherWindow *self);

void usher_window_init_groups (UsherWindow *self);
void usher_window_update_group_actions (UsherWindow *self, gboolean saved);
void usher_window_move_entry (UsherWindow *self,
                              UsherConnectionEntry *entry,
                              const char *group,
                              const char *before);
void usher_window_move_group (UsherWindow *self, const char *group, const char *before);

void usher_window_set_enabled (UsherWindow *self, const char *name, gboolean enabled);
void usher_window_init_actions (UsherWindow *self);
void usher_window_update_actions (UsherWindow *self);
void usher_window_set_narrow (UsherWindow *self, gboolean narrow);

G_END_DECLS
