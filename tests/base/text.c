/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "text.h"

#include <string.h>

#include "encodings.h"

typedef struct
{
  int encoding;
  const char *bytes;
  gssize length;
  const char *text;
} Decoding;

static const Decoding decodings[] = {
  { USHER_ENCODING_UTF8, "", 0, "" },
  { USHER_ENCODING_UTF8, "games", 5, "games" },
  { USHER_ENCODING_UTF8, "games", 3, "gam" },
  { USHER_ENCODING_UTF8, "größe", -1, "größe" },
  { USHER_ENCODING_UTF8, "a\0b", 3, "a\\x00b" },
  { USHER_ENCODING_UTF8, "ä\0", 3, "ä\\x00" },
  /* cut in the middle of a character */
  { USHER_ENCODING_UTF8, "caf\xc3", -1, "caf\\xc3" },
  { USHER_ENCODING_UTF8, "\xf0\x9f\x90", -1, "\\xf0\\x9f\\x90" },
  /* overlong, surrogate, beyond Unicode */
  { USHER_ENCODING_UTF8, "\xc0\xaf", -1, "\\xc0\\xaf" },
  { USHER_ENCODING_UTF8, "\xed\xa0\x80", -1, "\\xed\\xa0\\x80" },
  { USHER_ENCODING_UTF8, "\xf4\x90\x80\x80", -1, "\\xf4\\x90\\x80\\x80" },
  { USHER_ENCODING_UTF8, "ok\xff\xfeé", -1, "ok\\xff\\xfeé" },
  /* SQL_ASCII holds anything: what is UTF-8 is shown as that, the rest as bytes */
  { USHER_ENCODING_SQL_ASCII, "café", -1, "café" },
  { USHER_ENCODING_SQL_ASCII, "caf\xe9", -1, "caf\\xe9" },
  { -1, "caf\xe9 é", -1, "caf\\xe9 é" },
  { 35, "caf\xe9 é", -1, "caf\\xe9 é" },
  { G_MAXINT, "\x80", -1, "\\x80" },
  { G_MININT, "\x80", -1, "\\x80" },
  /* one byte for each character */
  { USHER_ENCODING_LATIN1, "caf\xe9", -1, "café" },
  { USHER_ENCODING_LATIN1, "\xe9\0\xe8", 3, "é\\x00è" },
  { USHER_ENCODING_LATIN1, "\x85", -1, "\xc2\x85" },
  { USHER_ENCODING_WIN1252, "\x80 5", -1, "€ 5" },
  { USHER_ENCODING_WIN1252, "a\x81z", -1, "a\\x81z" },
  { USHER_ENCODING_KOI8R, "\xf0\xd2\xc9\xd7\xc5\xd4", -1, "Привет" },
  { USHER_ENCODING_WIN1251, "\xcf\xf0\xe8\xe2\xe5\xf2", -1, "Привет" },
  { 16, "\xa4", -1, "€" },
  { 12, "\xfe", -1, "ş" },
  /* several bytes, whole, cut and wrong */
  { USHER_ENCODING_EUC_JP, "\xc6\xfc\xcb\xdc", -1, "日本" },
  { USHER_ENCODING_EUC_JP, "\xc6\xfc\xcb", -1, "日\\xcb" },
  { USHER_ENCODING_EUC_JP, "\xc6\xfc\xff!", -1, "日\\xff!" },
  { USHER_ENCODING_EUC_CN, "\xd6\xd0\xce\xc4", -1, "中文" },
  { USHER_ENCODING_EUC_KR, "\xc7\xd1\xb1\xdb", -1, "한글" },
  { USHER_ENCODING_EUC_TW, "\xc4\xe3", -1, "中" },
  { USHER_ENCODING_EUC_JIS_2004, "\xc6\xfc\xcb\xdc", -1, "日本" },
  /* a letter that waits for its accent comes before the byte that follows it, and at the end */
  { USHER_ENCODING_WIN1258, "\xe3", -1, "ă" },
  { USHER_ENCODING_WIN1258, "\xe3\xd2\xe3", -1, "ẳă" },
  { USHER_ENCODING_WIN1258, "\xe3\0\xe3", 3, "ă\\x00ă" },
  /* known to no converter: ASCII and bytes, never two bytes taken for a character */
  { USHER_ENCODING_MULE_INTERNAL, "a\x92\xc3\xa9", -1, "a\\x92\\xc3\\xa9" },
};

