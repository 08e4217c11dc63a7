/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "profile-change.h"
#include "profile-file.h"
#include "test-async.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *base = g_dir_make_tmp ("usher-test-XXXXXX", NULL);

  fixture->folder = g_build_filename (base, "usher", NULL);
}

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) names = g_dir_open (fixture->folder, 0, NULL);
  g_autofree char *base = g_path_get_dirname (fixture->folder);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = path_of (fixture, name);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_rmdir (base);
  g_free (fixture->folder);
}

static void
settle (UsherProfileStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_profile_store_settle_async (store, NULL, test_async_ready, &result);
  usher_profile_store_settle_finish (store, test_async_wait (&result), &error);
  g_assert_no_error (error);
}

static UsherProfileStore *
open_store (Fixture *fixture)
{
  UsherProfileStore *store = usher_profile_store_new (fixture->folder);

  settle (store);
  g_assert_true (usher_profile_store_get_loaded (store));
  return store;
}

static UsherProfile *
make (const char *name, const char *address)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autoptr (GError) error = NULL;

  draft->name = g_strdup (name);
  draft->address = usher_address_parse (address, &error);
  g_assert_no_error (error);
  return usher_profile_new (draft);
}

static const char *
add (UsherProfileStore *store, const char *name)
{
  g_autoptr (UsherProfile) profile = make (name, "host=db1");

  usher_profile_store_add (store, profile);
  return usher_profile_get_id (usher_profile_store_find (store, usher_profile_get_id (profile)));
}

static char *
list_names (UsherProfileStore *store)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (UsherProfile) profile = g_list_model_get_item (G_LIST_MODEL (store), i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", usher_profile_get_name (profile));
    }
  return g_string_free (names, FALSE);
}

static void
assert_names (UsherProfileStore *store, const char *expected)
{
  g_autofree char *names = list_names (store);

  g_assert_cmpstr (names, ==, expected);
}

/* In this store, and in one that reads the file anew. */
static void
assert_saved (Fixture *fixture, UsherProfileStore *store, const char *expected)
{
  g_autoptr (UsherProfileStore) other = NULL;

  assert_names (store, expected);
  settle (store);
  assert_names (store, expected);
  other = open_store (fixture);
  assert_names (other, expected);
  g_assert_null (usher_profile_store_get_trouble (other));
}

static char *
read_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = path_of (fixture, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autofree char *path = path_of (fixture, USHER_PROFILE_FILE_NAME);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (fixture->folder, 0755);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);

  assert_names (store, "");
  g_assert_null (usher_profile_store_get_trouble (store));
  /* Who only looks leaves nothing behind. */
  g_assert_false (g_file_test (fixture->folder, G_FILE_TEST_EXISTS));
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);
  g_autofree char *a = g_strdup (add (store, "a"));
  g_autofree char *b = g_strdup (add (store, "b"));
  g_autofree char *c = g_strdup (add (store, "c"));
  g_autoptr (UsherProfileDraft) draft = NULL;
  g_autoptr (UsherProfile) renamed = NULL;
  g_auto (GStrv) groups = NULL;

  assert_saved (fixture, store, "a b c");
  usher_profile_store_move (store, c, "Shop", a);
  assert_saved (fixture, store, "c a b");
  g_assert_cmpstr (usher_profile_get_group (usher_profile_store_find (store, c)), ==, "Shop");
  usher_profile_store_move (store, c, "Shop", c);
  assert_names (store, "c a b");
  usher_profile_store_move (store, c, "Games", NULL);
  assert_saved (fixture, store, "a b c");
  groups = usher_profile_store_list_groups (store);
  g_assert_cmpuint (g_strv_length (groups), ==, 1);
  g_assert_cmpstr (groups[0], ==, "Games");

  draft = usher_profile_to_draft (usher_profile_store_find (store, b));
  g_free (draft->name);
  draft->name = g_strdup ("B");
  renamed = usher_profile_new (draft);
  usher_profile_store_replace (store, renamed);
  assert_saved (fixture, store, "a B c");
  g_assert_true (usher_profile_store_find_by_name (store, "B")
                 == usher_profile_store_find (store, b));

  g_assert_nonnull (usher_profile_store_duplicate (store, a));
  assert_saved (fixture, store, "a a (Copy) B c");
  g_assert_null (usher_profile_store_duplicate (store, "nobody"));
}

/* "a:Shop b c:Shop": names and groups, all added at the end. */
static void
add_grouped (UsherProfileStore *store, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);
      const char *id = add (store, parts[0]);

      usher_profile_store_move (store, id, parts[1] != NULL ? parts[1] : "", NULL);
    }
}

static const char *
id_of (UsherProfileStore *store, const char *name)
{
  return usher_profile_get_id (usher_profile_store_find_by_name (store, name));
}

