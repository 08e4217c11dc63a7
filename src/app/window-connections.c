/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "password-dialog.h"
#include "saved-secrets.h"
#include "window-private.h"

/* The connections of the window: opened, watched, asked for their passwords, left. */

/* How often a server is asked that nobody looks at, in seconds: its counts in the tree are
 * only to be about right, and that it is lost is still known in good time. */
#define ASIDE_INTERVAL 10

/* Passwords */

/* Also one that is connected may: its second connection may be refused by then. */
static gboolean
needs_password (UsherConnectionEntry *entry)
{
  UsherServer *server = usher_connection_entry_get_server (entry);

  return server != NULL && usher_server_get_password_error (server) != NULL;
}

/* One that is connected has a banner with a button for it: no unasked dialog while there is
 * something to look at. */
static gboolean
is_to_be_asked (UsherWindow *self, UsherConnectionEntry *entry)
{
  return usher_connection_entry_get_state (entry) == USHER_SERVER_NEEDS_PASSWORD
         && !g_hash_table_contains (self->refused, entry);
}

/* The one that is looked at comes first. Of the others only those that the person wanted to
 * connect are asked for: one that was connected before says in the tree what it waits for. */
static UsherConnectionEntry *
find_question (UsherWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (self->current != NULL && is_to_be_asked (self, self->current))
    return self->current;
  for (guint i = 0; i < n; i++)
    {
      UsherConnectionEntry *entry = usher_connection_list_get_entry (self->list, i);
      UsherServer *server = usher_connection_entry_get_server (entry);

      if (is_to_be_asked (self, entry) && usher_server_get_snapshot (server) == NULL)
        return entry;
    }
  return NULL;
}

static void ask_next_password (UsherWindow *self);

static void
on_password_dialog_gone (UsherWindow *self)
{
  g_clear_weak_pointer (&self->password_dialog);
  /* Who does not answer is not asked again until they want to go there again. */
  if (needs_password (self->asked))
    g_hash_table_add (self->refused, g_object_ref (self->asked));
  g_clear_object (&self->asked);
  ask_next_password (self);
}

/**
 * usher_window_tell_not_saved:
 * @error: why the keyring did not take a password
 */
void
usher_window_tell_not_saved (UsherWindow *self, const GError *error)
{
  /* Translators: %s is a sentence that says why */
  g_autofree char *text = g_strdup_printf (_ ("The password was not saved. %s"), error->message);

  usher_window_toast (self, text);
}

/**
 * usher_window_watch_saving:
 * @server: is given a password that was typed
 *
 * What is typed may be on its way to the keyring for long after.
 */
void
usher_window_watch_saving (UsherWindow *self, UsherServer *server)
{
  g_signal_handlers_disconnect_by_func (server, usher_window_tell_not_saved, self);
  g_signal_connect_object (server, "password-not-saved", G_CALLBACK (usher_window_tell_not_saved),
                           self, G_CONNECT_SWAPPED);
}

/* Whether what is typed is remembered is a matter of the saved connection, from now on. */
static void
on_remember_changed (UsherWindow *self, gboolean remember, UsherPasswordDialog *dialog)
{
  UsherProfile *profile = usher_connection_entry_get_profile (self->asked);
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);
  g_autoptr (UsherProfile) changed = NULL;

  draft->password_source = remember ? USHER_PASSWORD_KEYRING : USHER_PASSWORD_ASK;
  changed = usher_profile_new (draft);
  usher_profile_store_replace (self->store, changed);
  if (!remember)
    usher_saved_secrets_forget (changed);
}

