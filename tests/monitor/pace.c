/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "pace.h"

static void
test_refresh (void)
{
  g_assert_cmpuint (usher_pace_refresh (1, 0, 0), ==, 1000);
  g_assert_cmpuint (usher_pace_refresh (10, 5000, 0), ==, 10000);
}

/* A refresh takes no more than a tenth of the time between two. */
static void
test_refresh_slows (void)
{
  g_assert_cmpuint (usher_pace_refresh (1, 100000, 0), ==, 1000);
  g_assert_cmpuint (usher_pace_refresh (1, 250000, 0), ==, 2500);
  g_assert_cmpuint (usher_pace_refresh (1, G_MAXINT64 / 100, 0), ==, 30000);
}

static void
test_refresh_backs_off (void)
{
  g_assert_cmpuint (usher_pace_refresh (2, 0, 1), ==, 4000);
  g_assert_cmpuint (usher_pace_refresh (2, 0, 2), ==, 8000);
  g_assert_cmpuint (usher_pace_refresh (2, 0, 1000), ==, 30000);
  g_assert_cmpuint (usher_pace_refresh (60, 0, 3), ==, 60000);
}

static void
test_retry (void)
{
  const guint expected[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000 };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpuint (usher_pace_retry (i, 0), ==, expected[i]);
      g_assert_cmpuint (usher_pace_retry (i, 1), ==, expected[i] - expected[i] / 4);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/refresh", test_refresh);
  g_test_add_func ("/pace/refresh/slows", test_refresh_slows);
  g_test_add_func ("/pace/refresh/backs-off", test_refresh_backs_off);
  g_test_add_func ("/pace/retry", test_retry);
  return g_test_run ();
}
