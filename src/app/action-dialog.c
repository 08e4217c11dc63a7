/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "action-dialog.h"

#include <glib/gi18n-lib.h>

#include "action-script.h"
#include "action-words.h"
#include "environment-badge.h"
#include "journal.h"
#include "name-check.h"
#include "returns.h"
#include "server-words.h"
#include "target-row.h"

struct _UsherActionDialog
{
  AdwWindow parent_instance;

  UsherEnvironmentBadge *environment;
  GtkLabel *heading;
  GtkLabel *body;
  GtkLabel *trouble;
  GtkProgressBar *progress;
  GtkListView *list;
  GtkWidget *warnings_box;
  GtkLabel *warnings;
  GtkLabel *gone;
  GtkWidget *arrived_box;
  GtkLabel *arrived_label;
  GtkCheckButton *weak_check;
  UsherScriptView *script;
  UsherNameCheck *name_check;
  GtkStack *responses;
  GtkButton *keep_button;
  GtkButton *act_button;
  GtkWidget *stop_button;
  GtkWidget *close_button;

  UsherServer *server; /* (owned) (nullable): NULL once disposed */
  UsherOperationKind kind;
  UsherTargets *targets;     /* (owned) */
  UsherConsequences sum;     /* of the targets */
  GListModel *items;         /* (owned) of UsherTargetItem, one for each target */
  GPtrArray *arrived;        /* (owned) (nullable): sessions that were not asked about */
  UsherOperation *operation; /* (owned) (nullable): once it was confirmed */
  GCancellable *cancellable; /* (owned) stops it */
  gboolean is_running;       /* it was confirmed, and is not through */
};

G_DEFINE_FINAL_TYPE (UsherActionDialog, usher_action_dialog, ADW_TYPE_WINDOW)

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The question */

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_heading (UsherActionDialog *self, const char *heading)
{
  gtk_label_set_text (self->heading, heading);
  gtk_window_set_title (GTK_WINDOW (self), heading);
}

static void
show_warnings (UsherActionDialog *self, const char *text)
{
  gtk_label_set_text (self->warnings, text);
  gtk_widget_set_visible (self->warnings_box, *text != '\0');
}

/* How many it could hit. */
static guint
count_asked (UsherActionDialog *self)
{
  guint n = usher_targets_get_n (self->targets);

  return self->kind == USHER_OPERATION_CANCEL_QUERY ? n - self->sum.n_idle : n;
}

/* How many it would hit as things stand. */
static guint
count_confirmed (UsherActionDialog *self)
{
  guint n = count_asked (self);

  return gtk_check_button_get_active (self->weak_check) ? n : n - self->sum.n_weak;
}

/* Nothing may be done where one may only look, and in production not without the name. */
static gboolean
may_act (UsherActionDialog *self)
{
  return !usher_server_get_look_only (self->server)
         && usher_name_check_get_matches (self->name_check);
}

static void
show_question (UsherActionDialog *self)
{
  guint n_asked = count_asked (self);
  guint n = count_confirmed (self);
  g_autofree char *server = usher_words_server_label (self->server);
  g_autofree char *heading = usher_action_words_heading (self->kind, n_asked, server);
  g_autofree char *body = usher_action_words_body (self->kind, n_asked);
  g_autofree char *button = usher_action_words_button (self->kind, n > 0 ? n : n_asked);

  show_heading (self, heading);
  show_text (self->body, body);
  gtk_button_set_label (self->act_button, button);
  gtk_widget_set_sensitive (GTK_WIDGET (self->act_button), n > 0 && may_act (self));
}

static void
show_items (UsherActionDialog *self)
{
  g_autoptr (GtkSelectionModel) model = NULL;

  g_clear_object (&self->items);
  self->items = usher_target_items_new (self->kind, self->targets);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->items)));
  gtk_list_view_set_model (self->list, model);
}

/* From here on these are the targets, and nobody else. */
static void
freeze (UsherActionDialog *self, UsherTargets *targets)
{
  g_autofree char *warnings = usher_action_words_warnings (self->kind, targets);
  g_autofree char *weak = NULL;

  g_clear_pointer (&self->targets, usher_targets_unref);
  self->targets = usher_targets_ref (targets);
  usher_targets_weigh (targets, &self->sum);

  show_items (self);
  show_warnings (self, warnings);
  weak = usher_action_words_weak (self->kind, self->sum.n_weak);
  gtk_check_button_set_label (self->weak_check, weak);
  gtk_widget_set_visible (GTK_WIDGET (self->weak_check), self->sum.n_weak > 0);
  usher_action_script_show (self->script, self->kind, targets);
  show_question (self);
}

static void
show_gone (UsherActionDialog *self, UsherSnapshot *now)
{
  guint n = usher_targets_get_n (self->targets);
  g_autofree gboolean *gone = g_new0 (gboolean, n);
  guint n_gone = usher_targets_find_gone (self->targets, now, gone);
  g_autofree char *text = usher_action_words_gone (n_gone, n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (UsherTargetItem) item = g_list_model_get_item (self->items, i);

      usher_target_item_set_gone (item, gone[i]);
    }
  show_text (self->gone, text);
}

