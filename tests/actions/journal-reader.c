/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a journal back, newest first. */

#include "journal-export.h"
#include "journal-tail.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "made.h"
#include "test-async.h"

static char *folder;
static UsherJournalFile *file;

static void
set_up (gpointer *fixture, gconstpointer data)
{
  folder = g_dir_make_tmp ("usher-reader-XXXXXX", NULL);
  file = usher_journal_file_new (folder);
}

static void
tear_down (gpointer *fixture, gconstpointer data)
{
  g_autofree char *lock = g_build_filename (folder, "journal.lock", NULL);
  g_autofree char *seats = g_build_filename (folder, "journal.seats", NULL);

  for (guint i = 0; i < file->max_files; i++)
    {
      g_autofree char *path = usher_journal_file_get_path (file, i);

      g_remove (path);
    }
  g_remove (lock);
  g_remove (seats);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&file, usher_journal_file_unref);
  g_clear_pointer (&folder, g_free);
}

static void
append_line (const char *line)
{
  g_autoptr (GError) error = NULL;

  usher_journal_file_append (file, line, &error);
  g_assert_no_error (error);
}

static void
append (const char *action, const char *subject, const char *server)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new (action);
  g_autofree char *line = NULL;

  usher_journal_entry_set_subject (entry, subject);
  g_free (entry->server);
  entry->server = g_strdup (server);
  line = usher_journal_entry_to_line (entry);
  append_line (line);
}

static GPtrArray *
read_on (UsherJournalReader *reader, guint n_wanted, gboolean *more)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  usher_journal_reader_read_async (reader, n_wanted, NULL, test_async_ready, &result);
  test_async_wait (&result);
  found = usher_journal_reader_read_finish (reader, result, more, &error);
  g_assert_no_error (error);
  return found;
}

/* Returns: "3 2 1": the subjects, or the words of a line that cannot be read */
static char *
subjects_of (GPtrArray *entries)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      UsherJournalEntry *entry = g_ptr_array_index (entries, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              entry->line != NULL ? entry->line : entry->subject);
    }
  return g_string_free (text, FALSE);
}

static void
assert_found (const UsherJournalFilter *filter, const char *wanted)
{
  g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (file, filter);
  gboolean more;
  g_autoptr (GPtrArray) found = read_on (reader, 1000, &more);
  g_autofree char *subjects = subjects_of (found);

  g_assert_cmpstr (subjects, ==, wanted);
  g_assert_false (more);
}

static void
test_none (gpointer *fixture, gconstpointer data)
{
  assert_found (NULL, "");
}

static void
test_pieces (gpointer *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (file, NULL);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) third = NULL;
  g_autofree char *first_subjects = NULL;
  g_autofree char *second_subjects = NULL;
  gboolean more;

  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u", i);

      append ("drop", subject, "s");
    }
  first = read_on (reader, 3, &more);
  first_subjects = subjects_of (first);
  g_assert_cmpstr (first_subjects, ==, "5 4 3");
  g_assert_true (more);

  /* What is written meanwhile is for another reader. */
  append ("drop", "6", "s");
  second = read_on (reader, 3, &more);
  second_subjects = subjects_of (second);
  g_assert_cmpstr (second_subjects, ==, "2 1");
  g_assert_false (more);
  third = read_on (reader, 3, &more);
  g_assert_cmpuint (third->len, ==, 0);
}

static void
test_files (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GString) wanted = g_string_new (NULL);

  file->max_bytes = 700;
  file->max_files = 30;
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u", i);

      append ("drop", subject, "s");
      g_string_prepend (wanted, i == 1 ? subject : " ");
      if (i > 1)
        g_string_prepend (wanted, subject);
    }
  assert_found (NULL, wanted->str);
}

static void
test_filter (gpointer *fixture, gconstpointer data)
{
  append ("drop", "games", "db1");
  append ("rename", "games_old", "db1");
  append ("drop", "shop", "db2");
  append_line ("torn GAMES");

  assert_found (&(UsherJournalFilter){ .text = "Games" }, "torn GAMES games_old games");
  assert_found (&(UsherJournalFilter){ .action = "drop" }, "shop games");
  assert_found (&(UsherJournalFilter){ .server = "db1" }, "games_old games");
  assert_found (&(UsherJournalFilter){ .server = "db1", .action = "drop" }, "games");
  assert_found (&(UsherJournalFilter){ .text = "rename database" }, "games_old");
  assert_found (&(UsherJournalFilter){ .text = "nothing of the kind" }, "");
}

static void
test_damage (gpointer *fixture, gconstpointer data)
{
  g_autofree char *path = usher_journal_file_get_path (file, 0);
  FILE *stream;

  append ("drop", "1", "s");
  append_line ("garbage");
  append_line ("");
  append ("drop", "2", "s");
  stream = g_fopen (path, "a");
  g_assert_nonnull (stream);
  fputs ("{\"half", stream);
  fclose (stream);

  assert_found (NULL, "{\"half 2 garbage 1");
}

