/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "history-list.h"

/* More than fit on a screen. */
#define N_AT_ONCE 200

struct _UsherHistoryList
{
  GObject parent_instance;
  UsherJournal *journal;      /* (owned) */
  GListStore *items;          /* (owned) of UsherHistoryItem */
  UsherJournalReader *reader; /* (owned) (nullable): while there may be more */
  GCancellable *cancellable;  /* (owned) (nullable): of what is read now */
  GPtrArray *waiting;         /* (owned) of UsherJournalEntry: written while it reads */
  guint n_wanted;             /* how many rows to come to */
  UsherJournalQuery *query;   /* (owned) (nullable): what it looks for */
};

enum
{
  LOADED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void read_on (UsherHistoryList *self);

static GType
get_item_type (GListModel *model)
{
  return USHER_TYPE_HISTORY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (USHER_HISTORY_LIST (model)->items));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (USHER_HISTORY_LIST (model)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherHistoryList,
                               usher_history_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
stop_reading (UsherHistoryList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->reader);
}

static void
usher_history_list_dispose (GObject *object)
{
  UsherHistoryList *self = USHER_HISTORY_LIST (object);

  stop_reading (self);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (usher_history_list_parent_class)->dispose (object);
}

static void
usher_history_list_finalize (GObject *object)
{
  UsherHistoryList *self = USHER_HISTORY_LIST (object);

  g_object_unref (self->items);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->query, usher_journal_query_free);

  G_OBJECT_CLASS (usher_history_list_parent_class)->finalize (object);
}

static void
usher_history_list_class_init (UsherHistoryListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_history_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_history_list_finalize;

  signals[LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
on_items_changed (UsherHistoryList *self, guint position, guint n_removed, guint n_added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
usher_history_list_init (UsherHistoryList *self)
{
  self->items = g_list_store_new (USHER_TYPE_HISTORY_ITEM);
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
}

/* Returns: (transfer full) (nullable): the row of an entry */
static UsherHistoryItem *
find_item (UsherHistoryList *self, const char *id, guint *position)
{
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (UsherHistoryItem) item = get_item (G_LIST_MODEL (self), i);

      *position = i;
      if (g_str_equal (usher_history_item_get_entry (item)->id, id))
        return g_steal_pointer (&item);
    }
  return NULL;
}

static void
take_amendment (UsherHistoryList *self, UsherJournalEntry *news)
{
  guint position;
  g_autoptr (UsherHistoryItem) item = find_item (self, news->amends, &position);
  g_autoptr (UsherJournalEntry) amended = NULL;
  g_autoptr (UsherHistoryItem) after = NULL;

  if (item == NULL)
    return;
  amended = usher_journal_entry_amend (usher_history_item_get_entry (item), news);
  after = usher_history_item_new (amended);
  g_list_store_splice (self->items, position, 1, (gpointer *)&after, 1);
}

static void
take_entry (UsherHistoryList *self, UsherJournalEntry *entry)
{
  guint position;
  g_autoptr (UsherHistoryItem) item = find_item (self, entry->id, &position);

  if (item != NULL || !usher_journal_query_finds (self->query, entry))
    return;
  item = usher_history_item_new (entry);
  g_list_store_insert (self->items, 0, item);
}

static void
take_waiting (UsherHistoryList *self)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      UsherJournalEntry *entry = g_ptr_array_index (self->waiting, i);

      if (entry->amends != NULL)
        take_amendment (self, entry);
      else
        take_entry (self, entry);
    }
  g_ptr_array_set_size (self->waiting, 0);
}

/* What is written before the first reading, that reading finds by itself. */
static void
on_appended (UsherHistoryList *self, UsherJournalEntry *entry)
{
  if (self->n_wanted == 0)
    return;
  g_ptr_array_add (self->waiting, usher_journal_entry_ref (entry));
  if (self->cancellable != NULL)
    return;
  take_waiting (self);
  g_signal_emit (self, signals[LOADED], 0);
}

/**
 * usher_history_list_new:
 * @journal: whose entries
 *
 * Returns: (transfer full): an empty list
 */
UsherHistoryList *
usher_history_list_new (UsherJournal *journal)
{
  UsherHistoryList *self = g_object_new (USHER_TYPE_HISTORY_LIST, NULL);

  self->journal = g_object_ref (journal);
  g_signal_connect_object (journal, "appended", G_CALLBACK (on_appended), self, G_CONNECT_SWAPPED);
  return self;
}

static void
add_found (UsherHistoryList *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (items, usher_history_item_new (g_ptr_array_index (found, i)));
  g_list_store_splice (self->items, get_n_items (G_LIST_MODEL (self)), 0, items->pdata, items->len);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherHistoryList) self = user_data;
  UsherJournalReader *reader = USHER_JOURNAL_READER (object);
  g_autoptr (GError) error = NULL;
  gboolean more;
  g_autoptr (GPtrArray) found = usher_journal_reader_read_finish (reader, result, &more, &error);

  /* Something else is looked for meanwhile. */
  if (self->reader != reader)
    return;
  g_clear_object (&self->cancellable);
  if (!more)
    g_clear_object (&self->reader);
  if (found == NULL)
    {
      g_signal_emit (self, signals[TROUBLE], 0, error);
      return;
    }
  add_found (self, found);
  take_waiting (self);
  if (more && get_n_items (G_LIST_MODEL (self)) < self->n_wanted)
    read_on (self);
  else
    g_signal_emit (self, signals[LOADED], 0);
}

static void
read_on (UsherHistoryList *self)
{
  guint n_there = get_n_items (G_LIST_MODEL (self));

  self->cancellable = g_cancellable_new ();
  usher_journal_reader_read_async (self->reader, self->n_wanted - n_there, self->cancellable,
                                   on_read, g_object_ref (self));
}

/**
 * usher_history_list_load:
 * @self: a list
 * @filter: (nullable): what to look for
 *
 * Begins again from the newest entry.
 */
void
usher_history_list_load (UsherHistoryList *self, const UsherJournalFilter *filter)
{
  /* The filter may be made of what is let go here. */
  UsherJournalQuery *query = usher_journal_query_new (filter);
  UsherJournalReader *reader =
      usher_journal_reader_new (usher_journal_get_file (self->journal), filter);

  stop_reading (self);
  g_clear_pointer (&self->query, usher_journal_query_free);
  self->query = query;
  self->reader = reader;
  g_list_store_remove_all (self->items);
  self->n_wanted = N_AT_ONCE;
  read_on (self);
}

/**
 * usher_history_list_load_more:
 * @self: a list
 *
 * Reads on to older entries, if there are any and it does not read just now.
 */
void
usher_history_list_load_more (UsherHistoryList *self)
{
  if (self->reader == NULL || self->cancellable != NULL)
    return;
  self->n_wanted = get_n_items (G_LIST_MODEL (self)) + N_AT_ONCE;
  read_on (self);
}