static void
test_decode (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (decodings); i++)
    {
      const Decoding *d = &decodings[i];
      g_autofree char *text = usher_text_decode (d->bytes, d->length, d->encoding);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpstr (text, ==, d->text);
    }
}

static void
test_decode_keeps_ascii_in_every_encoding (void)
{
  char ascii[128] = "";

  for (int i = 0; i < 127; i++)
    ascii[i] = (char)(i + 1);

  for (int encoding = -1; encoding <= 42; encoding++)
    {
      /* the second text does not take the short way */
      g_autofree char *mixed = g_strconcat (ascii, "\xff", NULL);
      g_autofree char *plain = usher_text_decode (ascii, -1, encoding);
      g_autofree char *decoded = usher_text_decode (mixed, -1, encoding);

      g_assert_cmpstr (plain, ==, ascii);
      g_assert_true (g_str_has_prefix (decoded, ascii));
    }
}

static void
test_every_encoding_has_a_converter (void)
{
  for (int encoding = 0; encoding <= USHER_ENCODING_KOI8U; encoding++)
    {
      const char *charset = usher_encoding_get_charset (encoding);
      GIConv converter;

      g_assert_true ((charset == NULL)
                     == (encoding == USHER_ENCODING_SQL_ASCII || encoding == USHER_ENCODING_UTF8));
      if (charset == NULL)
        continue;

      converter = g_iconv_open ("UTF-8", charset);
      g_assert_true (converter != (GIConv)-1);
      g_iconv_close (converter);
    }
}

static void
test_decode_long_foreign_text (void)
{
  g_autofree char *bytes = g_strnfill (10000, '\xe9');
  g_autofree char *text = usher_text_decode (bytes, 10000, USHER_ENCODING_LATIN1);

  g_assert_cmpuint (strlen (text), ==, 20000);
  for (gsize i = 0; i < 20000; i += 2)
    g_assert_cmpmem (text + i, 2, "é", 2);
}

static gpointer
decode_in_a_thread (gpointer data)
{
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *text = usher_text_decode ("\xc6\xfc\xcb", 3, USHER_ENCODING_EUC_JP);

      g_assert_cmpstr (text, ==, "日\\xcb");
    }
  return NULL;
}

static void
test_decode_in_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("decode", decode_in_a_thread, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

typedef struct
{
  const char *text;
  const char *shown;
  const char *line;
} Showing;

static const Showing showings[] = {
  { "", "", "" },
  { "games", "games", "games" },
  { "größe 日本 🐉", "größe 日本 🐉", "größe 日本 🐉" },
  { "a\nb\tc", "a\nb\tc", "a⏎b⇥c" },
  { "a\r\nb", "a␍\nb", "a⏎b" },
  { "a\rb", "a␍b", "a␍b" },
  { "\x1b[31mred\x07", "␛[31mred␇", "␛[31mred␇" },
  { "\x01\x1f\x7f", "␁␟␡", "␁␟␡" },
  { "\xc2\x85\xc2\x9b", "⟨U+0085⟩⟨U+009B⟩", "⟨U+0085⟩⟨U+009B⟩" },
  /* writing direction */
  { "\u202egro.live", "⟨U+202E⟩gro.live", "⟨U+202E⟩gro.live" },
  { "\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩", "⟨U+2066⟩a⟨U+2069⟩" },
  { "\u061c\u200e\u200f", "⟨U+061C⟩⟨U+200E⟩⟨U+200F⟩", "⟨U+061C⟩⟨U+200E⟩⟨U+200F⟩" },
  /* invisible */
  { "ga\u200bmes", "ga⟨U+200B⟩mes", "ga⟨U+200B⟩mes" },
  { "\ufeffgames\u00ad", "⟨U+FEFF⟩games⟨U+00AD⟩", "⟨U+FEFF⟩games⟨U+00AD⟩" },
  { "a\u2028b\u2029", "a⟨U+2028⟩b⟨U+2029⟩", "a⟨U+2028⟩b⟨U+2029⟩" },
  { "a\ufe0f\u3164\u2800", "a⟨U+FE0F⟩⟨U+3164⟩⟨U+2800⟩", "a⟨U+FE0F⟩⟨U+3164⟩⟨U+2800⟩" },
  { "\U000e0041", "⟨U+E0041⟩", "⟨U+E0041⟩" },
  /* never markup, never interpreted */
  { "<b>&amp;%s\\n", "<b>&amp;%s\\n", "<b>&amp;%s\\n" },
  /* not even UTF-8 */
  { "caf\xe9", "caf\\xe9", "caf\\xe9" },
  { "\xe2\x82", "\\xe2\\x82", "\\xe2\\x82" },
  { "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80" },
};

static void
test_show (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (showings); i++)
    {
      g_autofree char *shown = usher_text_show (showings[i].text);
      g_autofree char *line = usher_text_show_line (showings[i].text, 0);

      g_assert_cmpstr (shown, ==, showings[i].shown);
      g_assert_cmpstr (line, ==, showings[i].line);
    }
}

