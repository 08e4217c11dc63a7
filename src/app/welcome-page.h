/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherWelcomePage:
 *
 * The first thing a newcomer sees: what Usher is for, and the ways to begin.
 */
#define USHER_TYPE_WELCOME_PAGE (usher_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherWelcomePage, usher_welcome_page, USHER, WELCOME_PAGE, AdwBin)

GtkWidget *usher_welcome_page_new (void);

G_END_DECLS
