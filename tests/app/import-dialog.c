/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "import-dialog.h"

#include <glib/gstdio.h>

#include "display.h"
#include "test-async.h"

/* What the preview says of a file, and what is taken over. */

static const char servers[] =
    "{\"Servers\": {\"1\": {\"Name\": \"Shop <b>\", \"Host\": \"db1\", \"Username\": \"ana\"},"
    " \"2\": {\"Name\": \"Games\", \"Host\": \"db2\", \"PassFile\": \"/etc/<shadow>\","
    " \"SSLMode\": \"verify-full\"}}}";

typedef struct
{
  char *folder;
  GFile *file;
  UsherProfileStore *store;
  UsherImportDialog *dialog;
  guint imported;
} Fixture;

static void
settle (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_profile_store_settle_async (fixture->store, NULL, test_async_ready, &result);
  usher_profile_store_settle_finish (fixture->store, test_async_wait (&result), &error);
  g_assert_no_error (error);
}

static void
on_imported (Fixture *fixture, guint n)
{
  fixture->imported = n;
}

static void
open_dialog (Fixture *fixture)
{
  fixture->dialog = usher_import_dialog_new (NULL, fixture->store);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *)&fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "imported", G_CALLBACK (on_imported), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  usher_import_dialog_load (fixture->dialog, fixture->file);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("usher-test-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "servers.json", NULL);
  g_assert_true (g_file_set_contents (path, data, -1, NULL));
  fixture->file = g_file_new_for_path (path);
  fixture->store = usher_profile_store_new (fixture->folder);
  settle (fixture);
  open_dialog (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *names[] = { "connections.json", "connections.json.lock", "servers.json" };

  if (fixture->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  display_settle ();
  g_assert_null (fixture->dialog);
  settle (fixture);
  g_object_unref (fixture->store);
  g_object_unref (fixture->file);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Words;

static gboolean
says (gpointer data)
{
  const Words *words = data;

  return display_says (GTK_WIDGET (words->fixture->dialog), words->text);
}

static void
wait_for (Fixture *fixture, const char *text)
{
  Words words = { fixture, text };

  g_assert_true (test_wait_until (says, &words, TEST_PATIENCE_SECONDS * 1000));
}

static void
import (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "dialog.import", NULL);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  wait_for (fixture, "Shop <b>");
  wait_for (fixture, "passfile");
  wait_for (fixture, "Import 2 Connections");
  import (fixture);

  g_assert_cmpuint (fixture->imported, ==, 2);
  g_assert_nonnull (usher_profile_store_find_by_name (fixture->store, "Shop <b>"));
  g_assert_nonnull (usher_profile_store_find_by_name (fixture->store, "Games"));
}

static void
test_again (Fixture *fixture, gconstpointer data)
{
  GtkWidget *check;

  wait_for (fixture, "Import 2 Connections");
  check = display_find (GTK_WIDGET (fixture->dialog), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  wait_for (fixture, "Import 1 Connection");
  import (fixture);
  g_assert_cmpuint (fixture->imported, ==, 1);
  display_settle ();
  g_assert_null (fixture->dialog);

  open_dialog (fixture);
  wait_for (fixture, "Already there as “Games”");
  import (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->store)), ==, 2);
}

static const char *
get_passfile (Fixture *fixture)
{
  UsherProfile *games = usher_profile_store_find_by_name (fixture->store, "Games");

  return usher_address_get (usher_profile_get_address (games), "passfile");
}

/* It comes in switched off. */
static void
test_switch_off (Fixture *fixture, gconstpointer data)
{
  wait_for (fixture, "Import 2 Connections");
  import (fixture);
  g_assert_cmpstr (get_passfile (fixture), ==, NULL);
}

static void
test_switch_on (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toggle;

  wait_for (fixture, "/etc/<shadow>");
  toggle = display_find (GTK_WIDGET (fixture->dialog), GTK_TYPE_SWITCH);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (toggle)));
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  import (fixture);
  g_assert_cmpstr (get_passfile (fixture), ==, "/etc/<shadow>");
}

/* The first of the two may be in clear, and it is said of that one alone. */
static void
test_weak_tls (Fixture *fixture, gconstpointer data)
{
  GtkWidget *check, *row;

  wait_for (fixture, "Perhaps not encrypted");
  check = display_find (GTK_WIDGET (fixture->dialog), GTK_TYPE_CHECK_BUTTON);
  row = gtk_widget_get_ancestor (check, ADW_TYPE_ACTION_ROW);
  g_assert_true (gtk_widget_has_css_class (row, "weak"));
  g_assert_false (gtk_widget_has_css_class (gtk_widget_get_next_sibling (row), "weak"));
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  wait_for (fixture, "No PostgreSQL connections were found");
  import (fixture);
  g_assert_cmpuint (fixture->imported, ==, 0);
  g_assert_nonnull (fixture->dialog);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  display_init ();

#define ADD(name, data)                                                                            \
  g_test_add ("/import-dialog/" #name, Fixture, data, set_up, test_##name, tear_down)
  ADD (all, servers);
  ADD (again, servers);
  ADD (switch_off, servers);
  ADD (switch_on, servers);
  ADD (weak_tls, servers);
  ADD (nothing, "<html>");
#undef ADD

  return g_test_run ();
}
