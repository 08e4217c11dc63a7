/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What can go wrong with a practice server, as a sentence for the person; @says is what the
 * server or the system said, or %NULL. */

GError *usher_practice_error_new_no_programs (void);
GError *usher_practice_error_new_no_helper (const char *says);
GError *usher_practice_error_new_start (const char *says);
GError *usher_practice_error_new_timeout (const char *says);
GError *usher_practice_error_new_ended (void);
GError *usher_practice_error_new_cancelled (void);

G_END_DECLS
