/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "trial-view.h"

#include <glib/gi18n-lib.h>

#include "trial.h"

struct _UsherTrialView
{
  AdwPreferencesGroup parent_instance;

  AdwActionRow *rows[USHER_TRIAL_N_STEPS];
  GtkImage *icons[USHER_TRIAL_N_STEPS];

  UsherTrial *trial;         /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable): of the trial */
};

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
on_finished (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherTrialView) self = data;
  g_autoptr (UsherConnectionInfo) info =
      usher_trial_run_finish (USHER_TRIAL (object), result, NULL);

  /* Another trial may have begun, or the dialog be gone. */
  if (self->trial != USHER_TRIAL (object))
    return;
  on_changed (self);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   info != NULL ? _ ("The Connection Works")
                                                : _ ("The Connection Does Not Work"));
}

static void
stop (UsherTrialView *self)
{
  if (self->trial != NULL)
    g_signal_handlers_disconnect_by_data (self->trial, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trial);
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
usher_trial_view_init (UsherTrialView *self)
{
  for (UsherTrialStep step = 0; step < USHER_TRIAL_N_STEPS; step++)
    add_row (self, step);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * usher_trial_view_run:
 * @profile: what is tried
 * @address: its address, with the password if there is one
 *
 * Ends the trial that is under way, if there is one, and begins another.
 */
void
usher_trial_view_run (UsherTrialView *self, UsherProfile *profile, UsherAddress *address)
{
  stop (self);
  self->trial = usher_trial_new (address, usher_profile_get_role (profile),
                                 usher_profile_get_tunnel (profile));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (self->trial, "changed", G_CALLBACK (on_changed), self);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Trying the Connection…"));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  on_changed (self);
  usher_trial_run_async (self->trial, self->cancellable, on_finished, g_object_ref (self));
}
