/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile-merge.h"

static UsherProfileDraft *
draft_for (const char *address)
{
  g_autoptr (GError) error = NULL;
  UsherProfileDraft *draft = usher_profile_draft_new ();

  draft->address = usher_address_parse (address, &error);
  g_assert_no_error (error);
  return draft;
}

static UsherProfile *
profile_for (const char *address)
{
  g_autoptr (UsherProfileDraft) draft = draft_for (address);

  return usher_profile_new (draft);
}

static void
test_empty (void)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autoptr (UsherProfile) profile = usher_profile_new (draft);

  g_assert_true (g_uuid_string_is_valid (usher_profile_get_id (profile)));
  g_assert_cmpstr (usher_profile_get_name (profile), ==, "default server");
  g_assert_cmpstr (usher_profile_get_group (profile), ==, "");
  g_assert_cmpuint (usher_address_get_n (usher_profile_get_address (profile)), ==, 0);
  g_assert_null (usher_profile_get_role (profile));
  g_assert_null (usher_profile_get_password_command (profile));
  g_assert_null (usher_profile_get_tunnel (profile));
  g_assert_cmpint (usher_profile_get_environment (profile), ==, USHER_ENVIRONMENT_NONE);
  g_assert_cmpint (usher_profile_get_password_source (profile), ==, USHER_PASSWORD_ASK);
}

static void
test_tidy (void)
{
  g_autoptr (UsherProfileDraft) draft = draft_for ("host=db1");
  g_autoptr (UsherProfile) profile = NULL;

  draft->name = g_strdup ("  Shop \xff ");
  draft->group = g_strdup (" \t");
  draft->role = g_strdup ("");
  draft->password_source = USHER_PASSWORD_COMMAND;
  draft->tunnel = usher_tunnel_spec_new (" ", 22);
  profile = usher_profile_new (draft);

  g_assert_cmpstr (usher_profile_get_name (profile), ==, "Shop \357\277\275");
  g_assert_cmpstr (usher_profile_get_group (profile), ==, "");
  g_assert_null (usher_profile_get_role (profile));
  g_assert_cmpint (usher_profile_get_password_source (profile), ==, USHER_PASSWORD_ASK);
  g_assert_null (usher_profile_get_tunnel (profile));
}

static void
test_no_secret (void)
{
  g_autoptr (UsherProfile) profile =
      profile_for ("postgresql://ana:s3cret@db1/shop?sslpassword=s3cret&sslmode=require");
  UsherAddress *address = usher_profile_get_address (profile);

  g_assert_null (usher_address_get (address, "password"));
  g_assert_null (usher_address_get (address, "sslpassword"));
  g_assert_cmpstr (usher_address_get (address, "sslmode"), ==, "require");
  g_assert_cmpstr (usher_profile_get_name (profile), ==, "ana@db1");
}

/* Each field that is forgotten in a comparison would be a change that is not saved. */
static void
test_equal (void)
{
  g_autoptr (UsherProfile) profile = profile_for ("host=db1");
  const char *command[] = { "token", "--all", NULL };

  for (guint i = 0; i < 11; i++)
    {
      g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);
      g_autoptr (UsherProfile) same = usher_profile_new (draft);
      g_autoptr (UsherProfile) other = NULL;

      g_assert_true (usher_profile_equal (profile, same));
      switch (i)
        {
        case 0:
          draft->id[0] = draft->id[0] == '0' ? '1' : '0';
          break;
        case 1:
          draft->name[0] = 'x';
          break;
        case 2:
          g_free (draft->group), draft->group = g_strdup ("Shop");
          break;
        case 3:
          draft->environment = USHER_ENVIRONMENT_STAGING;
          break;
        case 4:
          draft->look_only = TRUE;
          break;
        case 5:
          usher_address_unref (draft->address);
          draft->address = usher_address_new ();
          break;
        case 6:
          draft->role = g_strdup ("dba");
          break;
        case 7:
          draft->password_source = USHER_PASSWORD_LIBPQ;
          break;
        case 8:
          draft->password_command = g_strdupv ((char **)command);
          break;
        case 9:
          draft->tunnel = usher_tunnel_spec_new ("gate", 0);
          break;
        default:
          draft->extras = g_strdup ("{}");
          break;
        }
      other = usher_profile_new (draft);
      g_assert_false (usher_profile_equal (profile, other));
      g_assert_false (usher_profile_equal (other, profile));
    }
}

static void
test_same_place (void)
{
  g_autoptr (UsherProfile) profile = profile_for ("host=db1 user=ana dbname=shop sslmode=require");
  g_autoptr (UsherProfile) with_port = profile_for ("user=ana dbname=shop host=db1 port=5432");
  g_autoptr (UsherProfile) other_port = profile_for ("host=db1 user=ana dbname=shop port=5433");
  g_autoptr (UsherProfile) other_user = profile_for ("host=db1 user=bob dbname=shop");
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);
  g_autoptr (UsherProfile) by_tunnel = NULL;

  draft->tunnel = usher_tunnel_spec_new ("gate", 0);
  by_tunnel = usher_profile_new (draft);

  g_assert_true (usher_profile_goes_to_same_place (profile, with_port));
  g_assert_false (usher_profile_goes_to_same_place (profile, other_port));
  g_assert_false (usher_profile_goes_to_same_place (profile, other_user));
  g_assert_false (usher_profile_goes_to_same_place (profile, by_tunnel));
}

/* Returns: (transfer full): @profile with a change to each field that two can change apart */
static UsherProfile *
change_all (UsherProfile *profile, const char *word, const char *address)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);
  const char *const command[] = { word, NULL };

  g_free (draft->name);
  draft->name = g_strdup (word);
  g_free (draft->group);
  draft->group = g_strdup (word);
  g_free (draft->role);
  draft->role = g_strdup (word);
  draft->environment = USHER_ENVIRONMENT_STAGING;
  draft->look_only = TRUE;
  draft->password_source = USHER_PASSWORD_COMMAND;
  g_strfreev (draft->password_command);
  draft->password_command = g_strdupv ((char **)command);
  g_clear_pointer (&draft->tunnel, usher_tunnel_spec_free);
  draft->tunnel = usher_tunnel_spec_new (word, 22);
  usher_address_unref (draft->address);
  draft->address = usher_address_parse (address, NULL);
  return usher_profile_new (draft);
}

static void
assert_merges (UsherProfile *base, UsherProfile *mine, UsherProfile *theirs, UsherProfile *merged)
{
  g_autoptr (UsherProfile) found = usher_profile_merge (base, mine, theirs);

  g_assert_true (usher_profile_equal (found, merged));
}

/* What one of two changed stays; where both did, it is mine. */
static void
test_merge (void)
{
  g_autoptr (UsherProfile) base = profile_for ("host=db1 port=5433 user=ana");
  g_autoptr (UsherProfile) changed = change_all (base, "other", "host=db2 port=5433 keepalives=0");
  g_autoptr (UsherProfile) mine = change_all (base, "mine", "host=db3 port=5433 user=ana");
  g_autoptr (UsherProfile) both = change_all (base, "mine", "host=db3 port=5433 keepalives=0");

  assert_merges (base, base, changed, changed);
  assert_merges (base, changed, base, changed);
  assert_merges (base, mine, changed, both);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/profile/empty", test_empty);
  g_test_add_func ("/profile/tidy", test_tidy);
  g_test_add_func ("/profile/no-secret", test_no_secret);
  g_test_add_func ("/profile/equal", test_equal);
  g_test_add_func ("/profile/same-place", test_same_place);
  g_test_add_func ("/profile/merge", test_merge);

  return g_test_run ();
}
