/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "import-dialog.h"

#include <glib/gi18n-lib.h>

#include "import-preview.h"

struct _UsherImportDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  AdwStatusPage *choose_page;
  AdwPreferencesPage *page;
  UsherImportPreview *preview; /* (unowned) (nullable): in @page, a new one for each file */
  GtkButton *import_button;

  UsherProfileStore *store;      /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) (nullable): while it is open */
  GCancellable *cancellable;     /* (owned): goes with the dialog */
};

enum
{
  IMPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherImportDialog, usher_import_dialog, ADW_TYPE_WINDOW)

static void
update_button (UsherImportDialog *self)
{
  guint n = self->preview != NULL ? usher_import_preview_count (self->preview) : 0;
  g_autofree char *label =
      n == 0 ? g_strdup (_ ("Import"))
             : g_strdup_printf (ngettext ("Import %u Connection", "Import %u Connections", n), n);

  gtk_button_set_label (self->import_button, label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.import", n > 0);
}

static void
show_entries (UsherImportDialog *self, GPtrArray *entries)
{
  if (self->preview != NULL)
    adw_preferences_page_remove (self->page, ADW_PREFERENCES_GROUP (self->preview));
  self->preview = usher_import_preview_new (entries, G_LIST_MODEL (self->store));
  g_signal_connect_object (self->preview, "changed", G_CALLBACK (update_button), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (self->preview));
  gtk_stack_set_visible_child_name (self->stack, "preview");
  update_button (self);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = usher_import_read_finish (result, &error);
  UsherImportDialog *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (entries != NULL)
    {
      show_entries (self, entries);
      return;
    }
  adw_status_page_set_description (self->choose_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "choose");
}

/* The file */

static void
on_chosen (UsherImportDialog *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    usher_import_dialog_load (self, file);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherImportDialog *self = USHER_IMPORT_DIALOG (widget);

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Import Connections"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherImportDialog *self = USHER_IMPORT_DIALOG (widget);
  g_autoptr (GPtrArray) profiles = usher_import_preview_take (self->preview);
  guint n = profiles->len;

  for (guint i = 0; i < n; i++)
    usher_profile_store_add (self->store, profiles->pdata[i]);
  g_object_ref (self);
  g_signal_emit (self, signals[IMPORTED], 0, n);
  gtk_window_destroy (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
usher_import_dialog_dispose (GObject *object)
{
  UsherImportDialog *self = USHER_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (usher_import_dialog_parent_class)->dispose (object);
}

static void
usher_import_dialog_finalize (GObject *object)
{
  UsherImportDialog *self = USHER_IMPORT_DIALOG (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (usher_import_dialog_parent_class)->finalize (object);
}

static void
usher_import_dialog_class_init (UsherImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = usher_import_dialog_dispose;
  object_class->finalize = usher_import_dialog_finalize;

  signals[IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "dialog.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "dialog.import", NULL, import_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherImportDialog, choose_page);
  gtk_widget_class_bind_template_child (widget_class, UsherImportDialog, page);
  gtk_widget_class_bind_template_child (widget_class, UsherImportDialog, import_button);
}

static void
usher_import_dialog_init (UsherImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_button (self);
}

/**
 * usher_import_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @store: where the connections go
 *
 * Returns: (transfer none): a modal dialog, to be presented
 */
UsherImportDialog *
usher_import_dialog_new (GtkWindow *parent, UsherProfileStore *store)
{
  UsherImportDialog *self = g_object_new (USHER_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);

  self->store = g_object_ref (store);
  return self;
}

/**
 * usher_import_dialog_load:
 * @file: a file that was chosen
 *
 * Shows what is in @file.
 */
void
usher_import_dialog_load (UsherImportDialog *self, GFile *file)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  usher_import_read_async (file, self->cancellable, on_read, self);
}
