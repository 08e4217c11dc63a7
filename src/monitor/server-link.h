/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "approach.h"
#include "worker.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_LINK_CLOSED,     /* not connected, and not trying */
  USHER_LINK_CONNECTING, /* an attempt is under way */
  USHER_LINK_UP,
  USHER_LINK_FAILED,  /* not connected, no other attempt planned: see the error */
  USHER_LINK_WAITING, /* not connected, the next attempt is planned: see the error */
} UsherLinkState;

/**
 * UsherLink:
 *
 * One connection that is kept up: a worker, the way there, and the patience to go it again. Main
 * thread only. Signal: "changed" (its state, its error or the time of the next attempt).
 */
#define USHER_TYPE_LINK (usher_link_get_type ())
G_DECLARE_FINAL_TYPE (UsherLink, usher_link, USHER, LINK, GObject)

UsherLink *usher_link_new (const char *name, UsherPurpose purpose, UsherApproach *approach);

void usher_link_open (UsherLink *self, gboolean keep_trying);
void usher_link_set_database (UsherLink *self, const char *database);
void usher_link_lose (UsherLink *self, const GError *error);
void usher_link_retry_now (UsherLink *self);
void usher_link_allow_narrow_door (UsherLink *self);
void usher_link_widen (UsherLink *self);
void usher_link_stop (UsherLink *self);

void usher_link_close_async (UsherLink *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean usher_link_close_finish (UsherLink *self, GAsyncResult *result, GError **error);

UsherLinkState usher_link_get_state (UsherLink *self);
const GError *usher_link_get_error (UsherLink *self);
gint64 usher_link_get_retry_at (UsherLink *self);
UsherConnectionInfo *usher_link_get_info (UsherLink *self);
void usher_link_note_promoted (UsherLink *self);
UsherWorker *usher_link_get_worker (UsherLink *self);

G_END_DECLS
