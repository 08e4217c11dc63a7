/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "import-preview.h"

#include <glib/gi18n-lib.h>

#include "text.h"
#include "tls-words.h"

#define NAME_CHARS  80
#define VALUE_CHARS 400

struct _UsherImportPreview
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *entries; /* (owned) (element-type UsherImportEntry) */
  GPtrArray *checks;  /* (owned) (element-type GtkCheckButton): one for each */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherImportPreview, usher_import_preview, ADW_TYPE_PREFERENCES_GROUP)

static void
usher_import_preview_finalize (GObject *object)
{
  UsherImportPreview *self = USHER_IMPORT_PREVIEW (object);

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->checks);

  G_OBJECT_CLASS (usher_import_preview_parent_class)->finalize (object);
}

static void
usher_import_preview_class_init (UsherImportPreviewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_import_preview_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_import_preview_init (UsherImportPreview *self)
{
  self->checks = g_ptr_array_new_with_free_func (g_object_unref);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("Passwords never come along. What could run or read something on this computer is "
         "switched off; switch on what you know."));
}

static void
tell_change (UsherImportPreview *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Not at once: then the row's labels would get the texts before they know that these are no
 * markup. */
static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);

  g_object_set (row, "title", title, "subtitle", subtitle, "subtitle-lines", 0, NULL);
  return row;
}

/* What is switched off */

static void
on_switched (UsherImportSwitch *offered, GParamSpec *pspec, GtkSwitch *toggle)
{
  offered->on = gtk_switch_get_active (toggle);
}

/* It belongs to the connection above it. */
static void
add_switch (UsherImportPreview *self, UsherImportSwitch *offered, GtkWidget *check)
{
  g_autofree char *name = usher_text_show_line (offered->name, NAME_CHARS);
  g_autofree char *value = usher_text_show_line (offered->value, VALUE_CHARS);
  GtkWidget *row = new_row (name, value);
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *label = g_strdup_printf ("%s: %s", name, value);

  gtk_widget_add_css_class (row, "import-switch");
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (on_switched), offered);
  g_object_bind_property (check, "active", row, "sensitive", G_BINDING_SYNC_CREATE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

/* A connection */

static char *
words_for_entry (UsherImportEntry *entry, UsherProfile *same, const char *weak)
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
  if (weak != NULL)
    g_string_append_printf (words, "\n%s", weak);
  for (guint i = 0; i < entry->notes->len; i++)
    g_string_append_printf (words, "\n%s", (const char *)entry->notes->pdata[i]);
  return g_string_free (words, FALSE);
}

static GtkWidget *
new_check (UsherImportPreview *self, const char *name, gboolean ticked)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), ticked);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (tell_change), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->checks, g_object_ref (check));
  return check;
}

static void
warn (GtkWidget *row)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", "dialog-warning-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (icon, "warning");
  gtk_widget_add_css_class (row, "weak");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
}

static void
add_entry (UsherImportPreview *self, UsherImportEntry *entry, GListModel *saved)
{
  g_autoptr (UsherProfile) same = usher_import_find_same (saved, entry->profile);
  g_autofree char *name =
      usher_text_show_line (usher_profile_get_name (entry->profile), NAME_CHARS);
  g_autofree char *weak = usher_words_weak_tls (usher_profile_get_address (entry->profile));
  g_autofree char *words = words_for_entry (entry, same, weak);
  GtkWidget *row = new_row (name, words);
  GtkWidget *check = new_check (self, name, same == NULL);

  if (weak != NULL)
    warn (row);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  for (guint i = 0; i < entry->switches->len; i++)
    add_switch (self, g_ptr_array_index (entry->switches, i), check);
}

/**
 * usher_import_preview_new:
 * @entries: (element-type UsherImportEntry): what a file has
 * @saved: (element-type UsherProfile): what is saved already
 *
 * Returns: (transfer floating): the preview
 */
UsherImportPreview *
usher_import_preview_new (GPtrArray *entries, GListModel *saved)
{
  UsherImportPreview *self = g_object_new (USHER_TYPE_IMPORT_PREVIEW, NULL);

  self->entries = g_ptr_array_ref (entries);
  for (guint i = 0; i < entries->len; i++)
    add_entry (self, g_ptr_array_index (entries, i), saved);
  return self;
}

/**
 * usher_import_preview_count:
 *
 * Returns: how many are ticked
 */
guint
usher_import_preview_count (UsherImportPreview *self)
{
  guint n = 0;

  for (guint i = 0; i < self->checks->len; i++)
    n += gtk_check_button_get_active (self->checks->pdata[i]) ? 1 : 0;
  return n;
}

/**
 * usher_import_preview_take:
 *
 * Returns: (transfer full) (element-type UsherProfile): those that are ticked, each with what
 *   is switched on
 */
GPtrArray *
usher_import_preview_take (UsherImportPreview *self)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_ptr_array_add (profiles, usher_import_entry_make_profile (self->entries->pdata[i]));
  return profiles;
}
