/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* PQconninfoOption; the rooms after this one do not see libpq. */
struct _PQconninfoOption;

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
GPtrArray *usher_hosts_as_given (void);
GPtrArray *usher_hosts_find (const struct _PQconninfoOption *options,
                             gint64 deadline,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
