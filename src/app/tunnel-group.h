/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "profile.h"

G_BEGIN_DECLS

/**
 * UsherTunnelGroup:
 *
 * The SSH server that a connection goes through, if it does.
 *
 * Signal: "changed".
 */
#define USHER_TYPE_TUNNEL_GROUP (usher_tunnel_group_get_type ())
G_DECLARE_FINAL_TYPE (UsherTunnelGroup,
                      usher_tunnel_group,
                      USHER,
                      TUNNEL_GROUP,
                      AdwPreferencesGroup)

void usher_tunnel_group_show (UsherTunnelGroup *self, const UsherTunnelSpec *tunnel);
UsherTunnelSpec *usher_tunnel_group_read (UsherTunnelGroup *self);
gboolean usher_tunnel_group_check (UsherTunnelGroup *self);

G_END_DECLS
