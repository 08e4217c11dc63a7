/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "address.h"

#include "errors.h"
#include "text.h"

static UsherAddress *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  UsherAddress *address = usher_address_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (address);
  return address;
}

static GError *
refuse (const char *text)
{
  GError *error = NULL;

  g_assert_null (usher_address_parse (text, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_BAD_ADDRESS);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return error;
}

static void
assert_keyword (const char *text, const char *keyword, const char *value)
{
  g_autoptr (UsherAddress) address = parse (text);

  g_assert_cmpstr (usher_address_get (address, keyword), ==, value);
}

static void
assert_described (const char *text, const char *description)
{
  g_autoptr (UsherAddress) address = parse (text);
  g_autofree char *found = usher_address_describe (address);

  g_assert_cmpstr (found, ==, description);
}

static void
test_forms (void)
{
  assert_keyword ("postgresql://ana@db1:5433/shop?sslmode=require", "user", "ana");
  assert_keyword ("postgres://ana@db1:5433/shop?sslmode=require", "port", "5433");
  assert_keyword ("postgresql://ana@db1:5433/shop?sslmode=require", "sslmode", "require");
  assert_keyword ("postgresql://%2Frun%2Fpg/shop", "host", "/run/pg");
  assert_keyword ("postgresql://db1,db2:5433/shop", "host", "db1,db2");
  assert_keyword ("host=db1 user='o\\'brien' dbname='a b'", "user", "o'brien");
  assert_keyword ("  host = db1  ", "host", "db1");
  assert_keyword ("sales-eu.2", "service", "sales-eu.2");
  assert_keyword ("sales-eu.2", "host", NULL);
  assert_keyword ("host='' port=5433", "host", NULL);
}

static void
test_empty (void)
{
  g_autoptr (UsherAddress) typed = parse (" \n");
  g_autoptr (UsherAddress) made = usher_address_new ();
  g_autofree char *text = usher_address_to_string (made);

  g_assert_cmpuint (usher_address_get_n (typed), ==, 0);
  g_assert_cmpuint (usher_address_get_n (made), ==, 0);
  g_assert_cmpstr (text, ==, "");
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "postgresql://ana@db1:5433/shop?colour=red",
    "postgresql://ana@[::1",
    "postgresql://ana%zz@db1/",
    "mysql://ana@db1/",
    "POSTGRESQL://ana@db1/",
    "host=db1 dbname",
    "user='o''brien'",
    "host='db1",
    "colour=red",
    "two words",
    "dbname=postgresql://ana@db1/shop",
    "host=db1 dbname='postgres://ana:s3cret@db1/'",
    "postgresql:///postgresql:%2F%2Fana:s3cret@db1",
    "host=\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = refuse (texts[i]);
      g_autofree char *shown = usher_text_show_line (texts[i], 0);

      g_test_message ("%s: %s (%s)", shown, error->message, usher_error_get_server_says (error));
    }
}

static void
test_refusal_says_why (void)
{
  g_autoptr (GError) error = refuse ("postgresql://db1/?colour=red");

  g_assert_nonnull (strstr (usher_error_get_server_says (error), "\"colour\""));
  g_assert_null (usher_error_get_sqlstate (error));
}

/* libpq quotes what it could not read. */
static void
test_refusal_keeps_the_password (void)
{
  static const char *const texts[] = {
    "postgresql://ana:s3cret@[::1",
    "postgresql://ana:s3cret%zz@db1/",
    "postgresql://ana:s3cret@db1:5432/?s3cret",
    "postgresql://db1/?password=%s3cret",
    "postgresql://ana:@s3cret@db1/[",
    "password=an s3cret",
    "password='s3cret",
    "host=db1 password=a s3cret=b",
    "dbname=postgresql://ana:s3cret@db1/shop",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (UsherAddress) address = NULL;
      g_autoptr (GError) error = NULL;
      const char *words;

      address = usher_address_parse (texts[i], &error);
      if (address != NULL)
        continue;
      words = usher_error_get_server_says (error);
      g_test_message ("%s -> %s", texts[i], words);
      g_assert_null (strstr (error->message, "s3cret"));
      g_assert_true (words == NULL || strstr (words, "s3cret") == NULL);
    }
}