static void
show_arrived (UsherActionDialog *self, UsherSnapshot *now)
{
  g_autofree char *text = NULL;

  g_clear_pointer (&self->arrived, g_ptr_array_unref);
  self->arrived = usher_targets_find_new (self->targets, now);
  text = usher_action_words_arrived (self->arrived->len);
  gtk_label_set_text (self->arrived_label, text);
  gtk_widget_set_visible (self->arrived_box, self->arrived->len > 0);
}

static void
add_arrived_cb (UsherActionDialog *self)
{
  UsherSnapshot *now = usher_server_get_snapshot (self->server);
  g_autoptr (UsherTargets) joined = NULL;

  if (self->operation != NULL || self->arrived == NULL || now == NULL)
    return;
  joined = usher_targets_new_joined (self->targets, now, self->arrived);
  freeze (self, joined);
  show_gone (self, now);
  show_arrived (self, now);
  gtk_widget_grab_focus (GTK_WIDGET (self->keep_button));
}

static void
on_refreshed (UsherActionDialog *self)
{
  UsherSnapshot *now = usher_server_get_snapshot (self->server);

  if (now == NULL)
    return;
  if (self->operation != NULL)
    {
      usher_operation_observe (self->operation, now);
      return;
    }
  show_gone (self, now);
  show_arrived (self, now);
}

/* The deed */

static void
show_progress (UsherActionDialog *self)
{
  guint n = usher_targets_get_n (self->targets);
  guint n_waiting = usher_operation_count_outcome (self->operation, USHER_OUTCOME_WAITING);
  guint n_sent = usher_operation_count_outcome (self->operation, USHER_OUTCOME_SENT);
  g_autofree char *summary = usher_operation_summarize (self->operation);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (UsherTargetItem) item = g_list_model_get_item (self->items, i);

      usher_target_item_set_outcome (item, usher_operation_get_outcome (self->operation, i),
                                     usher_operation_get_error (self->operation, i));
    }
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (n - n_waiting - n_sent / 2.0) / n : 1);
  show_text (self->body, summary);
}

static void
show_result (UsherActionDialog *self)
{
  g_autofree char *server = usher_words_server_label (self->server);
  g_autofree char *heading = usher_action_words_result (self->operation, server);
  g_autofree char *rules = usher_action_words_rules (self->operation);

  show_heading (self, heading);
  show_warnings (self, rules);
}

static void
tell_done (UsherActionDialog *self)
{
  g_autofree char *server = usher_words_server_label (self->server);
  g_autofree char *words = usher_action_words_done (self->operation, server);

  g_signal_emit (self, signals[DONE], 0, words);
}

static void
on_changed (UsherActionDialog *self)
{
  show_progress (self);
  if (usher_operation_is_running (self->operation))
    return;
  show_result (self);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) && !usher_operation_is_watching (self->operation))
    {
      tell_done (self);
      gtk_window_destroy (GTK_WINDOW (self));
    }
}

static void
show_trouble (UsherActionDialog *self, const GError *error)
{
  g_autofree char *says = usher_words_server_says (error);
  g_autofree char *text =
      says != NULL ? g_strdup_printf ("%s\n%s", error->message, says) : g_strdup (error->message);

  show_text (self->trouble, text);
}

static void
on_journal_failed (UsherActionDialog *self, const GError *error)
{
  g_autofree char *text = usher_action_words_no_journal (error);

  show_text (self->trouble, text);
}

static void
on_finished (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherActionDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = usher_journal_run_operation_finish (USHER_JOURNAL (object), result, &error);

  self->is_running = FALSE;
  if (self->server == NULL)
    return;
  if (!done)
    {
      show_trouble (self, error);
      usher_server_check_action (self->server);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_stack_set_visible_child_name (self->responses, "close");
  gtk_window_set_default_widget (GTK_WINDOW (self), self->close_button);
  gtk_widget_grab_focus (self->close_button);
  usher_server_refresh (self->server);
}

static void
show_running (UsherActionDialog *self)
{
  g_autofree char *server = usher_words_server_label (self->server);
  g_autofree char *heading =
      usher_action_words_running (self->kind, count_confirmed (self), server);

  show_heading (self, heading);
  show_warnings (self, "");
  show_text (self->gone, "");
  gtk_widget_set_visible (self->arrived_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->weak_check), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->name_check), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  gtk_stack_set_visible_child_name (self->responses, "stop");
  gtk_window_set_default_widget (GTK_WINDOW (self), NULL);
  gtk_widget_grab_focus (self->stop_button);
}

