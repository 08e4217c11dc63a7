/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "journal.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "journal-private.h"

struct _UsherJournal
{
  GObject parent_instance;
  UsherJournalFile *file; /* (owned) */
  GThreadPool *writer;    /* (owned) (nullable): one thread, so the lines come in order */
};

G_DEFINE_FINAL_TYPE (UsherJournal, usher_journal, G_TYPE_OBJECT)

enum
{
  APPENDED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What is to be written: an entry, or what makes one on the writer's thread. */
typedef struct
{
  UsherJournalFile *file; /* (owned) */
  UsherJournalMake make;
  UsherJournalWrote wrote; /* (nullable) */
  gpointer data;           /* (owned) */
  GDestroyNotify destroy;
} Line;

static void
line_free (Line *self)
{
  usher_journal_file_unref (self->file);
  self->destroy (self->data);
  g_free (self);
}

/* Writer's thread. */
static void
write_line (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Line *line = g_task_get_task_data (task);
  g_autoptr (UsherJournalEntry) entry = line->make (line->data);
  g_autofree char *text = usher_journal_entry_to_line (entry);
  GError *error = NULL;

  if (entry->by != NULL)
    usher_journal_file_take_seat (line->file);
  if (!usher_journal_file_append (line->file, text, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (line->wrote != NULL)
    line->wrote (line->data);
  g_task_return_pointer (task, g_steal_pointer (&entry), (GDestroyNotify)usher_journal_entry_unref);
}

/* What was asked for is written, also when the program ends. */
static void
end_writer (GThreadPool *writer)
{
  g_thread_pool_free (writer, FALSE, TRUE);
}

static void
usher_journal_finalize (GObject *object)
{
  UsherJournal *self = USHER_JOURNAL (object);

  g_clear_pointer (&self->writer, end_writer);
  usher_journal_file_unref (self->file);

  G_OBJECT_CLASS (usher_journal_parent_class)->finalize (object);
}

static void
usher_journal_class_init (UsherJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_journal_finalize;

  signals[APPENDED] = g_signal_new ("appended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, USHER_TYPE_JOURNAL_ENTRY);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
usher_journal_init (UsherJournal *self)
{
  /* Not exclusive: the thread ends when there was nothing to write for a while. */
  self->writer = g_thread_pool_new (write_line, NULL, 1, FALSE, NULL);
}

/**
 * usher_journal_new:
 * @folder: where its files lie; made when the first line is written
 *
 * Returns: (transfer full): the journal
 */
UsherJournal *
usher_journal_new (const char *folder)
{
  UsherJournal *self = g_object_new (USHER_TYPE_JOURNAL, NULL);

  self->file = usher_journal_file_new (folder);
  return self;
}

static UsherJournal *default_journal;

/**
 * usher_journal_get_default:
 *
 * Returns: (transfer none): the person's journal, in $XDG_STATE_HOME/usher
 */
UsherJournal *
usher_journal_get_default (void)
{
  if (default_journal == NULL)
    {
      g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "usher", NULL);

      default_journal = usher_journal_new (folder);
    }
  return default_journal;
}

/**
 * usher_journal_drop_default:
 *
 * For the end of the program: waits until what was asked for is written.
 */
void
usher_journal_drop_default (void)
{
  /* Tasks that nobody hears of any more may still hold the journal. */
  if (default_journal != NULL)
    g_clear_pointer (&default_journal->writer, end_writer);
  g_clear_object (&default_journal);
}

/**
 * usher_journal_get_file:
 * @self: a journal
 *
 * Returns: (transfer none): its files, for a reader
 */
UsherJournalFile *
usher_journal_get_file (UsherJournal *self)
{
  return self->file;
}

/*< private >
 * usher_journal_complain:
 * @self: a journal
 * @error: why a line could not be written, or not in time
 *
 * Emits "failed".
 */
void
usher_journal_complain (UsherJournal *self, const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
on_written (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) caller = user_data;
  UsherJournal *self = g_task_get_source_object (caller);
  GError *error = NULL;
  g_autoptr (UsherJournalEntry) entry = g_task_propagate_pointer (G_TASK (result), &error);

  if (entry != NULL)
    {
      g_signal_emit (self, signals[APPENDED], 0, entry);
      g_task_return_boolean (caller, TRUE);
      return;
    }
  usher_journal_complain (self, error);
  g_task_return_error (caller, error);
}

/*< private >
 * usher_journal_append_made_async:
 * @self: a journal
 * @make: makes the entry, on the writer's thread
 * @wrote: (nullable): told there when it stands in the file
 * @data: (transfer full): for @make and @wrote
 * @destroy: frees @data, on any thread
 * @callback: (nullable): when it is written, or cannot be
 * @user_data: for @callback
 *
 * For entries that take long to make.
 */
void
usher_journal_append_made_async (UsherJournal *self,
                                 UsherJournalMake make,
                                 UsherJournalWrote wrote,
                                 gpointer data,
                                 GDestroyNotify destroy,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *caller = g_task_new (self, NULL, callback, user_data);
  /* It knows no journal: its last holder may be the writer, who could not end the writer. */
  GTask *task = g_task_new (NULL, NULL, on_written, caller);
  Line *line = g_new0 (Line, 1);

  g_task_set_source_tag (caller, usher_journal_append_async);
  g_task_set_source_tag (task, write_line);
  line->file = usher_journal_file_ref (self->file);
  line->make = make;
  line->wrote = wrote;
  line->data = data;
  line->destroy = destroy;
  g_task_set_task_data (task, line, (GDestroyNotify)line_free);
  if (self->writer != NULL)
    g_thread_pool_push (self->writer, task, NULL);
  else
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The journal is closed."));
      g_object_unref (task);
    }
}

static UsherJournalEntry *
take_entry (gpointer data)
{
  return usher_journal_entry_ref (data);
}

/**
 * usher_journal_append_async:
 * @self: a journal
 * @entry: what to write; nobody changes it any more
 * @callback: (nullable): when it is written and synced, or cannot be
 * @user_data: for @callback
 *
 * Entries are written in the order in which they were handed over. Nothing ever cancels that.
 */
void
usher_journal_append_async (UsherJournal *self,
                            UsherJournalEntry *entry,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (USHER_IS_JOURNAL (self));

  usher_journal_append_made_async (self, take_entry, NULL, usher_journal_entry_ref (entry),
                                   (GDestroyNotify)usher_journal_entry_unref, callback, user_data);
}

/**
 * usher_journal_append_finish:
 * @self: the journal
 * @result: what the callback got
 * @error: why it could not be written: a sentence to show as it is
 *
 * "failed" tells the same, so who calls this may leave it to that.
 *
 * Returns: whether the line stands on the disk
 */
gboolean
usher_journal_append_finish (UsherJournal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
