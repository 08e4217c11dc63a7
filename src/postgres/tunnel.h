/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "profile.h"
#include "ssh-question.h"

G_BEGIN_DECLS

/**
 * UsherTunnel:
 *
 * A tunnel through an SSH server, made by the system's own ssh: its configuration, agent, known
 * hosts and jump hosts are the person's. It ends with the last reference, and with Usher,
 * however that ends. Main thread only.
 *
 * Signal: "question" (#UsherSshQuestion): ssh asks something. Who can answer keeps a reference;
 * if nobody does, it is refused.
 */
#define USHER_TYPE_TUNNEL (usher_tunnel_get_type ())
G_DECLARE_FINAL_TYPE (UsherTunnel, usher_tunnel, USHER, TUNNEL, GObject)

UsherTunnel *usher_tunnel_new (const UsherTunnelSpec *spec);

void usher_tunnel_open_async (UsherTunnel *self,
                              UsherAddress *address,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean usher_tunnel_open_finish (UsherTunnel *self, GAsyncResult *result, GError **error);
void usher_tunnel_close (UsherTunnel *self);

UsherAddress *usher_tunnel_apply (UsherTunnel *self, UsherAddress *address);
GError *usher_tunnel_explain (UsherTunnel *self, const GError *error);
gboolean usher_tunnel_is_open (UsherTunnel *self);
gint32 usher_tunnel_get_pid (UsherTunnel *self);

G_END_DECLS
