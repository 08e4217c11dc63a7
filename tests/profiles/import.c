/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "import.h"

#include <string.h>

#include "profile-file.h"

/* Real files of other programs, shortened; each has something in it that must not come along. */

static const char pgadmin[] =
    "{\"Servers\": {\"1\": {\"Name\": \"Shop\", \"Group\": \"Europe\", \"Host\": \"db1\", "
    "\"Port\": 5433, \"MaintenanceDB\": \"postgres\", \"Username\": \"ana\", \"Role\": \"dba\", "
    "\"UseSSHTunnel\": 1, \"TunnelHost\": \"gate\", \"TunnelPort\": \"2222\", "
    "\"TunnelUsername\": \"ops\", \"PasswordExecCommand\": \"rm -rf /\", \"Password\": \"s3cret\", "
    "\"ConnectionParameters\": {\"sslmode\": \"verify-ca\", \"connect_timeout\": 10, "
    "\"passfile\": \"/etc/shadow\", \"sslkeylogfile\": \"/tmp/keys\"}, \"Moon\": [1]}, "
    "\"2\": {\"Name\": \"Bad\", \"UseSSHTunnel\": 1, \"TunnelHost\": \"-oProxyCommand=x\"}}}";

static const char dbeaver[] =
    "{\"folders\": {\"Prod\": {}}, \"connections\": {\"postgres-jdbc-1\": {\"provider\": "
    "\"postgresql\", \"driver\": \"postgres-jdbc\", \"name\": \"Games\", \"folder\": \"Prod\", "
    "\"read-only\": true, \"configuration\": {\"host\": \"db2\", \"port\": \"5432\", "
    "\"database\": \"games\", \"user\": \"bob\", \"url\": \"jdbc:postgresql://db2/games\", "
    "\"type\": \"prod\", \"events\": {\"BEFORE_CONNECT\": {\"command\": \"x\"}}, "
    "\"handlers\": {\"ssh_tunnel\": {\"enabled\": true, \"properties\": {\"host\": \"gate\", "
    "\"port\": 22}}, \"postgre_ssl\": {\"enabled\": true, \"properties\": {\"sslMode\": "
    "\"require\"}}}}}, \"mysql-1\": {\"provider\": \"mysql\", \"name\": \"Other\"}}}";

static const char services[] = "# ours\n\n[sales]\nhost=db3\nport=5432\npassword=s3cret\n"
                               "options=-c x=1\n  [ games ]\nhost=db4\ncolour=red\nno setting\n";

static GPtrArray *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = usher_import_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  return entries;
}

static UsherProfile *
profile_at (GPtrArray *entries, guint position)
{
  UsherImportEntry *entry = g_ptr_array_index (entries, position);

  return entry->profile;
}

static const char *
setting_at (GPtrArray *entries, guint position, const char *keyword)
{
  return usher_address_get (usher_profile_get_address (profile_at (entries, position)), keyword);
}

static void
assert_note (GPtrArray *entries, guint position, const char *part)
{
  UsherImportEntry *entry = g_ptr_array_index (entries, position);

  for (guint i = 0; i < entry->notes->len; i++)
    if (strstr (entry->notes->pdata[i], part) != NULL)
      return;
  g_error ("No note says “%s”", part);
}

static UsherImportSwitch *
find_switch (GPtrArray *entries, guint position, const char *name)
{
  UsherImportEntry *entry = g_ptr_array_index (entries, position);

  for (guint i = 0; i < entry->switches->len; i++)
    {
      UsherImportSwitch *offered = g_ptr_array_index (entry->switches, i);

      if (g_str_equal (offered->name, name))
        return offered;
    }
  g_error ("No switch for “%s”", name);
}

/* It comes in switched off, and only with @name that setting comes along. */
static UsherProfile *
switch_on (GPtrArray *entries, guint position, const char *name, const char *value)
{
  UsherImportSwitch *offered = find_switch (entries, position, name);
  g_autoptr (UsherProfile) without =
      usher_import_entry_make_profile (g_ptr_array_index (entries, position));
  UsherProfile *with;

  g_assert_false (offered->on);
  g_assert_cmpstr (offered->value, ==, value);
  g_assert_true (usher_profile_equal (without, profile_at (entries, position)));
  offered->on = TRUE;
  with = usher_import_entry_make_profile (g_ptr_array_index (entries, position));
  offered->on = FALSE;
  g_assert_cmpstr (usher_profile_get_id (with), ==, usher_profile_get_id (without));
  return with;
}