static void
act_cb (UsherActionDialog *self)
{
  guint n_own_pids;
  const gint32 *own_pids = usher_server_get_own_pids (self->server, &n_own_pids);

  /* A second click may be on its way already. */
  if (self->operation != NULL || !may_act (self))
    return;
  self->operation = usher_operation_new (self->kind, self->targets, own_pids, n_own_pids);
  usher_operation_set_weak_confirmed (self->operation,
                                      gtk_check_button_get_active (self->weak_check));
  g_signal_connect_object (self->operation, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  usher_returns_watch (usher_returns_of (self->server), self->operation);
  show_running (self);
  show_progress (self);
  self->is_running = TRUE;
  g_signal_connect_object (usher_journal_get_default (), "failed", G_CALLBACK (on_journal_failed),
                           self, G_CONNECT_SWAPPED);
  usher_journal_run_operation_async (usher_journal_get_default (), self->server, self->operation,
                                     usher_server_get_action_worker (self->server),
                                     self->cancellable, on_finished, g_object_ref (self));
}

static void
stop_cb (UsherActionDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->stop_button, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->stop_button), _ ("Stopping…"));
}

/* Closing while it runs would hide what happens, so it stops what can be stopped. Closing
 * afterwards hides the dialog for as long as somebody is still ending. */
static gboolean
usher_action_dialog_close_request (GtkWindow *window)
{
  UsherActionDialog *self = USHER_ACTION_DIALOG (window);

  if (self->is_running)
    {
      stop_cb (self);
      return GDK_EVENT_STOP;
    }
  if (self->operation != NULL)
    {
      tell_done (self);
      if (usher_operation_is_watching (self->operation))
        {
          gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
          return GDK_EVENT_STOP;
        }
    }
  return GTK_WINDOW_CLASS (usher_action_dialog_parent_class)->close_request (window);
}

/* The object */

static void
usher_action_dialog_dispose (GObject *object)
{
  UsherActionDialog *self = USHER_ACTION_DIALOG (object);

  g_clear_object (&self->server);
  g_clear_object (&self->items);
  g_clear_object (&self->operation);
  g_clear_pointer (&self->arrived, g_ptr_array_unref);
  g_clear_pointer (&self->targets, usher_targets_unref);

  G_OBJECT_CLASS (usher_action_dialog_parent_class)->dispose (object);
}

static void
usher_action_dialog_finalize (GObject *object)
{
  UsherActionDialog *self = USHER_ACTION_DIALOG (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (usher_action_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/action-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, environment);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, body);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, list);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, warnings_box);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, warnings);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, gone);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, arrived_box);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, arrived_label);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, weak_check);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, script);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, name_check);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, responses);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, keep_button);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, act_button);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, UsherActionDialog, close_button);
  gtk_widget_class_bind_template_callback (widget_class, act_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_arrived_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_question);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
usher_action_dialog_class_init (UsherActionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_action_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_action_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = usher_action_dialog_close_request;

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (USHER_TYPE_ENVIRONMENT_BADGE);
  g_type_ensure (USHER_TYPE_NAME_CHECK);
  g_type_ensure (USHER_TYPE_SCRIPT_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
usher_action_dialog_init (UsherActionDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = usher_target_row_factory_new ();

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_factory (self->list, factory);
}

static void
set_kind (UsherActionDialog *self, UsherOperationKind kind)
{
  self->kind = kind;
  gtk_button_set_label (self->keep_button, usher_action_words_keep (kind));
  gtk_widget_add_css_class (GTK_WIDGET (self->act_button),
                            kind == USHER_OPERATION_TERMINATE ? "destructive" : "suggested");
}

/* What the saved connection asks for. */
static void
set_guards (UsherActionDialog *self)
{
  UsherEnvironment environment = usher_server_get_environment (self->server);
  gboolean asks_name =
      environment == USHER_ENVIRONMENT_PRODUCTION && self->kind == USHER_OPERATION_TERMINATE;

  usher_environment_badge_set_environment (self->environment, environment);
  /* The connection's name, not a database's: staging often has databases of the same names. */
  usher_name_check_set_name (self->name_check,
                             asks_name ? usher_server_get_label (self->server) : NULL);
}

/**
 * usher_action_dialog_present:
 * @parent: the window it belongs to
 * @server: where
 * @kind: what to do
 * @targets: to whom: nobody else, unless somebody adds them in the dialog
 *
 * Asks, and does what is answered.
 *
 * Returns: (transfer none): the dialog, which belongs to itself
 */
UsherActionDialog *
usher_action_dialog_present (GtkWindow *parent,
                             UsherServer *server,
                             UsherOperationKind kind,
                             UsherTargets *targets)
{
  UsherActionDialog *self = g_object_new (USHER_TYPE_ACTION_DIALOG, "transient-for", parent, NULL);

  self->server = g_object_ref (server);
  set_kind (self, kind);
  freeze (self, targets);
  set_guards (self);
  on_refreshed (self);
  g_signal_connect_object (server, "refreshed", G_CALLBACK (on_refreshed), self, G_CONNECT_SWAPPED);
  /* Before it is shown, or it would start in the list. */
  gtk_widget_grab_focus (GTK_WIDGET (self->keep_button));
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/**
 * usher_action_dialog_get_operation:
 * @self: the dialog
 *
 * Returns: (transfer none) (nullable): what is or was done, %NULL before it was confirmed
 */
UsherOperation *
usher_action_dialog_get_operation (UsherActionDialog *self)
{
  return self->operation;
}
