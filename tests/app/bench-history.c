/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A journal of 100,000 lines: how long until there is something to look at, how long until all of
 * it was looked through, what that costs the main thread, and what it takes of memory. */

#include <stdio.h>
#include <time.h>

#include "history-list.h"
#include "test-folder.h"

#define N_ENTRIES 50000 /* of two lines each */

typedef struct
{
  UsherJournal *journal;
  UsherHistoryList *list;
  gboolean is_loaded;
} Bench;

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);
  return (double)pages * 4096 / 1e6;
}

static void
write_line (FILE *stream, UsherJournalEntry *entry)
{
  g_autofree char *line = usher_journal_entry_to_line (entry);

  fprintf (stream, "%s\n", line);
}

static void
write_entry (FILE *stream, guint number)
{
  g_autoptr (UsherSession) session = usher_session_new ();
  g_autoptr (UsherJournalEntry) asked = usher_journal_entry_new ("terminate");
  g_autoptr (UsherJournalEntry) done = NULL;

  session->id.pid = (gint32)number + 1;
  session->database = g_strdup ("games");
  session->user = g_strdup ("ana");
  session->application = g_strdup ("games-api");
  session->query = g_strdup ("SELECT id, name, score FROM players WHERE team = $1 ORDER BY score");
  usher_session_seal (session);
  usher_journal_entry_set_sql (asked, "EXECUTE usher_terminate (4711, 1700000000123457, '{1,2}')");
  usher_journal_entry_set_outcome (asked, USHER_JOURNAL_ASKED, NULL);
  usher_journal_entry_add_session (asked, session, USHER_OUTCOME_WAITING, NULL);
  done = usher_journal_entry_new_amending (asked);
  usher_journal_entry_set_outcome (done, USHER_JOURNAL_DONE, NULL);
  usher_journal_entry_add_session (done, session, USHER_OUTCOME_GONE, NULL);
  write_line (stream, asked);
  write_line (stream, done);
}

/* Without a sync after each line, which is not what is measured. */
static void
fill (UsherJournalFile *file)
{
  for (guint i = file->max_files; i > 0; i--)
    {
      g_autofree char *path = usher_journal_file_get_path (file, i - 1);
      FILE *stream = fopen (path, "w");

      g_assert_nonnull (stream);
      for (guint j = 0; j < N_ENTRIES / file->max_files; j++)
        write_entry (stream, (file->max_files - i) * N_ENTRIES / file->max_files + j);
      g_assert_cmpint (fclose (stream), ==, 0);
    }
}

static void
on_loaded (Bench *bench)
{
  bench->is_loaded = TRUE;
}

/* Returns: the longest that the main thread was busy at a time, in milliseconds of its CPU */
static double
wait_until_loaded (Bench *bench)
{
  double longest = 0;

  bench->is_loaded = FALSE;
  while (!bench->is_loaded)
    {
      double before = cpu_ms ();
      double took;

      g_main_context_iteration (NULL, TRUE);
      took = cpu_ms () - before;
      longest = MAX (longest, took);
    }
  return longest;
}

static void
measure_first (Bench *bench)
{
  gint64 before = g_get_monotonic_time ();
  double longest;

  usher_history_list_load (bench->list, NULL);
  longest = wait_until_loaded (bench);
  g_test_minimized_result ((double)(g_get_monotonic_time () - before) / 1e3,
                           "the newest entries are there after %.0f ms; at most %.1f ms at a time "
                           "of the main thread",
                           (double)(g_get_monotonic_time () - before) / 1e3, longest);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->list)), >=, 100);
}

static void
measure_filter (Bench *bench)
{
  gint64 before = g_get_monotonic_time ();
  double longest;

  usher_history_list_load (bench->list, &(UsherJournalFilter){ .text = "nothing like that" });
  longest = wait_until_loaded (bench);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (bench->list)), ==, 0);
  g_test_minimized_result ((double)(g_get_monotonic_time () - before) / 1e3,
                           "all of it is looked through after %.0f ms; at most %.1f ms at a time "
                           "of the main thread",
                           (double)(g_get_monotonic_time () - before) / 1e3, longest);
}

static void
measure_scrolling (Bench *bench)
{
  double before = resident_mb ();
  double longest;

  usher_history_list_load (bench->list, NULL);
  longest = wait_until_loaded (bench);
  while (usher_history_list_get_end (bench->list) == USHER_HISTORY_END_OPEN)
    {
      double piece;

      usher_history_list_load_more (bench->list);
      piece = wait_until_loaded (bench);
      longest = MAX (longest, piece);
    }
  g_assert_cmpint (usher_history_list_get_end (bench->list), ==, USHER_HISTORY_END_CUT);
  g_test_minimized_result (longest,
                           "%u rows are scrolled through, and take %.0f MB; at most %.1f ms at a "
                           "time of the main thread",
                           g_list_model_get_n_items (G_LIST_MODEL (bench->list)),
                           resident_mb () - before, longest);
}

static void
bench_history (void)
{
  g_autofree char *folder = g_dir_make_tmp ("usher-history-XXXXXX", NULL);
  Bench bench = { usher_journal_new (folder), NULL, FALSE };

  fill (usher_journal_get_file (bench.journal));
  bench.list = usher_history_list_new (bench.journal);
  g_signal_connect_swapped (bench.list, "loaded", G_CALLBACK (on_loaded), &bench);
  measure_first (&bench);
  measure_filter (&bench);
  measure_scrolling (&bench);
  g_object_unref (bench.list);
  g_object_unref (bench.journal);
  test_folder_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bench-history", bench_history);

  return g_test_run ();
}
