/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog that cancels and terminates, on a real server. */

#include "action-dialog.h"

#include <string.h>

#include "resources.h"
#include "target-row.h"
#include "watched.h"

static TestServer *server;

typedef struct
{
  Watched *watched;
  GtkWindow *parent;
  UsherActionDialog *dialog; /* (nullable): NULL when it is gone */
  char *done;                /* (owned) (nullable): what "done" said last */
  guint n_done;
} Fixture;

static void
set_up_with (Fixture *fixture, Watched *watched)
{
  fixture->watched = watched;
  usher_server_set_interval (fixture->watched->server, 1);
  fixture->parent = GTK_WINDOW (gtk_window_new ());
  gtk_window_present (fixture->parent);
}

static void
set_up (Fixture *fixture, gconstpointer role)
{
  g_autoptr (UsherAddress) address = test_server_new_address (server, role, NULL);

  set_up_with (fixture, watched_new_connected (address));
}

static Watched *
new_saved (UsherEnvironment environment, gboolean look_only)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autoptr (UsherProfile) profile = NULL;

  draft->name = g_strdup ("Main Tills");
  draft->environment = environment;
  draft->look_only = look_only;
  draft->address = usher_address_ref (test_server_get_address (server));
  profile = usher_profile_new (draft);
  return watched_new_connected_to (usher_server_new_for_profile (profile));
}

static void
set_up_production (Fixture *fixture, gconstpointer role)
{
  set_up_with (fixture, new_saved (USHER_ENVIRONMENT_PRODUCTION, FALSE));
}

static void
set_up_look_only (Fixture *fixture, gconstpointer role)
{
  set_up_with (fixture, new_saved (USHER_ENVIRONMENT_STAGING, TRUE));
}

static void
tear_down (Fixture *fixture, gconstpointer role)
{
  gtk_window_destroy (fixture->parent);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->dialog);
  watched_free (fixture->watched);
  g_free (fixture->done);
}

static PGconn *
client (const char *role, const char *application)
{
  return test_server_connect (server, role, "postgres", application);
}

static void
on_done (Fixture *fixture, const char *text)
{
  g_free (fixture->done);
  fixture->done = g_strdup (text);
  fixture->n_done++;
}

static void
present (Fixture *fixture, UsherOperationKind kind, UsherTargets *targets)
{
  fixture->dialog =
      usher_action_dialog_present (fixture->parent, fixture->watched->server, kind, targets);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *)&fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "done", G_CALLBACK (on_done), fixture);
}

/* The sessions of one application, as the window shows them now. */
static UsherTargets *
aim (Fixture *fixture, const char *application)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  UsherSnapshot *seen;

  watched_refresh (fixture->watched);
  seen = usher_server_get_snapshot (fixture->watched->server);
  for (guint i = 0; i < seen->sessions->len; i++)
    {
      UsherSession *session = g_ptr_array_index (seen->sessions, i);

      if (g_str_equal (session->application, application))
        g_ptr_array_add (chosen, session);
    }
  return usher_targets_new (seen, chosen);
}

static void
ask (Fixture *fixture, UsherOperationKind kind, const char *application)
{
  g_autoptr (UsherTargets) targets = aim (fixture, application);

  present (fixture, kind, targets);
}

/* What there is to see */

typedef gboolean (*Matcher) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *root, Matcher matches, const char *text)
{
  if (!gtk_widget_get_visible (root))
    return NULL;
  if (matches (root, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_button (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget)
         && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0;
}

static gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_check (GtkWidget *widget, const char *text)
{
  return GTK_IS_CHECK_BUTTON (widget)
         && g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), text) == 0;
}

static gboolean
is_expander (GtkWidget *widget, const char *text)
{
  return GTK_IS_EXPANDER (widget)
         && g_strcmp0 (gtk_expander_get_label (GTK_EXPANDER (widget)), text) == 0;
}

static gboolean
is_text_view (GtkWidget *widget, const char *text)
{
  return GTK_IS_TEXT_VIEW (widget);
}

static gboolean
is_entry (GtkWidget *widget, const char *text)
{
  return GTK_IS_ENTRY (widget);
}

