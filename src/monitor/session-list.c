/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-list.h"

#include "session-slot.h"

struct _UsherSessionList
{
  GObject parent_instance;

  UsherArrangement *arrangement; /* (owned) (nullable): NULL until the first picture */
  GPtrArray *slots;              /* (owned) (element-type UsherSessionSlot) (nullable elements):
                                  * unowned; one place for each row, NULL where nobody looks */
  GHashTable *positions;         /* (owned) (nullable): identity to position, when it was needed */
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherSessionList,
                               usher_session_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static guint
count_rows (UsherSessionList *self)
{
  return self->arrangement != NULL ? self->arrangement->n_rows : 0;
}

static gint64
picture_time (UsherSessionList *self)
{
  return self->arrangement->snapshot->server_time;
}

static void
forget_slot (gpointer list, guint position)
{
  UsherSessionList *self = list;

  g_ptr_array_index (self->slots, position) = NULL;
}

static GType
usher_session_list_get_item_type (GListModel *model)
{
  return USHER_TYPE_SESSION_SLOT;
}

static guint
usher_session_list_get_n_items (GListModel *model)
{
  return count_rows (USHER_SESSION_LIST (model));
}

static gpointer
usher_session_list_get_item (GListModel *model, guint position)
{
  UsherSessionList *self = USHER_SESSION_LIST (model);
  UsherSessionSlot *slot;

  if (position >= count_rows (self))
    return NULL;
  slot = g_ptr_array_index (self->slots, position);
  if (slot != NULL)
    return g_object_ref (slot);

  slot = usher_session_slot_new (self, position, forget_slot);
  g_ptr_array_index (self->slots, position) = slot;
  usher_session_slot_show (slot, &self->arrangement->rows[position], picture_time (self));
  return slot;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = usher_session_list_get_item_type;
  iface->get_n_items = usher_session_list_get_n_items;
  iface->get_item = usher_session_list_get_item;
}

static void
detach_slots (UsherSessionList *self, guint from)
{
  for (guint i = from; i < self->slots->len; i++)
    if (g_ptr_array_index (self->slots, i) != NULL)
      usher_session_slot_detach (g_ptr_array_index (self->slots, i));
}

static void
usher_session_list_finalize (GObject *object)
{
  UsherSessionList *self = USHER_SESSION_LIST (object);

  detach_slots (self, 0);
  g_ptr_array_unref (self->slots);
  g_clear_pointer (&self->positions, g_hash_table_unref);
  g_clear_pointer (&self->arrangement, usher_arrangement_unref);

  G_OBJECT_CLASS (usher_session_list_parent_class)->finalize (object);
}

static void
usher_session_list_class_init (UsherSessionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = usher_session_list_finalize;
}

static void
usher_session_list_init (UsherSessionList *self)
{
  self->slots = g_ptr_array_new ();
}

/**
 * usher_session_list_new:
 *
 * Returns: (transfer full): a list without rows
 */
UsherSessionList *
usher_session_list_new (void)
{
  return g_object_new (USHER_TYPE_SESSION_LIST, NULL);
}

/* A handler may let go of any slot, and may even set another arrangement: nothing is kept
 * over an emission but the arrangement that this is about. */
static void
tell_slots (UsherSessionList *self, UsherArrangement *arrangement, guint n_slots)
{
  for (guint i = 0; i < n_slots && self->arrangement == arrangement; i++)
    {
      UsherSessionSlot *slot = g_ptr_array_index (self->slots, i);

      if (slot == NULL)
        continue;
      g_object_ref (slot);
      usher_session_slot_show (slot, &arrangement->rows[i], picture_time (self));
      g_object_unref (slot);
    }
}

/**
 * usher_session_list_set_arrangement:
 * @self: a list
 * @arrangement: (nullable): what to show now
 *
 * Shows @arrangement. Rows come and go only at the end of the list; the slots that somebody
 * holds are told what they show now. Main thread.
 */
void
usher_session_list_set_arrangement (UsherSessionList *self, UsherArrangement *arrangement)
{
  g_autoptr (UsherArrangement) old = NULL;
  guint n_old = count_rows (self);
  guint n_new = arrangement != NULL ? arrangement->n_rows : 0;
  guint n_kept = MIN (n_old, n_new);

  if (arrangement == self->arrangement)
    return;

  old = g_steal_pointer (&self->arrangement);
  self->arrangement = arrangement != NULL ? usher_arrangement_ref (arrangement) : NULL;
  g_clear_pointer (&self->positions, g_hash_table_unref);
  detach_slots (self, n_kept);
  g_ptr_array_set_size (self->slots, n_kept);
  g_ptr_array_set_size (self->slots, n_new);

  if (n_old != n_new)
    g_list_model_items_changed (G_LIST_MODEL (self), n_kept, n_old - n_kept, n_new - n_kept);
  tell_slots (self, arrangement, n_kept);
}

/**
 * usher_session_list_get_arrangement:
 * @self: a list
 *
 * Returns: (nullable) (transfer none): what is shown
 */
UsherArrangement *
usher_session_list_get_arrangement (UsherSessionList *self)
{
  return self->arrangement;
}

/**
 * usher_session_list_get_session:
 * @self: a list
 * @position: a place in it
 *
 * Returns: (nullable) (transfer none): the session that is in that place now, without making
 *   a slot; %NULL behind the end
 */
UsherSession *
usher_session_list_get_session (UsherSessionList *self, guint position)
{
  if (position >= count_rows (self))
    return NULL;
  return self->arrangement->rows[position].session;
}

static GHashTable *
index_positions (UsherArrangement *arrangement)
{
  GHashTable *positions = g_hash_table_new (usher_identity_hash, usher_identity_equal);

  for (guint i = 0; i < arrangement->n_rows; i++)
    g_hash_table_insert (positions, &arrangement->rows[i].session->id, GUINT_TO_POINTER (i));
  return positions;
}

/**
 * usher_session_list_find:
 * @self: a list
 * @id: whom to look for
 * @position: (out) (optional): where it is shown, if it is
 *
 * The first look-up after a refresh makes an index; each costs the same then.
 *
 * Returns: %TRUE if the session is in the list, ended or not
 */
gboolean
usher_session_list_find (UsherSessionList *self, const UsherIdentity *id, guint *position)
{
  gpointer found;

  if (self->arrangement == NULL)
    return FALSE;
  if (self->positions == NULL)
    self->positions = index_positions (self->arrangement);
  if (!g_hash_table_lookup_extended (self->positions, id, NULL, &found))
    return FALSE;
  if (position != NULL)
    *position = GPOINTER_TO_UINT (found);
  return TRUE;
}
