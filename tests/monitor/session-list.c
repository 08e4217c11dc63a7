/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-list.h"

#include "made.h"

typedef struct
{
  UsherSessionList *list;
  GString *log; /* what the list and the watched slots said */
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  g_string_append_printf (fixture->log, "[%u -%u +%u]", position, removed, added);
}

static void
on_slot_changed (UsherSessionSlot *slot, Fixture *fixture)
{
  g_string_append_printf (fixture->log, "(%u=%s%d)", usher_session_slot_get_position (slot),
                          usher_session_slot_get_ended (slot) ? "!" : "",
                          usher_session_slot_get_session (slot)->id.pid);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->list = usher_session_list_new ();
  fixture->log = g_string_new (NULL);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_items_changed), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  g_string_free (fixture->log, TRUE);
}

static UsherSessionSlot *
watch (Fixture *fixture, guint position)
{
  UsherSessionSlot *slot = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  g_signal_connect (slot, "changed", G_CALLBACK (on_slot_changed), fixture);
  return slot;
}

static void
assert_log (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

/* Pids 1 to @n, the highest first if @descending. */
static UsherArrangement *
arranged (gint32 n, gint64 time, gboolean descending)
{
  GPtrArray *sessions = made_sessions ();
  UsherArrangementSpec spec = { .descending = descending };
  g_autoptr (UsherSnapshot) snapshot = NULL;

  for (gint32 pid = 1; pid <= n; pid++)
    g_ptr_array_add (sessions, made_sealed (pid, "d", "u", "q"));
  snapshot = usher_snapshot_new_made (sessions, NULL, time);
  return usher_arrange (snapshot, &spec);
}

static void
show (Fixture *fixture, UsherArrangement *arrangement)
{
  usher_session_list_set_arrangement (fixture->list, arrangement);
  usher_arrangement_unref (arrangement);
}

static void
test_tail_only (Fixture *fixture, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->list);

  g_assert_true (g_list_model_get_item_type (model) == USHER_TYPE_SESSION_SLOT);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  show (fixture, arranged (3, 1, FALSE));
  assert_log (fixture, "[0 -0 +3]");
  show (fixture, arranged (5, 2, TRUE));
  assert_log (fixture, "[3 -0 +2]");
  show (fixture, arranged (5, 3, FALSE));
  assert_log (fixture, "");
  show (fixture, arranged (2, 4, FALSE));
  assert_log (fixture, "[2 -3 +0]");
  usher_session_list_set_arrangement (fixture->list, NULL);
  assert_log (fixture, "[0 -2 +0]");
  g_assert_null (g_list_model_get_item (model, 0));
}

static void
test_slots_are_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSessionSlot) first = NULL;
  g_autoptr (UsherSessionSlot) third = NULL;

  show (fixture, arranged (3, 1, FALSE));
  first = watch (fixture, 0);
  third = watch (fixture, 2);
  assert_log (fixture, "[0 -0 +3]");
  g_assert_cmpint (usher_session_slot_get_session (third)->id.pid, ==, 3);
  g_assert_cmpint (usher_session_slot_get_now (third), ==, 1);
  show (fixture, arranged (4, 2, TRUE));
  assert_log (fixture, "[3 -0 +1](0=4)(2=2)");
  g_assert_cmpint (usher_session_slot_get_now (first), ==, 2);
}

