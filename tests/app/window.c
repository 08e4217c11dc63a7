/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "application.h"
#include "display.h"
#include "test-async.h"
#include "test-server.h"
#include "window-private.h"

/* The window through the life of a real server: reached, not reached, lost and found, left. */

#define PATIENCE_MS 30000

static GtkApplication *application;
static TestServer *server;

static UsherWindow *
open_window (UsherAddress *address)
{
  UsherWindow *window = usher_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  if (address != NULL)
    usher_window_open_address (window, address);
  return window;
}

static void
close_window (UsherWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *)&window);
  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (window);
}

static const char *
page_of (UsherWindow *window)
{
  return gtk_stack_get_visible_child_name (window->stack);
}

static UsherServerState
state_of (UsherWindow *window)
{
  return usher_window_get_server (window) != NULL
             ? usher_server_get_state (usher_window_get_server (window))
             : USHER_SERVER_CLOSED;
}

static gboolean
has_picture (gpointer window)
{
  return usher_server_get_snapshot (usher_window_get_server (window)) != NULL;
}

static gboolean
is_connected (gpointer window)
{
  return state_of (window) == USHER_SERVER_CONNECTED;
}

static gboolean
is_lost (gpointer window)
{
  return state_of (window) == USHER_SERVER_LOST;
}

static gboolean
has_failed (gpointer window)
{
  return state_of (window) == USHER_SERVER_FAILED;
}

static gboolean
welcomes (gpointer window)
{
  return g_str_equal (page_of (window), "welcome");
}

static gboolean
asks_password (gpointer window)
{
  return ((UsherWindow *)window)->password_dialog != NULL;
}

/* Any label under @root that is shown and says @part */
static gboolean
shows (GtkWidget *root, const char *part)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), part) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, part))
      return TRUE;
  return FALSE;
}

static gboolean
banner_is_revealed (gpointer window)
{
  GtkWidget *revealer = gtk_widget_get_first_child (GTK_WIDGET (((UsherWindow *)window)->banner));

  return gtk_revealer_get_child_revealed (GTK_REVEALER (revealer));
}

static gboolean
banner_is_shown (UsherWindow *window)
{
  GtkWidget *revealer = gtk_widget_get_first_child (GTK_WIDGET (window->banner));

  return gtk_revealer_get_reveal_child (GTK_REVEALER (revealer));
}

static gboolean
banner_is_gone (gpointer window)
{
  return !banner_is_shown (window);
}

static UsherWindow *
open_connected (void)
{
  UsherWindow *window = open_window (test_server_get_address (server));

  g_assert_true (test_wait_until (has_picture, window, PATIENCE_MS));
  return window;
}

static void
test_vacant (void)
{
  UsherWindow *window = open_window (NULL);

  g_assert_true (test_wait_until (welcomes, window, PATIENCE_MS));
  g_assert_true (shows (GTK_WIDGET (window->stack), "Import Connections…"));
  g_assert_false (gtk_widget_get_visible (window->sidebar));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "refresh"));
  close_window (window);
}

static void
test_connected (void)
{
  UsherWindow *window = open_connected ();

  g_assert_cmpstr (page_of (window), ==, "server");
  g_assert_true (gtk_widget_get_visible (window->sidebar));
  g_assert_true (shows (GTK_WIDGET (window->tree), "All sessions"));
  g_assert_true (shows (GTK_WIDGET (window->tree), "postgres"));
  g_assert_true (shows (GTK_WIDGET (window->strip), "local socket"));
  g_assert_false (banner_is_shown (window));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "refresh"));
  close_window (window);
}

static void
test_refused (void)
{
  g_autofree char *text = g_strdup_printf ("host=127.0.0.1 port=%u", test_find_free_port ());
  g_autoptr (UsherAddress) address = usher_address_parse (text, NULL);
  UsherWindow *window = open_window (address);

  g_assert_true (test_wait_until (has_failed, window, PATIENCE_MS));
  g_assert_cmpstr (page_of (window), ==, "connection");
  g_assert_true (shows (GTK_WIDGET (window->connection_page), "Could Not Connect to 127.0.0.1"));
  g_assert_true (shows (GTK_WIDGET (window->connection_page), "Edit Connection…"));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "retry"));
  close_window (window);
}

