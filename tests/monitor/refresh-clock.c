/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "refresh-clock.h"

typedef struct
{
  UsherRefreshClock *clock;
  guint n_begun;
  gint64 begun_at; /* the last of them */
  gint64 ended_at;
} Fixture;

static void
on_begin (gpointer data)
{
  Fixture *fixture = data;

  fixture->n_begun++;
  fixture->begun_at = g_get_monotonic_time ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = usher_refresh_clock_new (on_begin, fixture);
  fixture->n_begun = 0;
  usher_refresh_clock_set_interval (fixture->clock, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_free (fixture->clock);
}

static gboolean
on_time (gpointer over)
{
  *(gboolean *)over = TRUE;
  return G_SOURCE_REMOVE;
}

/* Turns the main loop for @milliseconds and says how many refreshes began in that time. */
static guint
begun_within (Fixture *fixture, guint milliseconds)
{
  guint before = fixture->n_begun;
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_time, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  return fixture->n_begun - before;
}

static void
end (Fixture *fixture, gboolean succeeded)
{
  fixture->ended_at = g_get_monotonic_time ();
  usher_refresh_clock_ended (fixture->clock, succeeded, 0);
}

/* Waits for the next refresh, which must begin that long after the end of the last one, or
 * later: how much later, a busy machine says. */
static void
assert_begins_after (Fixture *fixture, gint64 milliseconds)
{
  guint before = fixture->n_begun;
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  while (fixture->n_begun == before && g_get_monotonic_time () < deadline)
    begun_within (fixture, 10);
  g_assert_cmpuint (fixture->n_begun, ==, before + 1);
  g_assert_cmpint (fixture->begun_at - fixture->ended_at, >=,
                   (milliseconds - 10) * G_TIME_SPAN_MILLISECOND);
}

static void
test_enabled (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_ask (fixture->clock);
  g_assert_cmpuint (fixture->n_begun, ==, 0);
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  g_assert_cmpuint (fixture->n_begun, ==, 1);
  g_assert_true (usher_refresh_clock_is_busy (fixture->clock));
}

/* However long a refresh takes, the next is planned when it has ended. */
static void
test_after_the_end (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  g_assert_cmpuint (begun_within (fixture, 1300), ==, 0);
  end (fixture, TRUE);
  assert_begins_after (fixture, 1000);
}

/* However often it was asked for meanwhile, it runs once more. */
static void
test_once_more (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  for (guint i = 0; i < 5; i++)
    usher_refresh_clock_ask (fixture->clock);
  g_assert_cmpuint (fixture->n_begun, ==, 1);
  usher_refresh_clock_ended (fixture->clock, TRUE, 0);
  g_assert_cmpuint (fixture->n_begun, ==, 2);
  usher_refresh_clock_ended (fixture->clock, TRUE, 0);
  g_assert_cmpuint (fixture->n_begun, ==, 2);
}

static void
test_paused (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  usher_refresh_clock_set_paused (fixture->clock, TRUE);
  usher_refresh_clock_ended (fixture->clock, TRUE, 0);
  g_assert_cmpuint (begun_within (fixture, 1200), ==, 0);
  usher_refresh_clock_ask (fixture->clock);
  g_assert_cmpuint (fixture->n_begun, ==, 2);
  usher_refresh_clock_ended (fixture->clock, TRUE, 0);
  g_assert_cmpuint (begun_within (fixture, 1200), ==, 0);
  usher_refresh_clock_set_paused (fixture->clock, FALSE);
  assert_begins_after (fixture, 0);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  usher_refresh_clock_ended (fixture->clock, TRUE, 0);
  usher_refresh_clock_set_visible (fixture->clock, FALSE);
  g_assert_cmpuint (begun_within (fixture, 1200), ==, 0);
  usher_refresh_clock_set_visible (fixture->clock, TRUE);
  assert_begins_after (fixture, 0);
}

static void
test_interval_takes_effect (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_interval (fixture->clock, 10);
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  end (fixture, TRUE);
  g_assert_cmpuint (begun_within (fixture, 600), ==, 0);
  usher_refresh_clock_set_interval (fixture->clock, 1);
  assert_begins_after (fixture, 1000);
  g_assert_cmpint (fixture->begun_at - fixture->ended_at, <, 9 * G_TIME_SPAN_SECOND);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  end (fixture, FALSE);
  assert_begins_after (fixture, 2000);
  end (fixture, TRUE);
  assert_begins_after (fixture, 1000);
}

static void
test_disabled (Fixture *fixture, gconstpointer data)
{
  usher_refresh_clock_set_enabled (fixture->clock, TRUE);
  usher_refresh_clock_ask (fixture->clock);
  usher_refresh_clock_set_enabled (fixture->clock, FALSE);
  usher_refresh_clock_ended (fixture->clock, FALSE, 0);
  g_assert_cmpuint (begun_within (fixture, 1200), ==, 0);
  g_assert_cmpuint (fixture->n_begun, ==, 1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/refresh-clock/enabled", test_enabled);
  ADD ("/refresh-clock/after-the-end", test_after_the_end);
  ADD ("/refresh-clock/once-more", test_once_more);
  ADD ("/refresh-clock/paused", test_paused);
  ADD ("/refresh-clock/hidden", test_hidden);
  ADD ("/refresh-clock/interval-takes-effect", test_interval_takes_effect);
  ADD ("/refresh-clock/failures", test_failures);
  ADD ("/refresh-clock/disabled", test_disabled);
  return g_test_run ();
}