static void
ask_password (UsherWindow *self, UsherConnectionEntry *entry)
{
  UsherServer *server = usher_connection_entry_get_server (entry);
  UsherPasswordDialog *dialog = usher_password_dialog_new (GTK_WINDOW (self), server);

  usher_window_watch_saving (self, server);
  g_set_object (&self->asked, entry);
  g_set_weak_pointer (&self->password_dialog, GTK_WINDOW (dialog));
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (on_password_dialog_gone), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "remember-changed", G_CALLBACK (on_remember_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ask_next_password (UsherWindow *self)
{
  UsherConnectionEntry *entry = find_question (self);

  if (self->password_dialog == NULL && entry != NULL && self->usable)
    ask_password (self, entry);
}

/* Nobody waits for the answer any more. */
static void
drop_vain_question (UsherWindow *self)
{
  if (self->password_dialog != NULL && !needs_password (self->asked))
    gtk_window_destroy (self->password_dialog);
}

/**
 * usher_window_enter_password:
 *
 * Asks for the password that the current server waits for. Where only its connection for actions
 * does, nobody is asked without wanting to be.
 */
void
usher_window_enter_password (UsherWindow *self)
{
  if (self->password_dialog == NULL && self->current != NULL && needs_password (self->current))
    ask_password (self, self->current);
}

/* Watching */

/**
 * usher_window_watch_entries:
 *
 * Lets each server be asked as often as is worth it: the one that is looked at at the chosen
 * interval, others now and then, and none while the window cannot be seen.
 */
void
usher_window_watch_entries (UsherWindow *self)
{
  guint chosen = g_settings_get_uint (self->settings, "refresh-interval");
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n; i++)
    {
      UsherConnectionEntry *entry = usher_connection_list_get_entry (self->list, i);
      guint interval = entry == self->current ? chosen : MAX (chosen, ASIDE_INTERVAL);

      usher_connection_entry_watch (entry, interval, self->seen);
    }
}

static void
on_entry_changed (UsherWindow *self, UsherConnectionEntry *entry)
{
  if (!self->usable)
    return;
  if (!needs_password (entry))
    g_hash_table_remove (self->refused, entry);
  drop_vain_question (self);
  ask_next_password (self);
  if (entry == self->current)
    usher_window_show_current (self);
}

static void
on_list_changed (UsherWindow *self)
{
  if (!self->usable)
    return;
  usher_window_watch_entries (self);
  usher_window_show_current (self);
}

/* The page follows the tree's selection. */

static void
set_current (UsherWindow *self, UsherConnectionEntry *entry)
{
  g_set_object (&self->current, entry);
  usher_window_watch_entries (self);
  ask_next_password (self);
}

/**
 * usher_window_follow_tree:
 *
 * Shows what is selected in the tree.
 */
void
usher_window_follow_tree (UsherWindow *self)
{
  UsherConnectionEntry *entry = usher_connection_tree_get_current (self->tree);

  if (!self->usable)
    return;
  if (entry != self->current)
    set_current (self, entry);
  usher_window_show_scope (self);
  usher_window_show_current (self);
}

/**
 * usher_window_get_server:
 *
 * Returns: (transfer none) (nullable): the server that is looked at
 */
UsherServer *
usher_window_get_server (UsherWindow *self)
{
  return self->current != NULL ? usher_connection_entry_get_server (self->current) : NULL;
}

/* Opening */

/**
 * usher_window_open_entry:
 * @entry: one of the window's
 *
 * Goes to a connection, and connects it if it is not.
 */
void
usher_window_open_entry (UsherWindow *self, UsherConnectionEntry *entry)
{
  g_hash_table_remove (self->refused, entry);
  if (usher_connection_entry_get_state (entry) != USHER_SERVER_CONNECTED)
    usher_connection_entry_open (entry);
  usher_connection_tree_select_entry (self->tree, entry);
}

/**
 * usher_window_open_address:
 * @address: where to connect
 *
 * Connects beside what the window has already, in passing: nothing is saved.
 */
void
usher_window_open_address (UsherWindow *self, UsherAddress *address)
{
  usher_window_open_entry (self, usher_connection_list_add_address (self->list, address));
}

/**
 * usher_window_open_practice:
 *
 * Starts a practice server and connects to it, or goes to the one there is. It ends when it
 * is left.
 */
void
usher_window_open_practice (UsherWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n; i++)
    {
      UsherConnectionEntry *entry = usher_connection_list_get_entry (self->list, i);

      if (usher_connection_entry_get_kind (entry) == USHER_ENTRY_PRACTICE)
        {
          usher_window_open_entry (self, entry);
          return;
        }
    }
  usher_window_open_entry (self, usher_connection_list_add_practice (self->list));
}

/**
 * usher_window_leave_all:
 *
 * The window wants no server any more. What it had is closed behind its back.
 */
void
usher_window_leave_all (UsherWindow *self)
{
  self->usable = FALSE;
  g_hash_table_remove_all (self->refused);
  if (self->password_dialog != NULL)
    gtk_window_destroy (self->password_dialog);
  if (self->session_page != NULL)
    usher_session_page_set_server (self->session_page, NULL);
  usher_state_banner_set_server (self->banner, NULL);
  usher_connection_list_leave_all (self->list);
}

void
usher_window_init_connections (UsherWindow *self)
{
  self->list = usher_connection_list_new (G_LIST_MODEL (self->store));
  self->refused = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->usable = TRUE;
  g_signal_connect_object (self->list, "entry-changed", G_CALLBACK (on_entry_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (on_list_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->settings, "changed::refresh-interval",
                           G_CALLBACK (usher_window_watch_entries), self, G_CONNECT_SWAPPED);
  usher_connection_tree_set_list (self->tree, self->list);
}
