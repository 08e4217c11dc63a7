/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a refresh costs the main thread: the page of sessions in a window, a thread that makes
 * and arranges one picture after the other, as a server's worker does, and a clock of the main
 * thread's own CPU time. Sorted by how long a state lasts, so that every refresh moves rows.
 *
 * For comparison, in the same run and on the same machine: a window with as many bare
 * GtkInscription as the page has cells in view, and other words in each. That is what GTK
 * itself takes to draw the words.
 *
 * bench-refresh [ROWS [ROUNDS]]: only with so many, for a profiler for instance. */

#include <stdlib.h>
#include <time.h>

#include "display.h"
#include "made.h"
#include "session-page.h"

#define WARM_UP      5
#define ROUNDS       40u
#define PAUSE_MS     60
#define FRAME_MS     16.7
#define ROWS_IN_VIEW 26

typedef struct
{
  void (*refresh) (void); /* ends in round_done(), then or later */
  guint n_rounds;
  double cpu_before;
  GArray *costs;  /* (element-type double) CPU of each round, ms */
  GArray *blocks; /* (element-type double) longest block of each, ms */
  double longest; /* block of this round, ms */

  UsherSessionPage *page;
  MadeCrowd *crowd;
  GPtrArray *inscriptions; /* (element-type GtkInscription) */
} Bench;

static Bench bench;
static double floor_ms;
static guint n_rounds_wanted = ROUNDS;

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* A block is what the main thread does between two waits: nothing can be drawn meanwhile. */
static int
poll_and_clock (GPollFD *fds, guint n_fds, int timeout)
{
  static double woken;
  int n;

  bench.longest = MAX (bench.longest, cpu_ms () - woken);
  n = g_poll (fds, n_fds, timeout);
  woken = cpu_ms ();
  return n;
}

/* A round lasts from one refresh to the next, so the frames it causes are in it. */
static gboolean
next_round_cb (gpointer user_data)
{
  double now = cpu_ms ();
  double cost = now - bench.cpu_before;

  if (bench.n_rounds > WARM_UP)
    {
      g_array_append_val (bench.costs, cost);
      g_array_append_val (bench.blocks, bench.longest);
    }
  bench.cpu_before = now;
  bench.longest = 0;
  if (bench.n_rounds < WARM_UP + n_rounds_wanted)
    bench.refresh ();
  bench.n_rounds++;
  return G_SOURCE_REMOVE;
}

static void
round_done (void)
{
  g_timeout_add (PAUSE_MS, next_round_cb, NULL);
}

/* The page */

static void
thread_func (GTask *task, gpointer source, gpointer spec, GCancellable *cancellable)
{
  g_autoptr (UsherSnapshot) picture = NULL;

  made_crowd_live (bench.crowd, 0.10, 0.02);
  picture = made_crowd_picture (bench.crowd);
  g_task_return_pointer (task, usher_arrange (picture, spec),
                         (GDestroyNotify)usher_arrangement_unref);
}

static void
arranged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherArrangement) arrangement = g_task_propagate_pointer (G_TASK (result), NULL);

  usher_session_feed_refresh (usher_session_page_get_feed (bench.page), arrangement);
  round_done ();
}

static void
refresh_page (void)
{
  UsherSessionFeed *feed = usher_session_page_get_feed (bench.page);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, arranged_cb, NULL);

  g_task_set_task_data (task, usher_arrangement_spec_copy (usher_session_feed_get_spec (feed)),
                        (GDestroyNotify)usher_arrangement_spec_free);
  g_task_run_in_thread (task, thread_func);
}

static GtkWidget *
make_page (guint n_rows)
{
  bench.crowd = made_crowd_new (n_rows, 1);
  bench.page = usher_session_page_new ();
  bench.refresh = refresh_page;
  usher_session_feed_set_sort (usher_session_page_get_feed (bench.page), USHER_COLUMN_FOR, TRUE);
  return GTK_WIDGET (bench.page);
}

