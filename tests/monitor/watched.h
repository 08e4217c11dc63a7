/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "errors.h"
#include "server.h"
#include "test-async.h"
#include "test-server.h"

/* A server as a window would have it: what it says is counted. */
typedef struct
{
  UsherServer *server;
  guint n_refreshed;
  guint n_arranged;
} Watched;

Watched *watched_new (UsherAddress *address);
Watched *watched_new_for_profile (UsherProfile *profile);
Watched *watched_new_connected (UsherAddress *address);
Watched *watched_new_connected_to (UsherServer *server);
void watched_free (Watched *self);

void watched_wait_for_state (Watched *self, UsherServerState state, guint milliseconds);
void watched_wait_for_error (Watched *self, UsherError code, guint milliseconds);
void watched_wait_for_action (Watched *self);
void watched_wait_for_both (Watched *self, guint milliseconds);
void watched_wait_for_refresh (Watched *self);
void watched_wait_for_rest (Watched *self);
void watched_refresh (Watched *self);
UsherSession *watched_find_pid (Watched *self, gint32 pid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watched, watched_free)
