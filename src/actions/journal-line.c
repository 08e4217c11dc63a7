/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-entry.h"

#include <json-glib/json-glib.h>

#include "journal-private.h"

/* An entry as one line of JSON; journal-parse.c reads it back. */

#define FORMAT_VERSION 1

static const char *const outcome_words[USHER_N_JOURNAL_OUTCOMES] = {
  [USHER_JOURNAL_ASKED] = "asked",     [USHER_JOURNAL_DONE] = "done",
  [USHER_JOURNAL_PARTLY] = "partly",   [USHER_JOURNAL_FAILED] = "failed",
  [USHER_JOURNAL_STOPPED] = "stopped", [USHER_JOURNAL_OPEN] = "open",
  [USHER_JOURNAL_UNKNOWN] = "unknown",
};

/*< private >
 * usher_journal_outcome_to_word:
 * @outcome: how an action came out
 *
 * Returns: a word for programs, which never changes
 */
const char *
usher_journal_outcome_to_word (UsherJournalOutcome outcome)
{
  return outcome_words[outcome];
}

/*< private >
 * usher_journal_outcome_from_word:
 * @word: (nullable): of usher_journal_outcome_to_word(), or of another version of it
 *
 * Returns: what it says; %USHER_JOURNAL_UNKNOWN if it is not known
 */
UsherJournalOutcome
usher_journal_outcome_from_word (const char *word)
{
  for (UsherJournalOutcome outcome = 0; outcome < USHER_N_JOURNAL_OUTCOMES; outcome++)
    if (g_strcmp0 (word, outcome_words[outcome]) == 0)
      return outcome;
  return USHER_JOURNAL_UNKNOWN;
}

/*< private >
 * usher_journal_format_time:
 * @time: microseconds since the Unix epoch, or %USHER_NO_TIME
 *
 * Returns: (transfer full) (nullable): RFC 3339 in UTC, as "2026-03-01T12:00:00.000000Z"
 */
char *
usher_journal_format_time (gint64 time)
{
  g_autoptr (GDateTime) whole = NULL;
  g_autofree char *seconds = NULL;
  gint64 micro = time % G_USEC_PER_SEC;

  if (time == USHER_NO_TIME)
    return NULL;
  if (micro < 0)
    micro += G_USEC_PER_SEC;
  whole = g_date_time_new_from_unix_utc ((time - micro) / G_USEC_PER_SEC);
  if (whole == NULL)
    return NULL;
  seconds = g_date_time_format (whole, "%m-%dT%H:%M:%S");
  return g_strdup_printf ("%04d-%s.%06" G_GINT64_FORMAT "Z", g_date_time_get_year (whole), seconds,
                          micro);
}

static void
add_text (JsonBuilder *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, text);
}

static void
add_number (JsonBuilder *json, const char *name, gint64 number)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, number);
}

static void
add_time (JsonBuilder *json, const char *name, gint64 time)
{
  g_autofree char *text = usher_journal_format_time (time);

  add_text (json, name, text);
}

static void
add_server (JsonBuilder *json, UsherJournalEntry *self)
{
  json_builder_set_member_name (json, "server");
  json_builder_begin_object (json);
  add_text (json, "label", self->server);
  add_text (json, "host", self->host);
  add_text (json, "port", self->port);
  add_text (json, "version", self->version);
  json_builder_end_object (json);
  add_text (json, "login", self->login);
  add_text (json, "role", self->role);
}

static void
add_target (JsonBuilder *json, const UsherJournalTarget *target)
{
  json_builder_begin_object (json);
  add_number (json, "pid", target->pid);
  add_time (json, "backend_start", target->backend_start);
  add_text (json, "database", target->database);
  add_text (json, "user", target->user);
  add_text (json, "application", target->application);
  add_text (json, "client", target->client);
  add_text (json, "state", target->state);
  add_text (json, "query", target->query);
  add_text (json, "outcome", target->outcome);
  add_text (json, "says", target->says);
  json_builder_end_object (json);
}

static void
add_targets (JsonBuilder *json, UsherJournalEntry *self)
{
  json_builder_set_member_name (json, "targets");
  json_builder_begin_array (json);
  for (guint i = 0; i < self->targets->len; i++)
    add_target (json, g_ptr_array_index (self->targets, i));
  json_builder_end_array (json);
}

static void
add_entry (JsonBuilder *json, UsherJournalEntry *self)
{
  json_builder_begin_object (json);
  add_number (json, "v", FORMAT_VERSION);
  add_time (json, "when", self->when);
  add_text (json, "id", self->id);
  add_text (json, "amends", self->amends);
  add_text (json, "action", self->action);
  add_text (json, "subject", self->subject);
  add_server (json, self);
  add_text (json, "outcome", outcome_words[self->outcome]);
  add_text (json, "says", self->says);
  add_text (json, "by", self->by);
  add_targets (json, self);
  add_text (json, "sql", self->sql);
  json_builder_end_object (json);
}

/**
 * usher_journal_entry_to_line:
 * @self: an entry
 *
 * Any thread. Returns: (transfer full): one line of JSON, without a line end; the line
 *   itself if it is one that could not be read
 */
char *
usher_journal_entry_to_line (UsherJournalEntry *self)
{
  g_autoptr (JsonBuilder) json = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (self->line != NULL)
    return g_strdup (self->line);
  json = json_builder_new_immutable ();
  add_entry (json, self);
  root = json_builder_get_root (json);
  return json_to_string (root, FALSE);
}