static GtkWidget *
button (Fixture *fixture, const char *label)
{
  GtkWidget *found = find (GTK_WIDGET (fixture->dialog), is_button, label);

  if (found == NULL)
    g_error ("There is no button “%s”", label);
  return found;
}

static void
click (Fixture *fixture, const char *label)
{
  GtkWidget *found = button (fixture, label);

  g_assert_true (gtk_widget_is_sensitive (found));
  g_signal_emit_by_name (found, "clicked");
}

static gboolean
says (Fixture *fixture, const char *text)
{
  return find (GTK_WIDGET (fixture->dialog), is_label, text) != NULL;
}

static guint
count_rows_below (GtkWidget *root)
{
  guint n = USHER_IS_TARGET_ROW (root) && gtk_widget_get_mapped (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows_below (child);
  return n;
}

static guint
count_rows (Fixture *fixture)
{
  return count_rows_below (GTK_WIDGET (fixture->dialog));
}

static gboolean
has_rows (gpointer fixture)
{
  return count_rows (fixture) > 3;
}

/* It is a page of the stack. */
static gboolean
has_close (gpointer fixture)
{
  return gtk_widget_get_child_visible (button (fixture, "Close"));
}

static gboolean
has_run (gpointer data)
{
  Fixture *fixture = data;
  UsherOperation *operation = usher_action_dialog_get_operation (fixture->dialog);

  return operation != NULL && !usher_operation_is_running (operation)
         && usher_operation_count_outcome (operation, USHER_OUTCOME_WAITING) == 0
         && has_close (data);
}

static void
wait_for_end (Fixture *fixture)
{
  g_assert_true (test_wait_until (has_run, fixture, 20000));
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *)data)->dialog == NULL;
}

static void
wait_until_closed (Fixture *fixture)
{
  g_assert_true (test_wait_until (is_gone, fixture, 30000));
}

/* The tests */

static gboolean
keep_has_focus (gpointer fixture)
{
  return gtk_window_get_focus (GTK_WINDOW (((Fixture *)fixture)->dialog))
         == button (fixture, "Keep Them");
}

static void
test_keeps (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "keep");

  ask (fixture, USHER_OPERATION_TERMINATE, "keep");
  g_assert_true (test_wait_until (keep_has_focus, fixture, 20000));
  g_assert_true (gtk_window_get_default_widget (GTK_WINDOW (fixture->dialog))
                 == button (fixture, "Keep Them"));
  g_assert_true (gtk_window_get_modal (GTK_WINDOW (fixture->dialog)));
  g_signal_emit_by_name (fixture->dialog, "activate-default");
  wait_until_closed (fixture);

  /* Escape */
  ask (fixture, USHER_OPERATION_TERMINATE, "keep");
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "window.close", NULL);
  wait_until_closed (fixture);

  ask (fixture, USHER_OPERATION_CANCEL_QUERY, "keep");
  click (fixture, "Keep Running");
  wait_until_closed (fixture);

  g_assert_true (test_session_is_alive (session));
  g_assert_cmpuint (fixture->n_done, ==, 0);
}

static void
test_terminates (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) idle = client ("postgres", "target");
  g_autoptr (PGconn) writer = client ("postgres", "target");
  g_autoptr (PGconn) other = client ("postgres", "bystander");

  test_session_run (writer, "BEGIN; CREATE TABLE never (n int)");
  ask (fixture, USHER_OPERATION_TERMINATE, "target");
  g_assert_true (says (fixture, "Terminate 2 sessions on “"));
  g_assert_true (says (fixture, "1 open transaction is rolled back"));
  g_assert_true (says (fixture, "1 transaction has written something that is lost."));
  g_assert_true (says (fixture, "rolls back"));
  g_assert_cmpuint (count_rows (fixture), ==, 2);

  click (fixture, "Terminate 2 Sessions");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "Terminated 2 sessions on “"));
  g_assert_true (says (fixture, "2 terminated"));
  g_assert_false (test_session_is_alive (idle));
  g_assert_false (test_session_is_alive (writer));
  g_assert_true (test_session_is_alive (other));
  g_assert_cmpuint (fixture->n_done, ==, 0);

  click (fixture, "Close");
  wait_until_closed (fixture);
  g_assert_true (g_str_has_prefix (fixture->done, "2 sessions terminated on “"));
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

