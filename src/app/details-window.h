/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "session.h"

G_BEGIN_DECLS

/**
 * UsherDetailsWindow:
 *
 * All that is known of one session, as it was when the window opened: every value whole, to be
 * selected and copied, the query with its lines.
 */
#define USHER_TYPE_DETAILS_WINDOW (usher_details_window_get_type ())
G_DECLARE_FINAL_TYPE (UsherDetailsWindow, usher_details_window, USHER, DETAILS_WINDOW, AdwWindow)

void usher_details_window_show (GtkWindow *parent, const UsherSession *session, gint64 now);

G_END_DECLS
