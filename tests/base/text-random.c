/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Random bytes through everything that makes text of them. The seed is fixed: a failure
 * comes again. */

#include <string.h>

#include "text.h"

#define SEED       0x75736865
#define ROUNDS     60000
#define MAX_LENGTH 48

/* Bytes that matter come more often than by chance: leads and tails of UTF-8 and of the EUC
 * family, control characters, and whole characters that must not reach the screen. */
static gsize
append_some_bytes (GRand *random, char *bytes)
{
  static const char *const pieces[] = {
    "\u202e", "\u2066",     "\u200b", "\ufeff", "\u00ad", "\xc2\x9b", "\r\n", "\x1b[",
    "\u0301", "\U0001f409", "ä",      "日",     "\xc3",   "\xe2\x80", "\xf0", "\x8e\xa2",
  };

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      bytes[0] = (char)g_rand_int_range (random, 0, 256);
      return 1;
    case 1:
      bytes[0] = (char)g_rand_int_range (random, 0x80, 0x100);
      return 1;
    case 2:
      bytes[0] = (char)g_rand_int_range (random, 0x20, 0x7f);
      return 1;
    default:
      return g_strlcpy (bytes, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))], 8);
    }
}

static gsize
fill (GRand *random, char *bytes)
{
  gsize length = 0;
  gsize wanted = (gsize)g_rand_int_range (random, 0, MAX_LENGTH - 8);

  while (length < wanted)
    length += append_some_bytes (random, bytes + length);
  return length;
}

static void
assert_safe (const char *text, gboolean one_line)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

      if (!one_line && (*p == '\n' || *p == '\t'))
        continue;
      g_assert_cmpint (type, !=, G_UNICODE_CONTROL);
      g_assert_cmpint (type, !=, G_UNICODE_FORMAT);
      g_assert_cmpint (type, !=, G_UNICODE_SURROGATE);
      g_assert_cmpint (type, !=, G_UNICODE_LINE_SEPARATOR);
      g_assert_cmpint (type, !=, G_UNICODE_PARAGRAPH_SEPARATOR);
    }
}

static void
check_shown (const char *text, gsize max_chars)
{
  g_autofree char *shown = usher_text_show (text);
  g_autofree char *line = usher_text_show_line (text, 0);
  g_autofree char *cut = usher_text_show_line (text, max_chars);
  g_autofree char *folded = usher_text_fold (text);
  gsize kept = strlen (cut) - strlen ("…");

  assert_safe (shown, FALSE);
  assert_safe (line, TRUE);
  assert_safe (cut, TRUE);
  g_assert_true (g_utf8_validate (folded, -1, NULL));

  g_assert_cmpint (g_utf8_strlen (cut, -1), <=, (glong)max_chars);
  if (g_utf8_strlen (line, -1) <= (glong)max_chars)
    g_assert_cmpstr (cut, ==, line);
  else
    g_assert_true (g_str_has_suffix (cut, "…") && strncmp (cut, line, kept) == 0);
}

static void
test_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);

  for (int round = 0; round < ROUNDS; round++)
    {
      char bytes[MAX_LENGTH] = "";
      gsize length = fill (random, bytes);
      gsize max_chars = (gsize)g_rand_int_range (random, 1, MAX_LENGTH);
      g_autofree char *text = usher_text_decode (bytes, (gssize)length, round % 44 - 1);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      check_shown (text, max_chars);
      check_shown (bytes, max_chars);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-random/bytes", test_bytes);
  return g_test_run ();
}
