/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "params.h"

G_BEGIN_DECLS

char *usher_literals_fill_in (PGconn *conn, const char *statement, const UsherParams *params);

G_END_DECLS
