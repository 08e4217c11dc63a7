/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

PGresult *usher_text_rows_to_binary (PGconn *conn, PGresult *rows);

G_END_DECLS
