/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-reader.h"

#include "journal-private.h"
#include "lines-backward.h"

/* A filter that matches hardly anything must not read for long without a sign of life. */
#define MAX_BYTES_AT_ONCE (16 * 1024 * 1024)

/* All but the first three belong to the thread that reads, while one does. */
struct _UsherJournalReader
{
  GObject parent_instance;
  UsherJournalFile *file; /* (owned) */
  gboolean reading;
  UsherJournalQuery *query; /* (owned) */

  GArray *parts;             /* (owned) (nullable): the open files, once it began */
  guint part;                /* which one it is in */
  UsherLinesBackward *lines; /* (owned) (nullable): its place in that one */
  GHashTable *amendments;    /* (owned): id → GPtrArray of entries, newest first */
};

G_DEFINE_FINAL_TYPE (UsherJournalReader, usher_journal_reader, G_TYPE_OBJECT)

static void
usher_journal_reader_finalize (GObject *object)
{
  UsherJournalReader *self = USHER_JOURNAL_READER (object);

  g_clear_pointer (&self->lines, usher_lines_backward_free);
  g_clear_pointer (&self->parts, g_array_unref);
  g_hash_table_unref (self->amendments);
  usher_journal_query_free (self->query);
  usher_journal_file_unref (self->file);

  G_OBJECT_CLASS (usher_journal_reader_parent_class)->finalize (object);
}

static void
usher_journal_reader_class_init (UsherJournalReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_journal_reader_finalize;
}

static void
usher_journal_reader_init (UsherJournalReader *self)
{
  self->amendments =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * usher_journal_reader_new:
 * @file: the journal's files
 * @filter: (nullable): what to look for
 *
 * Returns: (transfer full): a reader that has not begun
 */
UsherJournalReader *
usher_journal_reader_new (UsherJournalFile *file, const UsherJournalFilter *filter)
{
  UsherJournalReader *self = g_object_new (USHER_TYPE_JOURNAL_READER, NULL);

  self->file = usher_journal_file_ref (file);
  self->query = usher_journal_query_new (filter);
  return self;
}

/* From here on to the end of the thread's part: the thread that reads. */

static void
keep_amendment (UsherJournalReader *self, UsherJournalEntry *entry)
{
  GPtrArray *list = g_hash_table_lookup (self->amendments, entry->amends);

  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
      g_hash_table_insert (self->amendments, g_strdup (entry->amends), list);
    }
  g_ptr_array_add (list, usher_journal_entry_ref (entry));
}

/* Returns: (transfer full): @entry with all that was said about it later
 * @news: (nullable): that, newest first; the last @n_news of it */
static UsherJournalEntry *
work_in (UsherJournalEntry *entry, GPtrArray *news, guint n_news)
{
  UsherJournalEntry *amended = usher_journal_entry_ref (entry);

  for (guint i = n_news; i > 0; i--)
    {
      UsherJournalEntry *before = amended;

      amended = usher_journal_entry_amend (before, g_ptr_array_index (news, i - 1));
      usher_journal_entry_unref (before);
    }
  return amended;
}

static void
add_if_wanted (UsherJournalReader *self, UsherJournalEntry *entry, GPtrArray *found)
{
  g_autoptr (UsherJournalEntry) known = usher_journal_file_settle (self->file, entry);

  if (usher_journal_query_finds (self->query, known))
    g_ptr_array_add (found, g_steal_pointer (&known));
}

static void
take_line (UsherJournalReader *self, const char *line, gsize length, GPtrArray *found)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_parse (line, (gssize)length);
  g_autoptr (UsherJournalEntry) whole = NULL;
  GPtrArray *news;

  if (entry->amends != NULL)
    {
      keep_amendment (self, entry);
      return;
    }
  news = g_hash_table_lookup (self->amendments, entry->id);
  whole = work_in (entry, news, news != NULL ? news->len : 0);
  g_hash_table_remove (self->amendments, entry->id);
  add_if_wanted (self, whole, found);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const UsherJournalEntry *one = *(UsherJournalEntry *const *)a;
  const UsherJournalEntry *other = *(UsherJournalEntry *const *)b;

  return (one->when < other->when) - (one->when > other->when);
}