static gboolean
both_have_pictures (gpointer window)
{
  UsherConnectionList *list = ((UsherWindow *)window)->list;

  for (guint i = 0; i < 2; i++)
    if (usher_tree_node_has_children (
            usher_connection_entry_get_branch (usher_connection_list_get_entry (list, i)))
        == FALSE)
      return FALSE;
  return TRUE;
}

/* Two servers in one window: the page follows the tree, the other one is asked more seldom,
 * and each is left by itself. */
static void
test_two_servers (void)
{
  UsherWindow *window = open_connected ();
  UsherConnectionEntry *first = window->current;
  guint interval;

  usher_window_open_address (window, test_server_get_address (server));
  g_assert_true (window->current != first);
  g_assert_true (test_wait_until (both_have_pictures, window, PATIENCE_MS));
  g_assert_cmpstr (page_of (window), ==, "server");
  g_object_get (usher_connection_entry_get_server (first), "interval", &interval, NULL);
  g_assert_cmpuint (interval, ==, 10);
  g_object_get (usher_window_get_server (window), "interval", &interval, NULL);
  g_assert_cmpuint (interval, ==, 2);

  usher_connection_tree_select_entry (window->tree, first);
  g_assert_true (window->current == first);
  g_object_get (usher_window_get_server (window), "interval", &interval, NULL);
  g_assert_cmpuint (interval, ==, 2);

  g_action_group_activate_action (G_ACTION_GROUP (window), "disconnect", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (window->list)), ==, 1);
  g_assert_cmpstr (page_of (window), ==, "choose");
  close_window (window);
}

/* Saved connections */

static const char *
save (UsherWindow *window, const char *name, const char *group, UsherAddress *address)
{
  UsherProfileDraft draft = {
    .name = (char *)name,
    .group = (char *)group,
    .environment = USHER_ENVIRONMENT_PRODUCTION,
    .address = address,
  };
  g_autoptr (UsherProfile) profile = usher_profile_new (&draft);

  usher_profile_store_add (window->store, profile);
  /* The store holds on to it. */
  return usher_profile_get_id (profile);
}

static gboolean
store_is_loaded (gpointer window)
{
  return usher_profile_store_get_loaded (((UsherWindow *)window)->store);
}

static void
on_settled (GObject *source, GAsyncResult *result, gpointer settled)
{
  g_assert_true (usher_profile_store_settle_finish (USHER_PROFILE_STORE (source), result, NULL));
  *(gboolean *)settled = TRUE;
}

static gboolean
is_true (gpointer value)
{
  return *(gboolean *)value;
}

/* What is saved is there for the next window, so it must go before the next test. */
static void
remove_all_saved (UsherWindow *window)
{
  gboolean settled = FALSE;

  while (g_list_model_get_n_items (G_LIST_MODEL (window->store)) > 0)
    {
      g_autoptr (UsherProfile) profile = g_list_model_get_item (G_LIST_MODEL (window->store), 0);

      g_strfreev (usher_profile_store_remove (window->store, usher_profile_get_id (profile)));
    }
  usher_profile_store_settle_async (window->store, NULL, on_settled, &settled);
  g_assert_true (test_wait_until (is_true, &settled, PATIENCE_MS));
}

static void
act (UsherWindow *window, const char *name)
{
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), name));
  g_action_group_activate_action (G_ACTION_GROUP (window), name, NULL);
}

static gboolean
is_removed (UsherWindow *window, const char *id)
{
  return usher_connection_list_find (window->list, id) == NULL;
}

/* Any button of that label under @root */
static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  const char *own = GTK_IS_BUTTON (root) ? gtk_button_get_label (GTK_BUTTON (root)) : NULL;
  GtkWidget *found = NULL;

  if (own != NULL && g_str_equal (own, label))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static void
