/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"

G_BEGIN_DECLS

/* What became of each target so far. Owned and used by one thread. */
typedef struct _UsherLedger UsherLedger;

UsherLedger *usher_ledger_new (UsherOperationKind kind, UsherTargets *targets);
void usher_ledger_free (UsherLedger *self);

UsherOutcome usher_ledger_get (UsherLedger *self, guint index);
const GError *usher_ledger_get_error (UsherLedger *self, guint index);
guint usher_ledger_count (UsherLedger *self, UsherOutcome outcome);

void usher_ledger_set (UsherLedger *self, guint index, UsherOutcome outcome, GError *error);
gboolean usher_ledger_replace (UsherLedger *self, UsherOutcome from, UsherOutcome to);

gboolean usher_ledger_is_open (UsherLedger *self);
GArray *usher_ledger_collect_open (UsherLedger *self);
gboolean usher_ledger_judge (UsherLedger *self, GHashTable *sightings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherLedger, usher_ledger_free)

G_END_DECLS