/* What they amend was in a file that is not kept any more. Then the first of them stands for it. */
static void
take_orphans (UsherJournalReader *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) orphans =
      g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->amendments);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      GPtrArray *news = value;

      g_ptr_array_add (orphans,
                       work_in (g_ptr_array_index (news, news->len - 1), news, news->len - 1));
    }
  g_hash_table_remove_all (self->amendments);
  g_ptr_array_sort (orphans, compare_newest_first);
  for (guint i = 0; i < orphans->len; i++)
    add_if_wanted (self, g_ptr_array_index (orphans, i), found);
}

/* Returns: whether there is a place to read at */
static gboolean
find_place (UsherJournalReader *self)
{
  UsherJournalPart *part;

  if (self->lines != NULL)
    return TRUE;
  if (self->part >= self->parts->len)
    return FALSE;
  part = &g_array_index (self->parts, UsherJournalPart, self->part);
  self->lines = usher_lines_backward_new (part->fd, part->end.offset);
  return TRUE;
}

static gboolean
read_some (UsherJournalReader *self,
           guint n_wanted,
           GPtrArray *found,
           GCancellable *cancellable,
           GError **error)
{
  gsize n_bytes = 0;

  while (found->len < n_wanted && n_bytes < MAX_BYTES_AT_ONCE)
    {
      const char *line;
      gsize length;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!find_place (self))
        {
          take_orphans (self, found);
          return TRUE;
        }
      if (!usher_lines_backward_next (self->lines, &line, &length, error))
        return FALSE;
      n_bytes += length;
      if (line != NULL)
        {
          take_line (self, line, length, found);
          continue;
        }
      g_clear_pointer (&self->lines, usher_lines_backward_free);
      self->part++;
    }
  return TRUE;
}

static gboolean
has_more (UsherJournalReader *self)
{
  return self->lines != NULL || self->part < self->parts->len;
}

/*< private >
 * usher_journal_reader_read:
 *
 * usher_journal_reader_read_async() for another thread than the main one: blocks.
 */
GPtrArray *
usher_journal_reader_read (UsherJournalReader *self,
                           guint n_wanted,
                           gboolean *more,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);

  if (self->parts == NULL)
    self->parts = usher_journal_file_open_all (self->file, error);
  if (self->parts == NULL || !read_some (self, n_wanted, found, cancellable, error))
    return NULL;
  *more = has_more (self);
  return g_steal_pointer (&found);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  gboolean more;
  GError *error = NULL;
  GPtrArray *found =
      usher_journal_reader_read (source, GPOINTER_TO_UINT (task_data), &more, cancellable, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * usher_journal_reader_read_async:
 * @self: a reader that does not read at this moment
 * @n_wanted: how many entries
 * @cancellable: (nullable): to end it; the reader is of no use then
 * @callback: when they are there
 * @user_data: for @callback
 *
 * Reads on to older entries.
 */
void
usher_journal_reader_read_async (UsherJournalReader *self,
                                 guint n_wanted,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (USHER_IS_JOURNAL_READER (self));
  g_return_if_fail (!self->reading);

  self->reading = TRUE;
  g_task_set_source_tag (task, usher_journal_reader_read_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (n_wanted), NULL);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * usher_journal_reader_read_finish:
 * @self: the reader
 * @result: what the callback got
 * @more: (out): whether there are older ones, or may be. Then it may have found fewer than
 *   wanted, since a filter let few pass
 * @error: why it could not
 *
 * Returns: (transfer full) (element-type UsherJournalEntry) (nullable): entries, newest first
 */
GPtrArray *
usher_journal_reader_read_finish (UsherJournalReader *self,
                                  GAsyncResult *result,
                                  gboolean *more,
                                  GError **error)
{
  GPtrArray *found;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  self->reading = FALSE;
  found = g_task_propagate_pointer (G_TASK (result), error);
  *more = found != NULL && has_more (self);
  return found;
}

/**
 * usher_journal_reader_get_end:
 * @self: a reader that has read something
 *
 * Returns: the place behind the newest line that it sees
 */
UsherJournalPlace
usher_journal_reader_get_end (UsherJournalReader *self)
{
  return usher_journal_parts_end (self->parts);
}

/**
 * usher_journal_reader_is_trimmed:
 * @self: a reader that has read something
 *
 * Returns: whether there may have been older entries, in files that are not kept any more
 */
gboolean
usher_journal_reader_is_trimmed (UsherJournalReader *self)
{
  return self->parts->len >= self->file->max_files;
}
