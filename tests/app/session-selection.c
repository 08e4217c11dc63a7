/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-selection.h"

#include "made.h"
#include "selection-verbs.h"

/* The selection belongs to sessions, whatever becomes of their places. */

typedef struct
{
  UsherSessionList *list;
  UsherSessionSelection *selection;
  GtkSelectionModel *model; /* the same */
  UsherArrangementSpec *spec;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->list = usher_session_list_new ();
  fixture->selection = usher_session_selection_new (fixture->list);
  fixture->model = GTK_SELECTION_MODEL (fixture->selection);
  fixture->spec = usher_arrangement_spec_copy (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->selection);
  g_assert_finalize_object (fixture->list);
  usher_arrangement_spec_free (fixture->spec);
}

static void
show (Fixture *fixture, UsherSnapshot *snapshot)
{
  g_autoptr (UsherArrangement) arrangement = usher_arrange (snapshot, fixture->spec);

  usher_session_list_set_arrangement (fixture->list, arrangement);
  usher_session_selection_follow (fixture->selection);
}

/* Sessions 1, 2, ... with 1 the longest idle. */
static UsherSnapshot *
make_five (void)
{
  UsherSession *sessions[5];

  for (int i = 0; i < 5; i++)
    {
      sessions[i] = made_session (i + 1, USHER_STATE_IDLE);
      sessions[i]->state_change = MADE_TIME - (10 - i) * G_USEC_PER_SEC;
      sessions[i]->user = g_strdup (i % 2 == 0 ? "even" : "odd");
    }
  return made_picture (sessions[0], sessions[1], sessions[2], sessions[3], sessions[4], NULL);
}

/* "2 4": the pids that the model calls selected, in the order of the list. */
static char *
list_selected (Fixture *fixture)
{
  GString *pids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->model)); i++)
    if (gtk_selection_model_is_selected (fixture->model, i))
      g_string_append_printf (pids, "%s%d", pids->len > 0 ? " " : "",
                              usher_session_list_get_session (fixture->list, i)->id.pid);
  return g_string_free (pids, FALSE);
}

static void
assert_selected (Fixture *fixture, const char *pids)
{
  g_autofree char *selected = list_selected (fixture);

  g_assert_cmpstr (selected, ==, pids);
}

static void
test_select (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) five = make_five ();

  show (fixture, five);
  assert_selected (fixture, "");
  gtk_selection_model_select_item (fixture->model, 1, TRUE);
  gtk_selection_model_select_item (fixture->model, 3, FALSE);
  assert_selected (fixture, "2 4");
  gtk_selection_model_select_range (fixture->model, 0, 2, TRUE);
  assert_selected (fixture, "1 2");
  gtk_selection_model_unselect_item (fixture->model, 0);
  assert_selected (fixture, "2");
  gtk_selection_model_select_all (fixture->model);
  assert_selected (fixture, "1 2 3 4 5");
  usher_session_selection_clear (fixture->selection);
  assert_selected (fixture, "");
}

static void
test_follow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) five = make_five ();

  show (fixture, five);
  gtk_selection_model_select_item (fixture->model, 0, TRUE);
  gtk_selection_model_select_item (fixture->model, 1, FALSE);
  fixture->spec->descending = TRUE;
  show (fixture, five);
  assert_selected (fixture, "2 1");
  g_assert_false (gtk_selection_model_is_selected (fixture->model, 0));
  g_assert_true (gtk_selection_model_is_selected (fixture->model, 4));
}

/* Sorted a hundred times by something else while sessions change, come and go. */
static void
test_hundred_orders (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MadeCrowd) crowd = made_crowd_new (300, 4711);
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  g_autoptr (GHashTable) chosen =
      g_hash_table_new_full (usher_identity_hash, usher_identity_equal, g_free, NULL);
  g_autoptr (UsherSnapshot) first = made_crowd_picture (crowd);

  show (fixture, first);
  for (guint i = 0; i < 40; i++)
    {
      guint place = g_rand_int_range (rand, 0, 300);

      gtk_selection_model_select_item (fixture->model, place, FALSE);
      g_hash_table_add (chosen,
                        g_memdup2 (&usher_session_list_get_session (fixture->list, place)->id,
                                   sizeof (UsherIdentity)));
    }

  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (UsherSnapshot) picture = NULL;
      guint n_left = 0;

      made_crowd_live (crowd, 0.1, 0.01);
      picture = made_crowd_picture (crowd);
      fixture->spec->sort_column = g_rand_int_range (rand, 0, USHER_N_COLUMNS);
      fixture->spec->descending = g_rand_boolean (rand);
      show (fixture, picture);

      for (guint i = 0; i < 300; i++)
        {
          UsherSession *session = usher_session_list_get_session (fixture->list, i);
          gboolean is_chosen = g_hash_table_contains (chosen, &session->id);

          g_assert_cmpint (gtk_selection_model_is_selected (fixture->model, i), ==, is_chosen);
          n_left += is_chosen;
        }
      g_assert_cmpuint (usher_session_selection_get_n (fixture->selection), ==, n_left);
    }
  /* They did go one by one, and not all of them at once. */
  g_assert_cmpuint (usher_session_selection_get_n (fixture->selection), >, 0);
  g_assert_cmpuint (usher_session_selection_get_n (fixture->selection), <,
                    g_hash_table_size (chosen));
}