assert_menu_opens (GtkMenuButton *button, const char *item)
{
  gtk_menu_button_popup (button);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (button))));
  g_assert_true (shows (GTK_WIDGET (gtk_menu_button_get_popover (button)), item));
  gtk_menu_button_popdown (button);
}

/* Their items are made when they are opened, and can be opened again. */
static void
test_menus (void)
{
  UsherWindow *window = open_window (NULL);

  g_assert_true (test_wait_until (welcomes, window, PATIENCE_MS));
  for (guint i = 0; i < 2; i++)
    assert_menu_opens (window->narrow_menu_button, "About Usher");
  close_window (window);

  window = open_connected ();
  assert_menu_opens (window->menu_button, "About Usher");
  assert_menu_opens (window->interval_button, "Every 5 Seconds");
  close_window (window);
}

/* A service of the service file, found by the first page, connects. */

static gboolean
offers_service (gpointer window)
{
  return display_find_row (GTK_WIDGET (((UsherWindow *)window)->stack), "theatre") != NULL;
}

static void
test_found (void)
{
  UsherWindow *window = open_window (NULL);

  g_assert_true (test_wait_until (offers_service, window, PATIENCE_MS));
  adw_action_row_activate (
      ADW_ACTION_ROW (display_find_row (GTK_WIDGET (window->stack), "theatre")));
  g_assert_true (test_wait_until (has_picture, window, PATIENCE_MS));
  g_assert_cmpstr (
      usher_address_get (usher_connection_entry_get_address (window->current), "service"), ==,
      "theatre");
  close_window (window);
}

static void
test_nothing_found (void)
{
  g_autoptr (UsherWelcomePage) page = g_object_ref_sink (usher_welcome_page_new ());
  g_autoptr (UsherAddress) socket = usher_address_parse ("host=/run/<b> port=5433", NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  g_assert_false (shows (GTK_WIDGET (page), "Found on This Computer"));
  g_ptr_array_add (found, socket);
  usher_welcome_page_set_found (page, found);
  g_assert_true (shows (GTK_WIDGET (page), "Found on This Computer"));
  g_assert_true (shows (GTK_WIDGET (page), "Local Server on Port 5433"));
  g_assert_true (shows (GTK_WIDGET (page), "/run/<b>"));

  g_ptr_array_set_size (found, 0);
  usher_welcome_page_set_found (page, found);
  g_assert_false (shows (GTK_WIDGET (page), "Found on This Computer"));
  g_assert_null (display_find_row (GTK_WIDGET (page), "Local Server on Port 5433"));
}

/* Opened by its name, disconnected, removed while connected, and taken back. */
static void
test_saved (void)
{
  UsherWindow *window = open_window (NULL);
  g_autofree char *id = NULL;
  GtkWidget *undo;

  g_assert_true (test_wait_until (store_is_loaded, window, PATIENCE_MS));
  id = g_strdup (save (window, "Shop & <live>", "Shop", test_server_get_address (server)));

  usher_window_open_name (window, "Shop & <live>");
  g_assert_true (test_wait_until (has_picture, window, PATIENCE_MS));
  g_assert_true (window->current == usher_connection_list_find (window->list, id));
  g_assert_true (shows (GTK_WIDGET (window->tree), "● Production"));
  g_assert_true (shows (GTK_WIDGET (window->strip), "● Production"));

  act (window, "disconnect");
  g_assert_cmpstr (page_of (window), ==, "connection");
  g_assert_true (shows (GTK_WIDGET (window->connection_page), "Shop & <live>"));
  act (window, "connect");
  g_assert_true (test_wait_until (has_picture, window, PATIENCE_MS));

  act (window, "remove-connection");
  g_assert_true (is_removed (window, id));
  g_assert_true (shows (GTK_WIDGET (window->toasts), "“Shop & <live>” removed"));
  undo = find_button (GTK_WIDGET (window->toasts), "_Undo");
  g_signal_emit_by_name (undo, "clicked");
  g_assert_false (is_removed (window, id));
  g_assert_cmpint (state_of (window), ==, USHER_SERVER_CLOSED);

  remove_all_saved (window);
  close_window (window);
}

static char *
list_names (UsherWindow *window)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < usher_connection_list_get_n_saved (window->list); i++)
    {
      UsherConnectionEntry *entry = usher_connection_list_get_entry (window->list, i);
      UsherProfile *profile = usher_connection_entry_get_profile (entry);

      g_string_append_printf (names, "%s%s/%s", i > 0 ? " " : "", usher_profile_get_group (profile),
                              usher_profile_get_name (profile));
    }
  return g_string_free (names, FALSE);
}

