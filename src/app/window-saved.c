/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "connection-dialog.h"
#include "export-dialog.h"
#include "import-dialog.h"
#include "password-keeping.h"
#include "saved-secrets.h"
#include "text.h"
#include "window-private.h"

/* What a person does to the saved connections: add, edit, move, remove, take back. */

#define NAME_CHARS 64

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

static void
give_password (UsherWindow *self, UsherServer *server, const char *password)
{
  usher_window_watch_saving (self, server);
  usher_server_set_password (server, password);
}

/* @password: (nullable): what was typed */
static void
on_saved_new (UsherWindow *self, UsherProfile *profile, const char *password)
{
  UsherConnectionEntry *entry =
      usher_connection_list_find (self->list, usher_profile_get_id (profile));

  if (entry == NULL)
    return;
  usher_window_open_entry (self, entry);
  if (password != NULL)
    give_password (self, usher_connection_entry_get_server (entry), password);
}

static void
on_password_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!usher_password_keep_finish (result, &error) && self->usable)
    usher_window_tell_not_saved (self, error);
}

/* A server that is there saves what was typed once it has let us in with it. */
static void
take_password (UsherWindow *self, UsherProfile *profile, const char *password)
{
  UsherConnectionEntry *entry =
      usher_connection_list_find (self->list, usher_profile_get_id (profile));
  UsherServer *server = entry != NULL ? usher_connection_entry_get_server (entry) : NULL;

  if (server != NULL)
    give_password (self, server, password);
  else if (usher_profile_get_password_source (profile) == USHER_PASSWORD_KEYRING)
    usher_saved_secrets_keep (profile, password, on_password_kept, g_object_ref (self));
}

/* @password: (nullable): what was typed */
static void
on_edited (UsherWindow *self,
           UsherProfile *profile,
           const char *password,
           UsherConnectionDialog *dialog)
{
  UsherProfile *before = g_object_get_data (G_OBJECT (dialog), "usher-before");

  if (usher_profile_get_password_source (before) == USHER_PASSWORD_KEYRING
      && usher_profile_get_password_source (profile) != USHER_PASSWORD_KEYRING)
    usher_saved_secrets_forget (profile);
  if (password != NULL)
    take_password (self, profile, password);
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
on_passing_saved (UsherWindow *self,
                  UsherProfile *profile,
                  const char *password,
                  UsherConnectionDialog *dialog)
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
    {
      g_object_set_data_full (G_OBJECT (dialog), "usher-before", g_object_ref (profile),
                              g_object_unref);
      g_signal_connect_object (dialog, "saved", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
      return;
    }
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
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherWindow) self = data;

  if (usher_export_connections_finish (result) && self->usable)
    usher_window_toast (self, _ ("Connections exported"));
}

static void
export_connections (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;

  usher_export_connections_async (GTK_WINDOW (self), self->store, on_exported, g_object_ref (self));
}

static void
duplicate_connection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  UsherProfile *copy = usher_profile_store_duplicate (self->store, get_id (self));
  UsherConnectionEntry *entry = NULL;

  if (copy != NULL)
    entry = usher_connection_list_find (self->list, usher_profile_get_id (copy));
  if (entry == NULL)
    return;
  usher_connection_tree_select_entry (self->tree, entry);
  gtk_widget_grab_focus (GTK_WIDGET (self->tree));
}

/* Removed and taken back */

typedef struct
{
  UsherWindow *window;   /* (unowned): the toast is the window's */
  UsherProfile *profile; /* (owned) */
  char **place;          /* (owned) */
  gboolean undone;
} Removal;

/* The toast has gone, in its time or with its window. */
static void
removal_free (gpointer data)
{
  Removal *self = data;

  if (!self->undone)
    usher_saved_secrets_forget (self->profile);
  g_object_unref (self->profile);
  g_strfreev (self->place);
  g_free (self);
}

static void
undo_removal (gpointer data)
{
  Removal *removal = data;
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
  /* Translators: a saved connection was removed; %s is its name */
  g_autofree char *text = g_strdup_printf (_ ("“%s” removed"), name);
  Removal *removal = g_new0 (Removal, 1);

  removal->window = self;
  removal->profile = g_object_ref (profile);
  removal->place = place;
  usher_window_offer_undo (self, text, undo_removal, removal, removal_free);
}

static void
remove_connection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  g_autoptr (UsherProfile) profile = g_object_ref (get_profile (self));

  offer_undo (self, profile,
              usher_profile_store_remove (self->store, usher_profile_get_id (profile)));
}

/* Opened by name, loaded */

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
  static const char *const of_saved[] = { "duplicate-connection", "remove-connection" };
  gboolean has_current = self->current != NULL;
  UsherEntryKind kind =
      has_current ? usher_connection_entry_get_kind (self->current) : USHER_ENTRY_PRACTICE;
  gboolean saved = has_current && kind == USHER_ENTRY_SAVED;

  for (guint i = 0; i < G_N_ELEMENTS (of_saved); i++)
    usher_window_set_enabled (self, of_saved[i], saved);
  usher_window_set_enabled (self, "edit-connection", kind != USHER_ENTRY_PRACTICE);
  usher_window_set_enabled (self, "export-connections",
                            usher_connection_list_get_n_saved (self->list) > 0);
  usher_window_set_enabled (self, "save-connection", kind == USHER_ENTRY_ADDRESS);
  usher_window_update_group_actions (self, saved);
}

static const GActionEntry entries[] = {
  { "open-connection", new_connection },        { "edit-connection", edit_connection },
  { "save-connection", edit_connection },       { "duplicate-connection", duplicate_connection },
  { "remove-connection", remove_connection },   { "import-connections", import_connections },
  { "export-connections", export_connections },
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
  usher_window_init_groups (self);
}
