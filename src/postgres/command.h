/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection.h"

G_BEGIN_DECLS

/* Commands that take no parameters, such as DROP DATABASE, with the names written into them.
 * Texts are bytes here: a name is in the encoding of its own database. */

#define USHER_MAX_NAME_BYTES 63

gboolean usher_connection_command (UsherConnection *self,
                                   const char *command,
                                   guint deadline_ms,
                                   GCancellable *cancellable,
                                   GError **error);

char *usher_connection_quote_name (UsherConnection *self, const char *name, GError **error);
char *usher_connection_quote_text (UsherConnection *self, const char *text, GError **error);

G_END_DECLS
