/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>
#include <string.h>

#include "connect-dialog.h"
#include "resources.h"

/* "Open Connection": what it says of an address while it is typed, and what it hands on. */

typedef struct
{
  UsherConnectDialog *dialog;
  GtkWidget *entry;
  GtkWidget *button;
  UsherAddress *address; /* (owned) (nullable): what "connect" brought */
} Fixture;

static GtkWidget *
find_widget (GtkWidget *root, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type)
      && (label == NULL || g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
on_connect (Fixture *fixture, UsherAddress *address)
{
  fixture->address = usher_address_ref (address);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dialog = usher_connect_dialog_new (NULL, data);
  fixture->entry = find_widget (GTK_WIDGET (fixture->dialog), GTK_TYPE_ENTRY, NULL);
  fixture->button = find_widget (GTK_WIDGET (fixture->dialog), GTK_TYPE_BUTTON, "Connect");
  g_signal_connect_swapped (fixture->dialog, "connect", G_CALLBACK (on_connect), fixture);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *)&fixture->dialog);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->dialog);
  g_clear_pointer (&fixture->address, usher_address_unref);
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), text);
}

/* What the dialog says under the entry: the only label that is told to change. */
static gboolean
says (GtkWidget *root, const char *part)
{
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, part))
      return TRUE;
  return FALSE;
}

static void
assert_says (Fixture *fixture, const char *part)
{
  g_assert_true (says (GTK_WIDGET (fixture->dialog), part));
}

static void
test_good_address (Fixture *fixture, gconstpointer data)
{
  type (fixture, "postgresql://ana@db1.example:5433/games");

  g_assert_true (gtk_widget_is_sensitive (fixture->button));
  assert_says (fixture, "Connects to ana@db1.example:5433.");
  g_signal_emit_by_name (fixture->button, "clicked");

  g_assert_nonnull (fixture->address);
  g_assert_cmpstr (usher_address_get (fixture->address, "port"), ==, "5433");
}

static void
test_bad_address_stays (Fixture *fixture, gconstpointer data)
{
  type (fixture, "postgresql://ana@[::1");

  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  g_assert_true (gtk_widget_has_css_class (fixture->entry, "error"));
  assert_says (fixture, "This address cannot be read.");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==,
                   "postgresql://ana@[::1");

  type (fixture, "postgresql://ana@[::1]/");
  g_assert_true (gtk_widget_is_sensitive (fixture->button));
  g_assert_false (gtk_widget_has_css_class (fixture->entry, "error"));
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  type (fixture, "games-production");
  assert_says (fixture, "the service “games-production”");
}

static void
test_password_is_not_repeated (Fixture *fixture, gconstpointer data)
{
  type (fixture, "postgresql://ana:canary@db1/games");
  g_assert_false (says (GTK_WIDGET (fixture->dialog), "canary"));
  type (fixture, "postgresql://ana:canary@db1/games?nonsense");
  g_assert_false (gtk_widget_is_sensitive (fixture->button));
  g_assert_false (says (GTK_WIDGET (fixture->dialog), "canary"));
}

static void
test_begins_with (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==, data);
  assert_says (fixture, "Connects to db1.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  usher_resources_register ();

#define ADD(name, data)                                                                            \
  g_test_add ("/connect-dialog/" #name, Fixture, data, set_up, test_##name, tear_down)
  ADD (good_address, NULL);
  ADD (bad_address_stays, NULL);
  ADD (service, NULL);
  ADD (password_is_not_repeated, NULL);
  ADD (begins_with, "host=db1");
#undef ADD

  return g_test_run ();
}
