/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* More than anybody has, and little enough to be read in no time. */
#define USHER_JSON_LARGEST 8388608
#define USHER_JSON_DEEPEST 32

JsonNode *usher_json_parse (const char *text, gsize length, GError **error);
char *usher_json_print (JsonNode *node, gboolean pretty);

const char *usher_json_get_string (JsonObject *object, const char *member);
JsonObject *usher_json_get_object (JsonObject *object, const char *member);
JsonArray *usher_json_get_array (JsonObject *object, const char *member);

/* Called with each object of a text that is no JSON as a whole. Returns whether it was the
 * right one, so that those around it are of no interest. */
typedef gboolean (*UsherJsonSalvageFunc) (JsonObject *object, gpointer user_data);

void
usher_json_salvage (const char *text, gsize length, UsherJsonSalvageFunc func, gpointer user_data);

G_END_DECLS
