/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "operation.h"

G_BEGIN_DECLS

/**
 * UsherTargetItem:
 *
 * One target in the list of an #UsherActionDialog: its frozen record, and what is known of
 * it since. "changed" is emitted when the latter moved on.
 */
#define USHER_TYPE_TARGET_ITEM (usher_target_item_get_type ())
G_DECLARE_FINAL_TYPE (UsherTargetItem, usher_target_item, USHER, TARGET_ITEM, GObject)

GListModel *usher_target_items_new (UsherOperationKind kind, UsherTargets *targets);

void usher_target_item_set_gone (UsherTargetItem *self, gboolean gone);
void usher_target_item_set_outcome (UsherTargetItem *self, UsherOutcome outcome, const GError *why);

const UsherSession *usher_target_item_get_session (UsherTargetItem *self);
const char *usher_target_item_get_icon (UsherTargetItem *self);
const char *usher_target_item_get_style (UsherTargetItem *self);
char *usher_target_item_dup_title (UsherTargetItem *self);
char *usher_target_item_dup_details (UsherTargetItem *self);
gboolean usher_target_item_has_words (UsherTargetItem *self);
char *usher_target_item_dup_fate (UsherTargetItem *self);
char *usher_target_item_dup_tip (UsherTargetItem *self);

G_END_DECLS
