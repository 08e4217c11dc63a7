/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "connection-dialog.h"

#include <glib/gstdio.h>
#include <string.h>

#include "display.h"
#include "file-button.h"
#include "test-async.h"

/* Writing a saved connection: the address and its fields, and what comes of them. */

typedef struct
{
  char *folder;
  UsherProfileStore *store;
  UsherConnectionDialog *dialog;
  UsherProfile *saved;   /* (owned) (nullable): what "saved" brought */
  UsherProfile *to_open; /* (owned) (nullable): what "connect" brought */
  char *password;        /* (owned) (nullable): likewise */
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
on_saved (Fixture *fixture, UsherProfile *profile, const char *password)
{
  g_set_object (&fixture->saved, profile);
}

static void
on_connect (Fixture *fixture, UsherProfile *profile, const char *password)
{
  g_set_object (&fixture->to_open, profile);
  fixture->password = g_strdup (password);
}

static void
open_dialog (Fixture *fixture, UsherProfile *profile)
{
  fixture->dialog = usher_connection_dialog_new (NULL, fixture->store, profile);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *)&fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "saved", G_CALLBACK (on_saved), fixture);
  g_signal_connect_swapped (fixture->dialog, "connect", G_CALLBACK (on_connect), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("usher-test-XXXXXX", NULL);
  fixture->store = usher_profile_store_new (fixture->folder);
  settle (fixture);
  open_dialog (fixture, NULL);
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *)data)->dialog == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *names[] = { "connections.json", "connections.json.lock" };

  if (fixture->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  /* The look-up of libpq's defaults may still be under way. */
  g_assert_true (test_wait_until (is_gone, fixture, TEST_PATIENCE_SECONDS * 1000));
  settle (fixture);
  g_object_unref (fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_clear_object (&fixture->saved);
  g_clear_object (&fixture->to_open);
  g_free (fixture->password);
}

static GtkWidget *
row (Fixture *fixture, const char *title)
{
  GtkWidget *found = display_find_row (GTK_WIDGET (fixture->dialog), title);

  g_assert_nonnull (found);
  return found;
}

static void
type (Fixture *fixture, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row (fixture, title)), text);
}

static void
assert_text (Fixture *fixture, const char *title, const char *text)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row (fixture, title))), ==, text);
}

static const char *
choice (Fixture *fixture, const char *title)
{
  AdwComboRow *combo = ADW_COMBO_ROW (row (fixture, title));

  return gtk_string_object_get_string (adw_combo_row_get_selected_item (combo));
}

static gboolean
can_save (Fixture *fixture)
{
  GtkWidget *button = gtk_window_get_default_widget (GTK_WINDOW (fixture->dialog));

  return gtk_widget_is_sensitive (button);
}

static gboolean
is_saved (gpointer data)
{
  return ((Fixture *)data)->saved != NULL;
}

