/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile-change.h"

G_BEGIN_DECLS

/**
 * UsherProfileKeeper:
 *
 * Keeps the saved connections in their file: reads it on another thread, now and whenever
 * somebody changed it, and saves changes into what it holds by then. A change that could not
 * be saved is tried again with the next one. Main thread only.
 *
 * Signals:
 *  - "read" (a #GPtrArray of #UsherProfile: what the file holds, with the changes that are not
 *    in it yet; a sentence about the file or %NULL)
 *  - "failed" (a #GError with a translated sentence): it can be neither read nor written
 */
#define USHER_TYPE_PROFILE_KEEPER (usher_profile_keeper_get_type ())
G_DECLARE_FINAL_TYPE (UsherProfileKeeper, usher_profile_keeper, USHER, PROFILE_KEEPER, GObject)

UsherProfileKeeper *usher_profile_keeper_new (const char *folder);

void usher_profile_keeper_save (UsherProfileKeeper *self, UsherProfileChange *change);

void usher_profile_keeper_read_again (UsherProfileKeeper *self);

void usher_profile_keeper_settle_async (UsherProfileKeeper *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean
usher_profile_keeper_settle_finish (UsherProfileKeeper *self, GAsyncResult *result, GError **error);

G_END_DECLS
