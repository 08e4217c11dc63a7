/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-entry.h"

#include <string.h>

#include "journal-private.h"
#include "json-text.h"
#include "text.h"

/* A line of a journal read back. Anything may stand in a file. Fields that a later version adds
 * are ignored, and those that an older one left out are blank. */

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
  usher_journal_take_text (&self->by, g_strdup (find_text (object, "by")));
  self->outcome = usher_journal_outcome_from_word (find_text (object, "outcome"));
  read_server (self, object);
  if (targets != NULL && JSON_NODE_HOLDS_ARRAY (targets))
    json_array_foreach_element (json_node_get_array (targets), read_target, self);
  return TRUE;
}

static UsherJournalEntry *
parse (const char *line, gsize length)
{
  g_autoptr (UsherJournalEntry) self = usher_journal_entry_new_blank ();
  g_autoptr (JsonNode) root = usher_json_parse (line, length, NULL);

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
