/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "scope.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_COLUMN_PID,
  USHER_COLUMN_DATABASE,
  USHER_COLUMN_STATE,
  USHER_COLUMN_FOR,
  USHER_COLUMN_TRANSACTION,
  USHER_COLUMN_USER,
  USHER_COLUMN_APPLICATION,
  USHER_COLUMN_CLIENT,
  USHER_COLUMN_WAIT,
  USHER_COLUMN_BLOCKED_BY,
  USHER_COLUMN_QUERY,
  USHER_N_COLUMNS
} UsherColumn;

typedef struct _UsherArrangement UsherArrangement;

/**
 * UsherArrangementSpec:
 *
 * What the person asked to see, and in which order. Plain data; copy it with
 * usher_arrangement_spec_copy() to hand it to another thread.
 */
typedef struct
{
  UsherScope *scope;            /* (owned) (nullable): NULL is all sessions */
  guint states;                 /* bits 1 << UsherSessionState; 0 shows every state */
  gboolean in_transaction_only; /* the "oldest transaction" tile */
  char *filter;                 /* (owned) (nullable): words, all must be found */
  UsherColumn sort_column;
  gboolean descending;
  UsherArrangement *held; /* (owned) (nullable): keep these rows where they are */
} UsherArrangementSpec;

UsherArrangementSpec *usher_arrangement_spec_copy (const UsherArrangementSpec *self);
gboolean usher_arrangement_spec_asks_same (const UsherArrangementSpec *self,
                                           const UsherArrangementSpec *other);
void usher_arrangement_spec_free (UsherArrangementSpec *self);

typedef struct
{
  UsherSession *session; /* the newest record, the snapshot's; (owned) if ended */
  gboolean ended;        /* gone; kept in its place because the order is held */
} UsherArrangedRow;

/**
 * UsherArrangement:
 *
 * The rows of a table, filtered and in order. Immutable, counted atomically, any thread.
 */
struct _UsherArrangement
{
  UsherSnapshot *snapshot; /* (owned) what it was made from */
  UsherArrangedRow *rows;
  guint n_rows;
  guint n_in_scope;              /* before the chips and the filter */
  guint n_state[USHER_N_STATES]; /* in scope, by state */
  guint n_hidden_by_filters;     /* in scope but filtered out */
};

UsherArrangement *usher_arrange (UsherSnapshot *snapshot, const UsherArrangementSpec *spec);
UsherArrangement *usher_arrangement_ref (UsherArrangement *self);
void usher_arrangement_unref (UsherArrangement *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherArrangement, usher_arrangement_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherArrangementSpec, usher_arrangement_spec_free)

G_END_DECLS
