/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "resources.h"

#include "usher-resources.h"

/**
 * usher_resources_register:
 *
 * Makes the templates, the style sheet and the icons known to GTK. Needed once before the
 * first widget of this room is made; a static library's constructors do not run by
 * themselves when nothing names their object file. May be called again.
 */
void
usher_resources_register (void)
{
  g_resources_register (usher_get_resource ());
}
