/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal, with lines that a crash cut and that somebody edited. No line is lost, and one that
 * was read is written so that it is read the same. */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "journal-entry.h"
#include "lines-backward.h"

const char *const fuzz_seeds[] = {
  "{\"v\":1,\"id\":\"1\",\"when\":\"2026-03-01T12:00:00.000000Z\","
  "\"action\":\"terminate\",\"server\":{\"label\":\"Shop\",\"host\":\"db1\",\"port\":\"5432\"},"
  "\"login\":\"ana\",\"subject\":\"shop\",\"outcome\":\"partly\",\"says\":\"why\",\"by\":\"me\","
  "\"sql\":\"ALTER ROLE a PASSWORD 'x'\",\"targets\":[{\"pid\":4711,\"user\":\"ana\","
  "\"backend_start\":\"2026-03-01T11:00:00.123456Z\",\"application\":\"psql\","
  "\"query\":\"SELECT 1\",\"outcome\":\"gone\"}]}\n",
  "{\"v\":1,\"id\":\"2\",\"amends\":\"1\",\"when\":\"2026-03-01T12:00:01Z\",\"action\":\"x\"}"
  "\n"
  "\n{\"v\":2,\"when\":\"never\"}\nnot even JSON\n{\"v\":1,\"action\":",
  "{\"v\":1,\"when\":\"0026-03-01T12:00:01Z\",\"action\":\"x\"}\n",
  "\n\n",
  NULL,
};

/* Of good entries, whatever their format is now. */
static char *
print (UsherJournalEntry *entry)
{
  return entry->line == NULL ? usher_journal_entry_to_line (entry) : NULL;
}

static void
check_line (const char *line, gsize length)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_parse (line, (gssize)length);
  g_autofree char *text = print (entry);
  g_autoptr (UsherJournalEntry) again = NULL;
  g_autofree char *text_again = NULL;

  if (text == NULL)
    {
      g_assert_true (entry->line != NULL && g_utf8_validate (entry->line, -1, NULL));
      return;
    }
  again = usher_journal_entry_parse (text, -1);
  text_again = print (again);
  if (g_strcmp0 (text, text_again) != 0)
    fuzz_fail ("written as another: %s and %s", text, text_again);
}

static void
append_reversed (GByteArray *bytes, const char *line, gsize length)
{
  for (gsize i = length; i > 0; i--)
    g_byte_array_append (bytes, (const guint8 *)line + i - 1, 1);
}

/* All of the file, from its end, but for the ends of the lines. */
static void
assert_nothing_lost (const guint8 *data, gsize size, GByteArray *reversed)
{
  gsize seen = 0;

  for (gsize i = size; i > 0; i--)
    if (data[i - 1] != '\n')
      g_assert_true (seen < reversed->len && reversed->data[seen++] == data[i - 1]);
  g_assert_cmpuint (seen, ==, reversed->len);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  int file = memfd_create ("journal", MFD_CLOEXEC);
  g_autoptr (GByteArray) reversed = g_byte_array_new ();
  const char *line;
  gsize length;

  g_assert_cmpint (write (file, data, size), ==, (gssize)size);
  {
    g_autoptr (UsherLinesBackward) lines = usher_lines_backward_new (file, (gint64)size);
    g_autoptr (GError) error = NULL;

    while (usher_lines_backward_next (lines, &line, &length, &error) && line != NULL)
      {
        check_line (line, length);
        append_reversed (reversed, line, length);
      }
    g_assert_no_error (error);
  }
  close (file);
  assert_nothing_lost (data, size, reversed);
  return 0;
}
