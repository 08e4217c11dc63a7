/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-window.h"

#include <glib/gi18n-lib.h>

#include "clean-up-kinds.h"
#include "clean-up-obstacles.h"
#include "clean-up-progress.h"
#include "clean-up-stop.h"
#include "clean-up-ways.h"
#include "clean-up-words.h"
#include "journal.h"
#include "name-check.h"
#include "script-view.h"
#include "server-words.h"

typedef enum
{
  PLANNING, /* everything can be chosen */
  RUNNING,
  ENDED, /* how it came out is told */
} Phase;

struct _UsherCleanUpWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  UsherCleanUpKinds *kinds;
  UsherCleanUpWays *ways;
  AdwBin *outcomes;
  GtkBox *obstacles;
  AdwBin *steps;
  UsherScriptView *script;
  UsherNameCheck *check;
  GtkLabel *trouble;
  GtkLabel *stop_warning;
  GtkWidget *close_button;
  GtkButton *stop_button;
  GtkWidget *again_button;
  GtkButton *act_button;
  GtkWindow *question; /* (unowned) (nullable): whether to stop, while it is open */

  UsherCleanUp *clean_up;    /* (owned) (nullable): NULL once disposed */
  char *plan;                /* (owned) (nullable): the SQL that is shown */
  guint ticker;              /* how long ago the server was looked at changes by itself */
  GCancellable *cancellable; /* (owned) (nullable): stops it */
  Phase phase;
};

G_DEFINE_FINAL_TYPE (UsherCleanUpWindow, usher_clean_up_window, ADW_TYPE_WINDOW)

static guint
count_databases (UsherCleanUpWindow *self)
{
  return g_list_model_get_n_items (usher_clean_up_get_rows (self->clean_up));
}

/* Returns: (transfer none): the row, which the clean-up keeps */
static UsherCleanUpRow *
get_row (UsherCleanUpWindow *self, guint index)
{
  g_autoptr (UsherCleanUpRow) row =
      g_list_model_get_item (usher_clean_up_get_rows (self->clean_up), index);

  return row;
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* What is planned */

static guint
count_sessions (UsherCleanUpWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < count_databases (self); i++)
    n += usher_clean_up_row_get_n_sessions (get_row (self, i));
  return n;
}

/* The server has the last word, if the person wants to hear it. */
static gboolean
may_begin (UsherCleanUpWindow *self)
{
  return usher_clean_up_is_ready (self->clean_up)
         || (usher_clean_up_can_try (self->clean_up) && usher_clean_up_ways_get_tries (self->ways));
}

static void
show_button (UsherCleanUpWindow *self)
{
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);
  guint n_sessions = count_sessions (self);
  g_autofree char *label = usher_clean_up_words_button (kind, count_databases (self), n_sessions);
  gboolean destroys = kind == USHER_CLEAN_UP_DROP || n_sessions > 0;
  const char *classes[] = { destroys ? "destructive-action" : "suggested-action", NULL };

  gtk_button_set_label (self->act_button, label);
  gtk_widget_set_css_classes (GTK_WIDGET (self->act_button), classes);
  gtk_widget_set_sensitive (GTK_WIDGET (self->act_button),
                            may_begin (self) && usher_name_check_get_matches (self->check));
}

static void
show_plan (UsherCleanUpWindow *self)
{
  g_autofree char *plan = usher_clean_up_to_sql (self->clean_up);

  if (g_strcmp0 (plan, self->plan) == 0)
    return;
  g_free (self->plan);
  self->plan = g_steal_pointer (&plan);
  usher_script_view_take_sql (self->script, g_strdup (self->plan));
}

static void
show_obstacles (UsherCleanUpWindow *self)
{
  g_autofree char *looked =
      usher_clean_up_words_looked (usher_clean_up_get_looked_at (self->clean_up),
                                   usher_clean_up_get_look_error (self->clean_up));
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->obstacles));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    usher_clean_up_obstacles_update (USHER_CLEAN_UP_OBSTACLES (child), looked);
}

static void
update (UsherCleanUpWindow *self)
{
  const char *warning;

  if (self->clean_up == NULL)
    return;
  show_obstacles (self);
  warning = self->phase == RUNNING ? usher_clean_up_get_stop_warning (self->clean_up) : NULL;
  show_text (self->stop_warning, warning);
  if (self->phase != PLANNING)
    return;
  usher_clean_up_kinds_update (self->kinds);
  usher_clean_up_ways_update (self->ways);
  show_plan (self);
  show_button (self);
}

/* What is done */

