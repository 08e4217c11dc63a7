/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "profile.h"

G_BEGIN_DECLS

JsonNode *usher_profile_to_json (UsherProfile *self);
UsherProfile *usher_profile_from_json (JsonObject *object, gboolean *whole);

G_END_DECLS
