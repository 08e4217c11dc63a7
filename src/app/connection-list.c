/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-list.h"

struct _UsherConnectionList
{
  GObject parent_instance;

  GListModel *profiles; /* (owned) */
  GPtrArray *entries;   /* (owned) (element-type UsherConnectionEntry): saved ones first */
  guint n_saved;
};

enum
{
  ENTRY_CHANGED,
  ENTRY_REFRESHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherConnectionList,
                               usher_connection_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return USHER_TYPE_CONNECTION_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return USHER_CONNECTION_LIST (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  UsherConnectionList *self = USHER_CONNECTION_LIST (model);

  return position < self->entries->len ? g_object_ref (self->entries->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* Entries come and go */

static void
on_entry_changed (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  g_signal_emit (self, signals[ENTRY_CHANGED], 0, entry);
}

static void
on_entry_refreshed (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  g_signal_emit (self, signals[ENTRY_REFRESHED], 0, entry);
}

/* What nobody saved is not to be had again by a click, so it goes. */
static void
on_entry_left (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  if (usher_connection_entry_get_kind (entry) != USHER_ENTRY_SAVED)
    usher_connection_list_remove (self, entry);
}

static void
follow (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_entry_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "refreshed", G_CALLBACK (on_entry_refreshed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "left", G_CALLBACK (on_entry_left), self, G_CONNECT_SWAPPED);
}

static UsherConnectionEntry *
append (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  follow (self, entry);
  g_ptr_array_add (self->entries, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), self->entries->len - 1, 0, 1);
  return entry;
}

/**
 * usher_connection_list_add_address:
 * @address: where to connect; nothing is done about it yet
 *
 * Returns: (transfer none): the entry, at the end of the list
 */
UsherConnectionEntry *
usher_connection_list_add_address (UsherConnectionList *self, UsherAddress *address)
{
  return append (self, usher_connection_entry_new_for_address (address));
}

/**
 * usher_connection_list_add_practice:
 *
 * Returns: (transfer none): the entry of a practice server that is not started yet
 */
UsherConnectionEntry *
usher_connection_list_add_practice (UsherConnectionList *self)
{
  return append (self, usher_connection_entry_new_practice ());
}

static void
forget (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  g_signal_handlers_disconnect_by_data (entry, self);
  usher_connection_entry_leave (entry);
}

/**
 * usher_connection_list_remove:
 * @entry: one that is not saved
 *
 * Leaves it and takes it away.
 */
void
usher_connection_list_remove (UsherConnectionList *self, UsherConnectionEntry *entry)
{
  g_autoptr (UsherConnectionEntry) kept = g_object_ref (entry);
  guint index;

  if (!g_ptr_array_find (self->entries, entry, &index))
    return;
  forget (self, entry);
  g_ptr_array_remove_index (self->entries, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
}

/**
 * usher_connection_list_leave_all:
 *
 * Disconnects from everything, behind everybody's back.
 */
void
usher_connection_list_leave_all (UsherConnectionList *self)
{
  for (guint i = self->entries->len; i-- > 0;)
    usher_connection_entry_leave (self->entries->pdata[i]);
}

/* Saved ones */

static UsherConnectionEntry *
adopt (UsherConnectionList *self, GHashTable *known, UsherProfile *profile)
{
  g_autofree char *id = NULL;
  g_autoptr (UsherConnectionEntry) entry = NULL;

  g_hash_table_steal_extended (known, usher_profile_get_id (profile), (gpointer *)&id,
                               (gpointer *)&entry);
  if (entry == NULL)
    {
      entry = usher_connection_entry_new_saved (profile);
      follow (self, entry);
    }
  return g_steal_pointer (&entry);
}

/* The entries that are saved so far, by their ids. */
static GHashTable *
steal_saved (UsherConnectionList *self)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; i < self->n_saved; i++)
    {
      UsherConnectionEntry *entry = self->entries->pdata[i];
      UsherProfile *profile = usher_connection_entry_get_profile (entry);

      g_hash_table_insert (known, g_strdup (usher_profile_get_id (profile)), g_object_ref (entry));
    }
  g_ptr_array_remove_range (self->entries, 0, self->n_saved);
  self->n_saved = 0;
  return known;
}

static void
update_profiles (UsherConnectionList *self)
{
  for (guint i = 0; i < self->n_saved; i++)
    {
      g_autoptr (UsherProfile) profile = g_list_model_get_item (self->profiles, i);
      UsherConnectionEntry *entry = self->entries->pdata[i];

      if (profile != usher_connection_entry_get_profile (entry))
        usher_connection_entry_set_profile (entry, profile);
    }
}

static void
on_profiles_changed (UsherConnectionList *self)
{
  guint n_before = self->entries->len;
  guint n_profiles = g_list_model_get_n_items (self->profiles);
  g_autoptr (GHashTable) vanished = steal_saved (self);
  GHashTableIter iter;
  gpointer entry;

  for (guint i = 0; i < n_profiles; i++)
    {
      g_autoptr (UsherProfile) profile = g_list_model_get_item (self->profiles, i);

      g_ptr_array_insert (self->entries, (int)i, adopt (self, vanished, profile));
    }
  self->n_saved = n_profiles;
  update_profiles (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->entries->len);

  g_hash_table_iter_init (&iter, vanished);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    forget (self, entry);
}

/* What there is */

/**
 * usher_connection_list_get_entry:
 *
 * Returns: (transfer none): the entry at @index, which is there
 */
UsherConnectionEntry *
usher_connection_list_get_entry (UsherConnectionList *self, guint index)
{
  return self->entries->pdata[index];
}

/**
 * usher_connection_list_find:
 * @id: of a profile
 *
 * Returns: (transfer none) (nullable): the entry that is saved under it
 */
UsherConnectionEntry *
usher_connection_list_find (UsherConnectionList *self, const char *id)
{
  for (guint i = 0; i < self->n_saved; i++)
    {
      UsherProfile *profile = usher_connection_entry_get_profile (self->entries->pdata[i]);

      if (g_str_equal (usher_profile_get_id (profile), id))
        return self->entries->pdata[i];
    }
  return NULL;
}

/**
 * usher_connection_list_find_branch:
 * @branch: a row of the tree
 *
 * Returns: (transfer none) (nullable): whose row it is
 */
UsherConnectionEntry *
usher_connection_list_find_branch (UsherConnectionList *self, UsherTreeNode *branch)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (usher_connection_entry_get_branch (self->entries->pdata[i]) == branch)
      return self->entries->pdata[i];
  return NULL;
}

