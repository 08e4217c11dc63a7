/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "connection.h"

G_BEGIN_DECLS

/* A connection's safety in words: what is known of it, and nothing else. Any thread. The words
 * hold names that a server gave, made safe to look at. */

const char *usher_lock_word (UsherLock lock);
char *usher_connection_words_tls (const UsherConnectionInfo *info);
char *usher_connection_words_login (const UsherConnectionInfo *info);
char *usher_connection_words_role (const UsherConnectionInfo *info);
char *usher_connection_words_rights (const UsherConnectionInfo *info);

G_END_DECLS
