/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "connection-order.h"
#include "group-dialog.h"
#include "text.h"
#include "window-private.h"

/* Where a person puts the saved connections: their order, and their groups. */

#define NAME_CHARS 64

static UsherProfile *
get_profile (UsherWindow *self)
{
  return usher_connection_entry_get_profile (self->current);
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
 * usher_window_move_group:
 * @group: its name
 * @before: (nullable): the id of the connection that it is to come before; %NULL for the end
 */
void
usher_window_move_group (UsherWindow *self, const char *group, const char *before)
{
  usher_profile_store_move_group (self->store, group, before);
}

/* The connection that is looked at */

static void
step (UsherWindow *self, int direction)
{
  const char *before;

  if (usher_connection_order_step (self->list, self->current, direction, &before))
    usher_window_move_entry (self, self->current, usher_profile_get_group (get_profile (self)),
                             before);
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

  usher_window_move_entry (self, self->current, g_variant_get_string (group, NULL), NULL);
}

static void
on_new_group_named (UsherWindow *self, const char *name, GtkWidget *dialog)
{
  UsherConnectionEntry *moved = g_object_get_data (G_OBJECT (dialog), "usher-entry");

  usher_window_move_entry (self, moved, name, NULL);
}

static void
new_group (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  g_auto (GStrv) known = usher_connection_order_list_groups (self->list);
  UsherGroupDialog *dialog =
      usher_group_dialog_new (GTK_WINDOW (self), NULL, (const char *const *)known);

  g_object_set_data_full (G_OBJECT (dialog), "usher-entry", g_object_ref (self->current),
                          g_object_unref);
  g_signal_connect_object (dialog, "named", G_CALLBACK (on_new_group_named), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Whole groups */

/* Connections that were given another group, or none. */
typedef struct
{
  UsherWindow *window; /* (unowned): the toast is the window's */
  char **ids;          /* (owned) */
  char *before;        /* (owned): their group before */
  char *after;         /* (owned): and after, "" for none */
} Regrouping;

static Regrouping *
regroup (UsherWindow *self, const char *before, const char *after)
{
  Regrouping *regrouping = g_new0 (Regrouping, 1);

  regrouping->window = self;
  regrouping->ids = usher_profile_store_list_members (self->store, before);
  regrouping->before = g_strdup (before);
  regrouping->after = g_strdup (after);
  usher_profile_store_regroup (self->store, before, NULL, after);
  return regrouping;
}

static void
regrouping_free (gpointer data)
{
  Regrouping *self = data;

  g_strfreev (self->ids);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

/* What the person has put elsewhere since then stays there. */
static void
undo_regrouping (gpointer data)
{
  Regrouping *self = data;

  usher_profile_store_regroup (self->window->store, self->after, (const char *const *)self->ids,
                               self->before);
}

static void
remove_group (GSimpleAction *action, GVariant *group, gpointer data)
{
  UsherWindow *self = data;
  const char *name = g_variant_get_string (group, NULL);
  g_autofree char *shown = usher_text_show_line (name, NAME_CHARS);
  Regrouping *regrouping = regroup (self, name, "");
  guint n = g_strv_length (regrouping->ids);
  g_autofree char *text = g_strdup_printf (
      /* Translators: %s is the name of a group of connections */
      ngettext ("Group “%s” removed, its connection is kept",
                "Group “%s” removed, its connections are kept", n),
      shown);

  usher_window_offer_undo (self, text, undo_regrouping, regrouping, regrouping_free);
}

static void
tell_united (UsherWindow *self, Regrouping *regrouping)
{
  g_autofree char *before = usher_text_show_line (regrouping->before, NAME_CHARS);
  g_autofree char *after = usher_text_show_line (regrouping->after, NAME_CHARS);
  /* Translators: two groups of connections became one; both %s are names of groups */
  g_autofree char *text = g_strdup_printf (_ ("Group “%s” is part of “%s” now"), before, after);

  usher_window_offer_undo (self, text, undo_regrouping, regrouping, regrouping_free);
}

static void
on_group_renamed (UsherWindow *self, const char *name, GtkWidget *dialog)
{
  const char *group = g_object_get_data (G_OBJECT (dialog), "usher-group");
  g_auto (GStrv) known = usher_connection_order_list_groups (self->list);
  Regrouping *regrouping;

  if (g_str_equal (name, group))
    return;
  regrouping = regroup (self, group, name);
  if (g_strv_contains ((const char *const *)known, name))
    tell_united (self, regrouping);
  else
    regrouping_free (regrouping);
}

static void
rename_group (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UsherWindow *self = data;
  const char *group = g_variant_get_string (parameter, NULL);
  g_auto (GStrv) known = usher_connection_order_list_groups (self->list);
  UsherGroupDialog *dialog =
      usher_group_dialog_new (GTK_WINDOW (self), group, (const char *const *)known);

  g_object_set_data_full (G_OBJECT (dialog), "usher-group", g_strdup (group), g_free);
  g_signal_connect_object (dialog, "named", G_CALLBACK (on_group_renamed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The actions */

/**
 * usher_window_update_group_actions:
 * @saved: whether the connection that is looked at has a place among the saved ones
 */
void
usher_window_update_group_actions (UsherWindow *self, gboolean saved)
{
  const char *before;

  usher_window_set_enabled (self, "move-to-group", saved);
  usher_window_set_enabled (self, "new-group", saved);
  usher_window_set_enabled (
      self, "move-up",
      saved && usher_connection_order_step (self->list, self->current, -1, &before));
  usher_window_set_enabled (
      self, "move-down",
      saved && usher_connection_order_step (self->list, self->current, 1, &before));
}

static const GActionEntry entries[] = {
  { "move-up", move_up },
  { "move-down", move_down },
  { "move-to-group", move_to_group, "s" },
  { "new-group", new_group },
  { "rename-group", rename_group, "s" },
  { "remove-group", remove_group, "s" },
};

void
usher_window_init_groups (UsherWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
