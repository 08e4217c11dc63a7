/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "json-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* json-glib reads more than JSON (comments, single quotes), and reads what is nested by
 * calling itself, as deep as it may be. So a text is looked through first, by the rules of
 * JSON alone, which leaves json-glib nothing else to find. */

typedef struct
{
  gsize starts[USHER_JSON_DEEPEST]; /* where the brackets that are open stand */
  guint depth;
  gboolean in_string;
  gboolean escaped;
} Scan;

typedef enum
{
  SCAN_ON,
  SCAN_OPENED,
  SCAN_CLOSED,
  SCAN_WRONG,
} ScanStep;

static ScanStep
scan_string (Scan *scan, char c)
{
  if (scan->escaped)
    scan->escaped = FALSE;
  else if (c == '\\')
    scan->escaped = TRUE;
  else if (c == '"')
    scan->in_string = FALSE;
  else if ((guchar)c < 0x20)
    {
      scan->in_string = FALSE;
      return SCAN_WRONG;
    }
  return SCAN_ON;
}

static ScanStep
scan_step (Scan *scan, const char *text, gsize at)
{
  char c = text[at];

  if (scan->in_string)
    return scan_string (scan, c);
  switch (c)
    {
    case '"':
      scan->in_string = TRUE;
      return SCAN_ON;
    case '{':
    case '[':
      if (scan->depth == USHER_JSON_DEEPEST)
        return SCAN_WRONG;
      scan->starts[scan->depth++] = at;
      return SCAN_OPENED;
    case '}':
    case ']':
      if (scan->depth == 0 || text[scan->starts[scan->depth - 1]] != (c == '}' ? '{' : '['))
        return SCAN_WRONG;
      scan->depth--;
      return SCAN_CLOSED;
    default:
      return g_ascii_isalnum (c) || strchr (" \t\r\n,:+-.", c) != NULL ? SCAN_ON : SCAN_WRONG;
    }
}

/* One object or array, and nothing behind it: json-glib would read on, and lose the first. */
static gboolean
looks_like_json (const char *text, gsize length)
{
  Scan scan = { 0 };
  gboolean over = FALSE;

  /* strchr() finds the 0 at its end. */
  if (memchr (text, '\0', length) != NULL)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (scan.depth == 0 && !g_ascii_isspace (text[i]))
        if (over || (text[i] != '{' && text[i] != '['))
          return FALSE;
      if (scan_step (&scan, text, i) == SCAN_WRONG)
        return FALSE;
      over = over || (scan.depth == 0 && (text[i] == '}' || text[i] == ']'));
    }
  return over && !scan.in_string;
}

static JsonNode *
parse_scanned (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!json_parser_load_from_data (parser, text, (gssize)length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

/**
 * usher_json_parse:
 * @text: bytes of any origin
 * @length: how many
 * @error: return location
 *
 * Any thread. Returns: (transfer full): what they say, not to be changed; %NULL when it is
 *   too long, too deep, or no JSON, with %G_IO_ERROR_INVALID_DATA and a translated sentence
 */
JsonNode *
usher_json_parse (const char *text, gsize length, GError **error)
{
  JsonNode *node = NULL;

  if (length > USHER_JSON_LARGEST)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("The file is too large to be a list of connections."));
      return NULL;
    }
  if (g_utf8_validate_len (text, length, NULL) && looks_like_json (text, length))
    node = parse_scanned (text, length);
  if (node == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _ ("The file is damaged, or is not JSON."));
  return node;
}

/* json-glib escapes those control characters that have a letter, and lets the others through,
 * which no reader would take. Those that are left between the tokens are ends of lines. */
static char *
escape_controls (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if ((guchar)*text < 0x20 && *text != '\n')
      g_string_append_printf (out, "\\u%04x", (guint)*text);
    else
      g_string_append_c (out, *text);
  return g_string_free (out, FALSE);
}

/**
 * usher_json_print:
 *
 * Returns: (transfer full): @node as text, ending with a new line when it is @pretty
 */
char *
usher_json_print (JsonNode *node, gboolean pretty)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  json_generator_set_pretty (generator, pretty);
  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, NULL);
  escaped = escape_controls (text);
  return g_strconcat (escaped, pretty ? "\n" : NULL, NULL);
}

/**
 * usher_json_get_string:
 *
 * Returns: (nullable): the text that @member of @object is, if it is one; owned by @object
 */
const char *
usher_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/**
 * usher_json_get_object:
 *
 * Returns: (nullable): the object that @member of @object is, if it is one; owned by @object
 */
JsonObject *
usher_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * usher_json_get_array:
 *
 * Returns: (nullable): the array that @member of @object is, if it is one; owned by @object
 */
JsonArray *
usher_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
salvage_object (const char *text, gsize length, UsherJsonSalvageFunc func, gpointer user_data)
{
  g_autoptr (JsonNode) node = NULL;

  if (!g_utf8_validate_len (text, length, NULL) || !looks_like_json (text, length))
    return FALSE;
  node = parse_scanned (text, length);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
         && func (json_node_get_object (node), user_data);
}

/**
 * usher_json_salvage:
 * @text: a damaged file
 * @length: its length, at most %USHER_JSON_LARGEST
 * @func: called with each object that is whole, inner ones first
 * @user_data: for @func
 *
 * Each byte is read as often as it is nested, at most. Any thread.
 */
void
usher_json_salvage (const char *text, gsize length, UsherJsonSalvageFunc func, gpointer user_data)
{
  Scan scan = { 0 };

  for (gsize i = 0; i < length; i++)
    {
      ScanStep step = text[i] != '\0' ? scan_step (&scan, text, i) : SCAN_WRONG;
      gsize start = scan.starts[scan.depth < USHER_JSON_DEEPEST ? scan.depth : 0];

      /* What was open before the damage is never closed rightly after it. */
      if (step == SCAN_WRONG)
        scan.depth = 0;
      else if (step == SCAN_CLOSED && text[i] == '}'
               && salvage_object (text + start, i + 1 - start, func, user_data))
        scan.depth = 0;
    }
}