/* A pid that comes back is another session. */
static void
test_same_pid (Fixture *fixture, gconstpointer data)
{
  UsherSession *again = made_session (1, USHER_STATE_IDLE);
  g_autoptr (UsherSnapshot) five = make_five ();
  g_autoptr (UsherSnapshot) reused = NULL;

  show (fixture, five);
  gtk_selection_model_select_item (fixture->model, 0, TRUE);
  again->id.backend_start += 1;
  reused = made_picture (again, NULL);
  show (fixture, reused);
  assert_selected (fixture, "");
  g_assert_cmpuint (usher_session_selection_get_n (fixture->selection), ==, 0);
}

/* Out of sight is out of the selection, and stays so. */
static void
test_filtered_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) five = make_five ();

  show (fixture, five);
  gtk_selection_model_select_all (fixture->model);
  fixture->spec->filter = g_strdup ("odd");
  show (fixture, five);
  assert_selected (fixture, "2 4");
  g_clear_pointer (&fixture->spec->filter, g_free);
  show (fixture, five);
  assert_selected (fixture, "2 4");
}

static void
test_newest_records (Fixture *fixture, gconstpointer data)
{
  UsherSession *busy = made_session (2, USHER_STATE_ACTIVE);
  g_autoptr (UsherSnapshot) five = make_five ();
  g_autoptr (UsherSnapshot) two = made_picture (busy, made_session (3, USHER_STATE_IDLE), NULL);
  g_autoptr (GPtrArray) sessions = NULL;

  show (fixture, five);
  gtk_selection_model_select_range (fixture->model, 0, 2, TRUE);
  fixture->spec->held = usher_arrangement_ref (usher_session_list_get_arrangement (fixture->list));
  show (fixture, two);
  assert_selected (fixture, "1 2");
  g_assert_cmpuint (usher_session_selection_count_ended (fixture->selection), ==, 1);
  sessions = usher_session_selection_get_sessions (fixture->selection);
  g_assert_cmpuint (sessions->len, ==, 1);
  g_assert_true (g_ptr_array_index (sessions, 0) == busy);
}

static void
changed_cb (GtkSelectionModel *model, guint position, guint n_items, GtkBitset *told)
{
  gtk_bitset_add_range (told, position, n_items);
}

/* The view redraws what it is told about: every place that changed must be. */
static void
test_tells (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) five = make_five ();
  g_autoptr (GtkBitset) told = gtk_bitset_new_empty ();

  show (fixture, five);
  gtk_selection_model_select_item (fixture->model, 1, TRUE);
  g_signal_connect (fixture->model, "selection-changed", G_CALLBACK (changed_cb), told);
  fixture->spec->descending = TRUE;
  show (fixture, five);
  g_assert_true (gtk_bitset_contains (told, 1));
  g_assert_true (gtk_bitset_contains (told, 3));

  gtk_bitset_remove_all (told);
  show (fixture, five);
  g_assert_true (gtk_bitset_is_empty (told));
}

static void
test_select_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) five = make_five ();
  UsherIdentity stranger = { .pid = 99, .backend_start = 1 };
  UsherIdentity third;

  show (fixture, five);
  third = usher_session_list_get_session (fixture->list, 2)->id;
  gtk_selection_model_select_all (fixture->model);
  usher_session_selection_select_only (fixture->selection, &third);
  assert_selected (fixture, "3");
  usher_session_selection_select_only (fixture->selection, &stranger);
  assert_selected (fixture, "");
}

static void
test_add_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherSnapshot) five = make_five ();
  g_autofree char *pids = NULL;

  show (fixture, five);
  gtk_selection_model_select_item (fixture->model, 0, TRUE);
  usher_selection_add_same (fixture->selection, usher_session_list_get_arrangement (fixture->list),
                            USHER_COLUMN_USER);
  assert_selected (fixture, "1 3 5");
  pids = usher_selection_copy_text (fixture->selection, USHER_COLUMN_PID);
  g_assert_cmpstr (pids, ==, "1\n3\n5");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/selection/select", test_select },
    { "/selection/follow", test_follow },
    { "/selection/hundred-orders", test_hundred_orders },
    { "/selection/same-pid", test_same_pid },
    { "/selection/filtered-out", test_filtered_out },
    { "/selection/newest-records", test_newest_records },
    { "/selection/tells", test_tells },
    { "/selection/select-only", test_select_only },
    { "/selection/add-same", test_add_same },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