static void
assert_names (UsherWindow *window, const char *expected)
{
  g_autofree char *names = list_names (window);

  g_assert_cmpstr (names, ==, expected);
}

static void
choose (UsherWindow *window, const char *id)
{
  usher_connection_tree_select_entry (window->tree, usher_connection_list_find (window->list, id));
}

/* By the menu, which is by the keyboard. A group is stepped over as a whole. */
static void
test_moves (void)
{
  g_autoptr (UsherAddress) address = usher_address_parse ("host=nowhere.invalid", NULL);
  UsherWindow *window = open_window (NULL);
  g_autofree char *a = NULL;
  g_autofree char *d = NULL;

  g_assert_true (test_wait_until (store_is_loaded, window, PATIENCE_MS));
  a = g_strdup (save (window, "a", NULL, address));
  save (window, "b", "G", address);
  save (window, "c", "G", address);
  d = g_strdup (save (window, "d", NULL, address));
  assert_names (window, "/a G/b G/c /d");

  choose (window, d);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "move-down"));
  act (window, "move-up");
  assert_names (window, "/a /d G/b G/c");
  act (window, "move-down");
  assert_names (window, "/a G/b G/c /d");

  choose (window, a);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "move-up"));
  g_action_group_activate_action (G_ACTION_GROUP (window), "move-to-group",
                                  g_variant_new_string ("G"));
  assert_names (window, "G/b G/c G/a /d");
  act (window, "move-up");
  assert_names (window, "G/b G/a G/c /d");
  act (window, "duplicate-connection");
  g_assert_cmpuint (usher_connection_list_get_n_saved (window->list), ==, 5);

  remove_all_saved (window);
  close_window (window);
}

/* What a status page shows is markup; what a server is called is not. */
static void
test_failure_is_plain_text (void)
{
  g_autoptr (UsherAddress) address = usher_address_parse ("host=<b>&amp; port=1", NULL);
  UsherWindow *window = open_window (address);

  g_assert_true (test_wait_until (has_failed, window, PATIENCE_MS));
  g_assert_true (shows (GTK_WIDGET (window->connection_page), "to <b>&amp;"));
  close_window (window);
}

static void
test_lost_and_found (void)
{
  UsherWindow *window = open_connected ();

  test_server_kill (server);
  g_assert_true (test_wait_until (is_lost, window, PATIENCE_MS));
  g_assert_cmpstr (page_of (window), ==, "server");
  g_assert_true (test_wait_until (banner_is_revealed, window, PATIENCE_MS));
  g_assert_true (shows (GTK_WIDGET (window->banner), "Connection lost."));
  g_assert_true (shows (GTK_WIDGET (window->banner), "What you see is from "));
  g_assert_true (shows (GTK_WIDGET (window->tree), "All sessions"));

  test_server_restart (server);
  g_action_group_activate_action (G_ACTION_GROUP (window), "refresh", NULL);
  g_assert_true (test_wait_until (is_connected, window, PATIENCE_MS));
  /* Not at once: the connection for actions comes back after the one to look. */
  g_assert_true (test_wait_until (banner_is_gone, window, PATIENCE_MS));
  close_window (window);
}

