/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-window.h"

#include <glib/gi18n-lib.h>

#include "clean-up-obstacles.h"
#include "clean-up-rows.h"
#include "name-check.h"
#include "script-view.h"
#include "server-words.h"
#include "text.h"

#define NAME_CHARS 60

struct _UsherCleanUpWindow
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  AdwPreferencesGroup *kinds;
  AdwPreferencesGroup *names;
  GtkWidget *ways;
  AdwComboRow *blocking;
  GtkWidget *force_row;
  GtkSwitch *force;
  GtkBox *outcomes;
  GtkBox *obstacles;
  GtkBox *steps;
  UsherScriptView *script;
  UsherNameCheck *check;
  GtkLabel *trouble;
  GtkLabel *stop_warning;
  GtkWidget *close_button;
  GtkWidget *stop_button;
  GtkButton *act_button;

  UsherCleanUp *clean_up;    /* (owned) (nullable): NULL once disposed */
  GPtrArray *name_rows;      /* (owned) of GtkWidget (unowned): where new names are typed */
  char *plan;                /* (owned) (nullable): the SQL that is shown */
  guint ticker;              /* how long ago the server was looked at changes by itself */
  GCancellable *cancellable; /* (owned): stops it */
  gboolean started;
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

/* What stands there */

static guint
count_sessions (UsherCleanUpWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < count_databases (self); i++)
    n += usher_clean_up_row_get_n_sessions (get_row (self, i));
  return n;
}

static void
show_button (UsherCleanUpWindow *self)
{
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);
  g_autofree char *label =
      usher_clean_up_words_button (kind, count_databases (self), count_sessions (self));
  gboolean destroys = kind == USHER_CLEAN_UP_DROP || count_sessions (self) > 0;
  const char *classes[] = { destroys ? "destructive-action" : "suggested-action", NULL };

  gtk_button_set_label (self->act_button, label);
  gtk_widget_set_css_classes (GTK_WIDGET (self->act_button), classes);
  gtk_widget_set_sensitive (GTK_WIDGET (self->act_button),
                            usher_clean_up_is_ready (self->clean_up)
                                && usher_name_check_get_matches (self->check));
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
show_ways (UsherCleanUpWindow *self)
{
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);
  UsherBlocking blocking = usher_clean_up_get_blocking (self->clean_up);

  if (adw_combo_row_get_selected (self->blocking) != blocking)
    adw_combo_row_set_selected (self->blocking, blocking);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->blocking), usher_blocking_explain (blocking));
  gtk_widget_set_visible (self->force_row,
                          kind == USHER_CLEAN_UP_DROP && usher_clean_up_can_force (self->clean_up));
  gtk_widget_set_visible (GTK_WIDGET (self->names),
                          kind == USHER_CLEAN_UP_RENAME || kind == USHER_CLEAN_UP_COPY);
}

static void
update (UsherCleanUpWindow *self)
{
  if (self->clean_up == NULL)
    return;
  show_obstacles (self);
  if (self->started)
    {
      show_text (self->stop_warning, usher_clean_up_is_running (self->clean_up)
                                         ? usher_clean_up_get_stop_warning (self->clean_up)
                                         : NULL);
      return;
    }
  show_ways (self);
  show_plan (self);
  show_button (self);
}

/* What is chosen */

static void
on_kind_toggled (GtkCheckButton *button, UsherCleanUpWindow *self)
{
  UsherCleanUpKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "usher-kind"));

  if (!gtk_check_button_get_active (button) || self->started)
    return;
  usher_clean_up_set_kind (self->clean_up, kind);
  update (self);
}

static void
blocking_cb (UsherCleanUpWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->blocking);

  if (self->clean_up == NULL || self->started || selected >= USHER_N_BLOCKINGS)
    return;
  usher_clean_up_set_blocking (self->clean_up, (UsherBlocking)selected);
  update (self);
}

static void
force_cb (UsherCleanUpWindow *self)
{
  if (self->clean_up == NULL || self->started)
    return;
  usher_clean_up_set_force (self->clean_up, gtk_switch_get_active (self->force));
  update (self);
}

static void
on_name_changed (GtkEditable *entry, UsherCleanUpWindow *self)
{
  guint index;

  if (self->started || !g_ptr_array_find (self->name_rows, entry, &index))
    return;
  usher_clean_up_set_new_name (self->clean_up, get_row (self, index),
                               gtk_editable_get_text (entry));
  show_button (self);
}

/* What is done */

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
  show_text (self->stop_warning, NULL);
  gtk_widget_set_visible (self->stop_button, FALSE);
  gtk_widget_set_visible (self->close_button, TRUE);
  gtk_widget_grab_focus (self->close_button);
  usher_server_refresh (usher_clean_up_get_server (self->clean_up));
}

/* From here on nothing is chosen any more: the steps tell how far it is. */
static void
show_running (UsherCleanUpWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->kinds), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->names), FALSE);
  gtk_widget_set_visible (self->ways, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->obstacles), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->check), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->act_button), FALSE);
  gtk_widget_set_visible (self->close_button, FALSE);
  gtk_widget_set_visible (self->stop_button, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->outcomes), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), TRUE);
  gtk_widget_grab_focus (self->stop_button);
}

