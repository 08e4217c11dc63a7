/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a target without libFuzzer: over its seeds, and over the same changes of them each time.
 *
 *   PROGRAM                 the test
 *   PROGRAM FILE...         over these files, such as a crash that libFuzzer left
 *   PROGRAM --seeds FOLDER  writes the seeds there, for libFuzzer to begin with
 */

#include <string.h>

#include "fuzz.h"

enum
{
  ROUNDS = 1500,
  MOST_CHANGES = 8,
  SEED = 20240229,
  DEPTH = 1000000,
};

static const char *const pieces[] = {
  "{",
  "}",
  "[",
  "]",
  "\"",
  "\\",
  ",",
  ":",
  "=",
  "'",
  " ",
  "\n",
  "\r\n",
  "null",
  "true",
  "-1",
  "1e999",
  "\\u0000",
  "\xff",
  "\xc3",
  "%00",
  "%",
  "@",
  "/",
  "?",
  "&",
  "#",
  "::1",
  "postgresql://",
  "host",
  "password",
};

static guint
pick (GRand *random, guint n)
{
  return (guint)g_rand_int_range (random, 0, (gint32)n);
}

static void
change_once (GRand *random, GByteArray *bytes, const char *seed)
{
  guint at = pick (random, bytes->len);
  guint length = 1 + pick (random, bytes->len - at);
  const char *piece = pieces[pick (random, G_N_ELEMENTS (pieces))];
  g_autofree guint8 *rest = g_memdup2 (bytes->data + at, bytes->len - at);
  guint n_rest = bytes->len - at;

  switch (pick (random, 4))
    {
    case 0:
      bytes->data[at] = (guint8)pick (random, 256);
      return;
    case 1:
      g_byte_array_remove_range (bytes, at, length);
      return;
    case 2:
      g_byte_array_set_size (bytes, at);
      g_byte_array_append (bytes, (const guint8 *)piece, (guint)strlen (piece));
      break;
    default:
      g_byte_array_set_size (bytes, at);
      g_byte_array_append (bytes, (const guint8 *)seed, pick (random, (guint)strlen (seed)));
      break;
    }
  g_byte_array_append (bytes, rest, n_rest);
}

static void
run_changed (GRand *random, const char *seed)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *)seed, (guint)strlen (seed));
  for (guint i = 1 + pick (random, MOST_CHANGES); i > 0 && bytes->len > 0; i--)
    change_once (random, bytes, seed);
  LLVMFuzzerTestOneInput (bytes->data, bytes->len);
}

static void
test_seeds (void)
{
  for (guint i = 0; fuzz_seeds[i] != NULL; i++)
    LLVMFuzzerTestOneInput ((const guint8 *)fuzz_seeds[i], strlen (fuzz_seeds[i]));
}

static void
test_changes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  guint n_seeds = g_strv_length ((char **)fuzz_seeds);

  for (guint i = 0; i < ROUNDS; i++)
    run_changed (random, fuzz_seeds[i % n_seeds]);
}

/* Deep enough to run any reader that calls itself out of its stack. */
static void
test_depth (void)
{
  g_autoptr (GString) brackets = g_string_new (NULL);

  for (guint i = 0; i < DEPTH; i++)
    g_string_append_c (brackets, '[');
  LLVMFuzzerTestOneInput ((const guint8 *)brackets->str, brackets->len);
}

static int
run_files (char **paths)
{
  for (; *paths != NULL; paths++)
    {
      g_autofree char *text = NULL;
      gsize length;

      if (!g_file_get_contents (*paths, &text, &length, NULL))
        g_error ("%s cannot be read", *paths);
      LLVMFuzzerTestOneInput ((const guint8 *)text, length);
    }
  return 0;
}

static int
write_seeds (const char *folder)
{
  g_mkdir_with_parents (folder, 0755);
  for (guint i = 0; fuzz_seeds[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("seed-%u", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_set_contents (path, fuzz_seeds[i], -1, NULL))
        g_error ("%s cannot be written", path);
    }
  return 0;
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--seeds"))
    return write_seeds (argv[2]);
  if (argc > 1 && argv[1][0] != '-')
    return run_files (argv + 1);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/seeds", test_seeds);
  g_test_add_func ("/fuzz/changes", test_changes);
  g_test_add_func ("/fuzz/depth", test_depth);
  return g_test_run ();
}