static void
test_with (void)
{
  g_autoptr (UsherAddress) address = parse ("host=db1 port=5433 user=ana");
  g_autoptr (UsherAddress) changed = usher_address_with (address, "port", "5434");
  g_autoptr (UsherAddress) longer = usher_address_with (changed, "dbname", "shop");
  g_autoptr (UsherAddress) shorter = usher_address_with (longer, "user", NULL);
  g_autoptr (UsherAddress) blank = usher_address_with (shorter, "host", "");

  g_assert_cmpstr (usher_address_get (address, "port"), ==, "5433");
  g_assert_cmpstr (usher_address_get (changed, "port"), ==, "5434");
  g_assert_cmpuint (usher_address_get_n (longer), ==, 4);
  g_assert_cmpstr (usher_address_get (shorter, "user"), ==, NULL);
  g_assert_cmpstr (usher_address_get (shorter, "dbname"), ==, "shop");
  g_assert_cmpstr (usher_address_get (blank, "host"), ==, NULL);
  g_assert_cmpuint (usher_address_get_n (blank), ==, 2);
  g_assert_cmpstr (usher_address_get_keyword (blank, 0), ==, "port");
}

static void
assert_round_trip (UsherAddress *address)
{
  g_autofree char *text = usher_address_to_string (address);
  g_autoptr (UsherAddress) again = parse (text);

  g_assert_cmpuint (usher_address_get_n (again), ==, usher_address_get_n (address));
  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);

      g_assert_cmpstr (usher_address_get (again, keyword), ==,
                       usher_address_get (address, keyword));
    }
}

static void
test_round_trip (void)
{
  static const char *const values[] = { "plain",   "with space", "it's", "back\\slash", "a=b",
                                        "\ttab\n", "'",          "\\",   "ünï",         "$(x)",
                                        "#",       " lead",      "[::1]" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (UsherAddress) empty = usher_address_new ();
      g_autoptr (UsherAddress) one = usher_address_with (empty, "host", values[i]);
      g_autoptr (UsherAddress) two = usher_address_with (one, "dbname", values[i]);

      assert_round_trip (two);
    }
}

static void
test_no_password_in_words (void)
{
  g_autoptr (UsherAddress) parsed =
      parse ("postgresql://ana:s3cret@db1/shop?sslpassword=s3cret&passfile=/p");
  g_autoptr (UsherAddress) address =
      usher_address_with (parsed, "dbname", "postgresql://ana:s3cret@db1/");
  g_autofree char *text = usher_address_to_string (address);
  g_autofree char *description = usher_address_describe (address);

  g_assert_cmpstr (usher_address_get (address, "password"), ==, "s3cret");
  g_assert_null (strstr (text, "s3cret"));
  g_assert_null (strstr (description, "s3cret"));
  g_assert_nonnull (strstr (text, "passfile=/p"));
}

static void
test_describe (void)
{
  assert_described ("postgresql://ana@db1:5432/shop", "ana@db1:5432");
  assert_described ("postgresql://db1", "db1");
  assert_described ("host=/run/postgresql port=5433", "/run/postgresql:5433");
  assert_described ("postgresql://ana@[::1]:5433/", "ana@[::1]:5433");
  assert_described ("hostaddr=10.0.0.1 user=ana", "ana@10.0.0.1");
  assert_described ("host=db1,db2 port=5432,5433", "db1:5432,db2:5433");
  assert_described ("host=db1,db2 port=5433", "db1:5433,db2:5433");
  assert_described ("sales", "sales");
  assert_described ("", "default server");
  assert_described ("user=ana", "ana@default server");
  assert_described ("port=5433", ":5433");
  assert_described ("postgresql://%FFna@db1/", "\\xffna@db1");
}

static void
test_service (void)
{
  g_autoptr (UsherAddress) address = usher_address_new_for_service ("my sales");
  g_autofree char *text = usher_address_to_string (address);

  g_assert_cmpstr (usher_address_get (address, "service"), ==, "my sales");
  g_assert_cmpstr (text, ==, "service='my sales'");
}

static void
test_boxed (void)
{
  g_autoptr (UsherAddress) address = parse ("host=db1");
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, USHER_TYPE_ADDRESS);
  g_value_set_boxed (&value, address);
  g_assert_true (g_value_get_boxed (&value) == address);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address/forms", test_forms);
  g_test_add_func ("/address/empty", test_empty);
  g_test_add_func ("/address/refused", test_refused);
  g_test_add_func ("/address/refusal-says-why", test_refusal_says_why);
  g_test_add_func ("/address/refusal-keeps-the-password", test_refusal_keeps_the_password);
  g_test_add_func ("/address/with", test_with);
  g_test_add_func ("/address/round-trip", test_round_trip);
  g_test_add_func ("/address/no-password-in-words", test_no_password_in_words);
  g_test_add_func ("/address/describe", test_describe);
  g_test_add_func ("/address/service", test_service);
  g_test_add_func ("/address/boxed", test_boxed);

  return g_test_run ();
}
