/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "address.h"

G_BEGIN_DECLS

/**
 * UsherKeywordRow:
 *
 * A field of an address. While it is blank it shows what libpq would use.
 *
 * Properties: "keyword" (string, one of libpq's).
 */
#define USHER_TYPE_KEYWORD_ROW (usher_keyword_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherKeywordRow, usher_keyword_row, USHER, KEYWORD_ROW, AdwEntryRow)

const char *usher_keyword_row_get_keyword (UsherKeywordRow *self);
void usher_keyword_row_show (UsherKeywordRow *self, UsherAddress *address);
UsherAddress *usher_keyword_row_write (UsherKeywordRow *self, UsherAddress *address);
void usher_keyword_row_set_hint (UsherKeywordRow *self, const char *hint);

G_END_DECLS
