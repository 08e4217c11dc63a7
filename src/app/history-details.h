/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "history-item.h"

G_BEGIN_DECLS

/* All that an entry of the history says, with its sessions and its SQL. */
#define USHER_TYPE_HISTORY_DETAILS (usher_history_details_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryDetails, usher_history_details, USHER, HISTORY_DETAILS, AdwWindow)

void usher_history_details_present (GtkWidget *parent, UsherHistoryItem *item);

G_END_DECLS
