/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "file-button.h"

#include <glib/gi18n-lib.h>

struct _UsherFileButton
{
  AdwBin parent_instance;

  AdwEntryRow *row;              /* (unowned): this is in there */
  GtkWidget *button;             /* (unowned): the child */
  GtkFileChooserNative *chooser; /* (owned) (nullable): while it is open */
};

enum
{
  PROP_0,
  PROP_ROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UsherFileButton, usher_file_button, ADW_TYPE_BIN)

static void
on_chosen (UsherFileButton *self, int response)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    usher_file_button_take (self, file);
}

static void
on_clicked (UsherFileButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (
      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->row)), GTK_WINDOW (root),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Choose"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
usher_file_button_constructed (GObject *object)
{
  UsherFileButton *self = USHER_FILE_BUTTON (object);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->row));
  /* Translators: %s is what the file is, the title of a field */
  g_autofree char *words = g_strdup_printf (_ ("Choose a File: %s"), title);

  G_OBJECT_CLASS (usher_file_button_parent_class)->constructed (object);

  gtk_widget_set_tooltip_text (self->button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
}

static void
usher_file_button_dispose (GObject *object)
{
  UsherFileButton *self = USHER_FILE_BUTTON (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (usher_file_button_parent_class)->dispose (object);
}

static void
usher_file_button_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  if (prop_id == PROP_ROW)
    USHER_FILE_BUTTON (object)->row = g_value_get_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
usher_file_button_class_init (UsherFileButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = usher_file_button_constructed;
  object_class->dispose = usher_file_button_dispose;
  object_class->set_property = usher_file_button_set_property;

  properties[PROP_ROW] =
      g_param_spec_object ("row", NULL, NULL, ADW_TYPE_ENTRY_ROW,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_file_button_init (UsherFileButton *self)
{
  self->button = gtk_button_new_from_icon_name ("document-open-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_clicked), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), self->button);
}

/**
 * usher_file_button_take:
 * @file: what the person chose
 *
 * Writes the path into the field. What has no path on this computer libpq cannot open.
 */
void
usher_file_button_take (UsherFileButton *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    gtk_editable_set_text (GTK_EDITABLE (self->row), path);
}
