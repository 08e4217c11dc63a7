/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "connection-dialog.h"
#include "connection-order.h"
#include "import-dialog.h"
#include "secrets.h"
#include "text.h"
#include "window-private.h"

/* What a person does to the saved connections: add, edit, move, remove, take back. */

#define NAME_CHARS          64
#define UNDO_SECONDS        10
#define KEYRING_PATIENCE_MS 30000

static UsherProfile *
get_profile (UsherWindow *self)
{
  return usher_connection_entry_get_profile (self->current);
}

static const char *
get_id (UsherWindow *self)
{
  return usher_profile_get_id (get_profile (self));
}

/* New and edited */

static void
open_saved (UsherWindow *self, const char *id)
{
  UsherConnectionEntry *entry = usher_connection_list_find (self->list, id);

  if (entry != NULL)
    usher_window_open_entry (self, entry);
}

/* @password: (nullable): what was typed, for this once */
static void
on_saved_new (UsherWindow *self, UsherProfile *profile, const char *password)
{
  UsherConnectionEntry *entry =
      usher_connection_list_find (self->list, usher_profile_get_id (profile));

  if (entry == NULL)
    return;
  usher_window_open_entry (self, entry);
  if (password != NULL)
    usher_server_set_password (usher_connection_entry_get_server (entry), password);
}

static UsherConnectionDialog *
present_dialog (UsherWindow *self, UsherProfile *profile)
{
  UsherConnectionDialog *dialog =
      usher_connection_dialog_new (GTK_WINDOW (self), self->store, profile);

  g_signal_connect_object (dialog, "connect", G_CALLBACK (on_saved_new), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
new_connection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  present_dialog (data, NULL);
}

/* What was opened in passing is saved and comes back as that. */
static void
on_passing_saved (UsherWindow *self, UsherProfile *profile, UsherConnectionDialog *dialog)
{
  usher_connection_list_remove (self->list, g_object_get_data (G_OBJECT (dialog), "usher-entry"));
}

static void
edit_connection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  UsherProfile *profile = get_profile (self);
  UsherConnectionDialog *dialog = present_dialog (self, profile);

  if (profile != NULL)
    return;
  usher_connection_dialog_set_address (dialog, usher_connection_entry_get_address (self->current));
  g_object_set_data_full (G_OBJECT (dialog), "usher-entry", g_object_ref (self->current),
                          g_object_unref);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (on_passing_saved), self, G_CONNECT_SWAPPED);
}

static void
on_imported (UsherWindow *self, guint n)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u connection imported", "%u connections imported", n), n);

  usher_window_toast (self, text);
}

static void
import_connections (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  UsherImportDialog *dialog = usher_import_dialog_new (GTK_WINDOW (self), self->store);

  g_signal_connect_object (dialog, "imported", G_CALLBACK (on_imported), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
export_connections (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  usher_export_connections (GTK_WINDOW (self), self->store);
}

static void
duplicate_connection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  UsherProfile *copy = usher_profile_store_duplicate (self->store, get_id (self));
  UsherConnectionEntry *entry = NULL;

  if (copy != NULL)
    entry = usher_connection_list_find (self->list, usher_profile_get_id (copy));
  if (entry != NULL)
    usher_connection_tree_select_entry (self->tree, entry);
}

/* Removed and taken back */

typedef struct
{
  UsherWindow *window;   /* (unowned): the toast is the window's */
  UsherProfile *profile; /* (owned) */
  char **place;          /* (owned) */
  gboolean undone;
} Removal;

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GApplication) held = data;
  g_autoptr (GError) error = NULL;

  if (!usher_secrets_forget_finish (result, &error))
    g_info ("A password was not removed from the keyring: %s", error->message);
  g_application_release (held);
}

/* Now it cannot be taken back any more. */
static void
forget_secrets (UsherProfile *profile)
{
  GApplication *application = g_application_get_default ();

  g_application_hold (application);
  usher_secrets_forget_async (usher_profile_get_id (profile), KEYRING_PATIENCE_MS, NULL,
                              on_forgotten, g_object_ref (application));
}

/* The toast has gone, in its time or with its window. */
static void
removal_free (gpointer data)
{
  Removal *self = data;

  if (!self->undone)
    forget_secrets (self->profile);
  g_object_unref (self->profile);
  g_strfreev (self->place);
  g_free (self);
}

static void
on_undo (Removal *removal)
{
  const char *id = usher_profile_get_id (removal->profile);
  UsherConnectionEntry *entry;

  removal->undone = TRUE;
  usher_profile_store_put_back (removal->window->store, removal->profile,
                                (const char *const *)removal->place);
  entry = usher_connection_list_find (removal->window->list, id);
  if (entry != NULL)
    usher_connection_tree_select_entry (removal->window->tree, entry);
}

static void
offer_undo (UsherWindow *self, UsherProfile *profile, char **place)
{
  g_autofree char *name = usher_text_show_line (usher_profile_get_name (profile), NAME_CHARS);
  g_autofree char *plain = g_markup_escape_text (name, -1);
  /* Translators: a saved connection was removed; %s is its name */
  g_autofree char *text = g_strdup_printf (_ ("“%s” removed"), plain);
  AdwToast *toast = adw_toast_new (text);
  Removal *removal = g_new0 (Removal, 1);

  removal->window = self;
  removal->profile = g_object_ref (profile);
  removal->place = place;
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_swapped (toast, "button-clicked", G_CALLBACK (on_undo), removal);
  g_object_set_data_full (G_OBJECT (toast), "usher-removal", removal, removal_free);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
remove_connection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  g_autoptr (UsherProfile) profile = g_object_ref (get_profile (self));

  offer_undo (self, profile,
              usher_profile_store_remove (self->store, usher_profile_get_id (profile)));
}