/* Longer than what is read at once. */
static void
test_long_lines (gpointer *fixture, gconstpointer data)
{
  for (guint i = 1; i <= 4; i++)
    {
      g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");
      g_autofree char *subject = g_strdup_printf ("%u", i);
      g_autofree char *sql = g_strnfill (i * 300000, 'x');
      g_autofree char *line = NULL;

      usher_journal_entry_set_subject (entry, subject);
      usher_journal_entry_set_sql (entry, sql);
      line = usher_journal_entry_to_line (entry);
      append_line (line);
    }
  assert_found (NULL, "4 3 2 1");
}

static void
append_entry (UsherJournalEntry *entry)
{
  g_autofree char *line = usher_journal_entry_to_line (entry);

  append_line (line);
}

static UsherJournalEntry *
amendment_of (UsherJournalEntry *entry, UsherJournalOutcome outcome)
{
  UsherJournalEntry *news = usher_journal_entry_new_amending (entry);

  usher_journal_entry_set_outcome (news, outcome, NULL);
  return news;
}

static void
test_amendments (gpointer *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("terminate");
  g_autoptr (UsherJournalEntry) lost = usher_journal_entry_new ("terminate");
  g_autoptr (UsherJournalEntry) still = amendment_of (entry, USHER_JOURNAL_OPEN);
  g_autoptr (UsherJournalEntry) done = amendment_of (entry, USHER_JOURNAL_DONE);
  g_autoptr (UsherJournalEntry) orphan = amendment_of (lost, USHER_JOURNAL_DONE);
  g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (file, NULL);
  g_autoptr (GPtrArray) found = NULL;
  gboolean more;

  append_entry (entry);
  append_entry (still);
  append ("drop", "between", "s");
  append_entry (done);
  append_entry (orphan);

  found = read_on (reader, 10, &more);
  g_assert_cmpuint (found->len, ==, 3);
  g_assert_cmpstr (((UsherJournalEntry *)g_ptr_array_index (found, 0))->subject, ==, "between");
  g_assert_cmpstr (((UsherJournalEntry *)g_ptr_array_index (found, 1))->id, ==, entry->id);
  g_assert_cmpint (((UsherJournalEntry *)g_ptr_array_index (found, 1))->outcome, ==,
                   USHER_JOURNAL_DONE);
  g_assert_cmpstr (((UsherJournalEntry *)g_ptr_array_index (found, 2))->amends, ==, lost->id);
}

/* Returns: (transfer full): the only entry there is */
static UsherJournalEntry *
read_only (void)
{
  g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (file, NULL);
  gboolean more;
  g_autoptr (GPtrArray) found = read_on (reader, 10, &more);

  g_assert_cmpuint (found->len, ==, 1);
  return usher_journal_entry_ref (g_ptr_array_index (found, 0));
}

static void
assert_only (UsherJournalOutcome outcome, const char *says)
{
  g_autoptr (UsherJournalEntry) entry = read_only ();

  g_assert_cmpint (entry->outcome, ==, outcome);
  g_assert_cmpstr (entry->says, ==, says);
}

/* What was asked for is under way as long as who asked lives, and unknown afterwards. */
static void
test_seats (gpointer *fixture, gconstpointer data)
{
  UsherJournalFile *other = usher_journal_file_new (folder);
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");
  g_autoptr (UsherJournalEntry) still = amendment_of (entry, USHER_JOURNAL_OPEN);
  g_autoptr (UsherJournalEntry) done = amendment_of (entry, USHER_JOURNAL_DONE);

  usher_journal_entry_set_outcome (entry, USHER_JOURNAL_ASKED, NULL);
  entry->by = g_strdup (other->seat);
  still->by = g_strdup (other->seat);
  append_entry (entry);
  assert_only (USHER_JOURNAL_UNKNOWN, "Usher ended before it was verified.");
  usher_journal_file_take_seat (other);
  assert_only (USHER_JOURNAL_ASKED, NULL);
  append_entry (still);
  assert_only (USHER_JOURNAL_OPEN, NULL);
  usher_journal_file_unref (other);
  assert_only (USHER_JOURNAL_UNKNOWN, "Usher ended before it was verified.");
  append_entry (done);
  assert_only (USHER_JOURNAL_DONE, NULL);
}

/* The file of the line that was first is not kept any more. */
static void
test_orphans (gpointer *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalEntry) lost = usher_journal_entry_new ("drop");
  g_autoptr (UsherJournalEntry) still = amendment_of (lost, USHER_JOURNAL_OPEN);
  g_autoptr (UsherJournalEntry) done = amendment_of (lost, USHER_JOURNAL_DONE);

  usher_journal_entry_set_sql (done, "DROP DATABASE x");
  append_entry (still);
  append_entry (done);
  {
    g_autoptr (UsherJournalEntry) entry = read_only ();

    g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
    g_assert_cmpstr (entry->sql, ==, "DROP DATABASE x");
  }
}

