/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "group-dialog.h"

#include <glib/gi18n-lib.h>

/* Of what a person gives a name to nobody wants to read more. */
#define LONGEST_NAME 100
#define WIDTH_CHARS  32

struct _UsherGroupDialog
{
  AdwMessageDialog parent_instance;

  GtkEditable *entry;
  GtkLabel *note;

  char *group;  /* (owned) (nullable): the name it has; %NULL for a new one */
  char **known; /* (owned): the names of all groups */
};

enum
{
  NAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherGroupDialog, usher_group_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_name (UsherGroupDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static void
on_changed (UsherGroupDialog *self)
{
  g_autofree char *name = dup_name (self);
  gboolean taken = g_strcmp0 (name, self->group) != 0
                   && g_strv_contains ((const char *const *)self->known, name);

  gtk_widget_set_visible (GTK_WIDGET (self->note), taken);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "name", *name != '\0');
}

static void
usher_group_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  UsherGroupDialog *self = USHER_GROUP_DIALOG (dialog);
  g_autofree char *name = dup_name (self);

  if (g_str_equal (response, "name"))
    g_signal_emit (self, signals[NAMED], 0, name);
}

static void
usher_group_dialog_finalize (GObject *object)
{
  UsherGroupDialog *self = USHER_GROUP_DIALOG (object);

  g_free (self->group);
  g_strfreev (self->known);

  G_OBJECT_CLASS (usher_group_dialog_parent_class)->finalize (object);
}

static void
usher_group_dialog_class_init (UsherGroupDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_group_dialog_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = usher_group_dialog_response;

  signals[NAMED] = g_signal_new ("named", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
usher_group_dialog_init (UsherGroupDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *note = gtk_label_new (NULL);

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), WIDTH_CHARS);
  gtk_entry_set_max_length (GTK_ENTRY (entry), LONGEST_NAME);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Name of the Group"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the Group"), -1);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (note), WIDTH_CHARS);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_widget_add_css_class (note, "caption");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), note);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self), box);

  self->entry = GTK_EDITABLE (entry);
  self->note = GTK_LABEL (note);
}

static void
set_words (UsherGroupDialog *self, const char *heading, const char *verb, const char *note)
{
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self), "cancel", _ ("_Cancel"), "name",
                                    verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self), "name",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self), "name");
  gtk_label_set_text (self->note, note);
}

/**
 * usher_group_dialog_new:
 * @group: (nullable): the group that is renamed; %NULL for a new one, into which a connection
 *   is moved
 * @known: the names of the groups there are
 *
 * Returns: (transfer none): the dialog, to be presented
 */
UsherGroupDialog *
usher_group_dialog_new (GtkWindow *parent, const char *group, const char *const *known)
{
  UsherGroupDialog *self =
      g_object_new (USHER_TYPE_GROUP_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->group = g_strdup (group);
  self->known = g_strdupv ((char **)known);
  if (group != NULL)
    set_words (self, _ ("Rename Group"), _ ("_Rename"),
               _ ("There is a group of this name. It takes in the connections of this one."));
  else
    set_words (self, _ ("New Group"), _ ("_Move"),
               _ ("There is a group of this name. The connection moves there."));

  gtk_editable_set_text (self->entry, group != NULL ? group : "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  on_changed (self);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}
