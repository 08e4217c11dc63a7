/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "picture.h"

#include "made.h"

static UsherSnapshot *
with_pids (int first, ...)
{
  GPtrArray *sessions = made_sessions ();
  va_list args;

  va_start (args, first);
  for (int pid = first; pid != 0; pid = va_arg (args, int))
    g_ptr_array_add (sessions, made_sealed (pid, "db", "ana", "x"));
  va_end (args);
  return made_snapshot (sessions);
}

/* What a worker does with a refresh. */
static void
carry_out (UsherRefresh *refresh, UsherSnapshot *snapshot)
{
  refresh->snapshot = snapshot;
  refresh->arrangement = usher_arrange (snapshot, refresh->spec);
}

static void
refresh (UsherPicture *picture, UsherSnapshot *snapshot)
{
  g_autoptr (UsherRefresh) under_way = usher_picture_begin_refresh (picture);

  carry_out (under_way, snapshot);
  usher_picture_take (picture, under_way);
}

static void
assert_shows (UsherPicture *picture, const char *expected)
{
  g_autofree char *pids = made_pids (usher_picture_get_arrangement (picture));

  g_assert_cmpstr (pids, ==, expected);
}

static void
test_spec (void)
{
  g_autoptr (UsherPicture) picture = usher_picture_new ();
  UsherArrangementSpec spec = { .descending = TRUE };

  g_assert_null (usher_picture_get_snapshot (picture));
  g_assert_false (usher_picture_set_spec (picture, &spec));
  refresh (picture, with_pids (1, 2, 3, 0));
  assert_shows (picture, "3 2 1");
  g_assert_true (usher_picture_set_spec (picture, NULL));
  assert_shows (picture, "1 2 3");
}

/* The spec that was set while the worker arranged by the old one. */
static void
test_spec_meanwhile (void)
{
  g_autoptr (UsherPicture) picture = usher_picture_new ();
  g_autoptr (UsherRefresh) under_way = usher_picture_begin_refresh (picture);
  UsherArrangementSpec spec = { .descending = TRUE };

  carry_out (under_way, with_pids (1, 2, 3, 0));
  usher_picture_set_spec (picture, &spec);
  usher_picture_take (picture, under_way);
  assert_shows (picture, "3 2 1");
}

static void
hold (UsherPicture *picture)
{
  UsherArrangementSpec spec = *usher_picture_get_spec (picture);

  spec.held = usher_picture_get_arrangement (picture);
  g_assert_false (usher_picture_set_spec (picture, &spec));
}

static void
test_hold (void)
{
  g_autoptr (UsherPicture) picture = usher_picture_new ();
  UsherArrangement *shown;

  refresh (picture, with_pids (5, 6, 0));
  shown = usher_picture_get_arrangement (picture);
  hold (picture);
  g_assert_true (usher_picture_get_arrangement (picture) == shown);
  refresh (picture, with_pids (4, 6, 0));
  assert_shows (picture, "!5 6 4");
  refresh (picture, with_pids (1, 4, 0));
  assert_shows (picture, "!5 !6 4 1");
  g_assert_true (usher_picture_set_spec (picture, NULL));
  assert_shows (picture, "1 4");
}

/* Another filter while the order is held: what is shown stays, what is found comes behind. */
static void
test_hold_and_filter (void)
{
  g_autoptr (UsherPicture) picture = usher_picture_new ();
  UsherArrangementSpec spec = { .filter = (char *)"5" };

  usher_picture_set_spec (picture, &spec);
  refresh (picture, with_pids (4, 5, 0));
  assert_shows (picture, "5");
  spec.held = usher_picture_get_arrangement (picture);
  spec.filter = (char *)"4";
  g_assert_true (usher_picture_set_spec (picture, &spec));
  assert_shows (picture, "5 4");
}

static guint
count_rows (UsherPicture *picture)
{
  return usher_picture_get_arrangement (picture)->n_rows;
}

/* A selection that is forgotten over night, on a server where clients come and go. */
static void
test_hold_has_a_limit (void)
{
  g_autoptr (UsherPicture) picture = usher_picture_new ();
  guint most = 0;

  refresh (picture, with_pids (1, 2, 0));
  hold (picture);
  for (gint32 pid = 10; pid < 10010; pid++)
    {
      refresh (picture, with_pids (1, pid, 0));
      most = MAX (most, count_rows (picture));
    }
  g_assert_cmpuint (most, >, 1000);
  g_assert_cmpuint (most, <, 3000);
  g_assert_cmpint (usher_picture_get_arrangement (picture)->rows[0].session->id.pid, ==, 1);
  g_assert_true (usher_picture_get_arrangement (picture)->rows[1].ended);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/spec", test_spec);
  g_test_add_func ("/picture/spec/meanwhile", test_spec_meanwhile);
  g_test_add_func ("/picture/hold", test_hold);
  g_test_add_func ("/picture/hold/and-filter", test_hold_and_filter);
  g_test_add_func ("/picture/hold/has-a-limit", test_hold_has_a_limit);
  return g_test_run ();
}
