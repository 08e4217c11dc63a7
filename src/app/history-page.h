/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "journal.h"

G_BEGIN_DECLS

/**
 * UsherHistoryPage:
 *
 * What was done, on all servers: the journal, newest first, to be filtered, looked into and
 * exported. It is read when the page is shown for the first time.
 *
 * Signals: "said" (string, plain text: what became of an export, to be told once).
 */
#define USHER_TYPE_HISTORY_PAGE (usher_history_page_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryPage, usher_history_page, USHER, HISTORY_PAGE, AdwBin)

UsherHistoryPage *usher_history_page_new (UsherJournal *journal);

void usher_history_page_focus_filter (UsherHistoryPage *self);

G_END_DECLS