static void
test_cancels (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) busy = client ("postgres", "work");
  g_autoptr (PGconn) idle = client ("postgres", "work");

  test_session_send (busy, "SELECT pg_sleep(30)");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT count(*) = 1 FROM pg_stat_activity WHERE "
                                       "application_name = 'work' AND state = 'active'",
                                       30000));
  ask (fixture, USHER_OPERATION_CANCEL_QUERY, "work");
  g_assert_true (says (fixture, "Cancel 1 query on “"));
  g_assert_true (says (fixture, "1 session runs no query: nothing happens to it."));
  click (fixture, "Cancel 1 Query");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "1 query ended · 1 had no query running"));
  g_assert_true (test_session_is_alive (busy) && test_session_is_alive (idle));
  click (fixture, "Close");
  wait_until_closed (fixture);
}

static GtkWidget *
entry (Fixture *fixture)
{
  GtkWidget *found = find (GTK_WIDGET (fixture->dialog), is_entry, NULL);

  g_assert_nonnull (found);
  return found;
}

/* The name of the connection, and not nearly. */
static void
test_production (Fixture *fixture, gconstpointer role)
{
  static const char *const wrong[] = { "main tills", "Main Tills ", "Main", "postgres", "" };
  g_autoptr (PGconn) session = client ("postgres", "sold");

  ask (fixture, USHER_OPERATION_TERMINATE, "sold");
  g_assert_true (says (fixture, "Production"));
  g_assert_true (says (fixture, "To go on, type its name: Main Tills"));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (entry (fixture)), wrong[i]);
      g_assert_false (gtk_widget_is_sensitive (button (fixture, "Terminate 1 Session")));
      g_signal_emit_by_name (button (fixture, "Terminate 1 Session"), "clicked");
    }
  g_assert_null (usher_action_dialog_get_operation (fixture->dialog));
  g_assert_true (test_session_is_alive (session));

  gtk_editable_set_text (GTK_EDITABLE (entry (fixture)), "Main Tills");
  click (fixture, "Terminate 1 Session");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "1 terminated"));
  click (fixture, "Close");
  wait_until_closed (fixture);
  g_assert_cmpstr (fixture->done, ==, "1 session terminated on “Main Tills”");
}

/* A query that is cancelled can be asked again: the name is not asked for. */
static void
test_production_cancel (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) busy = client ("postgres", "selling");

  test_session_send (busy, "SELECT pg_sleep(30)");
  g_assert_true (test_server_wait_for (server,
                                       "SELECT count(*) = 1 FROM pg_stat_activity WHERE "
                                       "application_name = 'selling' AND state = 'active'",
                                       30000));
  ask (fixture, USHER_OPERATION_CANCEL_QUERY, "selling");
  g_assert_true (says (fixture, "Production"));
  g_assert_null (find (GTK_WIDGET (fixture->dialog), is_entry, NULL));
  click (fixture, "Cancel 1 Query");
  wait_for_end (fixture);
  click (fixture, "Close");
  wait_until_closed (fixture);
}

/* Whatever opened the dialog. */
static void
test_look_only (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "watched");

  ask (fixture, USHER_OPERATION_TERMINATE, "watched");
  g_assert_true (says (fixture, "Staging"));
  g_assert_false (gtk_widget_is_sensitive (button (fixture, "Terminate 1 Session")));
  g_signal_emit_by_name (button (fixture, "Terminate 1 Session"), "clicked");
  g_assert_null (usher_action_dialog_get_operation (fixture->dialog));
  click (fixture, "Keep Them");
  wait_until_closed (fixture);
  g_assert_true (test_session_is_alive (session));
}

static void
test_nothing_to_cancel (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) idle = client ("postgres", "rest");

  ask (fixture, USHER_OPERATION_CANCEL_QUERY, "rest");
  g_assert_true (says (fixture, "No query to cancel on “"));
  g_assert_false (gtk_widget_is_sensitive (button (fixture, "Cancel 0 Queries")));
  click (fixture, "Keep Running");
  wait_until_closed (fixture);
}

