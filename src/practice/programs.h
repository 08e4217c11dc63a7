/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The oldest major version that Usher speaks to. */
#define USHER_OLDEST_SERVER 12

gboolean usher_practice_has_programs (const char *bin_dir);

G_END_DECLS
