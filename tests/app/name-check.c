/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "name-check.h"

#include "display.h"

/* What has to be typed before something is done. */

static void
type (UsherNameCheck *check, const char *text)
{
  GtkWidget *entry = display_find (GTK_WIDGET (check), GTK_TYPE_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static UsherNameCheck *
open_check (const char *name)
{
  UsherNameCheck *check = g_object_new (USHER_TYPE_NAME_CHECK, NULL);

  display_open (GTK_WIDGET (check));
  usher_name_check_set_name (check, name);
  display_settle ();
  return check;
}

static void
close_check (UsherNameCheck *check)
{
  display_close (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (check))));
}

static void
test_exactly (void)
{
  UsherNameCheck *check = open_check ("Games");

  g_assert_false (usher_name_check_get_matches (check));
  type (check, "games");
  g_assert_false (usher_name_check_get_matches (check));
  type (check, "Games");
  g_assert_true (usher_name_check_get_matches (check));
  usher_name_check_set_name (check, "Shop");
  g_assert_false (usher_name_check_get_matches (check));
  close_check (check);
}

/* Nobody can type a line end, or a mark that turns the text around. */
static void
test_as_shown (void)
{
  UsherNameCheck *check = open_check ("two\nlines\u202e");

  g_assert_true (display_says (GTK_WIDGET (check), "two⏎lines⟨U+202E⟩"));
  type (check, "two lines");
  g_assert_false (usher_name_check_get_matches (check));
  type (check, "two⏎lines⟨U+202E⟩");
  g_assert_true (usher_name_check_get_matches (check));
  close_check (check);
}

static void
test_nothing_asked (void)
{
  UsherNameCheck *check = open_check (NULL);

  g_assert_true (usher_name_check_get_matches (check));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (check)));
  close_check (check);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  display_init ();

  g_test_add_func ("/name-check/exactly", test_exactly);
  g_test_add_func ("/name-check/as-shown", test_as_shown);
  g_test_add_func ("/name-check/nothing-asked", test_nothing_asked);
  return g_test_run ();
}
