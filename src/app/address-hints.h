/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherAddressHints:
 *
 * What libpq would use, shown in the fields of an address that are blank. Main thread only.
 */
typedef struct _UsherAddressHints UsherAddressHints;

UsherAddressHints *usher_address_hints_new (GPtrArray *rows, GPtrArray *choices);
void usher_address_hints_free (UsherAddressHints *self);

void usher_address_hints_look (UsherAddressHints *self, const char *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherAddressHints, usher_address_hints_free)

G_END_DECLS
