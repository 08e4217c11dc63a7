/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-selection.h"

/* What is selected is kept twice: by identity, which is the truth, and by place, which is
 * what GTK asks for. The places are worked out anew whenever the list shows another order. */
struct _UsherSessionSelection
{
  GObject parent_instance;

  UsherSessionList *list; /* (owned) */
  GHashTable *selected;   /* (owned) (element-type UsherIdentity UsherSession): key in value */
  GtkBitset *places;      /* (owned) where these are in the list now */
  GtkBitset *told;        /* (owned) the places that were last told to the view */
};

static void usher_session_selection_list_model_init (GListModelInterface *iface);
static void usher_session_selection_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (
    UsherSessionSelection,
    usher_session_selection,
    G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, usher_session_selection_list_model_init)
        G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                               usher_session_selection_selection_model_init))

/* The list */

static GType
usher_session_selection_get_item_type (GListModel *model)
{
  return USHER_TYPE_SESSION_SLOT;
}

static guint
usher_session_selection_get_n_items (GListModel *model)
{
  UsherSessionSelection *self = USHER_SESSION_SELECTION (model);

  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

static gpointer
usher_session_selection_get_item (GListModel *model, guint position)
{
  UsherSessionSelection *self = USHER_SESSION_SELECTION (model);

  return g_list_model_get_item (G_LIST_MODEL (self->list), position);
}

static void
usher_session_selection_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = usher_session_selection_get_item_type;
  iface->get_n_items = usher_session_selection_get_n_items;
  iface->get_item = usher_session_selection_get_item;
}

/* Following */

static void
remember (UsherSessionSelection *self, UsherSession *session)
{
  g_hash_table_replace (self->selected, &session->id, usher_session_ref (session));
}

/* Says which rows look different now: one range, as GTK wants it. */
static void
tell_changes (UsherSessionSelection *self)
{
  g_autoptr (GtkBitset) changed = gtk_bitset_copy (self->told);

  gtk_bitset_difference (changed, self->places);
  if (gtk_bitset_is_empty (changed))
    return;
  gtk_bitset_unref (self->told);
  self->told = gtk_bitset_copy (self->places);

  guint first = gtk_bitset_get_minimum (changed);
  guint end = MIN (gtk_bitset_get_maximum (changed) + 1,
                   g_list_model_get_n_items (G_LIST_MODEL (self->list)));
  /* All of it lay behind the end of a list that grew shorter: the sessions are gone, yet
   * whoever counts the selection must hear of it. */
  if (first >= end)
    first = 0;
  if (end > first)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, end - first);
}

/* While the order is held every session is where it was, so this is the usual case. Newer
 * records take the place of older ones on the way. */
static gboolean
all_in_place (UsherSessionSelection *self, UsherArrangement *arrangement)
{
  GtkBitsetIter iter;
  guint place;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->places, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    {
      if (place >= arrangement->n_rows
          || !g_hash_table_contains (self->selected, &arrangement->rows[place].session->id))
        return FALSE;
      remember (self, arrangement->rows[place].session);
    }
  return gtk_bitset_get_size (self->places) == g_hash_table_size (self->selected);
}

static void
find_places (UsherSessionSelection *self, UsherArrangement *arrangement)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->selected);

  self->selected = g_hash_table_new_full (usher_identity_hash, usher_identity_equal, NULL,
                                          (GDestroyNotify)usher_session_unref);
  gtk_bitset_remove_all (self->places);
  for (guint i = 0; i < arrangement->n_rows; i++)
    if (g_hash_table_contains (before, &arrangement->rows[i].session->id))
      {
        remember (self, arrangement->rows[i].session);
        gtk_bitset_add (self->places, i);
      }
}

static void
follow_quietly (UsherSessionSelection *self)
{
  UsherArrangement *arrangement = usher_session_list_get_arrangement (self->list);

  if (g_hash_table_size (self->selected) == 0)
    return;
  if (arrangement == NULL)
    {
      g_hash_table_remove_all (self->selected);
      gtk_bitset_remove_all (self->places);
    }
  else if (!all_in_place (self, arrangement))
    find_places (self, arrangement);
}

/**
 * usher_session_selection_follow:
 * @self: the selection
 *
 * To be called when the list was given another arrangement: finds the selected sessions in
 * it, takes their newest records, and lets go of those that it does not show.
 */
void
usher_session_selection_follow (UsherSessionSelection *self)
{
  follow_quietly (self);
  tell_changes (self);
}

/* The view asks for the selection of new rows at once, so the places must be right before
 * it hears of them. */