/* The second click of a double click comes when the first has been answered already. */
static void
test_clicked_twice (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "twice");
  GtkWidget *act;
  UsherOperation *operation;

  ask (fixture, USHER_OPERATION_TERMINATE, "twice");
  act = button (fixture, "Terminate 1 Session");
  g_signal_emit_by_name (act, "clicked");
  operation = usher_action_dialog_get_operation (fixture->dialog);
  g_assert_nonnull (operation);
  g_signal_emit_by_name (act, "clicked");
  g_assert_true (usher_action_dialog_get_operation (fixture->dialog) == operation);
  wait_for_end (fixture);
  g_signal_emit_by_name (act, "clicked");
  g_assert_true (usher_action_dialog_get_operation (fixture->dialog) == operation);
  g_assert_false (usher_operation_is_running (operation));
  g_assert_true (says (fixture, "1 terminated"));
  click (fixture, "Close");
  wait_until_closed (fixture);
}

static UsherTargets *
aim_at_postgres (Fixture *fixture)
{
  g_autoptr (UsherScope) scope = usher_scope_new ();
  guint32 oid = (guint32)test_server_ask_number (
      server, "SELECT oid FROM pg_database WHERE datname = 'games'");

  watched_refresh (fixture->watched);
  usher_scope_add (scope, USHER_PLACE_DATABASE, oid, NULL);
  return usher_targets_new_for_scope (usher_server_get_snapshot (fixture->watched->server), scope);
}

/* While the dialog is open the world goes on: it is told, and nobody is hit unseen. */
static void
test_follows_the_world (Fixture *fixture, gconstpointer role)
{
  PGconn *leaves = test_server_connect (server, "postgres", "games", "old");
  g_autoptr (PGconn) stays = test_server_connect (server, "postgres", "games", "old");
  g_autoptr (UsherTargets) targets = aim_at_postgres (fixture);
  g_autoptr (PGconn) arrives = NULL;
  g_autoptr (PGconn) later = NULL;

  present (fixture, USHER_OPERATION_TERMINATE, targets);
  g_assert_true (says (fixture, "Terminate 2 sessions on “"));
  g_assert_false (says (fixture, "gone already"));

  PQfinish (leaves);
  g_assert_true (test_server_wait_for (
      server, "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'old'", 30000));
  arrives = test_server_connect (server, "postgres", "games", "new");
  watched_refresh (fixture->watched);
  g_assert_true (says (fixture, "1 of them is gone already."));
  g_assert_true (says (fixture, "1 new session since, not in the list."));
  g_assert_nonnull (button (fixture, "Terminate 2 Sessions"));

  click (fixture, "Add Them");
  g_assert_nonnull (button (fixture, "Terminate 3 Sessions"));
  later = test_server_connect (server, "postgres", "games", "later");
  watched_refresh (fixture->watched);
  g_assert_true (says (fixture, "1 new session since, not in the list."));

  click (fixture, "Terminate 3 Sessions");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "2 terminated · 1 already gone"));
  g_assert_false (test_session_is_alive (stays) || test_session_is_alive (arrives));
  g_assert_true (test_session_is_alive (later));
  click (fixture, "Close");
  wait_until_closed (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) plain = client ("ana", "mixed");
  g_autoptr (PGconn) super = client ("postgres", "mixed");

  ask (fixture, USHER_OPERATION_TERMINATE, "mixed");
  g_assert_true (says (fixture, "The server is expected to refuse 1 of them:"));
  g_assert_true (says (fixture, "only a superuser may end"));
  g_assert_true (says (fixture, "likely refused"));

  /* Expected only: it is asked all the same. */
  click (fixture, "Terminate 2 Sessions");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "1 terminated · 1 not permitted"));
  g_assert_true (says (fixture, "Server says: "));
  g_assert_true (says (fixture, "only a superuser may end"));
  g_assert_true (test_session_is_alive (super));
  click (fixture, "Close");
  wait_until_closed (fixture);
}

static void
test_hidden (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("ana", "veiled");
  GtkWidget *check;

  ask (fixture, USHER_OPERATION_TERMINATE, "veiled");
  g_assert_true (says (fixture, "start hidden"));
  g_assert_true (says (fixture, "pg_read_all_stats"));
  check = find (GTK_WIDGET (fixture->dialog), is_check,
                "Also terminate 1 session whose start time is hidden");
  g_assert_nonnull (check);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  g_assert_false (gtk_widget_is_sensitive (button (fixture, "Terminate 1 Session")));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  click (fixture, "Terminate 1 Session");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "1 terminated"));
  click (fixture, "Close");
  wait_until_closed (fixture);
}

