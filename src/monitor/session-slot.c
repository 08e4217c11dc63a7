/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-slot.h"

struct _UsherSessionSlot
{
  GObject parent_instance;

  gpointer list; /* (unowned) (nullable): NULL once detached */
  UsherSessionSlotForget forget;
  UsherSession *session; /* (owned) (nullable): NULL only while it is made */
  gint64 now;
  guint position;
  gboolean ended;
};

G_DEFINE_FINAL_TYPE (UsherSessionSlot, usher_session_slot, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_session_slot_finalize (GObject *object)
{
  UsherSessionSlot *self = USHER_SESSION_SLOT (object);

  if (self->list != NULL)
    self->forget (self->list, self->position);
  g_clear_pointer (&self->session, usher_session_unref);

  G_OBJECT_CLASS (usher_session_slot_parent_class)->finalize (object);
}

static void
usher_session_slot_class_init (UsherSessionSlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = usher_session_slot_finalize;

  /**
   * UsherSessionSlot::changed:
   *
   * The slot shows another session or another record of it, or time has passed.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_session_slot_init (UsherSessionSlot *self)
{
}

/**
 * usher_session_slot_new:
 * @list: (unowned): whose slot it is
 * @position: its place there
 * @forget: called with @list when the slot goes before it was detached
 *
 * Returns: (transfer full): a slot that shows nothing yet
 */
UsherSessionSlot *
usher_session_slot_new (gpointer list, guint position, UsherSessionSlotForget forget)
{
  UsherSessionSlot *self = g_object_new (USHER_TYPE_SESSION_SLOT, NULL);

  self->list = list;
  self->position = position;
  self->forget = forget;
  return self;
}

/**
 * usher_session_slot_show:
 * @self: a slot
 * @row: what is in its place now
 * @now: the server's clock when that was so
 *
 * Lets @self show @row, and tells whoever watches it if there is anything to draw anew.
 */
void
usher_session_slot_show (UsherSessionSlot *self, const UsherArrangedRow *row, gint64 now)
{
  if (self->session == row->session && self->ended == row->ended && self->now == now)
    return;

  usher_session_ref (row->session);
  g_clear_pointer (&self->session, usher_session_unref);
  self->session = row->session;
  self->ended = row->ended;
  self->now = now;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * usher_session_slot_detach:
 * @self: a slot whose place, or whose list, is no more
 *
 * From now on @self keeps what it shows.
 */
void
usher_session_slot_detach (UsherSessionSlot *self)
{
  self->list = NULL;
}

/**
 * usher_session_slot_get_session:
 * @self: a slot
 *
 * Returns: (transfer none): the session that is in this place now
 */
UsherSession *
usher_session_slot_get_session (UsherSessionSlot *self)
{
  return self->session;
}

/**
 * usher_session_slot_get_ended:
 * @self: a slot
 *
 * Returns: %TRUE if the session is gone and only kept in its place
 */
gboolean
usher_session_slot_get_ended (UsherSessionSlot *self)
{
  return self->ended;
}

/**
 * usher_session_slot_get_position:
 * @self: a slot
 *
 * Returns: the place in the list, which never changes
 */
guint
usher_session_slot_get_position (UsherSessionSlot *self)
{
  return self->position;
}

/**
 * usher_session_slot_get_now:
 * @self: a slot
 *
 * Returns: the server's clock in the picture that is shown, in microseconds. All slots have
 *   the same, so durations agree with each other, and stand still with a picture that is
 *   not refreshed.
 */
gint64
usher_session_slot_get_now (UsherSessionSlot *self)
{
  return self->now;
}
