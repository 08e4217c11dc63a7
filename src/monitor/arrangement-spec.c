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
