/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile-json.h"

#include <string.h>

#include "json-text.h"

/* The words of the file. They never change: an older Usher reads them too. */

static const char *const environments[] = {
  [USHER_ENVIRONMENT_NONE] = "none",
  [USHER_ENVIRONMENT_DEVELOPMENT] = "development",
  [USHER_ENVIRONMENT_STAGING] = "staging",
  [USHER_ENVIRONMENT_PRODUCTION] = "production",
};

static const char *const password_sources[] = {
  [USHER_PASSWORD_ASK] = "ask",
  [USHER_PASSWORD_KEYRING] = "keyring",
  [USHER_PASSWORD_LIBPQ] = "libpq",
  [USHER_PASSWORD_COMMAND] = "command",
};

static const char *const members[] = {
  "id",         "name",     "group",         "environment",      "look-only",
  "parameters", "set-role", "password-from", "password-command", "tunnel",
};

/* Writing */

/* A value is text as a rule. Libpq takes any bytes, and JSON does not. */
static JsonNode *
value_to_json (const char *value)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *base64 = NULL;

  if (g_utf8_validate (value, -1, NULL))
    return json_node_init_string (json_node_alloc (), value);

  object = json_object_new ();
  base64 = g_base64_encode ((const guchar *)value, strlen (value));
  json_object_set_string_member (object, "base64", base64);
  return json_node_init_object (json_node_alloc (), object);
}

static void
add_address (JsonObject *object, UsherAddress *given)
{
  g_autoptr (UsherAddress) address = usher_address_without_secrets (given);
  JsonObject *parameters = json_object_new ();

  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);

      json_object_set_member (parameters, keyword,
                              value_to_json (usher_address_get (address, keyword)));
    }
  json_object_set_object_member (object, "parameters", parameters);
}

static void
add_command (JsonObject *object, const char *const *command)
{
  JsonArray *array;

  if (command == NULL)
    return;
  array = json_array_new ();
  for (; *command != NULL; command++)
    json_array_add_element (array, value_to_json (*command));
  json_object_set_array_member (object, "password-command", array);
}

static void
add_tunnel (JsonObject *object, const UsherTunnelSpec *tunnel)
{
  JsonObject *member;

  if (tunnel == NULL)
    return;
  member = json_object_new ();
  json_object_set_string_member (member, "destination", tunnel->destination);
  if (tunnel->port != 0)
    json_object_set_int_member (member, "port", tunnel->port);
  json_object_set_object_member (object, "tunnel", member);
}

static void
add_member (JsonObject *extras, const char *name, JsonNode *node, gpointer data)
{
  JsonObject *object = data;

  if (!json_object_has_member (object, name))
    json_object_set_member (object, name, json_node_copy (node));
}

static void
add_extras (JsonObject *object, const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? usher_json_parse (text, strlen (text), NULL) : NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), add_member, object);
}

/**
 * usher_profile_to_json:
 *
 * Any thread. Returns: (transfer full): what is saved of @self
 */
JsonNode *
usher_profile_to_json (UsherProfile *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (self);

  json_object_set_string_member (object, "id", draft->id);
  json_object_set_string_member (object, "name", draft->name);
  if (*draft->group != '\0')
    json_object_set_string_member (object, "group", draft->group);
  json_object_set_string_member (object, "environment", environments[draft->environment]);
  json_object_set_boolean_member (object, "look-only", draft->look_only);
  add_address (object, draft->address);
  if (draft->role != NULL)
    json_object_set_string_member (object, "set-role", draft->role);
  json_object_set_string_member (object, "password-from", password_sources[draft->password_source]);
  add_command (object, (const char *const *)draft->password_command);
  add_tunnel (object, draft->tunnel);
  add_extras (object, draft->extras);
  return json_node_init_object (json_node_alloc (), object);
}

/* Reading. What is not as it should be is left out, and the caller hears of it. */

typedef struct
{
  JsonObject *object;
  gboolean whole;
} Reading;

