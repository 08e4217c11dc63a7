/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "address.h"

G_BEGIN_DECLS

/**
 * UsherKeywordChoice:
 *
 * A field of an address that takes one of a few words, or none. A word that is not among
 * them, but in the address, is offered too: a later libpq may know it.
 *
 * Properties: "keyword" (string, one of libpq's), "words" (string, those it takes, separated
 * by blanks).
 */
#define USHER_TYPE_KEYWORD_CHOICE (usher_keyword_choice_get_type ())
G_DECLARE_FINAL_TYPE (UsherKeywordChoice, usher_keyword_choice, USHER, KEYWORD_CHOICE, AdwComboRow)

const char *usher_keyword_choice_get_keyword (UsherKeywordChoice *self);
void usher_keyword_choice_show (UsherKeywordChoice *self, UsherAddress *address);
UsherAddress *usher_keyword_choice_write (UsherKeywordChoice *self, UsherAddress *address);
void usher_keyword_choice_set_hint (UsherKeywordChoice *self, const char *hint);

G_END_DECLS
