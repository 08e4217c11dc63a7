/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "server-words.h"
#include "text.h"
#include "window-private.h"

/* What the window shows of the connection that is looked at. */

#define NAME_CHARS 64

/* Title */

static char *
dup_name (UsherConnectionEntry *entry)
{
  return usher_text_show_line (usher_connection_entry_get_name (entry), NAME_CHARS);
}

static void
show_title (UsherWindow *self)
{
  g_autofree char *name = self->current != NULL ? dup_name (self->current) : NULL;
  UsherServer *server = usher_window_get_server (self);
  UsherConnectionInfo *info = server != NULL ? usher_server_get_info (server) : NULL;
  g_autofree char *subtitle = info != NULL ? usher_words_connection (info) : NULL;
  g_autofree char *window_title = NULL;

  adw_view_switcher_title_set_title (self->title, name != NULL ? name : "");
  adw_view_switcher_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), subtitle);

  /* Translators: the window's title: the server's name, then the program's */
  window_title = name != NULL ? g_strdup_printf (_ ("%s – Usher"), name) : g_strdup ("Usher");
  gtk_window_set_title (GTK_WINDOW (self), window_title);
}

/* The pages of a server */

/**
 * usher_window_show_scope:
 *
 * Shows the part of the server that is selected in the tree.
 */
void
usher_window_show_scope (UsherWindow *self)
{
  g_autoptr (UsherScope) scope = usher_connection_tree_dup_scope (self->tree);

  if (self->session_page == NULL)
    return;
  usher_session_page_set_server (self->session_page, usher_window_get_server (self));
  usher_session_page_set_scope (self->session_page, scope);
}

static void
on_page_act (UsherWindow *self, UsherOperationKind kind, UsherTargets *targets)
{
  usher_window_act (self, kind, targets);
}

static void
on_all_wanted (UsherWindow *self)
{
  usher_connection_tree_select_all_sessions (self->tree);
}

static void
add_session_page (UsherWindow *self)
{
  self->session_page = usher_session_page_new ();
  g_signal_connect_object (self->session_page, "act", G_CALLBACK (on_page_act), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session_page, "all-wanted", G_CALLBACK (on_all_wanted), self,
                           G_CONNECT_SWAPPED);
  adw_view_stack_add_titled_with_icon (self->views, GTK_WIDGET (self->session_page), "sessions",
                                       _ ("Sessions"), "view-list-symbolic");
  usher_window_show_scope (self);
}

static void
add_history_page (UsherWindow *self)
{
  self->history_page = usher_history_page_new (usher_journal_get_default ());
  g_signal_connect_object (self->history_page, "said", G_CALLBACK (usher_window_toast), self,
                           G_CONNECT_SWAPPED);
  adw_view_stack_add_titled_with_icon (self->views, GTK_WIDGET (self->history_page), "history",
                                       _ ("History"), "document-open-recent-symbolic");
}

/* Made when they are first needed: half of what the window holds is in there, and a newcomer
 * should not wait for it. */
static void
ensure_views (UsherWindow *self)
{
  if (self->session_page != NULL)
    return;
  add_session_page (self);
  add_history_page (self);
}

/* One that is not connected */

static UsherConnectionPage *
ensure_connection_page (UsherWindow *self)
{
  if (self->connection_page == NULL)
    {
      self->connection_page = g_object_new (USHER_TYPE_CONNECTION_PAGE, NULL);
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->connection_page), "connection");
    }
  return self->connection_page;
}

static void
show_connecting (UsherWindow *self)
{
  g_autofree char *name = dup_name (self->current);
  gboolean is_practice = usher_connection_entry_get_kind (self->current) == USHER_ENTRY_PRACTICE;
  g_autofree char *title = is_practice ? g_strdup (_ ("Starting the Practice Server…"))
                                       : g_strdup_printf (_ ("Connecting to %s…"), name);

  usher_connection_page_show_waiting (ensure_connection_page (self), title);
}