static const struct
{
  const char *text;
  gsize max_chars;
  const char *line;
} limits[] = {
  { "games", 6, "games" },
  { "games", 5, "games" },
  { "games", 4, "gam…" },
  { "games", 1, "…" },
  { "g", 1, "g" },
  { "größe", 5, "größe" },
  { "größe", 4, "grö…" },
  { "日本日本", 3, "日本…" },
  { "gameß", 5, "gameß" },
  { "gamesß", 5, "game…" },
  /* a mark of several characters stays whole or goes */
  { "ab\u202ecd", 12, "ab⟨U+202E⟩cd" },
  { "ab\u202ecd", 11, "ab⟨U+202E⟩…" },
  { "ab\u202ecd", 10, "ab…" },
  { "\u202e", 7, "…" },
  { "\u202e", 8, "⟨U+202E⟩" },
  { "ab\xff", 5, "ab…" },
  /* an accent is not torn from its letter */
  { "abe\u0301x", 4, "ab…" },
  { "abe\u0301x", 5, "abe\u0301x" },
  { "a\nb\nc", 4, "a⏎b…" },
};

static void
test_show_line_limit (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *line = usher_text_show_line (limits[i].text, limits[i].max_chars);

      g_assert_cmpstr (line, ==, limits[i].line);
    }
}

/* A megabyte of query costs no more than the part that is shown: this would take minutes. */
static void
test_show_line_reads_no_more_than_it_shows (void)
{
  g_autofree char *ascii = g_strnfill (1 << 20, 'x');
  g_autofree char *controls = g_strnfill (1 << 20, '\n');

  for (int i = 0; i < 20000; i++)
    {
      g_autofree char *plain = usher_text_show_line (ascii, 80);
      g_autofree char *lines = usher_text_show_line (controls, 80);

      g_assert_cmpuint (strlen (plain), ==, 79 + strlen ("…"));
      g_assert_cmpuint (strlen (lines), ==, 79 * strlen ("⏎") + strlen ("…"));
    }
}

static void
assert_found (const char *needle, const char *haystack, gboolean found)
{
  g_autofree char *folded_needle = usher_text_fold (needle);
  g_autofree char *folded_haystack = usher_text_fold (haystack);

  g_assert_true ((strstr (folded_haystack, folded_needle) != NULL) == found);
}

static void
test_fold (void)
{
  assert_found ("games", "Old GAMES", TRUE);
  assert_found ("STRASSE", "Hauptstraße", TRUE);
  assert_found ("e\u0301t\u00c9", "\u00c9te\u0301", TRUE);
  assert_found ("cafe", "Café", TRUE);
  assert_found ("café", "cafe", FALSE);
  assert_found ("ΣΊΣΥΦΟΣ", "σίσυφος", TRUE);
  assert_found ("tel", "\u2121", TRUE);
  assert_found ("fi", "\ufb01le", TRUE);
  assert_found ("shop", "games", FALSE);
  assert_found ("\\xe9", "caf\xe9", TRUE);
  assert_found ("", "", TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/decode", test_decode);
  g_test_add_func ("/text/decode-keeps-ascii-in-every-encoding",
                   test_decode_keeps_ascii_in_every_encoding);
  g_test_add_func ("/text/every-encoding-has-a-converter", test_every_encoding_has_a_converter);
  g_test_add_func ("/text/decode-long-foreign-text", test_decode_long_foreign_text);
  g_test_add_func ("/text/decode-in-threads", test_decode_in_threads);
  g_test_add_func ("/text/show", test_show);
  g_test_add_func ("/text/show-line-limit", test_show_line_limit);
  g_test_add_func ("/text/show-line-reads-no-more-than-it-shows",
                   test_show_line_reads_no_more_than_it_shows);
  g_test_add_func ("/text/fold", test_fold);
  return g_test_run ();
}
