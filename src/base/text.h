/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names, queries and server messages are untrusted bytes in the encoding of their own
 * database. usher_text_decode() makes them valid UTF-8, usher_text_show() makes them safe
 * to look at. Nothing here ever returns markup. */

char *usher_text_decode (const void *bytes, gssize length, int pg_encoding);

char *usher_text_show (const char *text);
char *usher_text_show_line (const char *text, gsize max_chars);

char *usher_text_fold (const char *text);

G_END_DECLS
