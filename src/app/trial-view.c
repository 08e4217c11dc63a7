/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"
#include "password-row.h"
#include "ssh-dialog.h"
#include "text.h"
#include "trial.h"

#define NAME_CHARS 60

struct _UsherTrialView
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *rows[USHER_TRIAL_N_STEPS];
  GtkImage *icons[USHER_TRIAL_N_STEPS];
  GtkWidget *stop_button;
  GtkEditable *password_row; /* seen while the server wants one */

  UsherApproach *approach;   /* (owned) (nullable): the way that is tried */
  UsherTrial *trial;         /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the trial under way */
};

enum
{
  PASSWORD_ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherTrialView, usher_trial_view, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  const char *icon;
  const char *css_class;
  const char *words; /* what the icon says, where nothing else says it */
} looks[] = {
  [USHER_TRIAL_NOT_TRIED] = { "content-loading-symbolic", "dim-label", N_ ("Not tried") },
  [USHER_TRIAL_UNDER_WAY] = { "content-loading-symbolic", "accent", N_ ("Under way") },
  [USHER_TRIAL_DONE] = { "object-select-symbolic", "success", N_ ("Done") },
  [USHER_TRIAL_IN_VAIN] = { "dialog-information-symbolic", "warning", N_ ("None") },
  [USHER_TRIAL_FAILED] = { "dialog-warning-symbolic", "error", N_ ("Failed") },
};

static void
show_step (UsherTrialView *self, UsherTrialStep step)
{
  UsherTrialState state = usher_trial_get_state (self->trial, step);
  const char *words = usher_trial_get_words (self->trial, step);
  const char *css_classes[] = { looks[state].css_class, NULL };

  gtk_widget_set_visible (GTK_WIDGET (self->rows[step]), usher_trial_has_step (self->trial, step));
  adw_action_row_set_subtitle (self->rows[step], words != NULL ? words : _ (looks[state].words));
  gtk_image_set_from_icon_name (self->icons[step], looks[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icons[step]), css_classes);
}

static void
on_changed (UsherTrialView *self)
{
  for (UsherTrialStep step = 0; step < USHER_TRIAL_N_STEPS; step++)
    show_step (self, step);
}

static void
show_end (UsherTrialView *self, const char *title)
{
  on_changed (self);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), title);
  gtk_widget_set_visible (self->stop_button, FALSE);
}

/* The password leaves this row for where it is kept until the connection is saved. */
static void
succeed (UsherTrialView *self)
{
  g_autofree char *password = g_strdup (gtk_editable_get_text (self->password_row));

  show_end (self, _ ("The Connection Works"));
  gtk_editable_set_text (self->password_row, "");
  if (*password != '\0')
    g_signal_emit (self, signals[PASSWORD_ACCEPTED], 0, password);
  explicit_bzero (password, strlen (password));
}

static void
ask_password (UsherTrialView *self, const GError *error)
{
  show_end (self, g_error_matches (error, USHER_ERROR, USHER_ERROR_PASSWORD_WRONG)
                      ? _ ("The Password Is Wrong")
                      : _ ("The Server Asks for a Password"));
  gtk_editable_set_text (self->password_row, "");
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
on_finished (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherTrialView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnectionInfo) info =
      usher_trial_run_finish (USHER_TRIAL (object), result, &error);

  /* Another trial may have begun, or the dialog be gone. */
  if (self->trial != USHER_TRIAL (object))
    return;
  g_clear_object (&self->cancellable);
  if (info != NULL)
    succeed (self);
  else if (usher_error_is_about_password (error))
    ask_password (self, error);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_end (self, _ ("The Test Was Stopped"));
  else
    show_end (self, _ ("The Connection Does Not Work"));
}

static void
on_question (UsherTrialView *self, UsherSshQuestion *question)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  UsherProfile *profile = usher_approach_get_profile (self->approach);
  g_autofree char *label = usher_text_show_line (usher_profile_get_name (profile), NAME_CHARS);

  gtk_window_present (
      GTK_WINDOW (usher_ssh_dialog_new (root != NULL ? GTK_WINDOW (root) : NULL, label, question)));
}

static void
begin (UsherTrialView *self)
{
  self->cancellable = g_cancellable_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Trying the Connection…"));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_set_visible (self->stop_button, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), FALSE);
  usher_trial_run_async (self->trial, self->cancellable, on_finished, g_object_ref (self));
  on_changed (self);
}

static void
on_password_entered (UsherTrialView *self)
{
  const char *password = gtk_editable_get_text (self->password_row);

  if (*password == '\0' || self->cancellable != NULL)
    return;
  usher_approach_set_password (self->approach, password);
  begin (self);
}

static void
on_stop_clicked (UsherTrialView *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
stop (UsherTrialView *self)
{
  if (self->trial != NULL)
    g_signal_handlers_disconnect_by_data (self->trial, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trial);
  g_clear_object (&self->approach);
}

static void
usher_trial_view_dispose (GObject *object)
{
  stop (USHER_TRIAL_VIEW (object));

  G_OBJECT_CLASS (usher_trial_view_parent_class)->dispose (object);
}

static void
usher_trial_view_class_init (UsherTrialViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_trial_view_dispose;

  signals[PASSWORD_ACCEPTED] =
      g_signal_new ("password-accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
add_row (UsherTrialView *self, UsherTrialStep step)
{
  self->rows[step] = g_object_new (ADW_TYPE_ACTION_ROW, "title", usher_trial_get_title (step),
                                   "use-markup", FALSE, "subtitle-lines", 0, NULL);
  self->icons[step] =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_action_row_add_prefix (self->rows[step], GTK_WIDGET (self->icons[step]));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->rows[step]));
}

static void
add_password_row (UsherTrialView *self)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_PASSWORD_ENTRY_ROW, "title", _ ("Password for This Server"), NULL);
  GtkWidget *button = gtk_button_new_with_label (_ ("Try"));

  self->password_row = GTK_EDITABLE (row);
  usher_password_row_name_button (row);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_password_entered), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_password_entered), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
add_stop_button (UsherTrialView *self)
{
  self->stop_button = gtk_button_new_with_label (_ ("Stop"));
  g_signal_connect_object (self->stop_button, "clicked", G_CALLBACK (on_stop_clicked), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->stop_button);
}

static void
usher_trial_view_init (UsherTrialView *self)
{
  for (UsherTrialStep step = 0; step < USHER_TRIAL_N_STEPS; step++)
    add_row (self, step);
  add_password_row (self);
  add_stop_button (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * usher_trial_view_run:
 * @profile: what is tried
 * @password: (nullable): what was typed; without it the password comes from where @profile has
 *   it from
 *
 * Ends the trial that is under way, if there is one, and begins another.
 */
void
usher_trial_view_run (UsherTrialView *self, UsherProfile *profile, const char *password)
{
  stop (self);
  self->approach = usher_approach_new_for_profile (profile);
  if (password != NULL)
    usher_approach_set_password (self->approach, password);
  self->trial = usher_trial_new (self->approach);
  g_signal_connect_swapped (self->trial, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->trial, "question", G_CALLBACK (on_question), self);
  gtk_editable_set_text (self->password_row, "");
  begin (self);
}

/**
 * usher_trial_view_forget:
 *
 * What was tried is no longer what stands in the fields: nothing more is said of it.
 */
void
usher_trial_view_forget (UsherTrialView *self)
{
  stop (self);
  gtk_editable_set_text (self->password_row, "");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
