/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The file of saved connections, damaged in whatever way. What can be read of it is written so
 * that it is read whole. */

#include <string.h>

#include "fuzz.h"
#include "profile-file.h"

const char *const fuzz_seeds[] = {
  "{\"version\":1,\"connections\":[{\"id\":\"6a1f2b62-3f0c-4a58-9d0e-0a3a4c1f0001\","
  "\"name\":\"Shop\",\"group\":\"Work\",\"environment\":\"production\",\"look-only\":true,"
  "\"parameters\":{\"host\":\"db1\",\"port\":\"5432\",\"options\":{\"base64\":\"/w==\"}},"
  "\"set-role\":\"keeper\",\"password-from\":\"command\",\"password-command\":[\"a\",\"b c\"],"
  "\"tunnel\":{\"destination\":\"ana@bastion\",\"port\":22},\"later\":[1,{\"x\":null}]}]}",
  "{\"version\":1,\"connections\":[{\"id\":\"a\",\"parameters\":{}},{\"id\":\"a\","
  "\"parameters\":{\"service\":\"shop\"}}],\"extra\":{}}",
  "{\"version\":2,\"connections\":[]}",
  "{\"version\":1,\"connections\":[{\"id\":\"b\",\"name\":\"cut off\",\"parameters\":{\"host\":",
  "{\"version\":1,\"connections\":[{\"id\":\"c\",\"parameters\":{\"\":\"nothing\"}}]}",
  NULL
};

static void
assert_whole_again (GPtrArray *profiles)
{
  g_autofree char *text = usher_profile_file_print (profiles);
  gboolean whole;
  g_autoptr (GPtrArray) again = usher_profile_file_parse (text, strlen (text), &whole);

  if (!whole || again->len != profiles->len)
    fuzz_fail ("not read again as it was written: %s", text);
  for (guint i = 0; i < again->len; i++)
    if (!usher_profile_equal (g_ptr_array_index (profiles, i), g_ptr_array_index (again, i)))
      fuzz_fail ("number %u is read again as another: %s", i, text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean whole;
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GPtrArray) profiles = usher_profile_file_parse (text, size, &whole);

  assert_whole_again (profiles);
  return 0;
}
