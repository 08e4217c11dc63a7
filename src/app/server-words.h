/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "profile.h"
#include "server.h"

G_BEGIN_DECLS

/* What a server is called and how it stands, in words that are safe to look at. */

const char *usher_words_environment (UsherEnvironment environment);
char *usher_words_environment_dot (UsherEnvironment environment);
const char *usher_class_environment (UsherEnvironment environment);
char *usher_words_server_label (UsherServer *server);
char *usher_words_connection (const UsherConnectionInfo *info);
char *usher_words_server_says (const GError *error);
char *usher_words_seen_at (UsherSnapshot *snapshot);

G_END_DECLS
