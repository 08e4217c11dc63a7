/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Every statement that Usher sends stands in sql/NAME.sql, or in sql/NAME-MAJOR.sql where
 * a server of that major or later needs another text. */

const char *usher_sql_find (const char *name, int server_version);

G_END_DECLS
