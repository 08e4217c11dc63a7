/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a server is made of. All strings outlive it. */
typedef struct
{
  const char *folder;          /* private, empty */
  const char *bin_dir;         /* holds initdb and postgres */
  const char *cache;           /* (nullable): keeps an initialised data folder to copy */
  const char *const *settings; /* (nullable): "name=value", checked */
  guint tcp_port;              /* 0: none */
} UsherPlan;

/* The superuser, and the port number in the socket's name when there is none for TCP. */
#define USHER_PLAN_SUPERUSER "postgres"
#define USHER_PLAN_PORT      5432

static inline guint
usher_plan_get_port (const UsherPlan *plan)
{
  return plan->tcp_port != 0 ? plan->tcp_port : USHER_PLAN_PORT;
}

G_END_DECLS
