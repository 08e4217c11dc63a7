/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An address that somebody pasted. What was read is written so that it is read the same. */

#include "address.h"
#include "address-uri.h"

#include "fuzz.h"

const char *const fuzz_seeds[] = {
  "postgresql://ana:secret@db1.example:5433,db2.example/"
  "shop?sslmode=verify-full&options=-c%20a%3Db",
  "postgres://[2001:db8::1]:5432/",
  "postgresql:///shop?host=/run/postgresql&user=ana",
  "postgresql://%2Frun%2Fpostgresql/shop",
  "host=db1,db2 port=5432,5433 user='an\\'a' dbname='two words' target_session_attrs=read-write",
  "service=shop passfile=/tmp/x",
  "host = 'a\\\\b' port=5432",
  "ana@db1.example:5433/shop",
  "jdbc:postgresql://db1:5432/shop?user=ana&ssl=true",
  "psql -h db1 -p 5433 -U ana shop",
  "postgresql://ana@d%FF/shop",
  "host='a]:b' port=5432",
  "host=fe80::1%eth0",
  NULL
};

/* In another order perhaps. */
static gboolean
holds_all (UsherAddress *address, UsherAddress *of)
{
  for (guint i = 0; i < usher_address_get_n (of); i++)
    {
      const char *keyword = usher_address_get_keyword (of, i);

      if (g_strcmp0 (usher_address_get (address, keyword), usher_address_get (of, keyword)) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
assert_same_again (UsherAddress *address, const char *text)
{
  g_autoptr (UsherAddress) open = usher_address_without_secrets (address);
  g_autoptr (UsherAddress) again = usher_address_parse (text, NULL);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (again == NULL || !holds_all (open, again) || !holds_all (again, open))
    fuzz_fail ("read again as another: %s", text);
}

static void
assert_can_be_written (UsherAddress *address)
{
  g_autofree char *keywords = usher_address_to_string (address);
  g_autofree char *uri = usher_address_to_uri (address);

  assert_same_again (address, keywords);
  assert_same_again (address, uri);
}

static void
assert_can_be_shown (UsherAddress *address)
{
  g_autofree char *name = usher_address_describe (address);

  g_assert_true (g_utf8_validate (name, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse (text, &error);

  g_assert_true ((address == NULL) == (error != NULL));
  if (address == NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  else
    {
      assert_can_be_written (address);
      assert_can_be_shown (address);
    }
  return 0;
}