/* What a tail told. */
typedef struct
{
  GString *subjects;
  guint n_lost;
} Told;

static void
on_entries (UsherJournalTail *tail, GPtrArray *entries, Told *told)
{
  g_autofree char *subjects = subjects_of (entries);

  g_string_append_printf (told->subjects, "%s ", subjects);
}

static void
on_lost (UsherJournalTail *tail, Told *told)
{
  told->n_lost++;
}

static UsherJournalTail *
follow (const UsherJournalPlace *place, Told *told)
{
  UsherJournalTail *tail = usher_journal_tail_new (file, place);

  *told = (Told){ g_string_new (NULL), 0 };
  g_signal_connect (tail, "entries", G_CALLBACK (on_entries), told);
  g_signal_connect (tail, "lost", G_CALLBACK (on_lost), told);
  return tail;
}

/* Until nobody looks into the folder any more. */
static void
end_tail (UsherJournalTail *tail, Told *told)
{
  g_object_add_weak_pointer (G_OBJECT (tail), (gpointer *)&tail);
  g_object_unref (tail);
  while (tail != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_string_free (told->subjects, TRUE);
}

static void
wait_until_told (const Told *told, const char *subjects)
{
  while (!g_str_equal (told->subjects->str, subjects))
    g_main_context_iteration (NULL, TRUE);
}

/* Others write while somebody reads, and the files are rotated under way. */
static void
test_tail (gpointer *fixture, gconstpointer data)
{
  static const UsherJournalPlace start;
  g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (file, NULL);
  UsherJournalTail *from_start, *tail;
  g_autoptr (GPtrArray) found = NULL;
  UsherJournalPlace place;
  Told all, news;
  gboolean more;

  from_start = follow (&start, &all);
  append ("drop", "1", "s");
  append ("drop", "2", "s");
  wait_until_told (&all, "1 2 ");
  found = read_on (reader, 10, &more);
  place = usher_journal_reader_get_end (reader);
  append ("drop", "3", "s");
  tail = follow (&place, &news);
  wait_until_told (&news, "3 ");

  file->max_bytes = 1;
  append ("drop", "4", "s");
  append ("drop", "5", "s");
  wait_until_told (&news, "3 4 5 ");
  g_assert_cmpuint (news.n_lost, ==, 0);
  end_tail (tail, &news);
  end_tail (from_start, &all);
}

/* The files were removed by a person. */
static void
test_tail_lost (gpointer *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (file, NULL);
  g_autofree char *path = usher_journal_file_get_path (file, 0);
  UsherJournalTail *tail;
  g_autoptr (GPtrArray) found = NULL;
  UsherJournalPlace place;
  gboolean more;
  Told told;

  append ("drop", "1", "s");
  found = read_on (reader, 10, &more);
  place = usher_journal_reader_get_end (reader);
  tail = follow (&place, &told);
  g_assert_cmpint (g_remove (path), ==, 0);
  while (told.n_lost == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (told.subjects->str, ==, "");
  end_tail (tail, &told);
}

static char *
export_as (UsherJournalFormat format)
{
  g_autofree char *path = g_build_filename (folder, "export", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gint64 n;

  usher_journal_export_async (file, NULL, format, destination, NULL, test_async_ready, &result);
  n = usher_journal_export_finish (test_async_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 2);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_remove (path);
  return text;
}

/* What looks like a formula to a spreadsheet is made text, and quotes stay what they are. */
static void
test_export (gpointer *fixture, gconstpointer data)
{
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_auto (GStrv) lines = NULL;

  append ("drop", "=HYPERLINK(\"http://x\")", "@server");
  append_line ("garbage");
  csv = export_as (USHER_JOURNAL_CSV);
  json = export_as (USHER_JOURNAL_JSON_LINES);

  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "\"when\",\"action\",\"outcome\",\"server\""));
  g_assert_nonnull (strstr (lines[1], "\"garbage\""));
  g_assert_nonnull (strstr (lines[2], "\"'=HYPERLINK(\"\"http://x\"\")\""));
  g_assert_nonnull (strstr (lines[2], "\"'@server\""));
  g_assert_true (g_str_has_prefix (json, "garbage\n{\"v\":1,"));
}

#define add(path, function) g_test_add (path, gpointer, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/journal-reader/none", test_none);
  add ("/journal-reader/pieces", test_pieces);
  add ("/journal-reader/files", test_files);
  add ("/journal-reader/filter", test_filter);
  add ("/journal-reader/damage", test_damage);
  add ("/journal-reader/long-lines", test_long_lines);
  add ("/journal-reader/amendments", test_amendments);
  add ("/journal-reader/seats", test_seats);
  add ("/journal-reader/orphans", test_orphans);
  add ("/journal-reader/tail", test_tail);
  add ("/journal-reader/tail-lost", test_tail_lost);
  add ("/journal-reader/export", test_export);

  return g_test_run ();
}
