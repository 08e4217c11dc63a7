/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Hosts as libpq takes them: three lists with commas, as long as each other. */
typedef struct
{
  guint n_hosts;
  GString *hosts;     /* (owned) */
  GString *addresses; /* (owned): an entry is empty where the host stands for itself */
  GString *ports;     /* (owned) */
} UsherHosts;

UsherHosts *usher_hosts_look_up (const char *hosts,
                                 const char *ports,
                                 gint64 deadline,
                                 GCancellable *cancellable,
                                 GError **error);
void usher_hosts_free (UsherHosts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherHosts, usher_hosts_free)

G_END_DECLS
