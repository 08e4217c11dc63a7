/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherEndpoint:
 *
 * Where an address leads once libpq has added what its own sources say: what a password
 * belongs to. usher_endpoint_find() makes one.
 */
typedef struct
{
  char *host;     /* a name, an address, a socket folder, or a list of them; "" for the default */
  char *hostaddr; /* "" where the host stands for itself */
  char *port;
  char *user;
  char *database; /* "" when nobody named one */
} UsherEndpoint;

UsherEndpoint *usher_endpoint_copy (const UsherEndpoint *self);
void usher_endpoint_free (UsherEndpoint *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherEndpoint, usher_endpoint_free)

G_END_DECLS
