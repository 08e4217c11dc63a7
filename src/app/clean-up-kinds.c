/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-kinds.h"

#include <glib/gi18n-lib.h>

#include "clean-up-words.h"
#include "text.h"

#define NAME_CHARS 60

struct _UsherCleanUpKinds
{
  AdwBin parent_instance;

  AdwPreferencesGroup *kinds;
  AdwPreferencesGroup *names;
  GtkCheckButton *buttons[USHER_N_CLEAN_UP_KINDS];

  UsherCleanUp *clean_up; /* (owned) (nullable) */
  GPtrArray *name_rows;   /* (owned) of GtkWidget (unowned): a row for each database */
};

G_DEFINE_FINAL_TYPE (UsherCleanUpKinds, usher_clean_up_kinds, ADW_TYPE_BIN)

static void
on_kind_toggled (GtkCheckButton *button, UsherCleanUpKinds *self)
{
  UsherCleanUpKind kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "usher-kind"));

  if (gtk_check_button_get_active (button) && self->clean_up != NULL)
    usher_clean_up_set_kind (self->clean_up, kind);
}

static void
add_kind (UsherCleanUpKinds *self, UsherCleanUpKind kind)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *button = gtk_check_button_new ();

  self->buttons[kind] = GTK_CHECK_BUTTON (button);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), usher_clean_up_words_kind (kind));
  adw_action_row_set_subtitle (row, usher_clean_up_words_explain (kind));
  adw_action_row_set_subtitle_lines (row, 0);
  g_object_set_data (G_OBJECT (button), "usher-kind", GINT_TO_POINTER (kind));
  if (kind > 0)
    gtk_check_button_set_group (self->buttons[kind], self->buttons[0]);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_kind_toggled), self,
                           G_CONNECT_DEFAULT);
  adw_action_row_add_prefix (row, button);
  /* The row names it, too. */
  adw_action_row_set_activatable_widget (row, button);
  adw_preferences_group_add (self->kinds, GTK_WIDGET (row));
}

/* Returns: (transfer none): the row, which the clean-up keeps */
static UsherCleanUpRow *
get_database (UsherCleanUpKinds *self, guint index)
{
  g_autoptr (UsherCleanUpRow) database =
      g_list_model_get_item (usher_clean_up_get_rows (self->clean_up), index);

  return database;
}

static void
on_name_changed (GtkEditable *entry, UsherCleanUpKinds *self)
{
  guint index;

  if (g_ptr_array_find (self->name_rows, entry, &index))
    usher_clean_up_set_new_name (self->clean_up, get_database (self, index),
                                 gtk_editable_get_text (entry));
}

static void
add_name (UsherCleanUpKinds *self, UsherCleanUpRow *database)
{
  GtkWidget *row = adw_entry_row_new ();
  g_autofree char *name = usher_text_show_line (usher_clean_up_row_get_name (database), NAME_CHARS);
  /* Translators: %s is the name of a database */
  g_autofree char *title = g_strdup_printf (_ ("New Name for “%s”"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), usher_clean_up_row_get_new_name (database));
  g_signal_connect_object (row, "changed", G_CALLBACK (on_name_changed), self, G_CONNECT_DEFAULT);
  g_ptr_array_add (self->name_rows, row);
  adw_preferences_group_add (self->names, row);
}

static void
usher_clean_up_kinds_dispose (GObject *object)
{
  g_clear_object (&USHER_CLEAN_UP_KINDS (object)->clean_up);

  G_OBJECT_CLASS (usher_clean_up_kinds_parent_class)->dispose (object);
}

static void
usher_clean_up_kinds_finalize (GObject *object)
{
  g_ptr_array_unref (USHER_CLEAN_UP_KINDS (object)->name_rows);

  G_OBJECT_CLASS (usher_clean_up_kinds_parent_class)->finalize (object);
}

static void
usher_clean_up_kinds_class_init (UsherCleanUpKindsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_clean_up_kinds_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_clean_up_kinds_finalize;
}

static void
usher_clean_up_kinds_init (UsherCleanUpKinds *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->name_rows = g_ptr_array_new ();
  self->kinds = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->names = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->kinds, _ ("What do you want to do?"));
  for (UsherCleanUpKind kind = 0; kind < USHER_N_CLEAN_UP_KINDS; kind++)
    add_kind (self, kind);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->kinds));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->names));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * usher_clean_up_kinds_set_clean_up:
 * @self: the kinds
 * @clean_up: of which databases, one that was not started
 */
void
usher_clean_up_kinds_set_clean_up (UsherCleanUpKinds *self, UsherCleanUp *clean_up)
{
  GListModel *rows = usher_clean_up_get_rows (clean_up);

  for (guint i = 0; i < self->name_rows->len; i++)
    adw_preferences_group_remove (self->names, self->name_rows->pdata[i]);
  g_ptr_array_set_size (self->name_rows, 0);
  g_set_object (&self->clean_up, clean_up);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    add_name (self, get_database (self, i));
  usher_clean_up_kinds_update (self);
}

/**
 * usher_clean_up_kinds_update:
 * @self: the kinds
 *
 * Shows what is chosen.
 */
void
usher_clean_up_kinds_update (UsherCleanUpKinds *self)
{
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);

  gtk_check_button_set_active (self->buttons[kind], TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->names),
                          kind == USHER_CLEAN_UP_RENAME || kind == USHER_CLEAN_UP_COPY);
}