static void
assert_grouped (UsherProfileStore *store, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (UsherProfile) profile = g_list_model_get_item (G_LIST_MODEL (store), i);
      const char *group = usher_profile_get_group (profile);

      g_string_append_printf (text, "%s%s%s%s", i > 0 ? " " : "", usher_profile_get_name (profile),
                              *group != '\0' ? ":" : "", group);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_grouped_on_disk (Fixture *fixture, UsherProfileStore *store, const char *expected)
{
  g_autoptr (UsherProfileStore) other = NULL;

  assert_grouped (store, expected);
  settle (store);
  other = open_store (fixture);
  assert_grouped (other, expected);
}

/* A group is kept together, so it stays where it is when its first connection leaves it. */
static void
test_group_keeps_its_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);

  add_grouped (store, "a:Shop b c:Shop");
  assert_grouped_on_disk (fixture, store, "a:Shop c:Shop b");
  usher_profile_store_move (store, id_of (store, "a"), "", NULL);
  assert_grouped_on_disk (fixture, store, "c:Shop b a");
}

static void
test_group_is_renamed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);
  g_auto (GStrv) members = NULL;

  add_grouped (store, "a:Shop b:Shop c d:Games");
  usher_profile_store_regroup (store, "Shop", NULL, "Market");
  assert_grouped_on_disk (fixture, store, "a:Market b:Market c d:Games");

  /* To another one's name: they become one, and are two again. */
  members = usher_profile_store_list_members (store, "Games");
  usher_profile_store_regroup (store, "Games", NULL, "Market");
  assert_grouped_on_disk (fixture, store, "a:Market b:Market d:Market c");
  usher_profile_store_regroup (store, "Market", (const char *const *)members, "Games");
  assert_grouped_on_disk (fixture, store, "a:Market b:Market d:Games c");
}

static void
test_group_is_dissolved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);
  g_auto (GStrv) members = NULL;

  add_grouped (store, "a b:Shop c:Shop d");
  members = usher_profile_store_list_members (store, "Shop");
  usher_profile_store_regroup (store, "Shop", NULL, "");
  assert_grouped_on_disk (fixture, store, "a b c d");

  /* What went elsewhere meanwhile stays there. */
  usher_profile_store_move (store, id_of (store, "c"), "Games", NULL);
  usher_profile_store_regroup (store, "", (const char *const *)members, "Shop");
  assert_grouped_on_disk (fixture, store, "a b:Shop d c:Games");
}

static void
test_group_is_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);

  add_grouped (store, "a:Shop b:Shop c d:Games e:Games");
  usher_profile_store_move_group (store, "Shop", NULL);
  assert_grouped_on_disk (fixture, store, "c d:Games e:Games a:Shop b:Shop");
  /* Never into the midst of another one. */
  usher_profile_store_move_group (store, "Shop", id_of (store, "e"));
  assert_grouped_on_disk (fixture, store, "c a:Shop b:Shop d:Games e:Games");
  usher_profile_store_move_group (store, "Games", id_of (store, "e"));
  assert_grouped (store, "c a:Shop b:Shop d:Games e:Games");
  usher_profile_store_move_group (store, "Games", id_of (store, "c"));
  assert_grouped_on_disk (fixture, store, "d:Games e:Games c a:Shop b:Shop");
}

/* However many are removed, and in whatever order they come back. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);
  const char *names[] = { "a", "b", "c", "d" };
  UsherProfile *profiles[4];
  char **places[4];

  for (guint i = 0; i < 4; i++)
    profiles[i] = g_object_ref (usher_profile_store_find (store, add (store, names[i])));
  for (guint i = 0; i < 3; i++)
    places[i] = usher_profile_store_remove (store, usher_profile_get_id (profiles[i]));
  assert_saved (fixture, store, "d");
  for (guint i = 0; i < 3; i++)
    {
      usher_profile_store_put_back (store, profiles[i], (const char *const *)places[i]);
      g_strfreev (places[i]);
    }
  assert_saved (fixture, store, "a b c d");
  for (guint i = 0; i < 4; i++)
    g_object_unref (profiles[i]);
}

/* Whatever is in a name, the file can be read again. */
static void
test_odd_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);

  add (store, "a\001\037\t\n\"\\\177<b>");
  add (store, "{\342\200\256}");
  assert_saved (fixture, store, "a\001\037\t\n\"\\\177<b> {\342\200\256}");
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, USHER_PROFILE_FILE_NAME);
  g_autoptr (UsherProfileStore) store = NULL;
  GStatBuf info;

  write_file (fixture, "{\"version\": 1, \"connections\": []}");
  g_chmod (path, 0644);
  store = open_store (fixture);
  add (store, "a");
  settle (store);

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (fixture->folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_no_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = open_store (fixture);
  g_autoptr (UsherProfile) profile =
      make ("a", "postgresql://ana:s3cret@db1/shop?sslpassword=s3cret&passfile=/p");
  g_autofree char *text = NULL;

  usher_profile_store_add (store, profile);
  settle (store);
  text = read_file (fixture, USHER_PROFILE_FILE_NAME);
  g_assert_nonnull (strstr (text, "passfile"));
  g_assert_null (strstr (text, "s3cret"));
}

