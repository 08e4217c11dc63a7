/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The connection service file. A setting belongs to the service that was named last. */

#include "fuzz.h"
#include "service-file.h"

const char *const fuzz_seeds[] = {
  "# ours\n[shop]\nhost=db1\nport=5432\n\n[other]\n user = ana \nldap://x/y\n",
  "[]\n=\n[a\n[b]c\nkey\n", "[a]\r\nhost=b\r\n", NULL
};

static void
check (const char *service, const char *keyword, const char *value, gpointer data)
{
  char **last = data;

  g_assert_nonnull (service);
  if (keyword == NULL)
    {
      g_free (*last);
      *last = g_strdup (service);
      return;
    }
  g_assert_cmpstr (service, ==, *last);
  g_assert_nonnull (value);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autofree char *last = NULL;

  usher_service_file_parse (text, check, &last);
  return 0;
}
