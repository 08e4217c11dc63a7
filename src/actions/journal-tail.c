/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-tail.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "journal-private.h"

struct _UsherJournalTail
{
  GObject parent_instance;
  UsherJournalFile *file; /* (owned) */
  UsherJournalPlace place;
  GFileMonitor *monitor; /* (owned) (nullable): until it has looked once */
  gboolean looking;
  gboolean look_again;
};

G_DEFINE_FINAL_TYPE (UsherJournalTail, usher_journal_tail, G_TYPE_OBJECT)

enum
{
  ENTRIES,
  LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_journal_tail_finalize (GObject *object)
{
  UsherJournalTail *self = USHER_JOURNAL_TAIL (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  usher_journal_file_unref (self->file);

  G_OBJECT_CLASS (usher_journal_tail_parent_class)->finalize (object);
}

static void
usher_journal_tail_class_init (UsherJournalTailClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_journal_tail_finalize;

  signals[ENTRIES] = g_signal_new ("entries", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[LOST] = g_signal_new ("lost", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
usher_journal_tail_init (UsherJournalTail *self)
{
}

/* One look, on a thread */

typedef struct
{
  UsherJournalFile *file; /* (owned) */
  UsherJournalPlace place;
  gboolean is_lost;
  gboolean is_watched;
  GFileMonitor *monitor; /* (owned) (nullable): made by the first look */
  GPtrArray *entries;    /* (owned) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  usher_journal_file_unref (look->file);
  g_clear_object (&look->monitor);
  g_ptr_array_unref (look->entries);
  g_free (look);
}

/* Its signals come to the main thread all the same, since this thread has no context of its own. */
static void
watch (Look *look)
{
  g_autoptr (GFile) folder = g_file_new_for_path (look->file->folder);

  /* What is not there cannot be watched everywhere. */
  g_mkdir_with_parents (look->file->folder, 0700);
  look->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
}

static void
take_lines (Look *look, const char *bytes, gsize length)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *line_end = memchr (bytes, '\n', (gsize)(end - bytes));
      gssize line_length = (line_end != NULL ? line_end : end) - bytes;

      if (line_length > 0)
        g_ptr_array_add (look->entries, usher_journal_entry_parse (bytes, line_length));
      bytes += line_length + 1;
    }
}

static gboolean
read_part (Look *look, const UsherJournalPart *part, gint64 from, GError **error)
{
  gsize length = (gsize)(part->end.offset - from);
  g_autofree char *bytes = g_try_malloc (length);
  gsize n_read = 0;

  while (bytes != NULL && n_read < length)
    {
      gssize n = pread (part->fd, bytes + n_read, length - n_read, from + (gint64)n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      n_read += (gsize)n;
    }
  if (n_read < length)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, g_strerror (errno));
      return FALSE;
    }
  take_lines (look, bytes, length);
  return TRUE;
}

/* Returns: which part the place is in; how many there are if it is in none */
static guint
find_part (const Look *look, GArray *parts)
{
  guint i;

  for (i = 0; i < parts->len; i++)
    {
      const UsherJournalPlace *end = &g_array_index (parts, UsherJournalPart, i).end;

      if (end->inode == look->place.inode && end->device == look->place.device
          && end->offset >= look->place.offset)
        break;
    }
  return i;
}

static gboolean
read_news (Look *look, GArray *parts, GError **error)
{
  gboolean from_start = look->place.inode == 0;
  guint i = from_start ? parts->len : find_part (look, parts);

  look->is_lost = !from_start && i == parts->len;
  if (look->is_lost)
    return TRUE;
  if (!from_start
      && !read_part (look, &g_array_index (parts, UsherJournalPart, i), look->place.offset, error))
    return FALSE;
  while (i-- > 0)
    if (!read_part (look, &g_array_index (parts, UsherJournalPart, i), 0, error))
      return FALSE;
  look->place = usher_journal_parts_end (parts);
  return TRUE;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  g_autoptr (GArray) parts = NULL;
  GError *error = NULL;

  if (!look->is_watched)
    watch (look);
  parts = usher_journal_file_open_all (look->file, &error);
  if (parts != NULL && read_news (look, parts, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Looking reads the lock, which is to be seen too. */
static void
on_file_changed (UsherJournalTail *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (name != NULL && g_str_has_suffix (name, ".jsonl"))
    usher_journal_tail_look (self);
}

static void
on_looked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherJournalTail) self = user_data;
  Look *look = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean is_read = g_task_propagate_boolean (G_TASK (result), &error);

  self->looking = FALSE;
  if (look->monitor != NULL)
    {
      self->monitor = g_steal_pointer (&look->monitor);
      g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_file_changed), self,
                               G_CONNECT_SWAPPED);
      /* Between the look and this nobody watched. */
      self->look_again = TRUE;
    }
  if (!is_read)
    g_debug ("The journal cannot be read on: %s", error->message);
  else if (look->is_lost)
    g_signal_emit (self, signals[LOST], 0);
  else
    {
      self->place = look->place;
      if (look->entries->len > 0)
        g_signal_emit (self, signals[ENTRIES], 0, look->entries);
    }
  if (self->look_again)
    usher_journal_tail_look (self);
}

/**
 * usher_journal_tail_look:
 * @self: a tail
 *
 * Looks now, for what no monitor tells of.
 */
void
usher_journal_tail_look (UsherJournalTail *self)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  self->look_again = self->looking;
  if (self->looking)
    return;
  self->looking = TRUE;
  look = g_new0 (Look, 1);
  look->file = usher_journal_file_ref (self->file);
  look->place = self->place;
  look->is_watched = self->monitor != NULL;
  look->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
  /* Not as its source: the thread may let go of the task last, and would end the tail there. */
  task = g_task_new (NULL, NULL, on_looked, g_object_ref (self));
  g_task_set_source_tag (task, usher_journal_tail_look);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_in_thread);
}

/**
 * usher_journal_tail_new:
 * @file: the journal's files
 * @place: from where on, as of a reader
 *
 * Returns: (transfer full): a tail that looks at once, and whenever something is written
 */
UsherJournalTail *
usher_journal_tail_new (UsherJournalFile *file, const UsherJournalPlace *place)
{
  UsherJournalTail *self = g_object_new (USHER_TYPE_JOURNAL_TAIL, NULL);

  self->file = usher_journal_file_ref (file);
  self->place = *place;
  usher_journal_tail_look (self);
  return self;
}