static void
show_failure (UsherWindow *self)
{
  UsherConnectionPage *page = ensure_connection_page (self);
  const GError *error = usher_connection_entry_get_error (self->current);
  gboolean is_practice = usher_connection_entry_get_kind (self->current) == USHER_ENTRY_PRACTICE;
  g_autofree char *name = dup_name (self->current);
  g_autofree char *title = is_practice ? g_strdup (_ ("The Practice Server Did Not Start"))
                                       : g_strdup_printf (_ ("Could Not Connect to %s"), name);

  if (error != NULL)
    usher_connection_page_show_failure (page, title, error, !is_practice);
}

static void
show_closed (UsherWindow *self)
{
  UsherAddress *address = usher_connection_entry_get_address (self->current);
  g_autofree char *name = dup_name (self->current);
  g_autofree char *place = address != NULL ? usher_address_describe (address) : g_strdup ("");
  g_autofree char *shown = usher_text_show_line (place, NAME_CHARS);

  usher_connection_page_show_closed (ensure_connection_page (self), name, shown);
}

/* Fills the page that is right for its state, and returns its name. */
static const char *
show_entry (UsherWindow *self)
{
  UsherServer *server = usher_window_get_server (self);

  /* Once there is a picture it stays, whatever becomes of the connection. */
  if (server != NULL && usher_server_get_snapshot (server) != NULL)
    return "server";

  switch (usher_connection_entry_get_state (self->current))
    {
    case USHER_SERVER_CONNECTING:
    case USHER_SERVER_NEEDS_PASSWORD:
      show_connecting (self);
      return "connection";
    case USHER_SERVER_FAILED:
      show_failure (self);
      return "connection";
    case USHER_SERVER_CLOSED:
      show_closed (self);
      return "connection";
    case USHER_SERVER_CONNECTED:
    case USHER_SERVER_LOST:
    default:
      return "server";
    }
}

/* None at all is looked at */

static void
ensure_choose_page (UsherWindow *self)
{
  AdwStatusPage *page;

  if (gtk_stack_get_child_by_name (self->stack, "choose") != NULL)
    return;
  page = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (page, "network-server-symbolic");
  adw_status_page_set_title (page, _ ("No Connection Chosen"));
  adw_status_page_set_description (
      page, _ ("Choose one in the sidebar. Enter or a double click connects."));
  gtk_stack_add_named (self->stack, GTK_WIDGET (page), "choose");
}

static void
ensure_welcome_page (UsherWindow *self)
{
  UsherWelcomePage *page;

  if (gtk_stack_get_child_by_name (self->stack, "welcome") != NULL)
    return;
  page = usher_welcome_page_new ();
  g_signal_connect_object (page, "address-chosen", G_CALLBACK (usher_window_open_address), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (page), "welcome");
}

static const char *
show_no_entry (UsherWindow *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    {
      ensure_choose_page (self);
      return "choose";
    }
  if (!usher_profile_store_get_loaded (self->store))
    return "loading";
  ensure_welcome_page (self);
  return "welcome";
}

static void
focus_page (UsherWindow *self, const char *page)
{
  if (g_str_equal (page, "server"))
    gtk_widget_grab_focus (GTK_WIDGET (self->tree));
  else if (g_str_equal (page, "welcome"))
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

/**
 * usher_window_show_current:
 *
 * Shows the connection that is looked at, and how it stands with it.
 */
void
usher_window_show_current (UsherWindow *self)
{
  const char *before = gtk_stack_get_visible_child_name (self->stack);
  const char *page;

  /* First, for a button that cannot be pressed yet cannot take the focus either. */
  usher_window_update_actions (self);
  page = self->current != NULL ? show_entry (self) : show_no_entry (self);
  if (g_str_equal (page, "server"))
    ensure_views (self);
  if (self->session_page != NULL)
    usher_session_page_set_server (self->session_page, usher_window_get_server (self));
  usher_connection_strip_set_entry (self->strip, self->current);
  usher_state_banner_set_server (self->banner, usher_window_get_server (self));
  usher_restore_banner_set_server (self->restore_banner, usher_window_get_server (self));
  gtk_stack_set_visible_child_name (self->stack, page);
  adw_view_switcher_title_set_view_switcher_enabled (self->title, g_str_equal (page, "server"));
  show_title (self);
  if (!g_str_equal (before, page))
    focus_page (self, page);
}