/* Of what went well nothing stands in the way any more. */
static void
show_obstacles_of_rest (UsherCleanUpWindow *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->obstacles));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      UsherCleanUpRow *row =
          usher_clean_up_obstacles_get_database (USHER_CLEAN_UP_OBSTACLES (child));

      gtk_widget_set_visible (child, usher_clean_up_row_get_outcome (row) != USHER_CLEAN_UP_DONE);
    }
}

static gboolean
is_rest (UsherCleanUpWindow *self)
{
  for (guint i = 0; i < count_databases (self); i++)
    if (usher_clean_up_row_get_outcome (get_row (self, i)) != USHER_CLEAN_UP_DONE)
      return TRUE;
  return FALSE;
}

/* While it runs nothing can be chosen: the steps tell how far it is. */
static void
set_phase (UsherCleanUpWindow *self, Phase phase)
{
  gboolean is_planning = phase == PLANNING;
  gboolean again = phase == ENDED && is_rest (self);

  self->phase = phase;
  gtk_widget_set_visible (GTK_WIDGET (self->kinds), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->ways), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->check), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->act_button), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->outcomes), !is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), !is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->obstacles), is_planning || again);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), phase == RUNNING);
  gtk_widget_set_visible (self->close_button, phase != RUNNING);
  gtk_widget_set_visible (self->again_button, again);
  gtk_widget_grab_focus (phase == RUNNING ? GTK_WIDGET (self->stop_button) : self->close_button);
}

static void
on_finished (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherCleanUpWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = usher_clean_up_run_finish (USHER_CLEAN_UP (object), result, &error);

  if (self->clean_up == NULL)
    return;
  if (!done)
    show_text (self->trouble, error->message);
  show_obstacles_of_rest (self);
  set_phase (self, ENDED);
  update (self);
  usher_server_refresh (usher_clean_up_get_server (self->clean_up));
}

static void
act_cb (UsherCleanUpWindow *self)
{
  if (self->phase != PLANNING)
    return;
  adw_bin_set_child (self->outcomes, usher_clean_up_outcomes_new (self->clean_up));
  adw_bin_set_child (self->steps, usher_clean_up_steps_new (self->clean_up));
  set_phase (self, RUNNING);
  usher_clean_up_run_async (self->clean_up, self->cancellable, on_finished, g_object_ref (self));
}

/* Stopping */

static void
stop (UsherCleanUpWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), FALSE);
  gtk_button_set_label (self->stop_button, _ ("Stopping…"));
}

static void
on_stop_answered (UsherCleanUpWindow *self, const char *response)
{
  if (g_str_equal (response, "stop"))
    stop (self);
}

static void
ask_to_stop (UsherCleanUpWindow *self)
{
  AdwMessageDialog *question;

  if (self->question != NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  question = usher_clean_up_stop_dialog_new (GTK_WINDOW (self), self->clean_up);
  g_signal_connect_object (question, "response", G_CALLBACK (on_stop_answered), self,
                           G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->question, GTK_WINDOW (question));
  gtk_window_present (self->question);
}

static void
stop_cb (UsherCleanUpWindow *self)
{
  if (usher_clean_up_get_stop_warning (self->clean_up) != NULL)
    ask_to_stop (self);
  else
    stop (self);
}

/* Nothing is abandoned because a window is closed. */
static gboolean
usher_clean_up_window_close_request (GtkWindow *window)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (window);

  if (usher_clean_up_is_running (self->clean_up))
    {
      ask_to_stop (self);
      return GDK_EVENT_STOP;
    }
  usher_clean_up_set_watching (self->clean_up, FALSE);
  return GTK_WINDOW_CLASS (usher_clean_up_window_parent_class)->close_request (window);
}

/* With the window that it belongs to it would go unasked. */
static gboolean
on_parent_close_request (UsherCleanUpWindow *self)
{
  if (!usher_clean_up_is_running (self->clean_up))
    return GDK_EVENT_PROPAGATE;
  ask_to_stop (self);
  return GDK_EVENT_STOP;
}

static void
on_journal_failed (UsherCleanUpWindow *self, const GError *error)
{
  g_autofree char *text = NULL;

  /* Translators: the system's reason, a sentence, takes the place of %s */
  text =
      g_strdup_printf (_ ("What was done could not be written to the history. %s"), error->message);
  show_text (self->trouble, text);
}

/* Which databases */