static void
items_changed_cb (GListModel *list,
                  guint position,
                  guint removed,
                  guint added,
                  UsherSessionSelection *self)
{
  follow_quietly (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  tell_changes (self);
}

/* The selection. GTK's defaults make every other request out of these three. */

static gboolean
usher_session_selection_is_selected (GtkSelectionModel *model, guint position)
{
  UsherSessionSelection *self = USHER_SESSION_SELECTION (model);

  return gtk_bitset_contains (self->places, position);
}

static GtkBitset *
usher_session_selection_get_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  UsherSessionSelection *self = USHER_SESSION_SELECTION (model);

  return gtk_bitset_ref (self->places);
}

/* Forgets or remembers whoever is at @place. */
static void
toggle_place (UsherSessionSelection *self, guint place)
{
  UsherSession *session = usher_session_list_get_session (self->list, place);

  if (session == NULL)
    return;
  if (gtk_bitset_contains (self->places, place))
    {
      gtk_bitset_remove (self->places, place);
      g_hash_table_remove (self->selected, &session->id);
    }
  else
    {
      gtk_bitset_add (self->places, place);
      remember (self, session);
    }
}

static gboolean
usher_session_selection_set (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  UsherSessionSelection *self = USHER_SESSION_SELECTION (model);
  g_autoptr (GtkBitset) toggled = gtk_bitset_copy (selected);
  GtkBitsetIter iter;
  guint place;

  gtk_bitset_difference (toggled, self->places);
  gtk_bitset_intersect (toggled, mask);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, toggled, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    toggle_place (self, place);
  tell_changes (self);
  return TRUE;
}

static void
usher_session_selection_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = usher_session_selection_is_selected;
  iface->get_selection_in_range = usher_session_selection_get_in_range;
  iface->set_selection = usher_session_selection_set;
}

/* For Usher */

guint
usher_session_selection_get_n (UsherSessionSelection *self)
{
  return g_hash_table_size (self->selected);
}

gboolean
usher_session_selection_contains (UsherSessionSelection *self, const UsherIdentity *id)
{
  return g_hash_table_contains (self->selected, id);
}

void
usher_session_selection_clear (UsherSessionSelection *self)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self));
}

/**
 * usher_session_selection_select_only:
 * @self: the selection
 * @id: a session
 *
 * Selects this session and no other, wherever it is in the list now. When the list does
 * not show it, nothing is selected.
 */
void
usher_session_selection_select_only (UsherSessionSelection *self, const UsherIdentity *id)
{
  guint position;

  if (usher_session_list_find (self->list, id, &position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self), position, TRUE);
  else
    usher_session_selection_clear (self);
}

/* Calls @func for the row of every selected session, in the order of the list. */
static void
foreach_row (UsherSessionSelection *self,
             void (*func) (const UsherArrangedRow *row, gpointer data),
             gpointer data)
{
  UsherArrangement *arrangement = usher_session_list_get_arrangement (self->list);
  GtkBitsetIter iter;
  guint place;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->places, &place); more;
       more = gtk_bitset_iter_next (&iter, &place))
    func (&arrangement->rows[place], data);
}

static void
take_living (const UsherArrangedRow *row, gpointer sessions)
{
  if (!row->ended)
    g_ptr_array_add (sessions, usher_session_ref (row->session));
}

/**
 * usher_session_selection_get_sessions:
 * @self: the selection
 *
 * Returns: (transfer full) (element-type UsherSession): the newest records of the selected
 *   sessions that have not ended, in the order of the list
 */
GPtrArray *
usher_session_selection_get_sessions (UsherSessionSelection *self)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);

  foreach_row (self, take_living, sessions);
  return sessions;
}

static void
count_ended (const UsherArrangedRow *row, gpointer n)
{
  if (row->ended)
    ++*(guint *)n;
}

guint
usher_session_selection_count_ended (UsherSessionSelection *self)
{
  guint n = 0;

  foreach_row (self, count_ended, &n);
  return n;
}

static void
usher_session_selection_finalize (GObject *object)
{
  UsherSessionSelection *self = USHER_SESSION_SELECTION (object);

  g_clear_object (&self->list);
  g_clear_pointer (&self->selected, g_hash_table_unref);
  g_clear_pointer (&self->places, gtk_bitset_unref);
  g_clear_pointer (&self->told, gtk_bitset_unref);
  G_OBJECT_CLASS (usher_session_selection_parent_class)->finalize (object);
}

static void
usher_session_selection_class_init (UsherSessionSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_session_selection_finalize;
}

static void
usher_session_selection_init (UsherSessionSelection *self)
{
  self->selected = g_hash_table_new_full (usher_identity_hash, usher_identity_equal, NULL,
                                          (GDestroyNotify)usher_session_unref);
  self->places = gtk_bitset_new_empty ();
  self->told = gtk_bitset_new_empty ();
}

/**
 * usher_session_selection_new:
 * @list: (transfer none): what is selected from
 *
 * Returns: (transfer full): an empty selection
 */
UsherSessionSelection *
usher_session_selection_new (UsherSessionList *list)
{
  UsherSessionSelection *self = g_object_new (USHER_TYPE_SESSION_SELECTION, NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  return self;
}
