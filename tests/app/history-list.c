/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of the history, while this Usher and others write. */

#include "history-list.h"
#include "test-folder.h"

typedef struct
{
  char *folder;
  UsherJournal *journal;
  UsherJournalFile *other; /* another Usher's */
  UsherHistoryList *list;
  guint n_loaded;
} Fixture;

static void
on_loaded (Fixture *fixture)
{
  fixture->n_loaded++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("usher-history-XXXXXX", NULL);
  fixture->journal = usher_journal_new (fixture->folder);
  fixture->other = usher_journal_file_new (fixture->folder);
  fixture->list = usher_history_list_new (fixture->journal);
  g_signal_connect_swapped (fixture->list, "loaded", G_CALLBACK (on_loaded), fixture);
}

/* Who reads on another thread holds the list, or its tail. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->list);
  g_object_unref (fixture->journal);
  g_clear_pointer (&fixture->other, usher_journal_file_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static UsherJournalEntry *
nth_entry (Fixture *fixture, guint index)
{
  g_autoptr (UsherHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), index);

  return usher_history_item_get_entry (item);
}

static void
load (Fixture *fixture)
{
  usher_history_list_load (fixture->list, NULL);
  while (fixture->n_loaded == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_outcome (Fixture *fixture, guint index, UsherJournalOutcome outcome)
{
  while (count (fixture) <= index || nth_entry (fixture, index)->outcome != outcome)
    g_main_context_iteration (NULL, TRUE);
}

static void
write_as_other (Fixture *fixture, UsherJournalEntry *entry)
{
  g_autofree char *line = usher_journal_entry_to_line (entry);
  g_autoptr (GError) error = NULL;

  usher_journal_file_append (fixture->other, line, &error);
  g_assert_no_error (error);
}

static UsherJournalEntry *
ask_as_other (Fixture *fixture)
{
  UsherJournalEntry *entry = usher_journal_entry_new ("drop");

  usher_journal_file_take_seat (fixture->other);
  entry->by = g_strdup (fixture->other->seat);
  usher_journal_entry_set_outcome (entry, USHER_JOURNAL_ASKED, NULL);
  write_as_other (fixture, entry);
  return entry;
}

static void
end_as_other (Fixture *fixture, UsherJournalEntry *entry)
{
  g_autoptr (UsherJournalEntry) news = usher_journal_entry_new_amending (entry);

  usher_journal_entry_set_outcome (news, USHER_JOURNAL_DONE, NULL);
  write_as_other (fixture, news);
}

static void
test_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");

  load (fixture);
  usher_journal_entry_set_outcome (entry, USHER_JOURNAL_DONE, NULL);
  usher_journal_append_async (fixture->journal, entry, NULL, NULL);
  wait_for_outcome (fixture, 0, USHER_JOURNAL_DONE);
  g_assert_cmpuint (count (fixture), ==, 1);
}

/* The row stays the same, and says more. */
static void
test_other (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalEntry) entry = NULL;
  g_autoptr (UsherHistoryItem) before = NULL;
  g_autoptr (UsherHistoryItem) after = NULL;

  load (fixture);
  entry = ask_as_other (fixture);
  wait_for_outcome (fixture, 0, USHER_JOURNAL_ASKED);
  before = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  end_as_other (fixture, entry);
  wait_for_outcome (fixture, 0, USHER_JOURNAL_DONE);
  after = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_assert_true (before == after);
  g_assert_cmpuint (count (fixture), ==, 1);
}

/* That another Usher is gone is written nowhere. */
static void
test_other_dies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalEntry) entry = ask_as_other (fixture);

  load (fixture);
  wait_for_outcome (fixture, 0, USHER_JOURNAL_ASKED);
  g_clear_pointer (&fixture->other, usher_journal_file_unref);
  wait_for_outcome (fixture, 0, USHER_JOURNAL_UNKNOWN);
  g_assert_cmpstr (nth_entry (fixture, 0)->says, ==, "Usher ended before it was verified.");
}

/* What it amends is further down than anybody has scrolled yet. */
static void
test_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherJournalEntry) entry = ask_as_other (fixture);
  guint n_first;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (UsherJournalEntry) other = usher_journal_entry_new ("rename");

      write_as_other (fixture, other);
    }
  load (fixture);
  n_first = count (fixture);
  g_assert_cmpuint (n_first, <, 400);
  end_as_other (fixture, entry);
  {
    g_autoptr (UsherJournalEntry) mark = usher_journal_entry_new ("drop");

    write_as_other (fixture, mark);
  }
  while (count (fixture) == n_first)
    g_main_context_iteration (NULL, TRUE);
  while (usher_history_list_get_end (fixture->list) == USHER_HISTORY_END_OPEN)
    {
      usher_history_list_load_more (fixture->list);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpint (usher_history_list_get_end (fixture->list), ==, USHER_HISTORY_END_WHOLE);
  g_assert_cmpuint (count (fixture), ==, 402);
  g_assert_cmpint (nth_entry (fixture, 401)->outcome, ==, USHER_JOURNAL_DONE);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/history-list/own", test_own);
  add ("/history-list/other", test_other);
  add ("/history-list/other-dies", test_other_dies);
  add ("/history-list/early", test_early);

  return g_test_run ();
}