static void
press_save (Fixture *fixture)
{
  g_assert_true (can_save (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "dialog.save", NULL);
}

static void
save (Fixture *fixture)
{
  press_save (fixture);
  g_assert_true (test_wait_until (is_saved, fixture, TEST_PATIENCE_SECONDS * 1000));
}

static void
assert_saved (Fixture *fixture, const char *keyword, const char *value)
{
  UsherAddress *address = usher_profile_get_address (fixture->saved);

  g_assert_cmpstr (usher_address_get (address, keyword), ==, value);
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  type (
      fixture, "Address",
      "postgresql://ana@db1.example:5433/shop?sslmode=require&connect_timeout=7&keepalives_idle=9");

  assert_text (fixture, "Host or Socket Folder", "db1.example");
  assert_text (fixture, "Port", "5433");
  assert_text (fixture, "Maintenance Database", "shop");
  assert_text (fixture, "User", "ana");
  assert_text (fixture, "Connect Time-Out in Seconds", "7");
  assert_text (fixture, "Further Parameters", "keepalives_idle=9");
  g_assert_cmpstr (choice (fixture, "TLS"), ==, "require");
  g_assert_true (gtk_widget_has_css_class (row (fixture, "TLS"), "weak"));

  save (fixture);
  assert_saved (fixture, "host", "db1.example");
  assert_saved (fixture, "keepalives_idle", "9");
  g_assert_true (fixture->to_open == fixture->saved);
  g_assert_true (usher_profile_store_find (fixture->store, usher_profile_get_id (fixture->saved))
                 != NULL);
}

static void
test_fields (Fixture *fixture, gconstpointer data)
{
  type (fixture, "Name", "Shop");
  type (fixture, "Host or Socket Folder", "db1,db2");
  type (fixture, "Port", "5432,5433");
  type (fixture, "User", "o'brien x");
  type (fixture, "Further Parameters", "keepalives=0");
  type (fixture, "SSH Server", "gate");
  type (fixture, "SSH Port", "2222");
  type (fixture, "Role to Take On", "dba");
  assert_text (fixture, "Address",
               "postgresql://o%27brien%20x@/"
               "?sslmode=verify-full&host=db1,db2&port=5432,5433&keepalives=0");

  save (fixture);
  assert_saved (fixture, "host", "db1,db2");
  assert_saved (fixture, "user", "o'brien x");
  assert_saved (fixture, "keepalives", "0");
  assert_saved (fixture, "dbname", NULL);
  g_assert_cmpstr (usher_profile_get_name (fixture->saved), ==, "Shop");
  g_assert_cmpstr (usher_profile_get_role (fixture->saved), ==, "dba");
  g_assert_cmpstr (usher_profile_get_tunnel (fixture->saved)->destination, ==, "gate");
  g_assert_cmpuint (usher_profile_get_tunnel (fixture->saved)->port, ==, 2222);
}

/* Nobody gets less than he asked for without seeing it. */
static void
test_verified (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (choice (fixture, "TLS"), ==, "verify-full");
  g_assert_false (gtk_widget_has_css_class (row (fixture, "TLS"), "weak"));
  type (fixture, "Address", "host=db1 user=ana");
  g_assert_cmpstr (choice (fixture, "TLS"), ==, "verify-full");
  save (fixture);
  assert_saved (fixture, "sslmode", "verify-full");
}

static gboolean
address_is_clean (gpointer data)
{
  Fixture *fixture = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row (fixture, "Address")));

  return strstr (text, "s3cret") == NULL;
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "connections.json", NULL);
  g_autofree char *text = NULL;

  type (fixture, "Address", "postgresql://ana:s3cret@db1/shop");
  assert_text (fixture, "Password", "s3cret");
  g_assert_true (test_wait_until (address_is_clean, fixture, TEST_PATIENCE_SECONDS * 1000));
  type (fixture, "Further Parameters", "password=s3cret keepalives=0");

  save (fixture);
  g_assert_cmpstr (fixture->password, ==, "s3cret");
  settle (fixture);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "keepalives"));
  g_assert_null (strstr (text, "s3cret"));
}

static void
test_mistakes (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *title;
    const char *wrong;
    const char *right;
  } cases[] = {
    { "Address", "postgresql://ana@[::1", "postgresql://ana@[::1]/" },
    { "SSH Server", "-oProxyCommand=x", "gate" },
    { "SSH Port", "99999", "22" },
    { "Further Parameters", "colour=red", "keepalives=0" },
    { "Further Parameters", "sales", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      type (fixture, cases[i].title, cases[i].wrong);
      g_assert_false (can_save (fixture));
      g_assert_true (gtk_widget_has_css_class (row (fixture, cases[i].title), "error"));
      type (fixture, cases[i].title, cases[i].right);
      g_assert_true (can_save (fixture));
      g_assert_false (gtk_widget_has_css_class (row (fixture, cases[i].title), "error"));
    }
}

