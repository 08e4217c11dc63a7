/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a refresh costs, on the worker's thread and on the main thread, when a tenth of the
 * sessions did something and one in fifty is another. In CPU time of this thread, which other
 * work on the machine does not change; medians. */

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "made-rows.h"
#include "made.h"
#include "picture.h"
#include "result-private.h"
#include "session-list.h"

#define N_REFRESHES 9
#define N_WATCHED   205 /* rows that GTK 4.8 keeps alive, whatever fits into the window */
#define FRAME_MS    16.7

enum
{
  READ_ALL,    /* a first picture: everything is decoded and collated */
  READ,        /* a picture after another */
  ARRANGE_FOR, /* sorted by duration */
  ARRANGE_USER,
  KEY_PRESS, /* sorted by user, filtered by two words */
  MAIN,      /* all that a refresh costs the main thread, without drawing */
  N_MEASURES
};

typedef double Samples[N_MEASURES][N_REFRESHES];

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int
compare_doubles (const void *a, const void *b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return (first > second) - (first < second);
}

static double
median (Samples samples, guint measure)
{
  qsort (samples[measure], N_REFRESHES, sizeof (double), compare_doubles);
  return samples[measure][N_REFRESHES / 2];
}

static gint32 next_pid = 1000;

static void
fill_row (PGresult *rows, guint row, GRand *random)
{
  static const char *const users[] = { "ana", "games_app", "etl", "bi", "Zoë", "sam", "li" };
  g_autofree char *query =
      g_strdup_printf ("SELECT p.id, p.name, sum(s.score) FROM players p JOIN scores s ON "
                       "s.player = p.id WHERE p.season = %u AND s.at > now() - interval "
                       "'7 days' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50 -- page %u",
                       g_rand_int (random), row);

  made_set_int32 (rows, row, "pid", next_pid);
  made_set_int64 (rows, row, "backend_start_us", MADE_START + next_pid++);
  made_set_text (rows, row, "rolname", users[g_rand_int_range (random, 0, G_N_ELEMENTS (users))]);
  made_set_int64 (rows, row, "state_change_us", MADE_START + g_rand_int (random));
  made_set_text (rows, row, "query", query);
}

static PGresult *
first_rows (guint n_rows, GRand *random)
{
  PGresult *rows = made_sessions_rows ();

  for (guint row = 0; row < n_rows; row++)
    {
      made_add_session (rows, next_pid);
      fill_row (rows, row, random);
    }
  return rows;
}

