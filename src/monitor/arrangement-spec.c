/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "arrangement.h"

/**
 * usher_arrangement_spec_copy:
 * @self: (nullable): a specification
 *
 * Returns: (transfer full): a copy that may go to another thread; of %NULL, one that shows
 *   all sessions by pid
 */
UsherArrangementSpec *
usher_arrangement_spec_copy (const UsherArrangementSpec *self)
{
  UsherArrangementSpec *copy = g_new0 (UsherArrangementSpec, 1);

  if (self == NULL)
    return copy;
  *copy = *self;
  if (copy->scope != NULL)
    usher_scope_ref (copy->scope);
  copy->filter = g_strdup (copy->filter);
  if (copy->held != NULL)
    usher_arrangement_ref (copy->held);
  return copy;
}

static gboolean
scopes_equal (UsherScope *a, UsherScope *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return usher_scope_equal (a, b);
}

/**
 * usher_arrangement_spec_asks_same:
 * @self: a specification
 * @other: another
 *
 * Returns: %TRUE if both ask for the same rows in the same order, apart from what is held
 */
gboolean
usher_arrangement_spec_asks_same (const UsherArrangementSpec *self,
                                  const UsherArrangementSpec *other)
{
  return self->states == other->states && self->in_transaction_only == other->in_transaction_only
         && self->sort_column == other->sort_column && self->descending == other->descending
         && g_strcmp0 (self->filter, other->filter) == 0
         && scopes_equal (self->scope, other->scope);
}

/**
 * usher_arrangement_spec_free:
 * @self: (transfer full): a specification made by usher_arrangement_spec_copy()
 */
void
usher_arrangement_spec_free (UsherArrangementSpec *self)
{
  g_clear_pointer (&self->scope, usher_scope_unref);
  g_clear_pointer (&self->filter, g_free);
  g_clear_pointer (&self->held, usher_arrangement_unref);
  g_free (self);
}