static void
test_command (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *source = ADW_COMBO_ROW (row (fixture, "Password From"));

  adw_combo_row_set_selected (source, 2);
  g_assert_false (can_save (fixture));
  g_assert_false (gtk_widget_get_visible (row (fixture, "Password")));
  type (fixture, "Command That Prints the Password", "token --for 'two words' \"$HOME\"");
  save (fixture);
  g_assert_cmpstr (usher_profile_get_password_command (fixture->saved)[2], ==, "two words");
  g_assert_cmpstr (usher_profile_get_password_command (fixture->saved)[3], ==, "$HOME");
}

/* What the dialog has no field for stays as it is, bytes that are no text too. */
static void
test_edit (Fixture *fixture, gconstpointer data)
{
  const char *command[] = { "token", "two words", "it's", NULL };
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autoptr (UsherProfile) profile = NULL;

  draft->name = g_strdup ("Shop");
  draft->group = g_strdup ("Games");
  draft->address = usher_address_parse (
      "postgresql://%FFna@db1:5433/shop?tcp_user_timeout=7&sslmode=prefer&options=-cx%3D1", NULL);
  draft->environment = USHER_ENVIRONMENT_PRODUCTION;
  draft->look_only = TRUE;
  draft->password_source = USHER_PASSWORD_COMMAND;
  draft->password_command = g_strdupv ((char **)command);
  draft->tunnel = usher_tunnel_spec_new ("gate", 22);
  draft->role = g_strdup ("dba");
  draft->extras = g_strdup ("{\"colour\":1}");
  profile = usher_profile_new (draft);
  usher_profile_store_add (fixture->store, profile);

  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_assert_true (test_wait_until (is_gone, fixture, TEST_PATIENCE_SECONDS * 1000));
  open_dialog (fixture, profile);
  save (fixture);
  g_assert_null (fixture->to_open);
  g_assert_true (usher_profile_equal (fixture->saved, profile));
}

/* Two Ushers at once */

static UsherProfile *
make_shop (void)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();

  draft->name = g_strdup ("Shop");
  draft->address = usher_address_parse ("host=db1 port=5433 user=ana sslmode=verify-full", NULL);
  draft->password_source = USHER_PASSWORD_KEYRING;
  return usher_profile_new (draft);
}

static UsherProfile *
with (UsherProfile *profile, const char *keyword, const char *value)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);
  UsherAddress *address = usher_address_with (draft->address, keyword, value);

  usher_address_unref (draft->address);
  draft->address = address;
  return usher_profile_new (draft);
}

static void
begin_to_edit (Fixture *fixture, UsherProfile *profile)
{
  usher_profile_store_add (fixture->store, profile);
  settle (fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_assert_true (test_wait_until (is_gone, fixture, TEST_PATIENCE_SECONDS * 1000));
  open_dialog (fixture, profile);
}

/* @theirs: (nullable): what another Usher saves; %NULL removes it */
static void
save_elsewhere (Fixture *fixture, UsherProfile *profile, UsherProfile *theirs)
{
  Fixture other = { .store = usher_profile_store_new (fixture->folder) };

  settle (&other);
  if (theirs != NULL)
    usher_profile_store_replace (other.store, theirs);
  else
    g_strfreev (usher_profile_store_remove (other.store, usher_profile_get_id (profile)));
  settle (&other);
  g_object_unref (other.store);
}

static AdwMessageDialog *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

static gboolean
is_asked (gpointer label)
{
  AdwMessageDialog *question = find_question ();

  return question != NULL && display_find_button (GTK_WIDGET (question), label) != NULL;
}

static void
answer (Fixture *fixture, const char *heading, const char *label)
{
  AdwMessageDialog *question;

  press_save (fixture);
  g_assert_true (test_wait_until (is_asked, (gpointer)label, TEST_PATIENCE_SECONDS * 1000));
  g_assert_null (fixture->saved);
  question = find_question ();
  g_assert_cmpstr (adw_message_dialog_get_heading (question), ==, heading);
  g_signal_emit_by_name (display_find_button (GTK_WIDGET (question), label), "clicked");
}

/* Mine wins where both changed something, and theirs stays where only they did. */
static void
test_keep_mine (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) shop = make_shop ();
  g_autoptr (UsherProfile) moved = with (shop, "host", "db2");
  g_autoptr (UsherProfile) theirs = with (moved, "port", "6000");

  begin_to_edit (fixture, shop);
  save_elsewhere (fixture, shop, theirs);
  type (fixture, "Port", "7000");
  type (fixture, "Name", "My shop");
  answer (fixture, "“Shop” Was Changed", "Keep Mine");
  g_assert_true (test_wait_until (is_saved, fixture, TEST_PATIENCE_SECONDS * 1000));
  assert_saved (fixture, "host", "db2");
  assert_saved (fixture, "port", "7000");
  assert_saved (fixture, "user", "ana");
  g_assert_cmpstr (usher_profile_get_name (fixture->saved), ==, "My shop");
}

