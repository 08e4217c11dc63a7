/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "history-details.h"

#include <glib/gi18n-lib.h>

#include "script-view.h"
#include "text.h"

/* So many sessions are listed; the copy has them all. */
#define MAX_TARGETS 500

struct _UsherHistoryDetails
{
  AdwWindow parent_instance;

  GtkLabel *heading;
  GtkLabel *details;
  GtkLabel *says;
  GtkWidget *targets_window;
  GtkTextView *targets;
  UsherScriptView *script;

  UsherHistoryItem *item; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UsherHistoryDetails, usher_history_details, ADW_TYPE_WINDOW)

static void
copy_cb (UsherHistoryDetails *self)
{
  UsherJournalEntry *entry = usher_history_item_get_entry (self->item);
  g_autofree char *line = usher_journal_entry_to_line (entry);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), line);
}

static void
append_line (GString *text, const char *line)
{
  g_autofree char *safe = NULL;

  if (line == NULL || *line == '\0')
    return;
  safe = usher_text_show_line (line, 0);
  g_string_append_printf (text, "    %s\n", safe);
}

static void
append_target (GString *text, const UsherJournalTarget *target)
{
  g_autofree char *who = usher_history_describe_target (target);

  /* Translators: a session, and what became of it */
  g_string_append_printf (text, _ ("%s: %s"), who, usher_outcome_word_label (target->outcome));
  g_string_append_c (text, '\n');
  append_line (text, target->client);
  append_line (text, target->state);
  append_line (text, target->query);
  append_line (text, target->says);
}

static void
show_targets (UsherHistoryDetails *self, UsherJournalEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = MIN (entry->targets->len, MAX_TARGETS);

  for (guint i = 0; i < n; i++)
    append_target (text, g_ptr_array_index (entry->targets, i));
  if (entry->targets->len > n)
    g_string_append_printf (text, ngettext ("and %u more", "and %u more", entry->targets->len - n),
                            entry->targets->len - n);
  if (entry->line != NULL)
    {
      g_autofree char *safe = usher_text_show (entry->line);

      g_string_append (text, safe);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->targets), text->str, -1);
  gtk_widget_set_visible (self->targets_window, text->len > 0);
}

static char *
describe_server (UsherHistoryItem *item)
{
  UsherJournalEntry *entry = usher_history_item_get_entry (item);
  g_autofree char *when = usher_history_item_dup_circumstances (item);
  g_autofree char *host = usher_text_show_line (entry->host, 0);
  g_autofree char *port = usher_text_show_line (entry->port, 0);
  g_autofree char *version = usher_text_show_line (entry->version, 0);

  if (entry->line != NULL || *host == '\0')
    return g_steal_pointer (&when);
  /* Translators: when, where and as whom; then host, port and version of the server */
  return g_strdup_printf (_ ("%s\n%s, port %s, PostgreSQL %s"), when, host, port, version);
}

static void
show_item (UsherHistoryDetails *self)
{
  UsherJournalEntry *entry = usher_history_item_get_entry (self->item);
  g_autofree char *title = usher_history_item_dup_title (self->item);
  g_autofree char *details = describe_server (self->item);
  g_autofree char *reason = entry->says != NULL ? usher_text_show (entry->says) : NULL;
  const char *outcome = usher_history_item_get_outcome (self->item);
  g_autofree char *says = NULL;

  if (reason != NULL)
    /* Translators: how it came out, and why */
    says = g_strdup_printf (_ ("%s: %s"), outcome, reason);
  gtk_label_set_text (self->heading, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_text (self->details, details);
  gtk_widget_set_visible (GTK_WIDGET (self->details), *details != '\0');
  gtk_label_set_text (self->says, says != NULL ? says : outcome);
  show_targets (self, entry);
  usher_script_view_take_sql (self->script, g_strdup (entry->sql));
  gtk_widget_set_visible (GTK_WIDGET (self->script), *entry->sql != '\0');
}

static void
usher_history_details_dispose (GObject *object)
{
  g_clear_object (&USHER_HISTORY_DETAILS (object)->item);

  G_OBJECT_CLASS (usher_history_details_parent_class)->dispose (object);
}

static void
usher_history_details_class_init (UsherHistoryDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_history_details_dispose;

  g_type_ensure (USHER_TYPE_SCRIPT_VIEW);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/history-details.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryDetails, heading);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryDetails, details);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryDetails, says);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryDetails, targets_window);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryDetails, targets);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryDetails, script);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
usher_history_details_init (UsherHistoryDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_history_details_present:
 * @parent: a widget of the window it belongs to
 * @item: what to show
 */
void
usher_history_details_present (GtkWidget *parent, UsherHistoryItem *item)
{
  UsherHistoryDetails *self = g_object_new (USHER_TYPE_HISTORY_DETAILS, "transient-for",
                                            gtk_widget_get_root (parent), NULL);

  self->item = g_object_ref (item);
  show_item (self);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_item), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self));
}
