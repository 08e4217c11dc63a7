/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"
#include "profile.h"
#include "server-link.h"
#include "worker.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_SERVER_CLOSED, /* not connected, and not trying */
  USHER_SERVER_CONNECTING,
  USHER_SERVER_NEEDS_PASSWORD, /* waits for usher_server_set_password() */
  USHER_SERVER_FAILED,         /* the first connect failed: see the error */
  USHER_SERVER_CONNECTED,
  USHER_SERVER_LOST, /* was connected; reconnecting with back-off, last picture kept */
} UsherServerState;

/**
 * UsherServer:
 *
 * One server as Usher knows it: its two workers, its clock of refreshes, its last
 * picture. Main thread only.
 *
 * Properties (all notify): "state" (#UsherServerState), "error" (boxed #GError, why it is
 * FAILED, LOST or NEEDS_PASSWORD, or why the last refresh failed while CONNECTED),
 * "action-error" (boxed #GError, why there is no connection for actions while there is one
 * to look; it is tried again), "retry-at" (gint64, monotonic microseconds, 0: none planned),
 * "interval" (guint, seconds), "paused", "visible" (the window is), "refreshing".
 *
 * Signals: "refreshed" (a new snapshot and arrangement are there), "arranged" (another
 * arrangement of the same snapshot is there: the specification changed), "password-not-saved"
 * (a boxed #GError: the keyring did not take what was typed; the connection stands),
 * "ssh-question" (#UsherSshQuestion: its tunnel asks the person something, see #UsherTunnel).
 */
#define USHER_TYPE_SERVER (usher_server_get_type ())
G_DECLARE_FINAL_TYPE (UsherServer, usher_server, USHER, SERVER, GObject)

UsherServer *usher_server_new (UsherAddress *address);
UsherServer *usher_server_new_for_profile (UsherProfile *profile);

void usher_server_connect (UsherServer *self);
void usher_server_cancel (UsherServer *self);
void usher_server_set_password (UsherServer *self, const char *password);
void usher_server_set_remembers_password (UsherServer *self, gboolean remembers);
UsherPasswordSource usher_server_get_password_source (UsherServer *self);
const GError *usher_server_get_password_error (UsherServer *self);
const GError *usher_server_get_password_excuse (UsherServer *self);
void usher_server_retry_now (UsherServer *self);
void usher_server_probe (UsherServer *self);
void usher_server_use_narrow_door (UsherServer *self);
gboolean usher_server_can_use_narrow_door (UsherServer *self);
void usher_server_refresh (UsherServer *self);

void usher_server_close_async (UsherServer *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean usher_server_close_finish (UsherServer *self, GAsyncResult *result, GError **error);

UsherProfile *usher_server_get_profile (UsherServer *self);
UsherEnvironment usher_server_get_environment (UsherServer *self);
gboolean usher_server_get_look_only (UsherServer *self);
UsherAddress *usher_server_get_address (UsherServer *self);
const char *usher_server_get_label (UsherServer *self);
void usher_server_set_label (UsherServer *self, const char *label);
UsherServerState usher_server_get_state (UsherServer *self);
const GError *usher_server_get_error (UsherServer *self);
const GError *usher_server_get_action_error (UsherServer *self);
gint64 usher_server_get_retry_at (UsherServer *self);
UsherConnectionInfo *usher_server_get_info (UsherServer *self);
UsherSnapshot *usher_server_get_snapshot (UsherServer *self);
UsherArrangement *usher_server_get_arrangement (UsherServer *self);
UsherWorker *usher_server_get_action_worker (UsherServer *self);
const gint32 *usher_server_get_own_pids (UsherServer *self, guint *n_pids);

void usher_server_move (UsherServer *self, const char *database);
UsherLink *usher_server_add_helper (UsherServer *self, const char *name, const char *database);
void usher_server_remove_helper (UsherServer *self, UsherLink *helper);

void usher_server_check_action (UsherServer *self);

void usher_server_set_spec (UsherServer *self, const UsherArrangementSpec *spec);
const UsherArrangementSpec *usher_server_get_spec (UsherServer *self);
void usher_server_set_interval (UsherServer *self, guint seconds);
void usher_server_set_paused (UsherServer *self, gboolean paused);
gboolean usher_server_get_paused (UsherServer *self);
void usher_server_set_visible (UsherServer *self, gboolean visible);

G_END_DECLS
