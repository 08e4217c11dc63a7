/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "history-item.h"

#include <glib/gi18n-lib.h>

#include "text.h"

/* Longer names and lines than these are cut. */
#define NAME_CHARS 60
#define LINE_CHARS 200

struct _UsherHistoryItem
{
  GObject parent_instance;
  UsherJournalEntry *entry; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherHistoryItem, usher_history_item, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* How an outcome looks. */
static const struct
{
  const char *icon;
  const char *style;
} looks[USHER_N_JOURNAL_OUTCOMES] = {
  [USHER_JOURNAL_ASKED] = { "content-loading-symbolic", "dim-label" },
  [USHER_JOURNAL_DONE] = { "emblem-ok-symbolic", "success" },
  [USHER_JOURNAL_PARTLY] = { "dialog-warning-symbolic", "warning" },
  [USHER_JOURNAL_FAILED] = { "dialog-error-symbolic", "error" },
  [USHER_JOURNAL_STOPPED] = { "media-playback-stop-symbolic", "warning" },
  [USHER_JOURNAL_OPEN] = { "content-loading-symbolic", "warning" },
  [USHER_JOURNAL_UNKNOWN] = { "dialog-question-symbolic", "warning" },
};

static void
usher_history_item_finalize (GObject *object)
{
  UsherHistoryItem *self = USHER_HISTORY_ITEM (object);

  usher_journal_entry_unref (self->entry);

  G_OBJECT_CLASS (usher_history_item_parent_class)->finalize (object);
}

static void
usher_history_item_class_init (UsherHistoryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_history_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_history_item_init (UsherHistoryItem *self)
{
}

UsherHistoryItem *
usher_history_item_new (UsherJournalEntry *entry)
{
  UsherHistoryItem *self = g_object_new (USHER_TYPE_HISTORY_ITEM, NULL);

  self->entry = usher_journal_entry_ref (entry);
  return self;
}

UsherJournalEntry *
usher_history_item_get_entry (UsherHistoryItem *self)
{
  return self->entry;
}

/**
 * usher_history_item_set_entry:
 * @self: an item
 * @entry: the same as before, with what is known now
 */
void
usher_history_item_set_entry (UsherHistoryItem *self, UsherJournalEntry *entry)
{
  UsherJournalEntry *before = self->entry;

  if (before == entry)
    return;
  self->entry = usher_journal_entry_ref (entry);
  usher_journal_entry_unref (before);
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
usher_history_item_get_icon (UsherHistoryItem *self)
{
  return looks[self->entry->outcome].icon;
}

const char *
usher_history_item_get_style (UsherHistoryItem *self)
{
  return looks[self->entry->outcome].style;
}

/**
 * usher_history_item_get_outcome:
 * @self: an item
 *
 * Returns: (transfer none): how it came out, in a word or two; "" if the line is damaged
 */
const char *
usher_history_item_get_outcome (UsherHistoryItem *self)
{
  return self->entry->line != NULL ? "" : usher_journal_outcome_label (self->entry->outcome);
}

/* Whom it was about: the database, or those sessions. */
static char *
describe_object (UsherJournalEntry *entry)
{
  if (*entry->subject != '\0')
    return usher_text_show_line (entry->subject, NAME_CHARS);
  if (entry->targets->len == 1)
    return usher_history_describe_target (g_ptr_array_index (entry->targets, 0));
  return g_strdup_printf (ngettext ("%u session", "%u sessions", entry->targets->len),
                          entry->targets->len);
}

/**
 * usher_history_item_dup_title:
 * @self: an item
 *
 * Returns: (transfer full): what was done, and to whom
 */
char *
usher_history_item_dup_title (UsherHistoryItem *self)
{
  g_autofree char *action = NULL;
  g_autofree char *object = NULL;

  if (self->entry->line != NULL)
    return g_strdup (_ ("A line that cannot be read"));
  action = usher_text_show_line (usher_journal_action_label (self->entry->action), NAME_CHARS);
  if (*self->entry->subject == '\0' && self->entry->targets->len == 0)
    return g_steal_pointer (&action);
  object = describe_object (self->entry);
  /* Translators: what was done, and to whom: "Drop Database: games" */
  return g_strdup_printf (_ ("%s: %s"), action, object);
}

/* In this machine's time zone, as a person reads it. */
static char *
format_when (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (when / G_USEC_PER_SEC);
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%x") : NULL;
  g_autofree char *hour = time != NULL ? g_date_time_format (time, "%H:%M:%S") : NULL;

  if (time == NULL)
    return g_strdup ("");
  /* Translators: a day and a time of day */
  return g_strdup_printf (_ ("%s, %s"), day, hour);
}

/**
 * usher_history_item_dup_circumstances:
 * @self: an item
 *
 * Returns: (transfer full): when, where and as whom; "" if the line is damaged
 */
char *
usher_history_item_dup_circumstances (UsherHistoryItem *self)
{
  UsherJournalEntry *entry = self->entry;
  g_autofree char *when = NULL;
  g_autofree char *server = NULL;
  g_autofree char *role = NULL;

  if (entry->line != NULL)
    return g_strdup ("");
  when = format_when (entry->when);
  server = usher_text_show_line (entry->server, NAME_CHARS);
  role = usher_text_show_line (entry->role, NAME_CHARS);
  if (*role == '\0')
    /* Translators: when, and on which server */
    return g_strdup_printf (_ ("%s · %s"), when, server);
  /* Translators: when, on which server, and as which role something was done */
  return g_strdup_printf (_ ("%s · %s as %s"), when, server, role);
}

/**
 * usher_history_item_dup_details:
 * @self: an item
 *
 * Returns: (transfer full): when, where and as whom, and why it is not known how it came out;
 *   what stands there if the line is damaged
 */
char *
usher_history_item_dup_details (UsherHistoryItem *self)
{
  UsherJournalEntry *entry = self->entry;
  g_autofree char *circumstances = NULL;
  g_autofree char *says = NULL;

  if (entry->line != NULL)
    return usher_text_show_line (entry->line, LINE_CHARS);
  circumstances = usher_history_item_dup_circumstances (self);
  if (entry->outcome != USHER_JOURNAL_UNKNOWN || entry->says == NULL)
    return g_steal_pointer (&circumstances);
  says = usher_text_show_line (entry->says, LINE_CHARS);
  /* Translators: when, where and as whom; then a sentence: why it is not known how it came out */
  return g_strdup_printf (_ ("%s · %s"), circumstances, says);
}

/**
 * usher_history_describe_target:
 * @target: a session that something was done to
 *
 * Returns: (transfer full): who it was, in one line
 */
char *
usher_history_describe_target (const UsherJournalTarget *target)
{
  g_autofree char *user = usher_text_show_line (target->user, NAME_CHARS);
  g_autofree char *application = usher_text_show_line (target->application, NAME_CHARS);
  g_autofree char *database = usher_text_show_line (target->database, NAME_CHARS);

  /* Translators: process number, user, application and database of a session */
  return g_strdup_printf (_ ("%d · %s · %s · %s"), target->pid, user, application, database);
}
