/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "profile.h"
#include "secrets.h"

G_BEGIN_DECLS

/* The password of a saved connection on its way into the keyring: under the place where the
 * connection leads, which takes files to find out. Main thread only. */

UsherSecretKey *usher_password_key_new (UsherProfile *profile, const UsherEndpoint *endpoint);

void usher_password_keep_async (UsherProfile *profile,
                                const char *password,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean usher_password_keep_finish (GAsyncResult *result, GError **error);

G_END_DECLS
