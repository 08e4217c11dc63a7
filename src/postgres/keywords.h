/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "address.h"

G_BEGIN_DECLS

/* What libpq is given to connect with: parallel arrays that end with NULL. */
typedef struct _UsherKeywords UsherKeywords;

UsherKeywords *usher_keywords_new (UsherAddress *address);
void usher_keywords_free (UsherKeywords *self);

void usher_keywords_set (UsherKeywords *self, const char *keyword, const char *value);
PGconn *usher_keywords_connect (UsherKeywords *self);

PQconninfoOption *usher_keywords_explore (UsherAddress *address, GError **error);
const char *usher_option_get (const PQconninfoOption *options, const char *keyword);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherKeywords, usher_keywords_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PQconninfoOption, PQconninfoFree)

G_END_DECLS
