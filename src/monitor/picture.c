/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "picture.h"

/* While the order is held, sessions that ended keep their rows. On a server where clients come
 * and go all the time that must have a limit. */
#define MAX_ENDED_ROWS 2000

struct _UsherPicture
{
  UsherSnapshot *snapshot;       /* (owned) (nullable) */
  UsherArrangement *arrangement; /* (owned) (nullable) */
  UsherArrangementSpec *spec;    /* (owned) its "held" moves on with the picture */
  guint spec_serial;             /* which spec that is */
  UsherArrangement *held_first;  /* (owned) (nullable): what the person began to hold */

  /* Old pictures are freed by the next refresh, on its thread: for 50,000 sessions that takes
   * milliseconds that the main thread does not have. */
  UsherSnapshot *retired_snapshot;       /* (owned) (nullable) */
  UsherArrangement *retired_arrangement; /* (owned) (nullable) */
};

/**
 * usher_picture_new:
 *
 * Returns: (transfer full): no picture yet, of all sessions by pid
 */
UsherPicture *
usher_picture_new (void)
{
  UsherPicture *self = g_new0 (UsherPicture, 1);

  self->spec = usher_arrangement_spec_copy (NULL);
  return self;
}

/**
 * usher_picture_free:
 * @self: (transfer full): a picture
 */
void
usher_picture_free (UsherPicture *self)
{
  g_clear_pointer (&self->retired_arrangement, usher_arrangement_unref);
  g_clear_pointer (&self->retired_snapshot, usher_snapshot_unref);
  g_clear_pointer (&self->held_first, usher_arrangement_unref);
  g_clear_pointer (&self->spec, usher_arrangement_spec_free);
  g_clear_pointer (&self->arrangement, usher_arrangement_unref);
  g_clear_pointer (&self->snapshot, usher_snapshot_unref);
  g_free (self);
}

/**
 * usher_picture_get_snapshot:
 * @self: a picture
 *
 * Returns: (nullable) (transfer none): the last snapshot
 */
UsherSnapshot *
usher_picture_get_snapshot (UsherPicture *self)
{
  return self->snapshot;
}

/**
 * usher_picture_get_arrangement:
 * @self: a picture
 *
 * Returns: (nullable) (transfer none): the last snapshot's arrangement
 */
UsherArrangement *
usher_picture_get_arrangement (UsherPicture *self)
{
  return self->arrangement;
}

/**
 * usher_picture_get_spec:
 * @self: a picture
 *
 * Returns: (transfer none): what is asked for
 */
const UsherArrangementSpec *
usher_picture_get_spec (UsherPicture *self)
{
  return self->spec;
}

static guint
count_ended (UsherArrangement *arrangement)
{
  guint n_ended = 0;

  for (guint i = 0; i < arrangement->n_rows; i++)
    n_ended += arrangement->rows[i].ended ? 1 : 0;
  return n_ended;
}

/* While the order is held, rows that came behind the held ones are held from then on too. */
static void
hold_on (UsherPicture *self)
{
  UsherArrangement *next = self->arrangement;

  if (self->spec->held == NULL)
    return;
  if (count_ended (next) > count_ended (self->held_first) + MAX_ENDED_ROWS)
    next = self->held_first;
  usher_arrangement_ref (next);
  usher_arrangement_unref (self->spec->held);
  self->spec->held = next;
}

/* Takes both over. */
static void
show (UsherPicture *self, UsherSnapshot *snapshot, UsherArrangement *arrangement)
{
  g_clear_pointer (&self->retired_arrangement, usher_arrangement_unref);
  g_clear_pointer (&self->retired_snapshot, usher_snapshot_unref);
  self->retired_arrangement = self->arrangement;
  self->retired_snapshot = self->snapshot;
  self->snapshot = snapshot;
  self->arrangement = arrangement;
  hold_on (self);
}

static void
replace_spec (UsherPicture *self, const UsherArrangementSpec *spec)
{
  /* The old one may be the only owner of what is held. */
  UsherArrangementSpec *copy = usher_arrangement_spec_copy (spec);

  g_clear_pointer (&self->held_first, usher_arrangement_unref);
  usher_arrangement_spec_free (self->spec);
  self->spec = copy;
  self->spec_serial++;
  if (copy->held != NULL)
    self->held_first = usher_arrangement_ref (copy->held);
}

/* To hold the order that is shown is to change nothing; a selection begins with that. */
static gboolean
only_holds (UsherPicture *self, const UsherArrangementSpec *spec)
{
  return spec != NULL && spec->held != NULL && spec->held == self->arrangement
         && usher_arrangement_spec_asks_same (spec, self->spec);
}

/**
 * usher_picture_set_spec:
 * @self: a picture
 * @spec: (nullable): what is asked for from now on; copied
 *
 * Returns: %TRUE if there was a snapshot, which is arranged anew now
 */
gboolean
usher_picture_set_spec (UsherPicture *self, const UsherArrangementSpec *spec)
{
  gboolean changes_nothing = only_holds (self, spec);

  replace_spec (self, spec);
  if (self->snapshot == NULL || changes_nothing)
    return FALSE;
  show (self, usher_snapshot_ref (self->snapshot), usher_arrange (self->snapshot, self->spec));
  return TRUE;
}

/**
 * usher_picture_begin_refresh:
 * @self: a picture
 *
 * Returns: (transfer full): a refresh that starts from @self
 */
UsherRefresh *
usher_picture_begin_refresh (UsherPicture *self)
{
  UsherRefresh *refresh = usher_refresh_new (self->spec, self->spec_serial);

  refresh->previous = self->snapshot != NULL ? usher_snapshot_ref (self->snapshot) : NULL;
  refresh->retired_snapshot = g_steal_pointer (&self->retired_snapshot);
  refresh->retired_arrangement = g_steal_pointer (&self->retired_arrangement);
  return refresh;
}

/**
 * usher_picture_take:
 * @self: a picture
 * @refresh: one that succeeded; its snapshot and arrangement are taken out of it
 *
 * Shows what a refresh brought. If something else was asked for meanwhile, that counts.
 */
void
usher_picture_take (UsherPicture *self, UsherRefresh *refresh)
{
  UsherSnapshot *snapshot = g_steal_pointer (&refresh->snapshot);
  UsherArrangement *arrangement = g_steal_pointer (&refresh->arrangement);

  if (refresh->spec_serial != self->spec_serial)
    {
      usher_arrangement_unref (arrangement);
      arrangement = usher_arrange (snapshot, self->spec);
    }
  show (self, snapshot, arrangement);
}
