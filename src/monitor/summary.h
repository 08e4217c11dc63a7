/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "snapshot.h"

G_BEGIN_DECLS

/* What a snapshot counts while it is made. */

void usher_summary_count (UsherSummary *summary, GPtrArray *sessions);

void usher_databases_sort (GPtrArray *databases);
GHashTable *usher_databases_by_oid (GPtrArray *databases);
void usher_databases_count (GHashTable *databases_by_oid, GPtrArray *sessions);

G_END_DECLS