/* What this Usher does not know: another one does. */
static void
test_unknown_members (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = NULL;
  g_autofree char *text = NULL;

  write_file (fixture,
              "{\"version\": 1, \"window\": {\"tall\": [1, true, null]}, \"connections\": ["
              "{\"id\": \"1\", \"name\": \"a\", \"parameters\": {\"host\": \"db1\","
              " \"shiny_new\": \"x=1 'y'\", \"user\": {\"base64\": \"/2E=\"}, \"port\": 5433},"
              " \"colour\": {\"of\": [\"blue\"]}}]}");
  store = open_store (fixture);
  add (store, "b");
  settle (store);
  text = read_file (fixture, USHER_PROFILE_FILE_NAME);
  g_assert_nonnull (strstr (text, "\"tall\""));
  g_assert_nonnull (strstr (text, "\"blue\""));
  g_assert_nonnull (strstr (text, "\"shiny_new\" : \"x=1 'y'\""));
  g_assert_nonnull (strstr (text, "\"port\" : \"5433\""));
  g_assert_nonnull (strstr (text, "/2E="));
  g_assert_cmpstr (
      usher_address_get (usher_profile_get_address (usher_profile_store_find (store, "1")), "user"),
      ==, "\377a");
  g_assert_null (usher_profile_store_get_trouble (store));
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const whole =
      "{\n  \"version\" : 1,\n  \"connections\" : [\n"
      "    { \"id\" : \"1\", \"name\" : \"a\", \"parameters\" : { \"host\" : \"db1\" } },\n"
      "    { \"id\" : \"2\", \"name\" : \"b\", \"parameters\" : { \"host\" : \"db2\" } }\n  ]\n}\n";
  const char *last = strrchr (whole, '2');
  g_autofree char *damaged = g_strndup (whole, (gsize)(last - whole));

  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("connections-damaged-%u.json", i);
      g_autoptr (UsherProfileStore) store = NULL;
      g_autoptr (UsherProfileStore) again = NULL;
      g_autofree char *kept = NULL;

      write_file (fixture, damaged);
      store = open_store (fixture);
      assert_names (store, "a");
      g_assert_nonnull (strstr (usher_profile_store_get_trouble (store), name));
      kept = read_file (fixture, name);
      g_assert_cmpstr (kept, ==, damaged);
      usher_profile_store_forget_trouble (store);
      g_assert_null (usher_profile_store_get_trouble (store));
      again = open_store (fixture);
      assert_names (again, "a");
      g_assert_null (usher_profile_store_get_trouble (again));
    }
}

static void
test_partly_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = NULL;

  write_file (
      fixture,
      "{\"version\": 1, \"connections\": [7, {\"id\": \"1\", \"name\": \"a\","
      " \"environment\": \"moon\", \"look-only\": \"maybe\", \"parameters\": {\"host\": []},"
      " \"password-command\": [\"token\", {}], \"password-from\": \"command\"},"
      " {\"id\": \"1\", \"name\": \"b\", \"parameters\": {}}]}");
  store = open_store (fixture);
  assert_names (store, "a b");
  g_assert_nonnull (usher_profile_store_get_trouble (store));
  /* What was meant is not known: as careful as can be. */
  g_assert_cmpint (usher_profile_get_environment (usher_profile_store_find (store, "1")), ==,
                   USHER_ENVIRONMENT_PRODUCTION);
  g_assert_true (usher_profile_get_look_only (usher_profile_store_find (store, "1")));
  g_assert_null (usher_profile_get_password_command (usher_profile_store_find (store, "1")));
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  static const char *const newer = "{\"version\": 2, \"connections\": [{\"id\": \"1\", \"name\": "
                                   "\"a\", \"parameters\": {}, \"moon\": 1}]}";
  g_autoptr (UsherProfileStore) store = NULL;
  g_autofree char *untouched = NULL;
  g_autofree char *kept = NULL;

  write_file (fixture, newer);
  store = open_store (fixture);
  assert_names (store, "a");
  g_assert_nonnull (usher_profile_store_get_trouble (store));
  untouched = read_file (fixture, USHER_PROFILE_FILE_NAME);
  g_assert_cmpstr (untouched, ==, newer);

  add (store, "b");
  settle (store);
  kept = read_file (fixture, "connections-newer-1.json");
  g_assert_cmpstr (kept, ==, newer);
  g_assert_nonnull (strstr (usher_profile_store_get_trouble (store), "connections-newer-1.json"));
  usher_profile_store_forget_trouble (store);
  assert_saved (fixture, store, "a b");
}

