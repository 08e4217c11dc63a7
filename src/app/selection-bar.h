/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "targets.h"

G_BEGIN_DECLS

/**
 * UsherSelectionBar:
 *
 * Slides in below the table when sessions are selected, says what ending them would cost,
 * and offers to. Its buttons activate "session.terminate", "session.cancel-query" and
 * "session.clear-selection".
 */
#define USHER_TYPE_SELECTION_BAR (usher_selection_bar_get_type ())
G_DECLARE_FINAL_TYPE (UsherSelectionBar, usher_selection_bar, USHER, SELECTION_BAR, GtkWidget)

void usher_selection_bar_show (UsherSelectionBar *self,
                               guint n_selected,
                               guint n_ended,
                               UsherTargets *targets);
void usher_selection_bar_set_look_only (UsherSelectionBar *self, gboolean look_only);
void usher_selection_bar_hide (UsherSelectionBar *self);
gboolean usher_selection_bar_is_shown (UsherSelectionBar *self);

G_END_DECLS