static void
act_cb (UsherCleanUpWindow *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  usher_clean_up_set_watching (self->clean_up, FALSE);
  usher_clean_up_add_steps (self->clean_up, self->outcomes, self->steps);
  show_running (self);
  usher_clean_up_run_async (self->clean_up, self->cancellable, on_finished, g_object_ref (self));
}

static void
stop_cb (UsherCleanUpWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->stop_button, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->stop_button), _ ("Stopping…"));
}

static gboolean
usher_clean_up_window_close_request (GtkWindow *window)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (window);

  if (usher_clean_up_is_running (self->clean_up))
    {
      stop_cb (self);
      return GDK_EVENT_STOP;
    }
  usher_clean_up_set_watching (self->clean_up, FALSE);
  return GTK_WINDOW_CLASS (usher_clean_up_window_parent_class)->close_request (window);
}

/* The object */

static void
usher_clean_up_window_dispose (GObject *object)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (object);

  g_clear_handle_id (&self->ticker, g_source_remove);
  g_clear_object (&self->clean_up);

  G_OBJECT_CLASS (usher_clean_up_window_parent_class)->dispose (object);
}

static void
usher_clean_up_window_finalize (GObject *object)
{
  UsherCleanUpWindow *self = USHER_CLEAN_UP_WINDOW (object);

  g_ptr_array_unref (self->name_rows);
  g_object_unref (self->cancellable);
  g_free (self->plan);

  G_OBJECT_CLASS (usher_clean_up_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/clean-up-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, kinds);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, names);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, ways);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, blocking);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, force_row);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, force);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, outcomes);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, obstacles);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, script);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, check);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, stop_warning);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, close_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWindow, act_button);
  gtk_widget_class_bind_template_callback (widget_class, act_cb);
  gtk_widget_class_bind_template_callback (widget_class, blocking_cb);
  gtk_widget_class_bind_template_callback (widget_class, force_cb);
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

  g_type_ensure (USHER_TYPE_NAME_CHECK);
  g_type_ensure (USHER_TYPE_SCRIPT_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
usher_clean_up_window_init (UsherCleanUpWindow *self)
{
  g_autoptr (GtkStringList) ways = gtk_string_list_new (NULL);

  self->cancellable = g_cancellable_new ();
  self->name_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (UsherBlocking blocking = 0; blocking < USHER_N_BLOCKINGS; blocking++)
    gtk_string_list_append (ways, usher_blocking_label (blocking));
  adw_combo_row_set_model (self->blocking, G_LIST_MODEL (ways));
}

static void
offer_kinds (UsherCleanUpWindow *self)
{
  GtkCheckButton *first = NULL;

  for (UsherCleanUpKind kind = 0; kind < USHER_N_CLEAN_UP_KINDS; kind++)
    {
      AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
      GtkCheckButton *button = GTK_CHECK_BUTTON (gtk_check_button_new ());

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), usher_clean_up_words_kind (kind));
      adw_action_row_set_subtitle (row, usher_clean_up_words_explain (kind));
      g_object_set_data (G_OBJECT (button), "usher-kind", GINT_TO_POINTER (kind));
      gtk_check_button_set_group (button, first);
      first = first != NULL ? first : button;
      gtk_check_button_set_active (button, kind == usher_clean_up_get_kind (self->clean_up));
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_kind_toggled), self,
                               G_CONNECT_DEFAULT);
      adw_action_row_add_prefix (row, GTK_WIDGET (button));
      adw_action_row_set_activatable_widget (row, GTK_WIDGET (button));
      adw_preferences_group_add (self->kinds, GTK_WIDGET (row));
    }
}

static void
offer_names (UsherCleanUpWindow *self)
{
  for (guint i = 0; i < count_databases (self); i++)
    {
      GtkWidget *row = adw_entry_row_new ();
      g_autofree char *name =
          usher_text_show_line (usher_clean_up_row_get_name (get_row (self, i)), NAME_CHARS);
      /* Translators: %s is the name of a database */
      g_autofree char *title = g_strdup_printf (_ ("New Name for “%s”"), name);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      g_signal_connect_object (row, "changed", G_CALLBACK (on_name_changed), self,
                               G_CONNECT_DEFAULT);
      g_ptr_array_add (self->name_rows, row);
      adw_preferences_group_add (self->names, row);
    }
}

static void
add_obstacles (UsherCleanUpWindow *self)
{
  gboolean several = count_databases (self) > 1;

  for (guint i = 0; i < count_databases (self); i++)
    gtk_box_append (self->obstacles,
                    usher_clean_up_obstacles_new (self->clean_up, get_row (self, i), several));
}

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

  self->clean_up = usher_clean_up_new (server, kind, oids, n_oids);
  show_title (self);
  offer_kinds (self);
  offer_names (self);
  add_obstacles (self);
  g_signal_connect_object (self->clean_up, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  usher_clean_up_set_watching (self->clean_up, TRUE);
  self->ticker = g_timeout_add_seconds (1, on_tick, self);
  update (self);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->close_button);
  gtk_widget_grab_focus (self->close_button);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