static void
test_cancel_is_at_once (void)
{
  UsherWindow *window = open_window (NULL);

  g_assert_true (test_wait_until (welcomes, window, PATIENCE_MS));
  test_server_freeze (server);
  usher_window_open_address (window, test_server_get_address (server));
  test_wait_until_unread ();
  g_assert_cmpint (state_of (window), ==, USHER_SERVER_CONNECTING);
  g_assert_true (shows (GTK_WIDGET (window->connection_page), "Connecting to "));

  /* The main loop does not turn in between; how fast it is, a benchmark tells. */
  g_action_group_activate_action (G_ACTION_GROUP (window), "cancel-connect", NULL);
  g_assert_cmpstr (page_of (window), ==, "welcome");

  test_server_thaw (server);
  close_window (window);
}

static guint
count_spinning (GtkWidget *root)
{
  guint n = GTK_IS_SPINNER (root) && gtk_spinner_get_spinning (GTK_SPINNER (root)) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_spinning (child);
  return n;
}

static gboolean
page_spins (gpointer window)
{
  return count_spinning (GTK_WIDGET (((UsherWindow *)window)->connection_page)) > 0;
}

static gboolean
nothing_spins (gpointer window)
{
  return count_spinning (GTK_WIDGET (window)) == 0;
}

/* GTK draws a spinner anew with every frame also where nobody sees it, and that costs more than
 * all else that the window does. */
static void
test_spins_while_waiting (void)
{
  UsherWindow *window = open_window (NULL);

  g_assert_true (test_wait_until (welcomes, window, PATIENCE_MS));
  test_server_freeze (server);
  usher_window_open_address (window, test_server_get_address (server));
  g_assert_true (test_wait_until (page_spins, window, PATIENCE_MS));
  test_server_thaw (server);
  g_assert_true (test_wait_until (has_picture, window, PATIENCE_MS));
  g_assert_true (test_wait_until (nothing_spins, window, PATIENCE_MS));
  close_window (window);
}

static void
answer (UsherWindow *window, const char *password)
{
  GtkWidget *entry = gtk_window_get_focus (window->password_dialog);

  gtk_editable_set_text (GTK_EDITABLE (entry), password);
  gtk_widget_activate_action (GTK_WIDGET (window->password_dialog), "dialog.connect", NULL);
}

static void
test_password (TestServer *guarded)
{
  g_autoptr (UsherAddress) known = test_server_new_tcp_address (guarded);
  g_autoptr (UsherAddress) address = usher_address_with (known, "password", NULL);
  UsherWindow *window = open_window (address);

  g_assert_true (test_wait_until (asks_password, window, PATIENCE_MS));
  answer (window, "canary");
  g_assert_null (window->password_dialog);
  g_assert_true (test_wait_until (asks_password, window, PATIENCE_MS));
  g_assert_true (shows (GTK_WIDGET (window->password_dialog), "did not accept that password"));
  answer (window, test_server_get_password (guarded));
  g_assert_true (test_wait_until (has_picture, window, PATIENCE_MS));
  close_window (window);
}

static void
test_password_cancelled (TestServer *guarded)
{
  g_autoptr (UsherAddress) known = test_server_new_tcp_address (guarded);
  g_autoptr (UsherAddress) address = usher_address_with (known, "password", NULL);
  UsherWindow *window = open_window (address);

  g_assert_true (test_wait_until (asks_password, window, PATIENCE_MS));
  gtk_window_close (window->password_dialog);
  g_assert_true (test_wait_until (welcomes, window, PATIENCE_MS));
  g_assert_null (usher_window_get_server (window));
  close_window (window);
}

static void
test_hidden_window_rests (void)
{
  UsherWindow *window = open_connected ();
  gboolean visible;

  g_object_get (usher_window_get_server (window), "visible", &visible, NULL);
  g_assert_true (visible);
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  g_object_get (usher_window_get_server (window), "visible", &visible, NULL);
  g_assert_false (visible);
  close_window (window);
}

