/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "text.h"

#include <errno.h>
#include <string.h>

#include "encodings.h"

static gboolean
is_ascii (const char *bytes, gsize length)
{
  guchar seen = 0;

  for (gsize i = 0; i < length; i++)
    seen |= (guchar)bytes[i];
  return seen < 0x80;
}

static void
append_byte (GString *out, char byte)
{
  g_string_append_printf (out, "\\x%02x", (guchar)byte);
}

/* Copies what is UTF-8; every other byte, a NUL and a half character at the end too, is
 * written as \xNN. */
static void
append_utf8 (GString *out, const char *bytes, gsize length)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *invalid;

      g_utf8_validate_len (bytes, (gsize)(end - bytes), &invalid);
      g_string_append_len (out, bytes, invalid - bytes);
      if (invalid < end)
        append_byte (out, *invalid++);
      bytes = invalid;
    }
}

/* One step of a conversion: as far as iconv gets with a buffer of this size. Without @bytes it
 * writes what the converter still holds back: some wait for an accent that may follow. */
static gboolean
append_converted (GString *out, GIConv converter, char **bytes, gsize *length)
{
  char buffer[512];
  char *to = buffer;
  gsize room = sizeof buffer;
  gsize outcome = g_iconv (converter, bytes, length, &to, &room);
  int problem = outcome == (gsize)-1 ? errno : 0;

  append_utf8 (out, buffer, sizeof buffer - room);
  return problem == 0 || problem == E2BIG;
}

static void
append_foreign (GString *out, GIConv converter, const char *bytes, gsize length)
{
  char *from = (char *)bytes;

  while (length > 0)
    {
      if (append_converted (out, converter, &from, &length))
        continue;

      append_converted (out, converter, NULL, NULL);
      append_byte (out, *from++);
      length--;
    }
  append_converted (out, converter, NULL, NULL);
}

/**
 * usher_text_decode:
 * @bytes: (array length=length): what a server sent, any bytes at all
 * @length: how many, or -1 when a NUL ends them
 * @pg_encoding: PostgreSQL's number of the encoding that the bytes should have, or any other
 *   number when it is not known
 *
 * Makes valid UTF-8 of untrusted bytes. Nothing gets lost: a byte that means nothing in the
 * encoding is written as `\xNN`, as PostgreSQL 16 and later do it for an application's name,
 * and so are NUL and the torso of a character at the end of a text that was cut. Names that
 * differ by such a byte stay different.
 *
 * SQL_ASCII, UTF8 and unknown encodings are read as UTF-8. Control characters stay what they
 * are, usher_text_show() takes care of them.
 *
 * Any thread. Returns: (transfer full): valid UTF-8
 */
char *
usher_text_decode (const void *bytes, gssize length, int pg_encoding)
{
  gsize size = length >= 0 ? (gsize)length : strlen (bytes);
  GIConv converter;
  GString *out;

  /* Every encoding of a database contains ASCII, and nearly all text is that. */
  if (is_ascii (bytes, size) && memchr (bytes, '\0', size) == NULL)
    return g_strndup (bytes, size);

  out = g_string_sized_new (size + size / 4);
  converter = usher_encoding_open (pg_encoding);
  if (converter == (GIConv)-1)
    append_utf8 (out, bytes, size);
  else
    append_foreign (out, converter, bytes, size);
  return g_string_free (out, FALSE);
}

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* Characters that draw nothing, or that change how their neighbours are drawn, and that
 * Unicode does not class as format characters. */
static const Range invisible[] = {
  { 0x034F, 0x034F },   /* combining grapheme joiner */
  { 0x115F, 0x1160 },   /* Hangul fillers */
  { 0x17B4, 0x17B5 },   /* Khmer inherent vowels */
  { 0x180B, 0x180F },   /* Mongolian variation selectors */
  { 0x2028, 0x2029 },   /* line and paragraph separator */
  { 0x2060, 0x206F },   /* joiners, invisible operators, deprecated formats */
  { 0x2800, 0x2800 },   /* empty Braille pattern */
  { 0x3164, 0x3164 },   /* Hangul filler */
  { 0xFE00, 0xFE0F },   /* variation selectors */
  { 0xFFA0, 0xFFA0 },   /* halfwidth Hangul filler */
  { 0xFFF0, 0xFFFB },   /* specials */
  { 0xE0000, 0xE0FFF }, /* tags, more variation selectors */
};

static gboolean
is_invisible (gunichar character)
{
  GUnicodeType type = g_unichar_type (character);

  if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (invisible); i++)
    if (character >= invisible[i].first && character <= invisible[i].last)
      return TRUE;
  return FALSE;
}

/* A text on its way to the screen. */
typedef struct
{
  GString *out;
  gboolean one_line;
  gsize max_chars; /* 0: as many as there are */
  gsize n_chars;   /* characters in @out */
  gsize cut;       /* bytes of @out that may stay in front of an ellipsis */
} Showing;

