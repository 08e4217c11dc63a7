/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up-row.h"
#include "server.h"

G_BEGIN_DECLS

/**
 * UsherCleanUp:
 *
 * One or several databases that are to be dropped, renamed, copied, emptied or closed: what
 * stands in the way, the steps, and how they went. Main thread only.
 *
 * While it is watching, it looks again every other second. Nothing is altered before
 * usher_clean_up_run_async() or usher_clean_up_clear_async().
 *
 * Signal: "changed" (anything of it or of its rows may be another now).
 */
#define USHER_TYPE_CLEAN_UP (usher_clean_up_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUp, usher_clean_up, USHER, CLEAN_UP, GObject)

UsherCleanUp *
usher_clean_up_new (UsherServer *server, UsherCleanUpKind kind, const guint32 *oids, guint n_oids);

UsherCleanUp *usher_clean_up_new_for_rest (UsherCleanUp *self);

UsherServer *usher_clean_up_get_server (UsherCleanUp *self);
GListModel *usher_clean_up_get_rows (UsherCleanUp *self);

UsherCleanUpKind usher_clean_up_get_kind (UsherCleanUp *self);
void usher_clean_up_set_kind (UsherCleanUp *self, UsherCleanUpKind kind);
UsherBlocking usher_clean_up_get_blocking (UsherCleanUp *self);
void usher_clean_up_set_blocking (UsherCleanUp *self, UsherBlocking blocking);
gboolean usher_clean_up_get_force (UsherCleanUp *self);
void usher_clean_up_set_force (UsherCleanUp *self, gboolean force);
gboolean usher_clean_up_can_force (UsherCleanUp *self);
void usher_clean_up_set_new_name (UsherCleanUp *self, UsherCleanUpRow *row, const char *new_name);

void usher_clean_up_set_watching (UsherCleanUp *self, gboolean watching);
void usher_clean_up_look (UsherCleanUp *self);
gint64 usher_clean_up_get_looked_at (UsherCleanUp *self);
const GError *usher_clean_up_get_look_error (UsherCleanUp *self);
gboolean usher_clean_up_is_ready (UsherCleanUp *self);
gboolean usher_clean_up_can_try (UsherCleanUp *self);
char *usher_clean_up_to_sql (UsherCleanUp *self);

void usher_clean_up_run_async (UsherCleanUp *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean usher_clean_up_run_finish (UsherCleanUp *self, GAsyncResult *result, GError **error);
gboolean usher_clean_up_is_running (UsherCleanUp *self);
void usher_clean_up_stop (UsherCleanUp *self);
const char *usher_clean_up_get_stop_warning (UsherCleanUp *self);

void usher_clean_up_clear_async (UsherCleanUp *self,
                                 UsherCleanUpRow *row,
                                 UsherObstacle *obstacle,
                                 UsherRemedies remedy,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean usher_clean_up_clear_finish (UsherCleanUp *self, GAsyncResult *result, GError **error);

G_END_DECLS