static void
test_pause (void)
{
  UsherWindow *window = open_connected ();

  g_action_group_activate_action (G_ACTION_GROUP (window), "pause", NULL);
  g_assert_true (usher_server_get_paused (usher_window_get_server (window)));
  g_assert_cmpstr (gtk_menu_button_get_label (window->interval_button), ==, "Paused");

  g_action_group_activate_action (G_ACTION_GROUP (window), "pause", NULL);
  g_assert_false (usher_server_get_paused (usher_window_get_server (window)));
  close_window (window);
}

static void
test_interval (void)
{
  UsherWindow *window = open_connected ();
  guint interval;

  g_action_group_activate_action (G_ACTION_GROUP (window), "refresh-interval",
                                  g_variant_new_uint32 (5));
  g_object_get (usher_window_get_server (window), "interval", &interval, NULL);
  g_assert_cmpuint (interval, ==, 5);
  g_assert_cmpstr (gtk_menu_button_get_label (window->interval_button), ==, "5 s");
  g_settings_reset (window->settings, "refresh-interval");
  close_window (window);
}

static void
test_narrow (void)
{
  UsherWindow *window = open_connected ();

  usher_window_set_narrow (window, TRUE);
  g_assert_false (gtk_widget_get_visible (window->sidebar));
  g_action_group_activate_action (G_ACTION_GROUP (window), "sidebar", NULL);
  g_assert_true (gtk_widget_get_visible (window->sidebar));

  usher_window_set_narrow (window, FALSE);
  g_assert_true (gtk_widget_get_visible (window->sidebar));
  close_window (window);
}

static void
make_application (void)
{
  application = GTK_APPLICATION (usher_application_new ());
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  /* It outlives its windows. */
  g_application_hold (G_APPLICATION (application));
}

/* Returns: (transfer full): the path of a service file in which "theatre" is the server's */
static char *
write_service_file (void)
{
  UsherAddress *address = test_server_get_address (server);
  g_autoptr (GString) text = g_string_new ("[theatre]\n");
  char *path = NULL;
  int fd = g_file_open_tmp ("usher-service-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);

      g_string_append_printf (text, "%s=%s\n", keyword, usher_address_get (address, keyword));
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

int
main (int argc, char **argv)
{
  g_autofree char *service_file = NULL;
  TestServer *guarded;
  int status;

  g_test_init (&argc, &argv, NULL);
  make_application ();
  server = test_server_start ();
  guarded = test_server_start_with (&(UsherPracticeOptions){ .tcp_port = test_find_free_port () });

  service_file = write_service_file ();
  g_setenv ("PGSERVICEFILE", service_file, TRUE);

  g_test_add_func ("/window/vacant", test_vacant);
  g_test_add_func ("/window/menus", test_menus);
  g_test_add_func ("/window/found", test_found);
  g_test_add_func ("/window/nothing-found", test_nothing_found);
  g_test_add_func ("/window/connected", test_connected);
  g_test_add_func ("/window/refused", test_refused);
  g_test_add_func ("/window/two-servers", test_two_servers);
  g_test_add_func ("/window/saved", test_saved);
  g_test_add_func ("/window/moves", test_moves);
  g_test_add_func ("/window/failure-is-plain-text", test_failure_is_plain_text);
  g_test_add_func ("/window/lost-and-found", test_lost_and_found);
  g_test_add_func ("/window/cancel-is-at-once", test_cancel_is_at_once);
  g_test_add_func ("/window/spins-while-waiting", test_spins_while_waiting);
  g_test_add_data_func ("/window/password", guarded, (GTestDataFunc)test_password);
  g_test_add_data_func ("/window/password-cancelled", guarded,
                        (GTestDataFunc)test_password_cancelled);
  g_test_add_func ("/window/hidden-window-rests", test_hidden_window_rests);
  g_test_add_func ("/window/pause", test_pause);
  g_test_add_func ("/window/interval", test_interval);
  g_test_add_func ("/window/narrow", test_narrow);
  status = g_test_run ();

  g_unlink (service_file);
  test_server_stop (guarded);
  test_server_stop (server);
  g_application_release (G_APPLICATION (application));
  g_object_unref (application);
  return status;
}
