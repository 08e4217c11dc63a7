/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "address.h"

G_BEGIN_DECLS

/**
 * UsherPracticeServer:
 *
 * A private throw-away PostgreSQL, run by the helper program `usher-practice`, which ends
 * it and removes its folder when this process is gone, however that came about. Main
 * thread only.
 *
 * Property "running" (gboolean, read-only, notified): whether it was started, and neither
 * stopped nor lost since.
 */
#define USHER_TYPE_PRACTICE_SERVER (usher_practice_server_get_type ())
G_DECLARE_FINAL_TYPE (UsherPracticeServer, usher_practice_server, USHER, PRACTICE_SERVER, GObject)

/* What to start. Zeroed means: newest binaries found, no clients, no extra settings. */
typedef struct
{
  const char *bin_dir;         /* (nullable): folder with initdb and postgres */
  gboolean clients;            /* databases, roles and lively sessions too */
  guint tcp_port;              /* 0: Unix socket only; else also 127.0.0.1, with a password */
  const char *const *settings; /* (nullable): NULL-terminated "name=value" */
  const char *cache_dir;       /* (nullable): keeps an initialised data folder; for tests */
} UsherPracticeOptions;

UsherPracticeServer *usher_practice_server_new (void);

void usher_practice_server_start_async (UsherPracticeServer *self,
                                        const UsherPracticeOptions *options,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean usher_practice_server_start_finish (UsherPracticeServer *self,
                                             GAsyncResult *result,
                                             GError **error);

void usher_practice_server_command_async (UsherPracticeServer *self,
                                          const char *command,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean usher_practice_server_command_finish (UsherPracticeServer *self,
                                               GAsyncResult *result,
                                               GError **error);

void usher_practice_server_stop_async (UsherPracticeServer *self,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
usher_practice_server_stop_finish (UsherPracticeServer *self, GAsyncResult *result, GError **error);

gboolean usher_practice_server_get_running (UsherPracticeServer *self);
UsherAddress *usher_practice_server_get_address (UsherPracticeServer *self);
const char *usher_practice_server_get_folder (UsherPracticeServer *self);
gint32 usher_practice_server_get_server_pid (UsherPracticeServer *self);
gint32 usher_practice_server_get_helper_pid (UsherPracticeServer *self);
const char *usher_practice_server_get_fact (UsherPracticeServer *self, const char *key);

char **usher_practice_find_programs (void);

G_END_DECLS
