/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"

G_BEGIN_DECLS

/**
 * UsherProfileStore:
 *
 * The saved connections, in the person's order: a #GListModel of #UsherProfile. A group is
 * where its connections are, which are kept together: it comes with the first and goes with the
 * last.
 *
 * A change is seen in the list at once and saved soon after, on another thread, into what
 * the file holds by then: what another running Usher saved meanwhile stays, and appears in
 * the list. Main thread only.
 *
 * Properties (all notify): "loaded" (the file was read, or found missing), "trouble"
 * (string, nullable: a sentence about the file: it was damaged and is kept under another
 * name, it could not be saved, ...).
 */
#define USHER_TYPE_PROFILE_STORE (usher_profile_store_get_type ())
G_DECLARE_FINAL_TYPE (UsherProfileStore, usher_profile_store, USHER, PROFILE_STORE, GObject)

UsherProfileStore *usher_profile_store_new (const char *folder);

gboolean usher_profile_store_get_loaded (UsherProfileStore *self);
const char *usher_profile_store_get_trouble (UsherProfileStore *self);
void usher_profile_store_forget_trouble (UsherProfileStore *self);

UsherProfile *usher_profile_store_find (UsherProfileStore *self, const char *id);
UsherProfile *usher_profile_store_find_by_name (UsherProfileStore *self, const char *name);
char **usher_profile_store_list_groups (UsherProfileStore *self);

void usher_profile_store_add (UsherProfileStore *self, UsherProfile *profile);
UsherProfile *usher_profile_store_duplicate (UsherProfileStore *self, const char *id);
void usher_profile_store_replace (UsherProfileStore *self, UsherProfile *profile);
void usher_profile_store_move (UsherProfileStore *self,
                               const char *id,
                               const char *group,
                               const char *before);
char **usher_profile_store_list_members (UsherProfileStore *self, const char *group);
void usher_profile_store_regroup (UsherProfileStore *self,
                                  const char *group,
                                  const char *const *ids,
                                  const char *to);
void
usher_profile_store_move_group (UsherProfileStore *self, const char *group, const char *before);
char **usher_profile_store_remove (UsherProfileStore *self, const char *id);
void usher_profile_store_put_back (UsherProfileStore *self,
                                   UsherProfile *profile,
                                   const char *const *place);

void usher_profile_store_read_async (UsherProfileStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
usher_profile_store_read_finish (UsherProfileStore *self, GAsyncResult *result, GError **error);

void usher_profile_store_settle_async (UsherProfileStore *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean
usher_profile_store_settle_finish (UsherProfileStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
