/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One place to connect to, as libpq's keywords have it. */
typedef struct
{
  char *host;    /* (owned) (nullable): NULL: whatever libpq makes of it */
  char *address; /* (owned): "" where the host stands for itself */
  char *port;    /* (owned): "" for the default */
} UsherHost;

GPtrArray *usher_hosts_look_up (const char *hosts,
                                const char *ports,
                                gint64 deadline,
                                GCancellable *cancellable,
                                GError **error);
GPtrArray *usher_hosts_split (const char *hosts, const char *addresses, const char *ports);
GPtrArray *usher_hosts_as_given (void);
void usher_hosts_join (GPtrArray *hosts);

G_END_DECLS