static void
assert_switch (GPtrArray *entries, guint position, const char *keyword, const char *value)
{
  g_autoptr (UsherProfile) with = switch_on (entries, position, keyword, value);

  g_assert_null (setting_at (entries, position, keyword));
  g_assert_cmpstr (usher_address_get (usher_profile_get_address (with), keyword), ==, value);
}

/* Not every libpq knows it. */
static void
assert_held_back (GPtrArray *entries, guint position, const char *keyword, const char *value)
{
  g_autoptr (UsherAddress) known = usher_address_parse ("sslkeylogfile=x", NULL);

  if (known != NULL)
    assert_switch (entries, position, keyword, value);
  else
    assert_note (entries, position, keyword);
}

static void
assert_command (GPtrArray *entries, guint position, const char *name, const char *const *command)
{
  g_autofree char *value = g_strjoinv (" ", (char **)command);
  g_autoptr (UsherProfile) with = switch_on (entries, position, name, value);

  g_assert_null (usher_profile_get_password_command (profile_at (entries, position)));
  g_assert_true (g_strv_equal (usher_profile_get_password_command (with), command));
  g_assert_cmpuint (usher_profile_get_password_source (with), ==, USHER_PASSWORD_COMMAND);
}

static void
assert_no_secret (GPtrArray *entries)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (profiles, profile_at (entries, i));
  text = usher_profile_file_print (profiles);
  g_assert_null (strstr (text, "s3cret"));
}

static void
test_pgadmin (void)
{
  g_autoptr (GPtrArray) entries = parse (pgadmin);
  const UsherTunnelSpec *tunnel = usher_profile_get_tunnel (profile_at (entries, 0));
  const char *const command[] = { "rm", "-rf", "/", NULL };

  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (usher_profile_get_name (profile_at (entries, 0)), ==, "Shop");
  g_assert_cmpstr (usher_profile_get_group (profile_at (entries, 0)), ==, "Europe");
  g_assert_cmpstr (usher_profile_get_role (profile_at (entries, 0)), ==, "dba");
  g_assert_cmpstr (setting_at (entries, 0, "host"), ==, "db1");
  g_assert_cmpstr (setting_at (entries, 0, "port"), ==, "5433");
  g_assert_cmpstr (setting_at (entries, 0, "dbname"), ==, "postgres");
  g_assert_cmpstr (setting_at (entries, 0, "sslmode"), ==, "verify-ca");
  g_assert_cmpstr (setting_at (entries, 0, "connect_timeout"), ==, "10");
  assert_switch (entries, 0, "passfile", "/etc/shadow");
  assert_held_back (entries, 0, "sslkeylogfile", "/tmp/keys");
  assert_command (entries, 0, "PasswordExecCommand", command);
  g_assert_cmpstr (tunnel->destination, ==, "ops@gate");
  g_assert_cmpuint (tunnel->port, ==, 2222);
  assert_note (entries, 0, "Moon");
  assert_note (entries, 0, "password");
  g_assert_null (usher_profile_get_tunnel (profile_at (entries, 1)));
  assert_note (entries, 1, "TunnelHost");
  assert_no_secret (entries);
}

static void
test_dbeaver (void)
{
  g_autoptr (GPtrArray) entries = parse (dbeaver);

  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpstr (usher_profile_get_group (profile_at (entries, 0)), ==, "Prod");
  g_assert_cmpint (usher_profile_get_environment (profile_at (entries, 0)), ==,
                   USHER_ENVIRONMENT_PRODUCTION);
  g_assert_true (usher_profile_get_look_only (profile_at (entries, 0)));
  g_assert_cmpstr (setting_at (entries, 0, "dbname"), ==, "games");
  g_assert_cmpstr (setting_at (entries, 0, "sslmode"), ==, "require");
  g_assert_cmpstr (usher_profile_get_tunnel (profile_at (entries, 0))->destination, ==, "gate");
  assert_note (entries, 0, "events");
}

static void
test_services (void)
{
  g_autoptr (GPtrArray) entries = parse (services);

  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (usher_profile_get_name (profile_at (entries, 0)), ==, "sales");
  g_assert_cmpstr (setting_at (entries, 0, "host"), ==, "db3");
  assert_switch (entries, 0, "options", "-c x=1");
  g_assert_cmpstr (setting_at (entries, 1, "host"), ==, "db4");
  assert_note (entries, 1, "colour");
  assert_no_secret (entries);
}

