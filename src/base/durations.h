/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Points in time are microseconds since the Unix epoch, as the server's clock has it. */
#define USHER_NO_TIME G_MININT64

char *usher_duration_format (gint64 microseconds);
void usher_duration_print (gint64 microseconds, char *buffer, gsize size);

G_END_DECLS