static gboolean
has_two (gpointer data)
{
  return g_list_model_get_n_items (data) == 2;
}

/* Two programs at once, neither of which has seen what the other does. */
static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) one = open_store (fixture);
  g_autoptr (UsherProfileStore) two = open_store (fixture);

  add (one, "a");
  add (two, "b");
  settle (one);
  settle (two);
  g_assert_true (test_wait_until (has_two, one, TEST_PATIENCE_SECONDS * 1000));
  g_assert_true (test_wait_until (has_two, two, TEST_PATIENCE_SECONDS * 1000));
}

static gboolean
has_followed (gpointer data)
{
  UsherProfile *last = g_list_model_get_item (data, 3);
  gboolean followed = last != NULL && g_str_equal (usher_profile_get_name (last), "d")
                      && g_str_equal (usher_profile_get_group (last), "Market");

  g_clear_object (&last);
  return followed;
}

/* One renames and moves a group while the other one puts a connection into it. */
static void
test_two_change_a_group (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) one = open_store (fixture);
  g_autoptr (UsherProfileStore) two = NULL;

  add_grouped (one, "a:Shop b:Shop c");
  settle (one);
  two = open_store (fixture);

  add_grouped (two, "d:Shop");
  settle (two);
  usher_profile_store_regroup (one, "Shop", NULL, "Market");
  usher_profile_store_move_group (one, "Market", NULL);
  settle (one);
  assert_grouped_on_disk (fixture, one, "c a:Market b:Market d:Market");
  /* It may have read what was renamed before it was moved. */
  g_assert_true (test_wait_until (has_followed, two, TEST_PATIENCE_SECONDS * 1000));
  assert_grouped (two, "c a:Market b:Market d:Market");
}

/* A folder that cannot be made: what was changed stays in the list, and is saved later. */
static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (UsherProfileStore) store = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->folder, "in the way", -1, NULL));
  store = usher_profile_store_new (fixture->folder);
  add (store, "a");
  usher_profile_store_settle_async (store, NULL, test_async_ready, &result);
  g_assert_false (usher_profile_store_settle_finish (store, test_async_wait (&result), &error));
  g_assert_nonnull (error);
  g_assert_nonnull (usher_profile_store_get_trouble (store));
  assert_names (store, "a");

  g_assert_cmpint (g_unlink (fixture->folder), ==, 0);
  add (store, "b");
  settle (store);
  g_assert_null (usher_profile_store_get_trouble (store));
  assert_saved (fixture, store, "a b");
}

static G_NORETURN void
save_for_ever (const char *folder)
{
  for (guint i = 0;; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autoptr (UsherProfile) profile = make (name, "host=db1");
      g_autoptr (GPtrArray) changes =
          g_ptr_array_new_with_free_func ((GDestroyNotify)usher_profile_change_free);
      g_autoptr (GPtrArray) saved = NULL;
      g_autofree char *trouble = NULL;

      g_ptr_array_add (changes, usher_profile_change_put (profile, NULL));
      saved = usher_profile_file_update (folder, changes, &trouble, NULL);
    }
}

/* Killed at any instant, the file is the one before or the one after. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  guint last = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GPtrArray) profiles = NULL;
      g_autofree char *trouble = NULL;
      g_autoptr (GError) error = NULL;
      pid_t child = fork ();

      if (child == 0)
        save_for_ever (fixture->folder);
      g_usleep ((gulong)g_test_rand_int_range (5000, 90000));
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);

      profiles = usher_profile_file_read (fixture->folder, &trouble, &error);
      g_assert_no_error (error);
      g_assert_null (trouble);
      g_assert_cmpuint (profiles->len, >=, last);
      last = profiles->len;
    }
  g_test_message ("%u connections were saved", last);
  g_assert_cmpuint (last, >, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "nothing", test_nothing },
    { "changes", test_changes },
    { "group-keeps-its-place", test_group_keeps_its_place },
    { "group-is-renamed", test_group_is_renamed },
    { "group-is-dissolved", test_group_is_dissolved },
    { "group-is-moved", test_group_is_moved },
    { "undo", test_undo },
    { "odd-names", test_odd_names },
    { "modes", test_modes },
    { "no-password", test_no_password },
    { "unknown-members", test_unknown_members },
    { "damaged", test_damaged },
    { "partly-damaged", test_partly_damaged },
    { "newer", test_newer },
    { "two-at-once", test_two_at_once },
    { "two-change-a-group", test_two_change_a_group },
    { "not-saved", test_not_saved },
    { "killed", test_killed },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/profile-store/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