/* The comparison */

static void
refresh_words (void)
{
  static const char *const words[USHER_N_COLUMNS] = {
    "20041",
    "games_old",
    "Active",
    "10 min 53 s",
    "29 min 6 s",
    "games_app",
    "DBeaver",
    "10.0.4.17",
    "Lock: relation",
    "8657",
    "SELECT p.id, p.name, sum(s.score) FROM players p",
  };

  for (guint i = 0; i < bench.inscriptions->len; i++)
    {
      g_autofree char *text =
          g_strdup_printf ("%s %u", words[i % USHER_N_COLUMNS], (i + bench.n_rounds) % 60);

      gtk_inscription_set_text (g_ptr_array_index (bench.inscriptions, i), text);
    }
  round_done ();
}

static GtkWidget *
make_words (void)
{
  GtkWidget *grid = gtk_grid_new ();

  bench.inscriptions = g_ptr_array_new ();
  bench.refresh = refresh_words;
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; i < ROWS_IN_VIEW * USHER_N_COLUMNS; i++)
    {
      GtkWidget *inscription = gtk_inscription_new (NULL);

      gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), 8);
      gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription),
                                         GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
      gtk_grid_attach (GTK_GRID (grid), inscription, i % USHER_N_COLUMNS, i / USHER_N_COLUMNS, 1,
                       1);
      g_ptr_array_add (bench.inscriptions, inscription);
    }
  return grid;
}

/* Both */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
percentile (GArray *values, guint percent)
{
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (values->len - 1) * percent / 100);
}

static guint
count_longer (GArray *values, double limit)
{
  guint n = 0;

  for (guint i = 0; i < values->len; i++)
    n += g_array_index (values, double, i) > limit;
  return n;
}

static double
report (const char *what)
{
  double median = percentile (bench.costs, 50);

  g_print ("%-16s %5.1f ms of CPU a refresh (95 %%: %5.1f), longest block %5.1f ms, "
           "%u of %u over %.1f ms",
           what, median, percentile (bench.costs, 95), percentile (bench.blocks, 100),
           count_longer (bench.blocks, FRAME_MS), bench.blocks->len, FRAME_MS);
  return median;
}

static void
run_in_window (GtkWidget *content)
{
  GtkWidget *window = gtk_window_new ();

  bench.costs = g_array_new (FALSE, FALSE, sizeof (double));
  bench.blocks = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 720);
  gtk_window_set_child (GTK_WINDOW (window), content);
  gtk_window_present (GTK_WINDOW (window));
  next_round_cb (NULL);
  while (bench.n_rounds <= WARM_UP + n_rounds_wanted)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
clear (void)
{
  g_array_unref (bench.costs);
  g_array_unref (bench.blocks);
  g_clear_pointer (&bench.inscriptions, g_ptr_array_unref);
  g_clear_pointer (&bench.crowd, made_crowd_free);
  bench = (Bench){ 0 };
}

static void
measure_words (void)
{
  run_in_window (make_words ());
  floor_ms = report ("words alone");
  g_print ("\n");
  clear ();
}

static void
measure_page (guint n_rows, double goal)
{
  g_autofree char *what = g_strdup_printf ("%u rows", n_rows);
  double median;

  run_in_window (make_page (n_rows));
  median = report (what);
  g_print ("; %.2f x words alone, %.2f x the goal of %.0f ms\n", median / floor_ms, median / goal,
           goal);
  clear ();
}

int
main (int argc, char **argv)
{
  display_init ();
  g_main_context_set_poll_func (NULL, poll_and_clock);
  measure_words ();
  if (argc > 2)
    n_rounds_wanted = atoi (argv[2]);
  if (argc > 1)
    {
      measure_page (atoi (argv[1]), FRAME_MS);
      return EXIT_SUCCESS;
    }
  measure_page (1000, 8);
  measure_page (10000, 12);
  measure_page (50000, 16);
  return EXIT_SUCCESS;
}
