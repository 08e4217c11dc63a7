/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "address.h"
#include "keyword-choice.h"

G_BEGIN_DECLS

/**
 * UsherAddressFields:
 *
 * The address in a dialog and the fields of its keywords: one is filled and the other follows.
 * Blank fields show what libpq would use.
 *
 * Signals: "changed"; "password" (string): it stood in an address that was pasted, and goes to a
 * field where it is hidden.
 */
#define USHER_TYPE_ADDRESS_FIELDS (usher_address_fields_get_type ())
G_DECLARE_FINAL_TYPE (UsherAddressFields, usher_address_fields, USHER, ADDRESS_FIELDS, GObject)

UsherAddressFields *usher_address_fields_new (GtkWidget *page,
                                              AdwPreferencesGroup *group,
                                              GtkEditable *address_row,
                                              UsherKeywordChoice *tls_row,
                                              GtkEditable *more_row);

void
usher_address_fields_show (UsherAddressFields *self, UsherAddress *address, gboolean wants_tls);
UsherAddress *usher_address_fields_get_address (UsherAddressFields *self);
gboolean usher_address_fields_is_valid (UsherAddressFields *self);

G_END_DECLS