/* One row in fifty is another session, one in ten did something. */
static PGresult *
next_rows (PGresult *before, GRand *random)
{
  PGresult *rows = PQcopyResult (before, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
  gint32 offset = g_rand_int_range (random, 0, 50);

  for (int row = 0; row < PQntuples (rows); row++)
    {
      if ((row + offset) % 50 == 0)
        fill_row (rows, row, random);
      else if ((row + offset) % 10 == 1)
        made_set_int64 (rows, row, "state_change_us", MADE_START + g_rand_int (random));
    }
  return rows;
}

static UsherSnapshot *
read_rows (PGresult *rows, UsherSnapshot *previous, double *ms)
{
  g_autoptr (UsherResult) sessions =
      usher_result_new_take (PQcopyResult (rows, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES));
  g_autoptr (UsherResult) databases = usher_result_new_take (made_databases_rows ());
  g_autoptr (UsherResult) facts = usher_result_new_take (made_facts_rows (MADE_START + next_pid));
  const UsherAnswers answers = { sessions, databases, facts, TRUE };
  double before = cpu_ms ();
  UsherSnapshot *snapshot = usher_snapshot_read (&answers, previous, NULL, 0, NULL);

  *ms = cpu_ms () - before;
  return snapshot;
}

static void
arrange (UsherSnapshot *snapshot, UsherColumn column, const char *filter, double *ms)
{
  const UsherArrangementSpec spec = { .sort_column = column, .filter = (char *)filter };
  double before = cpu_ms ();
  g_autoptr (UsherArrangement) arrangement = usher_arrange (snapshot, &spec);

  *ms = cpu_ms () - before;
}

static void
on_slot_changed (UsherSessionSlot *slot, guint *n_changed)
{
  *n_changed += usher_session_slot_get_session (slot) != NULL;
}

/* What a window has: a list, of which some rows are on screen. */
typedef struct
{
  UsherPicture *picture;
  UsherSessionList *list;
  GPtrArray *slots;
  guint n_changed;
} Window;

static void
watch_slots (Window *window)
{
  GListModel *model = G_LIST_MODEL (window->list);

  g_ptr_array_set_size (window->slots, 0);
  for (guint i = 0; i < MIN (N_WATCHED, g_list_model_get_n_items (model)); i++)
    {
      UsherSessionSlot *slot = g_list_model_get_item (model, i);

      g_signal_connect (slot, "changed", G_CALLBACK (on_slot_changed), &window->n_changed);
      g_ptr_array_add (window->slots, slot);
    }
}

/* Everything but the worker's part is timed. */
static void
refresh_window (Window *window, PGresult *rows, double *ms)
{
  double began = cpu_ms ();
  UsherRefresh *refresh = usher_picture_begin_refresh (window->picture);
  double main_ms = cpu_ms () - began;
  double ignored;

  g_clear_pointer (&refresh->retired_arrangement, usher_arrangement_unref);
  g_clear_pointer (&refresh->retired_snapshot, usher_snapshot_unref);
  refresh->snapshot = read_rows (rows, refresh->previous, &ignored);
  refresh->arrangement = usher_arrange (refresh->snapshot, refresh->spec);

  began = cpu_ms ();
  usher_picture_take (window->picture, refresh);
  usher_session_list_set_arrangement (window->list,
                                      usher_picture_get_arrangement (window->picture));
  usher_refresh_free (refresh);
  *ms = main_ms + cpu_ms () - began;
}

static void
window_init (Window *window, PGresult *rows)
{
  const UsherArrangementSpec spec = { .sort_column = USHER_COLUMN_FOR, .descending = TRUE };
  double ignored;

  window->picture = usher_picture_new ();
  window->list = usher_session_list_new ();
  window->slots = g_ptr_array_new_with_free_func (g_object_unref);
  usher_picture_set_spec (window->picture, &spec);
  refresh_window (window, rows, &ignored);
  watch_slots (window);
}

static void
window_clear (Window *window)
{
  g_ptr_array_unref (window->slots);
  g_object_unref (window->list);
  usher_picture_free (window->picture);
}

static void
measure (guint n_rows, Samples samples)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (n_rows);
  PGresult *rows = first_rows (n_rows, random);
  g_autoptr (UsherSnapshot) snapshot = NULL;
  Window window = { NULL };
  double ignored;

  snapshot = read_rows (rows, NULL, &ignored);
  window_init (&window, rows);
  for (guint i = 0; i < N_REFRESHES; i++)
    {
      PGresult *next = next_rows (rows, random);
      UsherSnapshot *shared = read_rows (next, snapshot, &samples[READ][i]);

      PQclear (rows);
      rows = next;
      usher_snapshot_unref (snapshot);
      snapshot = shared;
      usher_snapshot_unref (read_rows (rows, NULL, &samples[READ_ALL][i]));
      arrange (snapshot, USHER_COLUMN_FOR, NULL, &samples[ARRANGE_FOR][i]);
      arrange (snapshot, USHER_COLUMN_USER, NULL, &samples[ARRANGE_USER][i]);
      arrange (snapshot, USHER_COLUMN_USER, "games page", &samples[KEY_PRESS][i]);
      refresh_window (&window, rows, &samples[MAIN][i]);
    }
  g_assert_cmpuint (window.n_changed, ==, N_REFRESHES * N_WATCHED);
  window_clear (&window);
  PQclear (rows);
}

static void
benchmark (gconstpointer data)
{
  guint n_rows = GPOINTER_TO_UINT (data);
  Samples samples;

  measure (n_rows, samples);
  g_print ("# %6u sessions: worker reads %7.2f ms (all of it %7.2f, %4.1f times as long), "
           "arranges %5.2f by duration, %5.2f by user\n",
           n_rows, median (samples, READ), median (samples, READ_ALL),
           median (samples, READ_ALL) / median (samples, READ), median (samples, ARRANGE_FOR),
           median (samples, ARRANGE_USER));
  g_print ("# %6s           main thread %5.3f ms a refresh (%.0f %% of a frame), "
           "%5.2f ms a key press in the filter\n",
           "", median (samples, MAIN), median (samples, MAIN) / FRAME_MS * 100,
           median (samples, KEY_PRESS));
  g_assert_cmpfloat (median (samples, MAIN), <, FRAME_MS / 2);
  g_assert_cmpfloat (median (samples, KEY_PRESS), <, FRAME_MS);
  g_assert_cmpfloat (median (samples, READ), <, median (samples, READ_ALL) * 0.75);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/benchmark/1000", GUINT_TO_POINTER (1000), benchmark);
  g_test_add_data_func ("/benchmark/10000", GUINT_TO_POINTER (10000), benchmark);
  g_test_add_data_func ("/benchmark/50000", GUINT_TO_POINTER (50000), benchmark);
  return g_test_run ();
}