/* Names are text, and the direction of writing is not theirs to turn. */
static void
test_hostile_names (Fixture *fixture, gconstpointer role)
{
  static const char name[] = "<b>bold</b> &amp; _under";
  g_autoptr (PGconn) session = client ("postgres", name);
  g_autofree char *title = g_strconcat ("postgres · ", name, NULL);

  ask (fixture, USHER_OPERATION_TERMINATE, name);
  g_assert_true (says (fixture, title));
  click (fixture, "Keep Them");
  wait_until_closed (fixture);
}

typedef struct
{
  Fixture *fixture;
  const char *wanted;
} Reading;

static gboolean
shows_sql (gpointer data)
{
  const Reading *reading = data;
  GtkWidget *view = find (GTK_WIDGET (reading->fixture->dialog), is_text_view, NULL);
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "text", &text, NULL);
  return strstr (text, reading->wanted) != NULL;
}

static void
wait_for_sql (Fixture *fixture, const char *wanted)
{
  g_assert_true (test_wait_until (shows_sql, &(Reading){ fixture, wanted }, 20000));
}

static void
test_shows_sql (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "script");
  g_autofree char *execute =
      g_strdup_printf ("EXECUTE usher_terminate ('{%d}', ", PQbackendPID (session));
  GtkWidget *expander;

  ask (fixture, USHER_OPERATION_TERMINATE, "script");
  expander = find (GTK_WIDGET (fixture->dialog), is_expander, "Show SQL");
  gtk_expander_set_expanded (GTK_EXPANDER (expander), TRUE);
  wait_for_sql (fixture, execute);
  wait_for_sql (fixture, "pg_terminate_backend");
  click (fixture, "Copy SQL");
  click (fixture, "Keep Them");
  wait_until_closed (fixture);
}

static gboolean
says_signalled (gpointer fixture)
{
  return says (fixture, "1 signalled");
}

/* It does not die: Stop ends the wait, Close hides the dialog, and its end is still told. */
static void
test_still_ending (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "frozen");

  ask (fixture, USHER_OPERATION_TERMINATE, "frozen");
  test_server_signal (server, "STOP", PQbackendPID (session));
  click (fixture, "Terminate 1 Session");
  g_assert_true (test_wait_until (says_signalled, fixture, 4000));

  /* Escape, while it runs, is Stop. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "window.close", NULL);
  g_assert_nonnull (fixture->dialog);
  g_assert_false (gtk_widget_is_sensitive (button (fixture, "Stopping…")));
  wait_for_end (fixture);
  watched_refresh (fixture->watched);
  g_assert_true (says (fixture, "1 still ending"));

  click (fixture, "Close");
  g_assert_true (g_str_has_suffix (fixture->done, "”: 1 still ending"));
  g_assert_nonnull (fixture->dialog);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->dialog)));

  test_server_signal (server, "CONT", PQbackendPID (session));
  g_assert_true (test_wait_until (is_gone, fixture, 30000));
  g_assert_true (g_str_has_prefix (fixture->done, "1 session terminated on “"));
  g_assert_cmpuint (fixture->n_done, ==, 2);
}

/* The window goes, and the dialog with it, in the middle of things. */
static void
test_parent_closed (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "orphan");

  ask (fixture, USHER_OPERATION_TERMINATE, "orphan");
  test_server_signal (server, "STOP", PQbackendPID (session));
  click (fixture, "Terminate 1 Session");
  g_assert_true (test_wait_until (says_signalled, fixture, 4000));
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  test_server_signal (server, "CONT", PQbackendPID (session));
  wait_until_closed (fixture);
}

static gint32
action_pid (Fixture *fixture)
{
  guint n_pids;
  const gint32 *pids = usher_server_get_own_pids (fixture->watched->server, &n_pids);

  return n_pids == 2 ? pids[1] : 0;
}

