/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "history-vigil.h"

#include "journal-reader.h"

/* How often to look, in seconds. */
#define INTERVAL 3

struct _UsherHistoryVigil
{
  GObject parent_instance;
  UsherJournalFile *file;    /* (owned) */
  GPtrArray *items;          /* (owned) of UsherHistoryItem: those of which more is expected */
  guint timer;               /* 0: none */
  GPtrArray *entries;        /* (owned) (nullable): of the items, as they are looked after now */
  GCancellable *cancellable; /* (owned) (nullable): ends that */
};

G_DEFINE_FINAL_TYPE (UsherHistoryVigil, usher_history_vigil, G_TYPE_OBJECT)

static void look_later (UsherHistoryVigil *self);

static void
usher_history_vigil_finalize (GObject *object)
{
  UsherHistoryVigil *self = USHER_HISTORY_VIGIL (object);

  usher_history_vigil_clear (self);
  g_ptr_array_unref (self->items);
  usher_journal_file_unref (self->file);

  G_OBJECT_CLASS (usher_history_vigil_parent_class)->finalize (object);
}

static void
usher_history_vigil_class_init (UsherHistoryVigilClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_history_vigil_finalize;
}

static void
usher_history_vigil_init (UsherHistoryVigil *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * usher_history_vigil_new:
 * @file: the journal's files
 *
 * Returns: (transfer full): a vigil for nobody yet
 */
UsherHistoryVigil *
usher_history_vigil_new (UsherJournalFile *file)
{
  UsherHistoryVigil *self = g_object_new (USHER_TYPE_HISTORY_VIGIL, NULL);

  self->file = usher_journal_file_ref (file);
  return self;
}

static gboolean
is_open (UsherHistoryItem *item)
{
  return usher_journal_entry_awaits_more (usher_history_item_get_entry (item));
}

static void
drop_closed (UsherHistoryVigil *self)
{
  for (guint i = self->items->len; i > 0; i--)
    if (!is_open (g_ptr_array_index (self->items, i - 1)))
      g_ptr_array_remove_index (self->items, i - 1);
}

/* What was said meanwhile is newer than what was found out. */
static void
take_settled (UsherHistoryVigil *self, GPtrArray *settled)
{
  for (guint i = 0; i < settled->len; i++)
    {
      UsherHistoryItem *item = g_ptr_array_index (self->items, i);

      if (usher_history_item_get_entry (item) == g_ptr_array_index (self->entries, i))
        usher_history_item_set_entry (item, g_ptr_array_index (settled, i));
    }
}

static void
on_settled (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherHistoryVigil) self = user_data;
  g_autoptr (GPtrArray) settled = usher_journal_settle_finish (result, NULL);

  /* Then it was cleared. */
  if (settled == NULL)
    return;
  take_settled (self, settled);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  look_later (self);
}

static gboolean
look (gpointer data)
{
  UsherHistoryVigil *self = data;

  self->timer = 0;
  drop_closed (self);
  if (self->items->len == 0)
    return G_SOURCE_REMOVE;
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (self->entries, usher_journal_entry_ref (usher_history_item_get_entry (
                                        g_ptr_array_index (self->items, i))));
  self->cancellable = g_cancellable_new ();
  usher_journal_settle_async (self->file, self->entries, self->cancellable, on_settled,
                              g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
look_later (UsherHistoryVigil *self)
{
  if (self->timer == 0 && self->cancellable == NULL)
    self->timer = g_timeout_add_seconds (INTERVAL, look, self);
}

/**
 * usher_history_vigil_add:
 * @self: a vigil
 * @item: an item
 *
 * Looks after @item, unless all is known of it or this very Usher will tell.
 */
void
usher_history_vigil_add (UsherHistoryVigil *self, UsherHistoryItem *item)
{
  UsherJournalEntry *entry = usher_history_item_get_entry (item);

  if (!is_open (item) || entry->by == NULL || g_str_equal (entry->by, self->file->seat))
    return;
  g_ptr_array_add (self->items, g_object_ref (item));
  look_later (self);
}

/**
 * usher_history_vigil_clear:
 * @self: a vigil
 *
 * Looks after nobody any more.
 */
void
usher_history_vigil_clear (UsherHistoryVigil *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_ptr_array_set_size (self->items, 0);
}