guint
usher_connection_list_get_n_saved (UsherConnectionList *self)
{
  return self->n_saved;
}

/* Life */

static void
usher_connection_list_dispose (GObject *object)
{
  UsherConnectionList *self = USHER_CONNECTION_LIST (object);

  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->profiles);

  G_OBJECT_CLASS (usher_connection_list_parent_class)->dispose (object);
}

static void
usher_connection_list_finalize (GObject *object)
{
  UsherConnectionList *self = USHER_CONNECTION_LIST (object);

  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (usher_connection_list_parent_class)->finalize (object);
}

static void
usher_connection_list_class_init (UsherConnectionListClass *klass)
{
  static const char *const names[N_SIGNALS] = {
    [ENTRY_CHANGED] = "entry-changed", [ENTRY_REFRESHED] = "entry-refreshed"
  };

  G_OBJECT_CLASS (klass)->dispose = usher_connection_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_connection_list_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 1, USHER_TYPE_CONNECTION_ENTRY);
}

static void
usher_connection_list_init (UsherConnectionList *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * usher_connection_list_new:
 * @profiles: the saved connections, of #UsherProfile
 *
 * Returns: (transfer full): a list that follows @profiles
 */
UsherConnectionList *
usher_connection_list_new (GListModel *profiles)
{
  UsherConnectionList *self = g_object_new (USHER_TYPE_CONNECTION_LIST, NULL);

  self->profiles = g_object_ref (profiles);
  g_signal_connect_object (profiles, "items-changed", G_CALLBACK (on_profiles_changed), self,
                           G_CONNECT_SWAPPED);
  on_profiles_changed (self);
  return self;
}
