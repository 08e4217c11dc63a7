/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "address.h"
#include "failure.h"

G_BEGIN_DECLS

GError *usher_connect_failure_new (PGconn *conn, ConnStatusType stage);
GError *usher_connect_failure_timed_out (PGconn *conn);
GError *usher_connect_failure_no_host (const char *hosts, const GError *reason);
GError *usher_connect_failure_bad_service (UsherAddress *address, PGconn *conn);
GError *usher_connect_failure_role (const char *role, const GError *reason);
GError *usher_connect_failure_pooled_role (const char *role);
GError *usher_connect_failure_too_old (const char *version);

G_END_DECLS
