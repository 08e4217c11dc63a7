/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "address.h"

G_BEGIN_DECLS

/**
 * UsherWelcomePage:
 *
 * The first thing a newcomer sees: what Usher is for, the ways to begin, and what there is to
 * connect to on this machine.
 *
 * Signals: "address-chosen" (UsherAddress: where to connect).
 */
#define USHER_TYPE_WELCOME_PAGE (usher_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherWelcomePage, usher_welcome_page, USHER, WELCOME_PAGE, AdwBin)

UsherWelcomePage *usher_welcome_page_new (void);

void usher_welcome_page_set_found (UsherWelcomePage *self, GPtrArray *found);

G_END_DECLS
