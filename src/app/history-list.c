/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "history-list.h"

#include "history-vigil.h"
#include "journal-tail.h"

/* More than fit on a screen. */
#define N_AT_ONCE 200

/* Nobody scrolls through more, and each costs some kilobytes. */
#define MAX_ROWS 10000

struct _UsherHistoryList
{
  GObject parent_instance;
  UsherJournal *journal;    /* (owned) */
  GListStore *items;        /* (owned) of UsherHistoryItem */
  GHashTable *by_id;        /* (owned): id of an entry → its item */
  UsherJournalQuery *query; /* (owned) (nullable): what it looks for */
  UsherHistoryEnd end;

  UsherJournalReader *reader; /* (owned) (nullable): while there may be more */
  GCancellable *cancellable;  /* (owned) (nullable): of what is read now */
  guint n_wanted;             /* how many rows to come to */

  UsherJournalTail *tail; /* (owned) (nullable): what is written since it was read */
  GHashTable *early;      /* (owned): id → GPtrArray of what amends entries not read yet */

  UsherHistoryVigil *vigil; /* (owned) */
};

enum
{
  LOADED,
  OUTDATED,
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
  if (self->tail != NULL)
    g_signal_handlers_disconnect_by_data (self->tail, self);
  g_clear_object (&self->tail);
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

  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->early);
  g_clear_object (&self->vigil);
  g_object_unref (self->items);
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
  signals[OUTDATED] = g_signal_new ("outdated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
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
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->early =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
remember (UsherHistoryList *self, UsherHistoryItem *item)
{
  UsherJournalEntry *entry = usher_history_item_get_entry (item);

  if (*entry->id != '\0')
    g_hash_table_insert (self->by_id, g_strdup (entry->id), item);
  usher_history_vigil_add (self->vigil, item);
}

/* What it amends may be read later, or not be wanted. */
static void
keep_early (UsherHistoryList *self, UsherJournalEntry *news)
{
  GPtrArray *list = g_hash_table_lookup (self->early, news->amends);

  if (self->reader == NULL)
    return;
  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
      g_hash_table_insert (self->early, g_strdup (news->amends), list);
    }
  g_ptr_array_add (list, usher_journal_entry_ref (news));
}

static void
amend (UsherHistoryItem *item, UsherJournalEntry *news)
{
  g_autoptr (UsherJournalEntry) amended =
      usher_journal_entry_amend (usher_history_item_get_entry (item), news);

  usher_history_item_set_entry (item, amended);
}

static void
amend_early (UsherHistoryList *self, UsherHistoryItem *item)
{
  const char *id = usher_history_item_get_entry (item)->id;
  GPtrArray *list = g_hash_table_lookup (self->early, id);

  for (guint i = 0; list != NULL && i < list->len; i++)
    amend (item, g_ptr_array_index (list, i));
  g_hash_table_remove (self->early, id);
}

static void
take_amendment (UsherHistoryList *self, UsherJournalEntry *news)
{
  UsherHistoryItem *item = g_hash_table_lookup (self->by_id, news->amends);

  if (item != NULL)
    amend (item, news);
  else
    keep_early (self, news);
}

static void
take_entry (UsherHistoryList *self, UsherJournalEntry *entry)
{
  g_autoptr (UsherHistoryItem) item = NULL;

  if (!usher_journal_query_finds (self->query, entry))
    return;
  item = usher_history_item_new (entry);
  remember (self, item);
  g_list_store_insert (self->items, 0, item);
}

static void
on_entries (UsherHistoryList *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      UsherJournalEntry *entry = g_ptr_array_index (entries, i);

      if (entry->amends != NULL)
        take_amendment (self, entry);
      else
        take_entry (self, entry);
    }
  g_signal_emit (self, signals[LOADED], 0);
}

static void
on_lost (UsherHistoryList *self)
{
  g_signal_emit (self, signals[OUTDATED], 0);
}

static void
follow (UsherHistoryList *self, UsherJournalReader *reader)
{
  UsherJournalPlace place = usher_journal_reader_get_end (reader);

  self->tail = usher_journal_tail_new (usher_journal_get_file (self->journal), &place);
  g_signal_connect_object (self->tail, "entries", G_CALLBACK (on_entries), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tail, "lost", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);
}

/* A file system that tells of no changes is no reason to miss one's own. */
static void
on_appended (UsherHistoryList *self)
{
  if (self->tail != NULL)
    usher_journal_tail_look (self->tail);
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
  self->vigil = usher_history_vigil_new (usher_journal_get_file (journal));
  g_signal_connect_object (journal, "appended", G_CALLBACK (on_appended), self, G_CONNECT_SWAPPED);
  return self;
}

static void
add_found (UsherHistoryList *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < found->len; i++)
    {
      UsherHistoryItem *item = usher_history_item_new (g_ptr_array_index (found, i));

      amend_early (self, item);
      remember (self, item);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, get_n_items (G_LIST_MODEL (self)), 0, items->pdata, items->len);
}

static void
note_end (UsherHistoryList *self, gboolean more)
{
  if (more)
    self->end = get_n_items (G_LIST_MODEL (self)) >= MAX_ROWS ? USHER_HISTORY_END_CUT
                                                              : USHER_HISTORY_END_OPEN;
  else
    self->end = usher_journal_reader_is_trimmed (self->reader) ? USHER_HISTORY_END_TRIMMED
                                                               : USHER_HISTORY_END_WHOLE;
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
  if (found == NULL)
    {
      g_clear_object (&self->reader);
      g_signal_emit (self, signals[TROUBLE], 0, error);
      return;
    }
  add_found (self, found);
  note_end (self, more);
  if (self->tail == NULL)
    follow (self, reader);
  if (!more)
    g_clear_object (&self->reader);
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
  self->end = USHER_HISTORY_END_OPEN;
  usher_history_vigil_clear (self->vigil);
  g_hash_table_remove_all (self->early);
  g_hash_table_remove_all (self->by_id);
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
  if (self->reader == NULL || self->cancellable != NULL || self->end == USHER_HISTORY_END_CUT)
    return;
  self->n_wanted = get_n_items (G_LIST_MODEL (self)) + N_AT_ONCE;
  read_on (self);
}

/**
 * usher_history_list_get_end:
 * @self: a list
 *
 * Returns: what is behind the last row
 */
UsherHistoryEnd
usher_history_list_get_end (UsherHistoryList *self)
{
  return self->end;
}
