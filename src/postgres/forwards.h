/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "address.h"

G_BEGIN_DECLS

/* One place that an SSH tunnel leads to. */
typedef struct
{
  char *host;       /* (owned): what the server is called, for TLS and the password file */
  char *port;       /* (owned): likewise */
  char *target;     /* (owned): what ssh connects to at the other end */
  char *local;      /* (owned) (nullable): the address of the end on this computer */
  guint local_port; /* as @port, if that can be */
} UsherForward;

GPtrArray *usher_forwards_find (UsherAddress *address, GError **error);
gboolean usher_forwards_lead_to_same (GPtrArray *a, GPtrArray *b);
void usher_forwards_pick_local_ends (GPtrArray *self);
char *usher_forward_to_argument (const UsherForward *self);
UsherAddress *usher_forwards_apply (GPtrArray *self, UsherAddress *address);

G_END_DECLS
