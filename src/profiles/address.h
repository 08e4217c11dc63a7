/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * UsherAddress:
 *
 * Where to connect, as libpq's keywords. Immutable, counted atomically, any thread.
 * A keyword that was not given stays unset, so that libpq's own sources (environment,
 * service file, password file) work. The password is wiped when the last reference goes.
 */
typedef struct _UsherAddress UsherAddress;

#define USHER_TYPE_ADDRESS (usher_address_get_type ())
GType usher_address_get_type (void);

UsherAddress *usher_address_new (void);
UsherAddress *usher_address_new_for_service (const char *service);
UsherAddress *usher_address_parse (const char *text, GError **error);
UsherAddress *usher_address_ref (UsherAddress *self);
void usher_address_unref (UsherAddress *self);

UsherAddress *usher_address_with (UsherAddress *self, const char *keyword, const char *value);
UsherAddress *usher_address_without_secrets (UsherAddress *self);

gboolean usher_address_equal (UsherAddress *self, UsherAddress *other);

const char *usher_address_get (UsherAddress *self, const char *keyword);
guint usher_address_get_n (UsherAddress *self);
const char *usher_address_get_keyword (UsherAddress *self, guint index);

char *usher_address_to_string (UsherAddress *self);
char *usher_address_describe (UsherAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherAddress, usher_address_unref)

G_END_DECLS
