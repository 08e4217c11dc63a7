/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"
#include "tunnel.h"

G_BEGIN_DECLS

/**
 * UsherApproach:
 *
 * What has to happen before each attempt to connect: the password is found, from wherever the
 * person wants it to come. Both connections of a server share one. Main thread only.
 *
 * Signal "not-saved" (a #GError): a password that was to go into the keyring did not. The
 * connection stands all the same.
 */
#define USHER_TYPE_APPROACH (usher_approach_get_type ())
G_DECLARE_FINAL_TYPE (UsherApproach, usher_approach, USHER, APPROACH, GObject)

UsherApproach *usher_approach_new (UsherAddress *address);
UsherApproach *usher_approach_new_for_profile (UsherProfile *profile);

void usher_approach_prepare_async (UsherApproach *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
UsherAddress *
usher_approach_prepare_finish (UsherApproach *self, GAsyncResult *result, GError **error);

void usher_approach_succeeded (UsherApproach *self, gboolean used_password);
void usher_approach_failed (UsherApproach *self, const GError *error);

void usher_approach_set_password (UsherApproach *self, const char *password);
void usher_approach_set_remembers (UsherApproach *self, gboolean remembers);
UsherPasswordSource usher_approach_get_password_source (UsherApproach *self);
gboolean usher_approach_looks_for_password (UsherApproach *self);
const GError *usher_approach_get_excuse (UsherApproach *self);

UsherProfile *usher_approach_get_profile (UsherApproach *self);
UsherAddress *usher_approach_get_address (UsherApproach *self);
UsherTunnel *usher_approach_get_tunnel (UsherApproach *self);
GError *usher_approach_explain (UsherApproach *self, GError *error);

G_END_DECLS