static void
test_use_theirs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) shop = make_shop ();
  g_autoptr (UsherProfile) theirs = with (shop, "host", "db2");
  UsherProfile *kept;

  begin_to_edit (fixture, shop);
  save_elsewhere (fixture, shop, theirs);
  type (fixture, "Port", "7000");
  answer (fixture, "“Shop” Was Changed", "Continue Editing");
  g_assert_true (test_wait_until ((TestCondition)can_save, fixture, TEST_PATIENCE_SECONDS * 1000));
  assert_text (fixture, "Port", "7000");
  answer (fixture, "“Shop” Was Changed", "Use Theirs");
  g_assert_true (test_wait_until (is_gone, fixture, TEST_PATIENCE_SECONDS * 1000));
  g_assert_null (fixture->saved);
  kept = usher_profile_store_find (fixture->store, usher_profile_get_id (shop));
  g_assert_true (usher_profile_equal (kept, theirs));
}

static void
test_removed_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) shop = make_shop ();

  begin_to_edit (fixture, shop);
  save_elsewhere (fixture, shop, NULL);
  type (fixture, "Port", "7000");
  answer (fixture, "“Shop” Was Removed", "Keep Mine");
  g_assert_true (test_wait_until (is_saved, fixture, TEST_PATIENCE_SECONDS * 1000));
  g_assert_nonnull (usher_profile_store_find (fixture->store, usher_profile_get_id (shop)));
  assert_saved (fixture, "port", "7000");
}

/* Nobody is asked about nothing. */
static void
test_changed_alike (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) shop = make_shop ();
  g_autoptr (UsherProfile) theirs = with (shop, "host", "db2");

  begin_to_edit (fixture, shop);
  save_elsewhere (fixture, shop, theirs);
  save (fixture);
  g_assert_true (usher_profile_equal (fixture->saved, theirs));
}

/* What is chosen instead of typed */

static void
test_group (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfile) shop = make_shop ();
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (shop);
  g_autoptr (UsherProfile) grouped = NULL;
  GtkWidget *group;

  g_free (draft->group);
  draft->group = g_strdup ("Europe_1");
  grouped = usher_profile_new (draft);
  begin_to_edit (fixture, grouped);
  group = row (fixture, "Group");
  g_assert_true (gtk_widget_get_visible (display_find (group, GTK_TYPE_MENU_BUTTON)));
  type (fixture, "Group", "");
  gtk_widget_activate_action (group, "group.choose", "s", "Europe_1");
  save (fixture);
  g_assert_true (usher_profile_equal (fixture->saved, grouped));
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = display_find (row (fixture, "Own Key"), USHER_TYPE_FILE_BUTTON);
  g_autoptr (GFile) file = g_file_new_for_path ("/keys/ana.key");

  usher_file_button_take (USHER_FILE_BUTTON (button), file);
  assert_text (fixture, "Own Key", "/keys/ana.key");
  save (fixture);
  assert_saved (fixture, "sslkey", "/keys/ana.key");
}