/* Moved */

static void
step (UsherWindow *self, int direction)
{
  const char *before;

  if (usher_connection_order_step (self->list, self->current, direction, &before))
    usher_profile_store_move (self->store, get_id (self),
                              usher_profile_get_group (get_profile (self)), before);
}

static void
move_up (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step (data, -1);
}

static void
move_down (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step (data, 1);
}

static void
move_to_group (GSimpleAction *action, GVariant *group, gpointer data)
{
  UsherWindow *self = data;

  usher_profile_store_move (self->store, get_id (self), g_variant_get_string (group, NULL), NULL);
}

static void
on_group_named (AdwMessageDialog *dialog, const char *response, UsherWindow *self)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  UsherConnectionEntry *moved = g_object_get_data (G_OBJECT (dialog), "usher-entry");
  UsherProfile *profile = usher_connection_entry_get_profile (moved);

  if (g_str_equal (response, "move"))
    usher_profile_store_move (self->store, usher_profile_get_id (profile),
                              gtk_editable_get_text (GTK_EDITABLE (entry)), NULL);
}

static void
new_group (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("New Group"), NULL);

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the Group"), -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Name of the Group"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "move",
                                    _ ("_Move"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "move");
  g_object_set_data_full (G_OBJECT (dialog), "usher-entry", g_object_ref (self->current),
                          g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_group_named), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * usher_window_move_entry:
 * @entry: a saved one
 * @group: where to, "" for none
 * @before: (nullable): the id of the connection that it is to come before; %NULL for the end
 */
void
usher_window_move_entry (UsherWindow *self,
                         UsherConnectionEntry *entry,
                         const char *group,
                         const char *before)
{
  UsherProfile *profile = usher_connection_entry_get_profile (entry);

  usher_profile_store_move (self->store, usher_profile_get_id (profile), group, before);
}

/**
 * usher_window_open_name:
 * @name: a word from the command line
 *
 * Opens the saved connection of that name; without one, the service of that name.
 */
void
usher_window_open_name (UsherWindow *self, const char *name)
{
  UsherProfile *profile;
  g_autoptr (UsherAddress) address = NULL;

  if (!usher_profile_store_get_loaded (self->store))
    {
      g_ptr_array_add (self->names, g_strdup (name));
      return;
    }
  profile = usher_profile_store_find_by_name (self->store, name);
  if (profile != NULL)
    {
      open_saved (self, usher_profile_get_id (profile));
      return;
    }
  address = usher_address_new_for_service (name);
  usher_window_open_address (self, address);
}

static void
on_loaded (UsherWindow *self)
{
  g_autoptr (GPtrArray) names = g_steal_pointer (&self->names);

  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++)
    usher_window_open_name (self, names->pdata[i]);
  if (self->current == NULL && usher_connection_list_get_n_saved (self->list) > 0)
    usher_connection_tree_select_entry (self->tree,
                                        usher_connection_list_get_entry (self->list, 0));
  usher_window_show_current (self);
}

/* Persistent, so it stays until it is read. */
static void
on_trouble (UsherWindow *self)
{
  const char *trouble = usher_profile_store_get_trouble (self->store);
  g_autofree char *plain = NULL;
  AdwToast *toast;

  if (trouble == NULL)
    return;
  plain = g_markup_escape_text (trouble, -1);
  toast = adw_toast_new (plain);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * usher_window_update_saved_actions:
 *
 * Lets the person do what makes sense for the connection that is looked at.
 */
void
usher_window_update_saved_actions (UsherWindow *self)
{
  static const char *const of_saved[] = { "edit-connection", "duplicate-connection",
                                          "remove-connection", "move-to-group", "new-group" };
  gboolean has_current = self->current != NULL;
  UsherEntryKind kind =
      has_current ? usher_connection_entry_get_kind (self->current) : USHER_ENTRY_PRACTICE;
  gboolean saved = has_current && kind == USHER_ENTRY_SAVED;
  const char *before;

  for (guint i = 0; i < G_N_ELEMENTS (of_saved); i++)
    usher_window_set_enabled (self, of_saved[i], saved);
  usher_window_set_enabled (self, "edit-connection", kind != USHER_ENTRY_PRACTICE);
  usher_window_set_enabled (self, "export-connections",
                            usher_connection_list_get_n_saved (self->list) > 0);
  usher_window_set_enabled (self, "save-connection", kind == USHER_ENTRY_ADDRESS);
  usher_window_set_enabled (
      self, "move-up",
      saved && usher_connection_order_step (self->list, self->current, -1, &before));
  usher_window_set_enabled (
      self, "move-down",
      saved && usher_connection_order_step (self->list, self->current, 1, &before));
}

static const GActionEntry entries[] = {
  { "open-connection", new_connection },
  { "edit-connection", edit_connection },
  { "save-connection", edit_connection },
  { "duplicate-connection", duplicate_connection },
  { "remove-connection", remove_connection },
  { "import-connections", import_connections },
  { "export-connections", export_connections },
  { "move-up", move_up },
  { "move-down", move_down },
  { "move-to-group", move_to_group, "s" },
  { "new-group", new_group },
};

/**
 * usher_window_init_saved:
 *
 * Gives the window the saved connections, and what can be done to them.
 */
void
usher_window_init_saved (UsherWindow *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->store = usher_profile_store_new (NULL);
  g_signal_connect_object (self->store, "notify::loaded", G_CALLBACK (on_loaded), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "notify::trouble", G_CALLBACK (on_trouble), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
