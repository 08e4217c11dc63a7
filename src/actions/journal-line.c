/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-entry.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "journal-private.h"
#include "text.h"

/* An entry as one line of JSON, and back. Fields that a later version adds are ignored, and
 * those that an older one left out are blank. */

#define FORMAT_VERSION 1

static const char *const outcome_words[USHER_N_JOURNAL_OUTCOMES] = {
  [USHER_JOURNAL_DONE] = "done",     [USHER_JOURNAL_PARTLY] = "partly",
  [USHER_JOURNAL_FAILED] = "failed", [USHER_JOURNAL_STOPPED] = "stopped",
  [USHER_JOURNAL_OPEN] = "open",     [USHER_JOURNAL_UNKNOWN] = "unknown",
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

/* Times */

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
  seconds = g_date_time_format (whole, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%06" G_GINT64_FORMAT "Z", seconds, micro);
}

/* The fraction is read apart: GLib keeps seconds as a double, which loses microseconds. */
static gint64
parse_time (const char *text)
{
  const char *dot = text != NULL ? strchr (text, '.') : NULL;
  g_autofree char *seconds = dot != NULL ? g_strndup (text, (gsize)(dot - text)) : NULL;
  g_autofree char *utc = seconds != NULL ? g_strconcat (seconds, "Z", NULL) : g_strdup (text);
  g_autoptr (GDateTime) whole = utc != NULL ? g_date_time_new_from_iso8601 (utc, NULL) : NULL;
  gint64 micro = 0;

  if (whole == NULL)
    return USHER_NO_TIME;
  if (dot != NULL)
    {
      gint64 unit = G_USEC_PER_SEC / 10;

      for (const char *digit = dot + 1; g_ascii_isdigit (*digit); digit++, unit /= 10)
        micro += g_ascii_digit_value (*digit) * unit;
    }
  return g_date_time_to_unix (whole) * G_USEC_PER_SEC + micro;
}

/* Writing */

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

/* Reading: anything may stand in a file. */

static const char *
find_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static char *
dup_text (JsonObject *object, const char *name)
{
  const char *text = object != NULL ? find_text (object, name) : NULL;

  return g_strdup (text != NULL ? text : "");
}

static gint32
find_pid (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "pid");

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return (gint32)CLAMP (json_node_get_int (node), 0, G_MAXINT32);
}

static void
read_target (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  UsherJournalEntry *self = data;
  UsherJournalTarget *target;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  target = g_new0 (UsherJournalTarget, 1);
  target->pid = find_pid (object);
  target->backend_start = parse_time (find_text (object, "backend_start"));
  target->database = dup_text (object, "database");
  target->user = dup_text (object, "user");
  target->application = dup_text (object, "application");
  target->client = dup_text (object, "client");
  target->state = dup_text (object, "state");
  target->query = dup_text (object, "query");
  target->outcome = dup_text (object, "outcome");
  target->says = g_strdup (find_text (object, "says"));
  g_ptr_array_add (self->targets, target);
}

static UsherJournalOutcome
find_outcome (JsonObject *object)
{
  const char *word = find_text (object, "outcome");

  for (UsherJournalOutcome outcome = 0; outcome < USHER_N_JOURNAL_OUTCOMES; outcome++)
    if (g_strcmp0 (word, outcome_words[outcome]) == 0)
      return outcome;
  return USHER_JOURNAL_UNKNOWN;
}

static void
read_server (UsherJournalEntry *self, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "server");
  JsonObject *server =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  usher_journal_take_text (&self->server, dup_text (server, "label"));
  usher_journal_take_text (&self->host, dup_text (server, "host"));
  usher_journal_take_text (&self->port, dup_text (server, "port"));
  usher_journal_take_text (&self->version, dup_text (server, "version"));
  usher_journal_take_text (&self->login, dup_text (object, "login"));
  usher_journal_take_text (&self->role, dup_text (object, "role"));
}

/* Returns: whether it is an entry at all: it says what was done, and when */
static gboolean
read_entry (UsherJournalEntry *self, JsonObject *object)
{
  JsonNode *targets = json_object_get_member (object, "targets");

  self->when = parse_time (find_text (object, "when"));
  usher_journal_take_text (&self->action, dup_text (object, "action"));
  if (self->when == USHER_NO_TIME || *self->action == '\0')
    return FALSE;
  usher_journal_take_text (&self->id, dup_text (object, "id"));
  usher_journal_take_text (&self->amends, g_strdup (find_text (object, "amends")));
  usher_journal_take_text (&self->subject, dup_text (object, "subject"));
  usher_journal_take_text (&self->sql, dup_text (object, "sql"));
  usher_journal_take_text (&self->says, g_strdup (find_text (object, "says")));
  self->outcome = find_outcome (object);
  read_server (self, object);
  if (targets != NULL && JSON_NODE_HOLDS_ARRAY (targets))
    json_array_foreach_element (json_node_get_array (targets), read_target, self);
  return TRUE;
}

static UsherJournalEntry *
parse (const char *line, gsize length)
{
  g_autoptr (UsherJournalEntry) self = usher_journal_entry_new_blank ();
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!g_utf8_validate_len (line, length, NULL)
      || !json_parser_load_from_data (parser, line, (gssize)length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || !read_entry (self, json_node_get_object (root)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * usher_journal_entry_parse:
 * @line: (array length=length): a line of a journal, any bytes at all
 * @length: how many, or -1 when a NUL ends them
 *
 * Any thread. Returns: (transfer full): the entry. One that cannot be read is not lost: then
 *   `line` holds what stands there.
 */
UsherJournalEntry *
usher_journal_entry_parse (const char *line, gssize length)
{
  gsize size = length >= 0 ? (gsize)length : strlen (line);
  UsherJournalEntry *self = parse (line, size);

  if (self == NULL)
    {
      self = usher_journal_entry_new_blank ();
      self->line = usher_text_decode (line, (gssize)size, -1);
    }
  return self;
}

static gboolean
holds (const char *text, const char *folded)
{
  g_autofree char *own = text != NULL ? usher_text_fold (text) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

static gboolean
target_holds (const UsherJournalTarget *self, const char *folded)
{
  g_autofree char *pid = g_strdup_printf ("%d", self->pid);

  return holds (self->database, folded) || holds (self->user, folded)
         || holds (self->application, folded) || holds (self->client, folded)
         || holds (self->query, folded) || holds (self->says, folded) || g_str_equal (pid, folded);
}

/**
 * usher_journal_entry_matches:
 * @self: an entry
 * @folded: what to look for, see usher_text_fold()
 *
 * Any thread. Returns: whether it stands anywhere in it, in what a person reads
 */
gboolean
usher_journal_entry_matches (UsherJournalEntry *self, const char *folded)
{
  if (*folded == '\0' || holds (usher_journal_action_label (self->action), folded)
      || holds (self->action, folded) || holds (self->subject, folded)
      || holds (self->server, folded) || holds (self->host, folded) || holds (self->role, folded)
      || holds (self->says, folded) || holds (self->line, folded))
    return TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    if (target_holds (g_ptr_array_index (self->targets, i), folded))
      return TRUE;
  return holds (self->sql, folded);
}
