/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "durations.h"

#define MSEC G_GINT64_CONSTANT (1000)
#define S    (1000 * MSEC)
#define M    (60 * S)
#define H    (60 * M)
#define D    (24 * H)

static const struct
{
  gint64 duration;
  const char *text;
} durations[] = {
  { 0, "0 ms" },
  { 999, "0 ms" },
  { 21 * MSEC, "21 ms" },
  { 99 * MSEC + 999, "99 ms" },
  { 100 * MSEC, "0.1 s" },
  { 999 * MSEC, "0.9 s" },
  { 1 * S, "1.0 s" },
  { 9 * S + 999 * MSEC, "9.9 s" },
  { 10 * S, "10 s" },
  { 42 * S, "42 s" },
  { M - 1, "59 s" },
  { M, "1 min 0 s" },
  { 14 * M + 3 * S, "14 min 3 s" },
  { H - 1, "59 min 59 s" },
  { 2 * H + 5 * M, "2 h 5 min" },
  { D - 1, "23 h 59 min" },
  { 3 * D + 4 * H, "3 d 4 h" },
  { 4000 * D, "4000 d 0 h" },
  { G_MAXINT64, "106751991 d 4 h" },
  { -1, "0 ms" },
  { -3 * D, "0 ms" },
  { G_MININT64 + 1, "0 ms" },
  { USHER_NO_TIME, "" },
};

static void
test_format (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *text = usher_duration_format (durations[i].duration);

      g_assert_cmpstr (text, ==, durations[i].text);
    }
}

static void
test_print_is_the_same (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      char buffer[32];

      usher_duration_print (durations[i].duration, buffer, sizeof buffer);
      g_assert_cmpstr (buffer, ==, durations[i].text);
    }
}

static void
test_print_stays_in_its_buffer (void)
{
  for (gsize size = 1; size < 16; size++)
    {
      char buffer[16] = "###############";
      g_autofree char *start = g_strndup ("14 min 3 s", size - 1);

      usher_duration_print (14 * M + 3 * S, buffer, size);
      g_assert_cmpstr (buffer, ==, start);
      if (size < 15)
        g_assert_cmpint (buffer[size], ==, '#');
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/durations/format", test_format);
  g_test_add_func ("/durations/print-is-the-same", test_print_is_the_same);
  g_test_add_func ("/durations/print-stays-in-its-buffer", test_print_stays_in_its_buffer);
  return g_test_run ();
}
