/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "arrangement.h"

G_BEGIN_DECLS

/**
 * UsherStateChips:
 *
 * A row of toggle buttons, one for each state with the number of its sessions, and one for
 * all: "All 23", "Active 4", "Idle 16".
 *
 * Signal: "chosen" (guint: bits 1 << UsherSessionState, 0 for all), when the person did it.
 */
#define USHER_TYPE_STATE_CHIPS (usher_state_chips_get_type ())
G_DECLARE_FINAL_TYPE (UsherStateChips, usher_state_chips, USHER, STATE_CHIPS, GtkWidget)

void usher_state_chips_set_counts (UsherStateChips *self, UsherArrangement *arrangement);
void usher_state_chips_set_chosen (UsherStateChips *self, guint states);

G_END_DECLS
