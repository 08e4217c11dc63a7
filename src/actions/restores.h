/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "restore.h"
#include "server.h"

G_BEGIN_DECLS

/**
 * UsherRestores:
 *
 * What is to be put back on one server. It looks at the disk when the server is connected,
 * when it is asked to and now and then, and compares with every picture of the server. What
 * is certainly done with goes by itself. Main thread only.
 */
#define USHER_TYPE_RESTORES (usher_restores_get_type ())
G_DECLARE_FINAL_TYPE (UsherRestores, usher_restores, USHER, RESTORES, GObject)

UsherRestores *usher_restores_new (UsherServer *server);
GListModel *usher_restores_get_list (UsherRestores *self);
gboolean usher_restores_is_loaded (UsherRestores *self);
void usher_restores_reload (UsherRestores *self);

void usher_restores_apply_async (UsherRestores *self,
                                 UsherRestore *restore,
                                 gboolean even_if_changed,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean usher_restores_apply_finish (UsherRestores *self, GAsyncResult *result, GError **error);

void usher_restores_forget_async (UsherRestores *self,
                                  UsherRestore *restore,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean usher_restores_forget_finish (UsherRestores *self, GAsyncResult *result, GError **error);

G_END_DECLS
