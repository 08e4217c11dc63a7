/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * UsherHistoryWindow:
 *
 * The history on its own, for when no server is looked at: it is of this computer.
 */
#define USHER_TYPE_HISTORY_WINDOW (usher_history_window_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryWindow, usher_history_window, USHER, HISTORY_WINDOW, AdwWindow)

GtkWindow *usher_history_window_new (GtkWindow *parent);

G_END_DECLS