typedef struct
{
  Fixture *fixture;
  gint32 lost;
} Loss;

static gboolean
has_another_action (gpointer data)
{
  const Loss *loss = data;
  gint32 pid = action_pid (loss->fixture);

  return pid != 0 && pid != loss->lost;
}

/* Its own session on the server hangs, and every picture still shows it: that the operation
 * failed is enough to connect anew for the next one. */
static void
test_mends_connection (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "unreached");
  gint32 stuck = action_pid (fixture);
  Loss loss = { fixture, stuck };

  ask (fixture, USHER_OPERATION_TERMINATE, "unreached");
  test_server_signal (server, "STOP", stuck);
  click (fixture, "Terminate 1 Session");
  test_wait_until_unread ();
  click (fixture, "Stop");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "1 unknown"));

  g_assert_true (test_wait_until (has_another_action, &loss, 30000));
  test_server_signal (server, "CONT", stuck);
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  wait_until_closed (fixture);
}

static void
test_connection_lost (Fixture *fixture, gconstpointer role)
{
  g_autoptr (PGconn) session = client ("postgres", "cut off");

  ask (fixture, USHER_OPERATION_TERMINATE, "cut off");
  test_server_kill (server);
  watched_wait_for_state (fixture->watched, USHER_SERVER_LOST, 20000);
  click (fixture, "Terminate 1 Session");
  wait_for_end (fixture);
  g_assert_true (says (fixture, "1 not sent") || says (fixture, "1 unknown"));
  click (fixture, "Close");
  test_server_restart (server);
  g_assert_true (test_wait_until (is_gone, fixture, 20000));
}

/* A list of thousands costs what fits on the screen. */
static void
test_many (Fixture *fixture, gconstpointer role)
{
  g_autoptr (GPtrArray) sessions =
      g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  UsherSnapshot *seen = usher_server_get_snapshot (fixture->watched->server);
  g_autoptr (UsherTargets) targets = NULL;

  for (gint32 pid = 100000; pid < 110000; pid++)
    {
      UsherSession *session = usher_session_new ();

      session->id.pid = pid;
      session->id.backend_start = pid;
      usher_session_seal (session);
      g_ptr_array_add (sessions, session);
    }
  targets = usher_targets_new (seen, sessions);
  present (fixture, USHER_OPERATION_TERMINATE, targets);
  g_assert_true (test_wait_until (has_rows, fixture, 30000));
  g_assert_cmpuint (count_rows (fixture), <, 300);
  g_assert_true (says (fixture, "All of them are gone already."));
  g_assert_nonnull (button (fixture, "Terminate 10000 Sessions"));
  click (fixture, "Keep Them");
  wait_until_closed (fixture);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  usher_resources_register ();
  server = test_server_start ();
  test_server_run (server, "CREATE ROLE ana LOGIN;"
                           "CREATE ROLE ender LOGIN IN ROLE pg_signal_backend;"
                           "CREATE ROLE operator LOGIN"
                           " IN ROLE pg_signal_backend, pg_read_all_stats;");
  test_server_run (server, "CREATE DATABASE games");

#define ADD(name, role)                                                                            \
  g_test_add ("/action-dialog/" #name, Fixture, role, set_up, test_##name, tear_down)
  ADD (keeps, "postgres");
  ADD (terminates, "postgres");
  ADD (cancels, "postgres");
  ADD (nothing_to_cancel, "postgres");
  ADD (clicked_twice, "postgres");
  ADD (follows_the_world, "postgres");
  ADD (refused, "operator");
  ADD (hidden, "ender");
  ADD (hostile_names, "postgres");
  ADD (shows_sql, "postgres");
  ADD (still_ending, "postgres");
  ADD (parent_closed, "postgres");
  ADD (many, "postgres");
  ADD (mends_connection, "postgres");
  ADD (connection_lost, "postgres");
#undef ADD
  g_test_add ("/action-dialog/production", Fixture, NULL, set_up_production, test_production,
              tear_down);
  g_test_add ("/action-dialog/production/cancel", Fixture, NULL, set_up_production,
              test_production_cancel, tear_down);
  g_test_add ("/action-dialog/look-only", Fixture, NULL, set_up_look_only, test_look_only,
              tear_down);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
