/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"

G_BEGIN_DECLS

/* What the table says about a session, as plain text that is safe to look at: names,
 * queries and the server's own words went through usher_text_show(). */

char *usher_cell_text (const UsherSession *session, UsherColumn column, gint64 now);
char *usher_cell_tip (const UsherSession *session, UsherColumn column, gint64 now);
const char *usher_state_word (const UsherSession *session, gboolean ended);
char *usher_row_name (const UsherSession *session, gboolean ended);
gboolean usher_cell_is_hidden (const UsherSession *session, UsherColumn column);

char *usher_time_format (gint64 time);

G_END_DECLS