static void
show_title (UsherCleanUpWindow *self)
{
  UsherServer *server = usher_clean_up_get_server (self->clean_up);
  g_autofree char *heading =
      usher_clean_up_words_heading (usher_clean_up_get_rows (self->clean_up));
  g_autofree char *label = usher_words_server_label (server);

  adw_window_title_set_title (self->title, heading);
  adw_window_title_set_subtitle (self->title, label);
  gtk_window_set_title (GTK_WINDOW (self), heading);
  /* One database by its own name; several by the server's, so that it is the right server. */
  usher_name_check_set_name (self->check, count_databases (self) == 1
                                              ? usher_clean_up_row_get_name (get_row (self, 0))
                                              : label);
}

static void
fill_obstacles (UsherCleanUpWindow *self)
{
  gboolean several = count_databases (self) > 1;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->obstacles))) != NULL)
    gtk_box_remove (self->obstacles, child);
  for (guint i = 0; i < count_databases (self); i++)
    gtk_box_append (self->obstacles,
                    usher_clean_up_obstacles_new (self->clean_up, get_row (self, i), several));
}

static void
leave_clean_up (UsherCleanUpWindow *self)
{
  if (self->clean_up == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->clean_up, update, self);
  usher_clean_up_set_watching (self->clean_up, FALSE);
  g_clear_object (&self->clean_up);
  g_clear_object (&self->cancellable);
}

/* Takes @clean_up, one that was not started. */
static void
take_clean_up (UsherCleanUpWindow *self, UsherCleanUp *clean_up)
{
  leave_clean_up (self);
  self->clean_up = clean_up;
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (clean_up, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  usher_clean_up_kinds_set_clean_up (self->kinds, clean_up);
  usher_clean_up_ways_set_clean_up (self->ways, clean_up);
  show_title (self);
  show_text (self->trouble, NULL);
  gtk_button_set_label (self->stop_button, _ ("Stop"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), TRUE);
  fill_obstacles (self);
  set_phase (self, PLANNING);
  usher_clean_up_set_watching (clean_up, TRUE);
  update (self);
}

static void
again_cb (UsherCleanUpWindow *self)
{
  UsherCleanUp *rest = usher_clean_up_new_for_rest (self->clean_up);

  if (rest != NULL)
    take_clean_up (self, rest);
}

/* The object */

static void
usher_clean_up_window_dispose (GObject *object)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (object);

  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_weak_pointer (&self->question);
  leave_clean_up (self);

  G_OBJECT_CLASS (usher_clean_up_window_parent_class)->dispose (object);
}

static void
usher_clean_up_window_finalize (GObject *object)
{
  g_free (USHER_CLEAN_UP_WINDOW (object)->plan);

  G_OBJECT_CLASS (usher_clean_up_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/clean-up-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, kinds);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, ways);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, outcomes);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, obstacles);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, script);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, check);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, stop_warning);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, close_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, again_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, act_button);
  gtk_widget_class_bind_template_callback (widget_class, act_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
usher_clean_up_window_class_init (UsherCleanUpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_clean_up_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_clean_up_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = usher_clean_up_window_close_request;

  g_type_ensure (USHER_TYPE_CLEAN_UP_KINDS);
  g_type_ensure (USHER_TYPE_CLEAN_UP_WAYS);
  g_type_ensure (USHER_TYPE_NAME_CHECK);
  g_type_ensure (USHER_TYPE_SCRIPT_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
usher_clean_up_window_init (UsherCleanUpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->close_button);
  g_signal_connect_object (usher_journal_get_default (), "failed", G_CALLBACK (on_journal_failed),
                           self, G_CONNECT_SWAPPED);
}

static gboolean
on_tick (gpointer data)
{
  show_obstacles (data);
  return G_SOURCE_CONTINUE;
}

/**
 * usher_clean_up_window_present:
 * @parent: the window it belongs to
 * @server: where
 * @kind: what is chosen at first
 * @oids: (array length=n_oids): the databases
 * @n_oids: how many, at least one
 *
 * Returns: (transfer none): the window, which belongs to itself
 */
UsherCleanUpWindow *
usher_clean_up_window_present (GtkWindow *parent,
                               UsherServer *server,
                               UsherCleanUpKind kind,
                               const guint32 *oids,
                               guint n_oids)
{
  UsherCleanUpWindow *self =
      g_object_new (USHER_TYPE_CLEAN_UP_WINDOW, "transient-for", parent, NULL);

  take_clean_up (self, usher_clean_up_new (server, kind, oids, n_oids));
  g_signal_connect_object (parent, "close-request", G_CALLBACK (on_parent_close_request), self,
                           G_CONNECT_SWAPPED);
  self->ticker = g_timeout_add_seconds (1, on_tick, self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
