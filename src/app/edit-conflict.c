/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "edit-conflict.h"

#include <glib/gi18n-lib.h>

#include "server-words.h"
#include "text.h"

#define NAME_CHARS 60

/* What the others changed */

static void
add_line (GString *lines, const char *title, const char *value)
{
  g_autofree char *shown =
      value != NULL && *value != '\0' ? usher_text_show_line (value, NAME_CHARS) : NULL;

  g_string_append_c (lines, '\n');
  /* Translators: the title of a field, and what stands there */
  g_string_append_printf (lines, _ ("%s: %s"), title,
                          shown != NULL ? shown : C_ ("connection field", "nothing"));
}

static void
add_changed (GString *lines, const char *title, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) != 0)
    add_line (lines, title, after);
}

static void
add_changed_keywords (GString *lines, UsherAddress *before, UsherAddress *after)
{
  for (guint i = 0; i < usher_address_get_n (after); i++)
    {
      const char *keyword = usher_address_get_keyword (after, i);

      add_changed (lines, keyword, usher_address_get (before, keyword),
                   usher_address_get (after, keyword));
    }
  for (guint i = 0; i < usher_address_get_n (before); i++)
    {
      const char *keyword = usher_address_get_keyword (before, i);

      if (usher_address_get (after, keyword) == NULL)
        add_line (lines, keyword, NULL);
    }
}

static const char *
words_for_source (UsherProfile *profile)
{
  switch (usher_profile_get_password_source (profile))
    {
    case USHER_PASSWORD_KEYRING:
      return _ ("You, remembered in the keyring");
    case USHER_PASSWORD_LIBPQ:
      return _ ("PostgreSQL’s Own Files");
    case USHER_PASSWORD_COMMAND:
      return _ ("A Command");
    case USHER_PASSWORD_ASK:
    default:
      return _ ("You");
    }
}

static const char *
get_tunnel (UsherProfile *profile)
{
  const UsherTunnelSpec *tunnel = usher_profile_get_tunnel (profile);

  return tunnel != NULL ? tunnel->destination : NULL;
}

static char *
words_for_changes (UsherProfile *before, UsherProfile *after)
{
  GString *lines = g_string_new (NULL);

  add_changed (lines, _ ("Name"), usher_profile_get_name (before), usher_profile_get_name (after));
  add_changed (lines, _ ("Group"), usher_profile_get_group (before),
               usher_profile_get_group (after));
  add_changed_keywords (lines, usher_profile_get_address (before),
                        usher_profile_get_address (after));
  add_changed (lines, _ ("Password From"), words_for_source (before), words_for_source (after));
  if (usher_profile_get_environment (before) != usher_profile_get_environment (after))
    add_line (lines, _ ("Environment"),
              usher_words_environment (usher_profile_get_environment (after)));
  if (usher_profile_get_look_only (before) != usher_profile_get_look_only (after))
    add_line (lines, _ ("Look Only"), usher_profile_get_look_only (after) ? _ ("On") : _ ("Off"));
  add_changed (lines, _ ("SSH Server"), get_tunnel (before), get_tunnel (after));
  add_changed (lines, _ ("Role to Take On"), usher_profile_get_role (before),
               usher_profile_get_role (after));
  return g_string_free (lines, FALSE);
}

/* The question */

static UsherEditChoice
choice_of (const char *response)
{
  if (g_str_equal (response, "mine"))
    return USHER_EDIT_KEEP_MINE;
  if (g_str_equal (response, "theirs"))
    return USHER_EDIT_USE_THEIRS;
  return USHER_EDIT_GO_ON;
}

static void
on_response (AdwMessageDialog *dialog, const char *response, GTask *task)
{
  g_task_set_task_data (task, g_strdup (response), g_free);
}

/* The dialog is gone, answered or with its parent. */
static void
answer (gpointer data, GClosure *closure)
{
  g_autoptr (GTask) task = data;
  const char *response = g_task_get_task_data (task);

  g_task_return_int (task, response != NULL ? choice_of (response) : USHER_EDIT_GO_ON);
}

static AdwMessageDialog *
make_dialog (GtkWindow *parent, UsherProfile *base, UsherProfile *theirs)
{
  g_autofree char *name = usher_text_show_line (usher_profile_get_name (base), NAME_CHARS);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  g_autofree char *changes = NULL;

  if (theirs == NULL)
    {
      /* Translators: %s is the name of a saved connection */
      heading = g_strdup_printf (_ ("“%s” Was Removed"), name);
      body = g_strdup (_ ("It was removed from the saved connections while you were editing it. "
                          "Keep yours to save it again."));
    }
  else
    {
      /* Translators: %s is the name of a saved connection */
      heading = g_strdup_printf (_ ("“%s” Was Changed"), name);
      changes = words_for_changes (base, theirs);
      /* Translators: %s is a list of what was changed, a line each */
      body = g_strdup_printf (_ ("It was saved from elsewhere while you were editing it:\n%s\n\n"
                                 "Keep yours to save what you changed, and to leave the rest as it "
                                 "is there."),
                              changes);
    }
  return ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
}

/**
 * usher_edit_conflict_ask:
 * @parent: the window in which the connection is edited
 * @base: what the person began with
 * @theirs: (nullable): what is saved by now; %NULL when it was removed
 * @cancellable: (nullable): takes the question back
 * @callback: when the person has answered
 * @user_data: for @callback
 *
 * Asks what is to become of two versions of one connection.
 */
void
usher_edit_conflict_ask (GtkWindow *parent,
                         UsherProfile *base,
                         UsherProfile *theirs,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  AdwMessageDialog *dialog = make_dialog (parent, base, theirs);

  g_task_set_source_tag (task, usher_edit_conflict_ask);
  adw_message_dialog_add_responses (dialog, "edit", _ ("_Continue Editing"), "theirs",
                                    theirs != NULL ? _ ("_Use Theirs") : _ ("_Let It Go"), "mine",
                                    _ ("_Keep Mine"), NULL);
  adw_message_dialog_set_default_response (dialog, "edit");
  adw_message_dialog_set_close_response (dialog, "edit");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), task, answer, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * usher_edit_conflict_ask_finish:
 *
 * Returns: what the person chose
 */
UsherEditChoice
usher_edit_conflict_ask_finish (GAsyncResult *result)
{
  gssize choice = g_task_propagate_int (G_TASK (result), NULL);

  return choice >= 0 ? (UsherEditChoice)choice : USHER_EDIT_GO_ON;
}