static void
test_remember (Fixture *fixture, gconstpointer data)
{
  GtkWidget *remember = display_find (row (fixture, "Remember in Keyring"), GTK_TYPE_SWITCH);

  g_assert_true (gtk_switch_get_active (GTK_SWITCH (remember)));
  gtk_switch_set_active (GTK_SWITCH (remember), FALSE);
  save (fixture);
  g_assert_cmpuint (usher_profile_get_password_source (fixture->saved), ==, USHER_PASSWORD_ASK);
}

static gboolean
shows_default (gpointer data)
{
  return display_says (row (data, "Port"), "6543");
}

static void
test_hints (Fixture *fixture, gconstpointer data)
{
  g_assert_true (test_wait_until (shows_default, fixture, TEST_PATIENCE_SECONDS * 1000));
  type (fixture, "Port", "1");
  g_assert_false (display_says (row (fixture, "Port"), "6543"));
  type (fixture, "Port", "");
  save (fixture);
  assert_saved (fixture, "port", NULL);
}

/* Where a service leads is shown instead. */
static gboolean
shows_service (gpointer data)
{
  return display_says (row (data, "Host or Socket Folder"), "db9.example")
         && display_says (row (data, "Port"), "9999") && !display_says (row (data, "Port"), "6543");
}

static void
test_service_hints (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "services", NULL);

  g_assert_true (g_file_set_contents (path, "[sales]\nhost=db9.example\nport=9999\n", -1, NULL));
  g_setenv ("PGSERVICEFILE", path, TRUE);
  type (fixture, "Service", "sales");
  g_assert_true (test_wait_until (shows_service, fixture, TEST_PATIENCE_SECONDS * 1000));
  type (fixture, "Service", "");
  g_assert_true (test_wait_until (shows_default, fixture, TEST_PATIENCE_SECONDS * 1000));
  g_assert_cmpstr (choice (fixture, "TLS"), ==, "verify-full");
  g_assert_true (can_save (fixture));
  g_unsetenv ("PGSERVICEFILE");
  g_unlink (path);
}

/* The first thing to do has the focus, and Return does the last. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->dialog));

  g_assert_true (gtk_widget_is_ancestor (focus, row (fixture, "Address")));
  g_assert_true (adw_entry_row_get_activates_default (ADW_ENTRY_ROW (row (fixture, "Name"))));
}

static gboolean
trial_failed (gpointer data)
{
  Fixture *fixture = data;

  return display_says (GTK_WIDGET (fixture->dialog), "The Connection Does Not Work");
}

/* Nobody listens in a folder without a socket. */
static void
test_trial (Fixture *fixture, gconstpointer data)
{
  type (fixture, "Host or Socket Folder", fixture->folder);
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "dialog.test", NULL);
  g_assert_true (test_wait_until (trial_failed, fixture, TEST_PATIENCE_SECONDS * 1000));
  /* What was tried is not what stands there any more. */
  type (fixture, "Host or Socket Folder", "elsewhere");
  g_assert_false (trial_failed (fixture));
}

/* The dialog goes while something is still awaited. */
static void
test_trial_left (Fixture *fixture, gconstpointer data)
{
  type (fixture, "Host or Socket Folder", "192.0.2.1");
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "dialog.test", NULL);
  g_assert_true (display_says (GTK_WIDGET (fixture->dialog), "Trying the Connection"));
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("PGPORT", "6543", TRUE);
  display_init ();

#define ADD(name)                                                                                  \
  g_test_add ("/connection-dialog/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (paste);
  ADD (fields);
  ADD (verified);
  ADD (password);
  ADD (mistakes);
  ADD (command);
  ADD (edit);
  ADD (keep_mine);
  ADD (use_theirs);
  ADD (removed_elsewhere);
  ADD (changed_alike);
  ADD (group);
  ADD (file);
  ADD (remember);
  ADD (hints);
  ADD (service_hints);
  ADD (keys);
  ADD (trial);
  ADD (trial_left);
#undef ADD

  return g_test_run ();
}
