/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "import-dialog.h"

#include <glib/gi18n-lib.h>

#include "import.h"
#include "text.h"

#define NAME_CHARS 80

struct _UsherImportDialog
{
  AdwWindow parent_instance;

  GtkStack *stack;
  AdwStatusPage *choose_page;
  AdwPreferencesPage *preview;
  AdwPreferencesGroup *group; /* (nullable): the rows, a new one for each file */
  GtkButton *import_button;

  UsherProfileStore *store;      /* (owned) */
  GPtrArray *entries;            /* (owned) (nullable) (element-type UsherImportEntry) */
  GPtrArray *checks;             /* (owned) (element-type GtkCheckButton): one for each */
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

static guint
count_ticked (UsherImportDialog *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (self->checks->pdata[i]) ? 1 : 0;
  return n;
}

static void
update_button (UsherImportDialog *self)
{
  guint n = count_ticked (self);
  g_autofree char *label =
      n == 0 ? g_strdup (_ ("Import"))
             : g_strdup_printf (ngettext ("Import %u Connection", "Import %u Connections", n), n);

  gtk_button_set_label (self->import_button, label);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.import", n > 0);
}

/* The preview */

static char *
words_for_entry (UsherImportEntry *entry, UsherProfile *same)
{
  g_autofree char *place = usher_address_describe (usher_profile_get_address (entry->profile));
  g_autofree char *shown = usher_text_show_line (place, NAME_CHARS);
  GString *words = g_string_new (shown);

  if (same != NULL)
    {
      g_autofree char *name = usher_text_show_line (usher_profile_get_name (same), NAME_CHARS);
      /* Translators: %s is the name of a saved connection */
      g_autofree char *line = g_strdup_printf (_ ("Already there as “%s”"), name);

      g_string_append_printf (words, "\n%s", line);
    }
  for (guint i = 0; i < entry->notes->len; i++)
    g_string_append_printf (words, "\n%s", (const char *)entry->notes->pdata[i]);
  return g_string_free (words, FALSE);
}

static void
add_row (UsherImportDialog *self, UsherImportEntry *entry)
{
  g_autoptr (UsherProfile) same =
      usher_import_find_same (G_LIST_MODEL (self->store), entry->profile);
  g_autofree char *name =
      usher_text_show_line (usher_profile_get_name (entry->profile), NAME_CHARS);
  g_autofree char *words = words_for_entry (entry, same);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  GtkWidget *check = gtk_check_button_new ();

  /* Not at once: then the row's labels would get the texts before they know that these are no
   * markup. */
  g_object_set (row, "title", name, "subtitle", words, "subtitle-lines", 0, NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), same == NULL);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update_button), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->checks, check);
}

static void
clear_preview (UsherImportDialog *self)
{
  g_ptr_array_set_size (self->checks, 0);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  if (self->group != NULL)
    adw_preferences_page_remove (self->preview, self->group);
  self->group = NULL;
}

static void
show_entries (UsherImportDialog *self, GPtrArray *entries)
{
  clear_preview (self);
  self->entries = g_ptr_array_ref (entries);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (
      self->group, _ ("Passwords never come along. What could run or read something on this "
                      "computer is left out; set it anew where it is needed."));
  for (guint i = 0; i < entries->len; i++)
    add_row (self, entries->pdata[i]);
  adw_preferences_page_add (self->preview, self->group);
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
  guint n = count_ticked (self);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      {
        UsherImportEntry *entry = self->entries->pdata[i];

        usher_profile_store_add (self->store, entry->profile);
      }
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
  g_ptr_array_set_size (self->checks, 0);
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

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_ptr_array_unref (self->checks);
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
  gtk_widget_class_bind_template_child (widget_class, UsherImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, UsherImportDialog, import_button);
}

static void
usher_import_dialog_init (UsherImportDialog *self)
{
  self->checks = g_ptr_array_new ();
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

/* Out */

typedef struct
{
  UsherProfileStore *store;      /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) */
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->store);
  g_object_unref (self->chooser);
  g_free (self);
}

static void
on_exported (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWindow) parent = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (usher_export_finish (result, &error))
    return;
  dialog = adw_message_dialog_new (parent, _ ("The Connections Were Not Exported"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_place_chosen (Export *self, int response)
{
  GtkNativeDialog *dialog = GTK_NATIVE_DIALOG (self->chooser);
  GtkWindow *parent = gtk_native_dialog_get_transient_for (dialog);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && parent != NULL)
    usher_export_async (G_LIST_MODEL (self->store), file, NULL, on_exported, g_object_ref (parent));
  export_free (self);
}

/**
 * usher_export_connections:
 * @parent: the window it belongs to
 * @store: the connections
 *
 * Asks for a file, and writes all connections into it, without any secret.
 */
void
usher_export_connections (GtkWindow *parent, UsherProfileStore *store)
{
  Export *self = g_new0 (Export, 1);

  self->store = g_object_ref (store);
  self->chooser = gtk_file_chooser_native_new (_ ("Export Connections"), parent,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Export"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "usher-connections.json");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (on_place_chosen), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