static JsonNode *
get_member (Reading *reading, const char *name)
{
  JsonNode *node = json_object_get_member (reading->object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static char *
read_string (Reading *reading, const char *name)
{
  const char *text = usher_json_get_string (reading->object, name);

  if (text == NULL && get_member (reading, name) != NULL)
    reading->whole = FALSE;
  return g_strdup (text);
}

static guint
read_word (Reading *reading, const char *name, const char *const *words, guint n_words)
{
  g_autofree char *text = read_string (reading, name);

  for (guint i = 0; text != NULL && i < n_words; i++)
    if (g_str_equal (words[i], text))
      return i;
  reading->whole = reading->whole && text == NULL;
  return text == NULL ? 0 : n_words;
}

/* Whoever wrote a word that is not known here meant something by it: better too careful. */
static UsherEnvironment
read_environment (Reading *reading)
{
  guint word = read_word (reading, "environment", environments, G_N_ELEMENTS (environments));

  return word < G_N_ELEMENTS (environments) ? (UsherEnvironment)word : USHER_ENVIRONMENT_PRODUCTION;
}

static UsherPasswordSource
read_password_source (Reading *reading)
{
  guint word =
      read_word (reading, "password-from", password_sources, G_N_ELEMENTS (password_sources));

  return word < G_N_ELEMENTS (password_sources) ? (UsherPasswordSource)word : USHER_PASSWORD_ASK;
}

static gboolean
read_boolean (Reading *reading, const char *name)
{
  JsonNode *node = get_member (reading, name);

  if (node == NULL)
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  reading->whole = FALSE;
  return TRUE;
}

static char *
read_bytes (JsonObject *object)
{
  const char *base64 = usher_json_get_string (object, "base64");
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  if (base64 == NULL || *base64 == '\0')
    return NULL;
  bytes = g_base64_decode (base64, &length);
  return memchr (bytes, '\0', length) == NULL ? g_strndup ((const char *)bytes, length) : NULL;
}

/* Returns: (nullable): the text of a value, also of a number, as a person would write a port */
static char *
value_from_json (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return read_bytes (json_node_get_object (node));
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

static UsherAddress *
address_from_json (JsonObject *parameters, gboolean *whole)
{
  UsherAddress *address = usher_address_new ();
  JsonObjectIter iter;
  const char *keyword;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, parameters);
  while (json_object_iter_next_ordered (&iter, &keyword, &node))
    {
      g_autofree char *value = value_from_json (node);
      UsherAddress *longer;

      if (value == NULL || *keyword == '\0')
        {
          *whole = FALSE;
          continue;
        }
      longer = usher_address_with (address, keyword, value);
      usher_address_unref (address);
      address = longer;
    }
  return address;
}

static UsherAddress *
read_address (Reading *reading)
{
  JsonObject *parameters = usher_json_get_object (reading->object, "parameters");

  if (parameters != NULL)
    return address_from_json (parameters, &reading->whole);
  reading->whole = FALSE;
  return NULL;
}

static char **
read_command (Reading *reading)
{
  JsonArray *array = usher_json_get_array (reading->object, "password-command");
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();

  if (array == NULL)
    {
      reading->whole = reading->whole && get_member (reading, "password-command") == NULL;
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *word = value_from_json (json_array_get_element (array, i));

      /* A command that lacks a word is another command. */
      if (word == NULL)
        {
          reading->whole = FALSE;
          return NULL;
        }
      g_strv_builder_add (command, word);
    }
  return g_strv_builder_end (command);
}

static UsherTunnelSpec *
read_tunnel (Reading *reading)
{
  JsonObject *tunnel = usher_json_get_object (reading->object, "tunnel");
  const char *destination = tunnel != NULL ? usher_json_get_string (tunnel, "destination") : NULL;
  gint64 port;

  if (destination == NULL)
    {
      reading->whole = reading->whole && get_member (reading, "tunnel") == NULL;
      return NULL;
    }
  port = json_object_get_int_member_with_default (tunnel, "port", 0);
  if (port < 0 || port > G_MAXUINT16)
    {
      reading->whole = FALSE;
      port = 0;
    }
  return usher_tunnel_spec_new (destination, (guint)port);
}

static gboolean
is_known (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i], name))
      return TRUE;
  return FALSE;
}

static char *
read_extras (Reading *reading)
{
  g_autoptr (JsonObject) extras = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, reading->object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (!is_known (name))
      json_object_set_member (extras, name, json_node_copy (member));
  if (json_object_get_size (extras) == 0)
    return NULL;
  node = json_node_init_object (json_node_alloc (), extras);
  return usher_json_print (node, FALSE);
}

/**
 * usher_profile_from_json:
 * @object: what was saved
 * @whole: (out): whether everything of it could be read
 *
 * Any thread. Returns: (transfer full): what could be read, with a new id when it bears none
 */
UsherProfile *
usher_profile_from_json (JsonObject *object, gboolean *whole)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  Reading reading = { object, TRUE };

  draft->id = read_string (&reading, "id");
  reading.whole = reading.whole && draft->id != NULL && *draft->id != '\0';
  draft->name = read_string (&reading, "name");
  draft->group = read_string (&reading, "group");
  draft->environment = read_environment (&reading);
  draft->look_only = read_boolean (&reading, "look-only");
  draft->address = read_address (&reading);
  draft->role = read_string (&reading, "set-role");
  draft->password_source = read_password_source (&reading);
  draft->password_command = read_command (&reading);
  draft->tunnel = read_tunnel (&reading);
  draft->extras = read_extras (&reading);

  *whole = reading.whole;
  return usher_profile_new (draft);
}
