/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>

#include "application.h"

/* Time to the first frame, and memory then: Usher's window against a bare window of
 * libadwaita. Each start is a process of its own; the two kinds take turns, so that what
 * else the machine does meets both alike.
 *
 *   bench-startup               measures, prints, and fails above the goal
 *   bench-startup --child KIND MICROSECONDS
 *                               one start, begun at that monotonic time */

#define N_STARTS  15
#define MAX_RATIO 1.3

typedef struct
{
  double milliseconds[N_STARTS];
  double megabytes[N_STARTS];
} Samples;

/* Child */

static gint64 began_at;

static double
resident_megabytes (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    g_error ("no /proc/self/statm");
  fields = g_strsplit (text, " ", 3);
  return (double)g_ascii_strtoull (fields[1], NULL, 10) * 4096 / 1e6;
}

static void
on_after_paint (GdkFrameClock *clock)
{
  g_print ("%.3f %.3f\n", (double)(g_get_monotonic_time () - began_at) / 1000,
           resident_megabytes ());
  exit (EXIT_SUCCESS);
}

static void
on_realize (GtkWidget *window)
{
  GdkFrameClock *clock = gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (window)));

  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
}

static void
on_window_added (GtkApplication *application, GtkWindow *window)
{
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
}

static void
present_bare_window (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 760);
  gtk_window_present (GTK_WINDOW (window));
}

static GApplication *
make_application (const char *kind)
{
  AdwApplication *bare;

  if (g_str_equal (kind, "usher"))
    return G_APPLICATION (usher_application_new ());
  bare = adw_application_new ("io.github.pgusher.Bare", G_APPLICATION_DEFAULT_FLAGS);
  g_signal_connect (bare, "activate", G_CALLBACK (present_bare_window), NULL);
  return G_APPLICATION (bare);
}

static int
run_child (const char *kind, const char *began)
{
  char *arguments[] = { (char *)"usher", NULL };
  GApplication *application = make_application (kind);

  began_at = g_ascii_strtoll (began, NULL, 10);
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added), NULL);
  return g_application_run (application, 1, arguments);
}

/* Parent */

static void
start_once (const char *program, const char *kind, double *milliseconds, double *megabytes)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                                    "--child", kind, now, NULL);

  if (child == NULL || !g_subprocess_communicate_utf8 (child, NULL, NULL, &output, NULL, &error)
      || !g_subprocess_get_successful (child))
    g_error ("the %s window did not come up: %s", kind, error != NULL ? error->message : output);
  if (sscanf (output, "%lf %lf", milliseconds, megabytes) != 2)
    g_error ("the %s window said “%s”", kind, output);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
median (double *values)
{
  qsort (values, N_STARTS, sizeof *values, compare);
  return values[N_STARTS / 2];
}

static gboolean
report (const char *what, const char *unit, double *usher, double *bare)
{
  double ratio = median (usher) / median (bare);

  g_print ("%s: Usher %.1f %s, bare window %.1f %s, ratio %.2f (goal %.1f)\n", what, median (usher),
           unit, median (bare), unit, ratio, MAX_RATIO);
  return ratio <= MAX_RATIO;
}

int
main (int argc, char **argv)
{
  static Samples usher, bare;
  double ignored;
  gboolean good;

  if (argc == 4)
    return run_child (argv[2], argv[3]);

  /* What the first start reads from disk is nobody's. */
  start_once (argv[0], "usher", &ignored, &ignored);
  start_once (argv[0], "bare", &ignored, &ignored);
  for (guint i = 0; i < N_STARTS; i++)
    {
      start_once (argv[0], "usher", &usher.milliseconds[i], &usher.megabytes[i]);
      start_once (argv[0], "bare", &bare.milliseconds[i], &bare.megabytes[i]);
    }

  good = report ("first frame", "ms", usher.milliseconds, bare.milliseconds);
  good = report ("memory", "MB", usher.megabytes, bare.megabytes) && good;
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