static void
put (Showing *showing, const char *piece)
{
  g_string_append (showing->out, piece);
  showing->n_chars += (gsize)g_utf8_strlen (piece, -1);
}

static void
put_character (Showing *showing, gunichar character)
{
  g_string_append_unichar (showing->out, character);
  showing->n_chars++;
}

static void
put_number (Showing *showing, gunichar character)
{
  char piece[32];

  g_snprintf (piece, sizeof piece, "⟨U+%04X⟩", character);
  put (showing, piece);
}

/* The control characters of ASCII have pictures of their own, U+2400 and following. */
static void
put_control (Showing *showing, gunichar character)
{
  gboolean layout = character == '\n' || character == '\t';

  if (layout && !showing->one_line)
    put_character (showing, character);
  else if (layout)
    put (showing, character == '\n' ? "⏎" : "⇥");
  else
    put_character (showing, character == 0x7F ? 0x2421 : 0x2400 + character);
}

static const char *
put_next (Showing *showing, const char *text)
{
  gunichar character = g_utf8_get_char_validated (text, -1);

  if (character >= (gunichar)-2)
    {
      char piece[8];

      g_snprintf (piece, sizeof piece, "\\x%02x", (guchar)*text);
      put (showing, piece);
      return text + 1;
    }

  if (character < 0x20 || character == 0x7F)
    put_control (showing, character);
  else if (character < 0x7F || !is_invisible (character))
    put_character (showing, character);
  else
    put_number (showing, character);
  return g_utf8_next_char (text);
}

/* An ellipsis may come before this character: it does not belong to the one before. */
static gboolean
may_cut_before (const char *text)
{
  gunichar character = g_utf8_get_char_validated (text, -1);

  return character >= (gunichar)-2 || !g_unichar_ismark (character);
}

static void
show_rest (Showing *showing, const char *text)
{
  while (*text != '\0')
    {
      if (showing->n_chars < showing->max_chars && may_cut_before (text))
        showing->cut = showing->out->len;

      /* The two bytes of a line end from Windows are one mark. */
      if (showing->one_line && text[0] == '\r' && text[1] == '\n')
        text++;
      text = put_next (showing, text);

      if (showing->max_chars != 0 && showing->n_chars > showing->max_chars)
        {
          g_string_truncate (showing->out, showing->cut);
          g_string_append (showing->out, "…");
          return;
        }
    }
}

/* How many bytes at the start are printable ASCII, looking at no more than @max of them. */
static gsize
count_plain (const char *text, gsize max)
{
  gsize n = 0;

  while (n < max && text[n] >= 0x20 && text[n] < 0x7F)
    n++;
  return n;
}

static char *
show (const char *text, gboolean one_line, gsize max_chars)
{
  gsize plain = count_plain (text, max_chars != 0 ? max_chars : G_MAXSIZE);
  Showing showing = { NULL, one_line, max_chars, 0, 0 };

  if (text[plain] == '\0')
    return g_strndup (text, plain);

  /* The last of the plain characters may have to make room for an ellipsis. */
  if (plain > 0)
    plain--;
  showing.out = g_string_new_len (text, (gssize)plain);
  showing.n_chars = plain;
  showing.cut = plain;
  show_rest (&showing, text + plain);
  return g_string_free (showing.out, FALSE);
}

/**
 * usher_text_show:
 * @text: untrusted text, not necessarily UTF-8
 *
 * Makes a text safe to look at: control characters become their pictures (␛), characters
 * that are invisible or turn the direction of writing become their numbers (⟨U+202E⟩), bytes
 * that are not UTF-8 become `\xNN`. Line ends and tabs stay.
 *
 * It is plain text, never markup. Any thread. Returns: (transfer full): valid UTF-8
 */
char *
usher_text_show (const char *text)
{
  return show (text, FALSE, 0);
}

/**
 * usher_text_show_line:
 * @text: untrusted text, not necessarily UTF-8
 * @max_chars: the most characters to return, or 0 for all
 *
 * The same as usher_text_show() on a single line: a line end becomes ⏎, a tab ⇥. A longer
 * text ends in an ellipsis, which counts; nothing that was made visible is cut in two. The
 * cost depends on @max_chars, not on the length of @text.
 *
 * Any thread. Returns: (transfer full): valid UTF-8
 */
char *
usher_text_show_line (const char *text, gsize max_chars)
{
  return show (text, TRUE, max_chars);
}

/**
 * usher_text_fold:
 * @text: untrusted text, not necessarily UTF-8
 *
 * What a filter compares: without case, and decomposed, so that it does not matter how an
 * accent was typed and the plain letter finds the accented one.
 *
 * Any thread. Returns: (transfer full): valid UTF-8, not for showing
 */
char *
usher_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;

  if (is_ascii (text, strlen (text)))
    return g_ascii_strdown (text, -1);

  /* Folding may take a composed letter apart, and taking apart may uncover a capital. */
  valid = usher_text_decode (text, -1, USHER_ENCODING_UTF8);
  decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  folded = g_utf8_casefold (decomposed, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
}
