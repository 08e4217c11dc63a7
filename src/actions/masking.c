/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-entry.h"

#include <string.h>

#define MASK "•••"

/* What follows these words, in SQL, in a connection string or in JSON, is a secret. */
static const char *const secret_words[] = { "password", "passwd", "passphrase", "secret", "pwd" };

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (guchar)c >= 0x80;
}

static const char *
skip_space (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return text;
}

/* Returns: (nullable): behind the word, if a secret's name begins or ends here */
static const char *
match_word (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secret_words); i++)
    {
      gsize length = strlen (secret_words[i]);

      if (g_ascii_strncasecmp (text, secret_words[i], length) == 0)
        return text + length;
    }
  return NULL;
}

/* Steps over what may stand between the name and the secret: the rest of the name, the quote
 * that closes it, and a sign that assigns. */
static const char *
skip_to_value (const char *text, gboolean *assigned)
{
  while (is_word (*text))
    text++;
  if (*text == '"' || *text == '\'')
    text++;
  text = skip_space (text);
  *assigned = *text == '=' || *text == ':';
  while (*text == '=' || *text == ':' || *text == '>')
    text++;
  return skip_space (text);
}

/* Returns: behind the closing quote, or at the end of a text that was cut before it */
static const char *
skip_quoted (const char *text, char quote)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '\\' && text[1] != '\0')
        text++;
      else if (*text == quote && text[1] == quote)
        text++;
      else if (*text == quote)
        return text + 1;
    }
  return text;
}

static const char *
skip_dollar_quoted (const char *text)
{
  const char *close = strchr (text + 1, '$');
  g_autofree char *tag = close != NULL ? g_strndup (text, (gsize)(close + 1 - text)) : NULL;
  const char *end = tag != NULL ? strstr (close + 1, tag) : NULL;

  if (close == NULL)
    return text + strlen (text);
  return end != NULL ? end + strlen (tag) : close + strlen (close);
}

/* A literal within a literal: ''secret''. An empty one, '', has nothing to hide. */
static const char *
skip_doubled (const char *text)
{
  const char *end;

  if (text[2] == '\0' || g_ascii_isspace (text[2]) || strchr (";,)", text[2]) != NULL)
    return text + 2;
  end = strstr (text + 2, "''");
  return end != NULL ? end + 2 : text + strlen (text);
}

static const char *
skip_bare (const char *text)
{
  while (*text != '\0' && !g_ascii_isspace (*text) && strchr ("'\"&;,)", *text) == NULL)
    text++;
  return text;
}

/* E'', U&'', N'' and the like. */
static const char *
skip_prefix (const char *text)
{
  if (g_ascii_strncasecmp (text, "U&'", 3) == 0)
    return text + 2;
  if (strchr ("EeNnBbXx", *text) != NULL && *text != '\0' && text[1] == '\'')
    return text + 1;
  return text;
}

/* Returns: (nullable): behind the secret that stands here, %NULL if none does */
static const char *
skip_secret (const char *value, gboolean assigned)
{
  const char *text = skip_prefix (value);

  if (text[0] == '\'' && text[1] == '\'')
    return skip_doubled (text);
  if (*text == '\'' || *text == '"')
    return skip_quoted (text + 1, *text);
  if (*text == '$' && !g_ascii_isdigit (text[1]))
    return skip_dollar_quoted (text);
  if (assigned && *text != '\0' && *text != '$')
    return skip_bare (text);
  return NULL;
}

/* Returns: (nullable): the colon before the password in "//ana:secret@", if it begins here */
static const char *
match_user_info (const char *text, const char **end)
{
  const char *colon = NULL;

  if (text[0] != '/' || text[1] != '/')
    return NULL;
  for (text += 2; *text != '\0' && !g_ascii_isspace (*text) && strchr ("/'\"", *text) == NULL;
       text++)
    {
      if (*text == ':' && colon == NULL)
        colon = text;
      if (*text == '@' && colon != NULL)
        {
          *end = text;
          return colon;
        }
    }
  return NULL;
}

static void
append_until (GString *out, const char **from, const char *to)
{
  g_string_append_len (out, *from, to - *from);
  *from = to;
}

/**
 * usher_mask_passwords:
 * @text: SQL, or what else may hold one
 *
 * Puts a mask over what looks like a password: the literal after PASSWORD, whatever its quotes
 * are and also if it was cut, `password=` of a connection string, and the one in an address.
 * Rather too much than too little. A secret that stands in no such place, as one value among
 * many of an INSERT, cannot be told from any other text.
 *
 * Any thread. Returns: (transfer full): the text to keep
 */
char *
usher_mask_passwords (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const char *from = text;

  while (*text != '\0')
    {
      gboolean assigned;
      const char *end = NULL;
      const char *value = match_word (text);

      if (value != NULL)
        {
          value = skip_to_value (value, &assigned);
          end = skip_secret (value, assigned);
        }
      else if ((value = match_user_info (text, &end)) != NULL)
        value++;
      if (end == NULL)
        {
          text++;
          continue;
        }
      append_until (out, &from, value);
      g_string_append (out, MASK);
      from = text = end;
    }
  append_until (out, &from, text);
  return g_string_free (out, FALSE);
}
