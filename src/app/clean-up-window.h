/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/**
 * UsherCleanUpWindow:
 *
 * One or several databases, and what somebody wants to do with them: what stands in the way,
 * the steps, the name to type, and how each step went. Closing stops what can be stopped.
 */
#define USHER_TYPE_CLEAN_UP_WINDOW (usher_clean_up_window_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUpWindow, usher_clean_up_window, USHER, CLEAN_UP_WINDOW, AdwWindow)

UsherCleanUpWindow *usher_clean_up_window_present (GtkWindow *parent,
                                                   UsherServer *server,
                                                   UsherCleanUpKind kind,
                                                   const guint32 *oids,
                                                   guint n_oids);

G_END_DECLS
