/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-export.h"

#include <string.h>

#include "journal-private.h"

#define N_AT_ONCE 500

typedef struct
{
  UsherJournalReader *reader; /* (owned) */
  UsherJournalFormat format;
  GFile *destination; /* (owned) */
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->reader);
  g_object_unref (self->destination);
  g_free (self);
}

/* A spreadsheet takes a cell that begins like this for a formula, and runs it. */
static gboolean
looks_like_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r\n", *text) != NULL;
}

static void
append_cell (GString *out, const char *text)
{
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, ',');
  g_string_append_c (out, '"');
  if (text != NULL && looks_like_formula (text))
    g_string_append_c (out, '\'');
  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

static void
append_cells (GString *out, const char *const *cells, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    append_cell (out, cells[i]);
}

static void
append_titles (GString *out)
{
  static const char *const titles[] = {
    "when",         "action", "outcome",     "server", "host",  "port",  "version",
    "login",        "role",   "subject",     "says",   "sql",   "pid",   "backend_start",
    "database",     "user",   "application", "client", "state", "query", "session_outcome",
    "session_says",
  };

  append_cells (out, titles, G_N_ELEMENTS (titles));
  g_string_append (out, "\r\n");
}

static void
append_heading (GString *out, UsherJournalEntry *entry, gboolean with_sql)
{
  g_autofree char *when = usher_journal_format_time (entry->when);
  const char *const cells[] = {
    when,
    entry->action,
    usher_journal_outcome_to_word (entry->outcome),
    entry->server,
    entry->host,
    entry->port,
    entry->version,
    entry->login,
    entry->role,
    entry->subject,
    entry->line != NULL ? entry->line : entry->says,
    with_sql ? entry->sql : NULL,
  };

  append_cells (out, cells, G_N_ELEMENTS (cells));
}

static void
append_target (GString *out, const UsherJournalTarget *target)
{
  g_autofree char *pid = g_strdup_printf ("%d", target->pid);
  g_autofree char *start = usher_journal_format_time (target->backend_start);
  const char *const cells[] = {
    pid,
    start,
    target->database,
    target->user,
    target->application,
    target->client,
    target->state,
    target->query,
    target->outcome,
    target->says,
  };

  append_cells (out, cells, G_N_ELEMENTS (cells));
}

static void
append_csv (GString *out, UsherJournalEntry *entry)
{
  if (entry->targets->len == 0)
    {
      append_heading (out, entry, TRUE);
      for (guint i = 0; i < 10; i++)
        append_cell (out, NULL);
      g_string_append (out, "\r\n");
    }
  for (guint i = 0; i < entry->targets->len; i++)
    {
      append_heading (out, entry, i == 0);
      append_target (out, g_ptr_array_index (entry->targets, i));
      g_string_append (out, "\r\n");
    }
}

static void
append_json (GString *out, UsherJournalEntry *entry)
{
  g_autofree char *line = usher_journal_entry_to_line (entry);

  g_string_append (out, line);
  g_string_append_c (out, '\n');
}

static gboolean
write_text (GOutputStream *stream, GString *text, GCancellable *cancellable, GError **error)
{
  gboolean written =
      g_output_stream_write_all (stream, text->str, text->len, NULL, cancellable, error);

  g_string_truncate (text, 0);
  return written;
}

/* Returns: how many entries, or -1 */
static gint64
write_all (Export *self, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 n_entries = 0;
  gboolean more = TRUE;

  if (self->format == USHER_JOURNAL_CSV)
    append_titles (text);
  while (more)
    {
      g_autoptr (GPtrArray) found =
          usher_journal_reader_read (self->reader, N_AT_ONCE, &more, cancellable, error);

      if (found == NULL)
        return -1;
      for (guint i = 0; i < found->len; i++)
        if (self->format == USHER_JOURNAL_CSV)
          append_csv (text, g_ptr_array_index (found, i));
        else
          append_json (text, g_ptr_array_index (found, i));
      n_entries += found->len;
      if (!write_text (stream, text, cancellable, error))
        return -1;
    }
  return g_output_stream_close (stream, cancellable, error) ? n_entries : -1;
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  GError *error = NULL;
  /* Queries may tell more than others should read. */
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (self->destination, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, &error);
  gint64 n_entries = -1;

  if (stream != NULL)
    n_entries = write_all (self, G_OUTPUT_STREAM (stream), cancellable, &error);
  if (n_entries >= 0)
    {
      g_task_return_int (task, n_entries);
      return;
    }
  if (stream != NULL)
    {
      /* What was there before stays: closing a cancelled stream does not replace it. */
      g_autoptr (GCancellable) cancelled = g_cancellable_new ();

      g_cancellable_cancel (cancelled);
      g_output_stream_close (G_OUTPUT_STREAM (stream), cancelled, NULL);
    }
  g_task_return_error (task, error);
}

/**
 * usher_journal_export_async:
 * @file: the journal's files
 * @filter: (nullable): what to export
 * @format: how
 * @destination: replaced as a whole, or left as it was
 * @cancellable: (nullable): to end it
 * @callback: when it is written
 * @user_data: for @callback
 */
void
usher_journal_export_async (UsherJournalFile *file,
                            const UsherJournalFilter *filter,
                            UsherJournalFormat format,
                            GFile *destination,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Export *self = g_new0 (Export, 1);

  self->reader = usher_journal_reader_new (file, filter);
  self->format = format;
  self->destination = g_object_ref (destination);
  g_task_set_source_tag (task, usher_journal_export_async);
  g_task_set_task_data (task, self, (GDestroyNotify)export_free);
  g_task_run_in_thread (task, export_in_thread);
}

/**
 * usher_journal_export_finish:
 * @result: what the callback got
 * @error: why it could not
 *
 * Returns: how many entries were written, or -1
 */
gint64
usher_journal_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
