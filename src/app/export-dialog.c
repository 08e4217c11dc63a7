/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "export-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "import.h"

/* The data of the task. */
typedef struct
{
  GtkWindow *parent;             /* (owned) */
  UsherProfileStore *store;      /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  g_object_unref (self->parent);
  g_object_unref (self->store);
  g_object_unref (self->chooser);
  g_free (self);
}

static void
tell_failure (GtkWindow *parent, const GError *error)
{
  GtkWidget *dialog =
      adw_message_dialog_new (parent, _ ("The Connections Were Not Exported"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_exported (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Export *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!usher_export_finish (result, &error))
    tell_failure (self->parent, error);
  g_task_return_boolean (task, error == NULL);
}

static void
on_place_chosen (GtkNativeDialog *dialog, int response, GTask *task)
{
  Export *self = g_task_get_task_data (task);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    {
      usher_export_async (G_LIST_MODEL (self->store), file, NULL, on_exported, task);
      return;
    }
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
}

/**
 * usher_export_connections_async:
 * @parent: the window it belongs to
 * @store: the connections
 * @callback: when they are written, or not
 * @user_data: for @callback
 *
 * Asks for a file, and writes all connections into it, without any secret. Says itself why that
 * failed.
 */
void
usher_export_connections_async (GtkWindow *parent,
                                UsherProfileStore *store,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Export *self = g_new0 (Export, 1);

  self->parent = g_object_ref (parent);
  self->store = g_object_ref (store);
  self->chooser = gtk_file_chooser_native_new (_ ("Export Connections"), parent,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export"), NULL);
  g_task_set_source_tag (task, usher_export_connections_async);
  g_task_set_task_data (task, self, export_free);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "usher-connections.json");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_place_chosen), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/**
 * usher_export_connections_finish:
 *
 * Returns: whether they are written
 */
gboolean
usher_export_connections_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
