/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"

G_BEGIN_DECLS

/* What the table says about a session, as plain text that is safe to look at: names,
 * queries and the server's own words went through usher_text_show(). */

char *usher_cell_text (const UsherSession *session, UsherColumn column, gint64 now);
char *usher_cell_tip (const UsherSession *session, UsherColumn column, gint64 now);
gboolean usher_cell_is_hidden (const UsherSession *session, UsherColumn column);

const char *usher_state_icon (const UsherSession *session);
const char *usher_state_style (const UsherSession *session);

char *usher_time_format (gint64 time);

G_END_DECLS
