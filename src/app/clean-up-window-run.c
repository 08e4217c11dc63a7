/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-window-private.h"

#include <glib/gi18n-lib.h>

#include "clean-up-obstacles.h"
#include "clean-up-progress.h"
#include "clean-up-stop.h"

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
  for (guint i = 0; i < usher_clean_up_window_count_databases (self); i++)
    if (usher_clean_up_row_get_outcome (usher_clean_up_window_get_row (self, i))
        != USHER_CLEAN_UP_DONE)
      return TRUE;
  return FALSE;
}

/*< private >
 * usher_clean_up_window_set_phase:
 * @self: the window
 * @phase: what is shown
 *
 * While it runs nothing can be chosen: the steps tell how far it is.
 */
void
usher_clean_up_window_set_phase (UsherCleanUpWindow *self, UsherCleanUpPhase phase)
{
  gboolean is_planning = phase == USHER_CLEAN_UP_PLANNING;
  gboolean again = phase == USHER_CLEAN_UP_ENDED && is_rest (self);

  self->phase = phase;
  gtk_widget_set_visible (GTK_WIDGET (self->kinds), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->ways), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->check), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->act_button), is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->outcomes), !is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), !is_planning);
  gtk_widget_set_visible (GTK_WIDGET (self->obstacles), is_planning || again);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), phase == USHER_CLEAN_UP_UNDER_WAY);
  gtk_widget_set_visible (self->close_button, phase != USHER_CLEAN_UP_UNDER_WAY);
  gtk_widget_set_visible (self->again_button, again);
  gtk_widget_grab_focus (phase == USHER_CLEAN_UP_UNDER_WAY ? GTK_WIDGET (self->stop_button)
                                                           : self->close_button);
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
    usher_clean_up_window_show_text (self->trouble, error->message);
  show_obstacles_of_rest (self);
  usher_clean_up_window_set_phase (self, USHER_CLEAN_UP_ENDED);
  usher_clean_up_window_update (self);
  usher_server_refresh (usher_clean_up_get_server (self->clean_up));
}

/*< private >
 * usher_clean_up_window_act:
 * @self: the window
 *
 * Does what is planned.
 */
void
usher_clean_up_window_act (UsherCleanUpWindow *self)
{
  if (self->phase != USHER_CLEAN_UP_PLANNING)
    return;
  adw_bin_set_child (self->outcomes, usher_clean_up_outcomes_new (self->clean_up));
  adw_bin_set_child (self->steps, usher_clean_up_steps_new (self->clean_up));
  usher_clean_up_window_set_phase (self, USHER_CLEAN_UP_UNDER_WAY);
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

/*< private >
 * usher_clean_up_window_stop:
 * @self: the window
 *
 * Stops it, and asks before where that does harm.
 */
void
usher_clean_up_window_stop (UsherCleanUpWindow *self)
{
  if (usher_clean_up_get_stop_warning (self->clean_up) != NULL)
    ask_to_stop (self);
  else
    stop (self);
}

/*< private >
 * usher_clean_up_window_hold:
 * @self: the window
 *
 * Nothing is abandoned because a window is closed, this one or the one that it belongs to.
 *
 * Returns: whether it must not be closed now; then the person is asked whether to stop
 */
gboolean
usher_clean_up_window_hold (UsherCleanUpWindow *self)
{
  if (self->clean_up == NULL || !usher_clean_up_is_running (self->clean_up))
    return FALSE;
  ask_to_stop (self);
  return TRUE;
}