static void
test_own (void)
{
  g_autoptr (GPtrArray) given = parse (dbeaver);
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile_at (given, 0));
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *text = NULL;
  const char *command[] = { "rm", NULL };

  draft->password_command = g_strdupv ((char **)command);
  draft->password_source = USHER_PASSWORD_COMMAND;
  g_ptr_array_add (profiles, usher_profile_new (draft));
  text = usher_profile_file_print (profiles);
  entries = parse (text);

  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_true (usher_profile_goes_to_same_place (profile_at (entries, 0), profile_at (given, 0)));
  g_assert_cmpstr (usher_profile_get_id (profile_at (entries, 0)), !=,
                   usher_profile_get_id (profiles->pdata[0]));
  g_assert_true (usher_profile_get_look_only (profile_at (entries, 0)));
  g_assert_null (usher_profile_get_password_command (profile_at (entries, 0)));
  g_assert_cmpint (usher_profile_get_password_source (profile_at (entries, 0)), ==,
                   USHER_PASSWORD_ASK);
  assert_command (entries, 0, "password-command", command);
}

static void
test_merge (void)
{
  g_autoptr (GPtrArray) entries = parse (pgadmin);
  g_autoptr (GListStore) store = g_list_store_new (USHER_TYPE_PROFILE);
  g_autoptr (UsherProfile) same = NULL;

  g_list_store_append (store, profile_at (entries, 0));
  same = usher_import_find_same (G_LIST_MODEL (store), profile_at (entries, 0));
  g_assert_true (same == profile_at (entries, 0));
  g_assert_null (usher_import_find_same (G_LIST_MODEL (store), profile_at (entries, 1)));
}

static void
test_nothing (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  static const char *const texts[] = { "",
                                       "{}",
                                       "[]",
                                       "1",
                                       "{\"Servers\": 7}",
                                       "{\"connections\": [1, null]}",
                                       "no file of ours",
                                       "{\"Servers\": {\"1\": {}}}{}",
                                       "1{\"Servers\": {\"1\": {}}}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (usher_import_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  /* Deep enough to run any reader that calls itself out of its stack. */
  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (usher_import_parse (deep->str, deep->len, NULL));
}

/* Bytes are changed, left out and put in at random; whatever comes is read or refused, and
 * what was read can be written and read again. */
static char *
mutate (const char *text, gsize *length)
{
  static const char *const pieces[] = { "{", "}",  "[",    "]",     "\"",      "\\",
                                        ",", ":",  "null", "1e999", "\\u0000", "\xff",
                                        "-", "/*", "'",    "\n",    "[x]" };
  g_autoptr (GString) out = g_string_new (text);

  for (int i = g_test_rand_int_range (1, 8); i > 0 && out->len > 1; i--)
    {
      gssize at = g_test_rand_int_range (0, (gint32)out->len);

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          out->str[at] = (char)g_test_rand_int_range (1, 256);
          break;
        case 1:
          g_string_erase (out, at, g_test_rand_int_range (1, 1 + (gint32)(out->len - (gsize)at)));
          break;
        case 2:
          g_string_insert (out, at, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
          break;
        default:
          g_string_insert_len (out, at, text, g_test_rand_int_range (0, (gint32)strlen (text)));
          break;
        }
    }
  *length = out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_mutations (void)
{
  static const char *const seeds[] = { pgadmin, dbeaver, services };
  guint read = 0;

  for (guint i = 0; i < 3000; i++)
    {
      gsize length;
      g_autofree char *text = mutate (seeds[i % G_N_ELEMENTS (seeds)], &length);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) entries = usher_import_parse (text, length, &error);

      g_assert_true ((entries == NULL) == (error != NULL));
      if (entries != NULL)
        {
          g_autoptr (GPtrArray) profiles = g_ptr_array_new ();
          g_autoptr (GPtrArray) again = NULL;
          g_autofree char *printed = NULL;

          for (guint j = 0; j < entries->len; j++)
            g_ptr_array_add (profiles, profile_at (entries, j));
          printed = usher_profile_file_print (profiles);
          again = parse (printed);
          g_assert_cmpuint (again->len, ==, entries->len);
          read++;
        }
    }
  g_test_message ("%u of 3000 could be read", read);
  g_assert_cmpuint (read, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/import/pgadmin", test_pgadmin);
  g_test_add_func ("/import/dbeaver", test_dbeaver);
  g_test_add_func ("/import/services", test_services);
  g_test_add_func ("/import/own", test_own);
  g_test_add_func ("/import/merge", test_merge);
  g_test_add_func ("/import/nothing", test_nothing);
  g_test_add_func ("/import/mutations", test_mutations);

  return g_test_run ();
}
