/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "profile.h"

G_BEGIN_DECLS

/* One thing that a person did to the list of connections. It is done to what is seen at
 * once, and again to what the file holds when it is saved; so it names connections by their
 * ids, and makes sense wherever these are by then. Immutable, any thread. */
typedef struct _UsherProfileChange UsherProfileChange;

UsherProfileChange *usher_profile_change_put (UsherProfile *profile, const char *const *before);
UsherProfileChange *usher_profile_change_replace (UsherProfile *profile);
UsherProfileChange *
usher_profile_change_move (const char *id, const char *group, const char *before);
UsherProfileChange *usher_profile_change_remove (const char *id);
UsherProfileChange *
usher_profile_change_regroup (const char *group, const char *const *ids, const char *to);
UsherProfileChange *usher_profile_change_move_group (const char *group, const char *before);
void usher_profile_change_free (UsherProfileChange *self);

void usher_profile_change_apply (const UsherProfileChange *self, GPtrArray *profiles);

gboolean usher_profiles_find (GPtrArray *profiles, const char *id, guint *position);

G_END_DECLS
