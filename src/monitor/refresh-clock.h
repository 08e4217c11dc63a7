/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherRefreshClock:
 *
 * Says when to refresh: never twice at once, not while nobody looks, and less often when it
 * costs much or fails. Main thread only.
 */
typedef struct _UsherRefreshClock UsherRefreshClock;

/* Begins a refresh, whose end is told by usher_refresh_clock_ended(). */
typedef void (*UsherRefreshBegin) (gpointer data);

UsherRefreshClock *usher_refresh_clock_new (UsherRefreshBegin begin, gpointer data);
void usher_refresh_clock_free (UsherRefreshClock *self);

void usher_refresh_clock_set_enabled (UsherRefreshClock *self, gboolean enabled);
void usher_refresh_clock_set_paused (UsherRefreshClock *self, gboolean paused);
void usher_refresh_clock_set_visible (UsherRefreshClock *self, gboolean visible);
void usher_refresh_clock_set_interval (UsherRefreshClock *self, guint seconds);

void usher_refresh_clock_ask (UsherRefreshClock *self);
void usher_refresh_clock_ended (UsherRefreshClock *self, gboolean succeeded, gint64 cost);

gboolean usher_refresh_clock_is_busy (UsherRefreshClock *self);
gboolean usher_refresh_clock_is_paused (UsherRefreshClock *self);
gboolean usher_refresh_clock_is_visible (UsherRefreshClock *self);
guint usher_refresh_clock_get_interval (UsherRefreshClock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherRefreshClock, usher_refresh_clock_free)

G_END_DECLS
