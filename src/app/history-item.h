/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "journal.h"

G_BEGIN_DECLS

/**
 * UsherHistoryItem:
 *
 * An entry of the journal as a row of the history, in words that are safe to look at.
 *
 * Signals: "changed" (more is known of it).
 */
#define USHER_TYPE_HISTORY_ITEM (usher_history_item_get_type ())
G_DECLARE_FINAL_TYPE (UsherHistoryItem, usher_history_item, USHER, HISTORY_ITEM, GObject)

UsherHistoryItem *usher_history_item_new (UsherJournalEntry *entry);

UsherJournalEntry *usher_history_item_get_entry (UsherHistoryItem *self);
void usher_history_item_set_entry (UsherHistoryItem *self, UsherJournalEntry *entry);
const char *usher_history_item_get_icon (UsherHistoryItem *self);
const char *usher_history_item_get_style (UsherHistoryItem *self);
const char *usher_history_item_get_outcome (UsherHistoryItem *self);
char *usher_history_item_dup_title (UsherHistoryItem *self);
char *usher_history_item_dup_circumstances (UsherHistoryItem *self);
char *usher_history_item_dup_details (UsherHistoryItem *self);

char *usher_history_describe_target (const UsherJournalTarget *target);

G_END_DECLS