/* The same picture arranged anew, as for a key press: rows that stay as they are, stay quiet. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherArrangement) by_pid = arranged (4, 1, FALSE);
  UsherArrangementSpec spec = { .filter = NULL };
  g_autoptr (UsherSessionSlot) first = NULL;

  usher_session_list_set_arrangement (fixture->list, by_pid);
  first = watch (fixture, 0);
  assert_log (fixture, "[0 -0 +4]");
  show (fixture, usher_arrange (by_pid->snapshot, &spec));
  assert_log (fixture, "");
  spec.descending = TRUE;
  show (fixture, usher_arrange (by_pid->snapshot, &spec));
  assert_log (fixture, "(0=4)");
}

static void
test_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherArrangement) before = arranged (3, 1, FALSE);
  g_autoptr (UsherArrangement) after = arranged (2, 2, FALSE);
  UsherArrangementSpec spec = { .held = before };
  g_autoptr (UsherSessionSlot) third = NULL;
  guint position;

  usher_session_list_set_arrangement (fixture->list, before);
  third = watch (fixture, 2);
  g_string_truncate (fixture->log, 0);
  show (fixture, usher_arrange (after->snapshot, &spec));
  assert_log (fixture, "(2=!3)");
  g_assert_true (usher_session_slot_get_ended (third));
  g_assert_true (usher_session_list_find (fixture->list,
                                          &usher_session_slot_get_session (third)->id, &position));
  g_assert_cmpuint (position, ==, 2);
}

/* A slot whose place is gone keeps what it showed, and is not told any more. */
static void
test_detached (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSessionSlot) third = NULL;
  g_autoptr (UsherSessionSlot) again = NULL;

  show (fixture, arranged (3, 1, FALSE));
  third = watch (fixture, 2);
  show (fixture, arranged (1, 2, FALSE));
  show (fixture, arranged (3, 3, TRUE));
  assert_log (fixture, "[0 -0 +3][1 -2 +0][1 -0 +2]");
  g_assert_cmpint (usher_session_slot_get_session (third)->id.pid, ==, 3);
  again = watch (fixture, 2);
  g_assert_true (again != third);
  g_assert_cmpint (usher_session_slot_get_session (again)->id.pid, ==, 1);
}

static void
test_one_slot_a_place (Fixture *fixture, gconstpointer data)
{
  UsherSessionSlot *slot;
  UsherSessionSlot *same;

  show (fixture, arranged (3, 1, FALSE));
  slot = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);
  same = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);
  g_assert_true (slot == same);
  g_object_unref (same);
  g_assert_finalize_object (slot);
  show (fixture, arranged (3, 2, TRUE));
}

static void
test_slot_outlives_list (void)
{
  UsherSessionList *list = usher_session_list_new ();
  g_autoptr (UsherArrangement) arrangement = arranged (1, 1, FALSE);
  UsherSessionSlot *slot;

  usher_session_list_set_arrangement (list, arrangement);
  slot = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_finalize_object (list);
  g_assert_cmpint (usher_session_slot_get_session (slot)->id.pid, ==, 1);
  g_assert_finalize_object (slot);
}

static void
set_empty (UsherSessionSlot *slot, Fixture *fixture)
{
  usher_session_list_set_arrangement (fixture->list, NULL);
}

/* A handler that changes the list under the list's own feet. */
static void
test_changed_while_telling (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSessionSlot) first = NULL;
  g_autoptr (UsherSessionSlot) second = NULL;

  show (fixture, arranged (2, 1, FALSE));
  first = watch (fixture, 0);
  second = watch (fixture, 1);
  g_signal_connect (first, "changed", G_CALLBACK (set_empty), fixture);
  show (fixture, arranged (2, 2, TRUE));
  assert_log (fixture, "[0 -0 +2](0=2)[0 -2 +0]");
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  UsherIdentity id = { .pid = 2, .backend_start = MADE_START + 2 };
  guint position;

  g_assert_false (usher_session_list_find (fixture->list, &id, &position));
  show (fixture, arranged (3, 1, FALSE));
  g_assert_true (usher_session_list_find (fixture->list, &id, &position));
  g_assert_cmpuint (position, ==, 1);
  show (fixture, arranged (4, 1, TRUE));
  g_assert_true (usher_session_list_find (fixture->list, &id, &position));
  g_assert_cmpuint (position, ==, 2);
  g_assert_cmpint (usher_session_list_get_session (fixture->list, 2)->id.pid, ==, 2);
  g_assert_null (usher_session_list_get_session (fixture->list, 4));
  id.backend_start++;
  g_assert_false (usher_session_list_find (fixture->list, &id, NULL));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-list/tail-only", test_tail_only);
  ADD ("/session-list/slots-are-told", test_slots_are_told);
  ADD ("/session-list/quiet", test_quiet);
  ADD ("/session-list/ended", test_ended);
  ADD ("/session-list/detached", test_detached);
  ADD ("/session-list/one-slot-a-place", test_one_slot_a_place);
  g_test_add_func ("/session-list/slot-outlives-list", test_slot_outlives_list);
  ADD ("/session-list/changed-while-telling", test_changed_while_telling);
  ADD ("/session-list/find", test_find);
  return g_test_run ();
}
