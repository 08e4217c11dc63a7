/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-stop.h"

#include <glib/gi18n-lib.h>

/* What it means to stop may change while the question is there, and it may have become idle. */
static void
update (AdwMessageDialog *dialog, UsherCleanUp *clean_up)
{
  const char *warning = usher_clean_up_get_stop_warning (clean_up);

  if (!usher_clean_up_is_running (clean_up))
    {
      gtk_window_close (GTK_WINDOW (dialog));
      return;
    }
  adw_message_dialog_set_body (
      dialog, warning != NULL
                  ? warning
                  : _ ("What is done stays done. What was changed on the way is put back, and "
                       "databases that were not reached are left alone."));
  adw_message_dialog_set_response_label (dialog, "stop",
                                         warning != NULL ? _ ("Stop Anyway") : _ ("Stop"));
}

/**
 * usher_clean_up_stop_dialog_new:
 * @parent: the window it belongs to
 * @clean_up: one that runs
 *
 * Returns: (transfer none): the question, to be presented
 */
AdwMessageDialog *
usher_clean_up_stop_dialog_new (GtkWindow *parent, UsherCleanUp *clean_up)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Stop the Clean-Up?"), NULL);
  AdwMessageDialog *self = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_responses (self, "go-on", _ ("Keep Running"), "stop", _ ("Stop"), NULL);
  adw_message_dialog_set_response_appearance (self, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (self, "go-on");
  adw_message_dialog_set_close_response (self, "go-on");
  g_signal_connect_object (clean_up, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self, clean_up);
  return self;
}
