/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the password of a saved connection comes from, and where it must not come to light; and
 * the role that is taken there. With the argument "unreachable" there is no keyring. */

#include <string.h>

#include "errors.h"
#include "profile-store.h"
#include "secrets.h"
#include "test-async.h"
#include "test-folder.h"
#include "watched.h"

#define FIRST  "canary-one"
#define SECOND "canary-two"

enum
{
  PATIENCE_MS = TEST_PATIENCE_SECONDS * 1000,
};

static TestServer *server;
static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
set_server_password (const char *password)
{
  g_autofree char *sql = g_strdup_printf ("ALTER ROLE ana PASSWORD '%s'", password);

  test_server_run (server, sql);
}

static UsherProfileDraft *
make_draft (UsherPasswordSource source)
{
  UsherProfileDraft *draft = usher_profile_draft_new ();
  g_autofree char *text = g_strdup_printf ("host=127.0.0.1 port=%s user=ana dbname=postgres",
                                           test_server_get_port (server));

  draft->id = g_uuid_string_random ();
  draft->address = usher_address_parse (text, NULL);
  draft->password_source = source;
  return draft;
}

static UsherProfile *
make_profile (UsherPasswordSource source)
{
  g_autoptr (UsherProfileDraft) draft = make_draft (source);

  return usher_profile_new (draft);
}

static void
assert_asks (Watched *watched, UsherError why)
{
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_NEEDS_PASSWORD, PATIENCE_MS);
  g_assert_error (usher_server_get_password_error (watched->server), USHER_ERROR, (gint)why);
}

static void
assert_connects (Watched *watched)
{
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, PATIENCE_MS);
  watched_wait_for_action (watched);
}

static void
type (Watched *watched, const char *password)
{
  usher_server_set_password (watched->server, password);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, PATIENCE_MS);
  watched_wait_for_action (watched);
}

static char *
look_up_saved (UsherProfile *profile)
{
  UsherEndpoint endpoint = { (char *)"127.0.0.1", (char *)"", (char *)test_server_get_port (server),
                             (char *)"ana", (char *)"postgres" };
  g_autoptr (UsherSecretKey) key =
      usher_secret_key_new (usher_profile_get_id (profile), &endpoint, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *password;

  usher_secrets_look_up_async (key, PATIENCE_MS, NULL, test_async_ready, &result);
  test_async_wait (&result);
  password = usher_secrets_look_up_finish (result, &error);
  g_assert_no_error (error);
  return password;
}

typedef struct
{
  UsherProfile *profile;
  const char *password;
} Saved;

static gboolean
is_saved (gpointer data)
{
  Saved *saved = data;
  g_autofree char *password = look_up_saved (saved->profile);

  return g_strcmp0 (password, saved->password) == 0;
}

static void
wait_until_saved (UsherProfile *profile, const char *password)
{
  Saved saved = { profile, password };

  g_assert_true (test_wait_until (is_saved, &saved, PATIENCE_MS));
}

/* Asked for once, then taken from the keyring, until the server has another one. */
static void
test_keyring (void)
{
  g_autoptr (UsherProfile) profile = make_profile (USHER_PASSWORD_KEYRING);
  g_autoptr (Watched) first = watched_new_for_profile (profile);
  g_autoptr (Watched) second = watched_new_for_profile (profile);
  g_autoptr (Watched) third = watched_new_for_profile (profile);
  g_autofree char *unsaved = NULL;

  set_server_password (FIRST);
  assert_asks (first, USHER_ERROR_PASSWORD_NEEDED);
  usher_server_set_password (first->server, "wrong");
  g_assert_cmpuint (usher_server_get_state (first->server), ==, USHER_SERVER_CONNECTING);
  watched_wait_for_state (first, USHER_SERVER_NEEDS_PASSWORD, PATIENCE_MS);
  unsaved = look_up_saved (profile);
  g_assert_null (unsaved);
  type (first, FIRST);
  wait_until_saved (profile, FIRST);

  assert_connects (second);
  set_server_password (SECOND);
  assert_asks (third, USHER_ERROR_PASSWORD_WRONG);
  type (third, SECOND);
  wait_until_saved (profile, SECOND);
}

/* Typed in the dialog before anybody tried, it is kept all the same, once it has worked. */
static void
test_typed_first (void)
{
  g_autoptr (UsherProfile) profile = make_profile (USHER_PASSWORD_KEYRING);
  g_autoptr (Watched) watched = watched_new_for_profile (profile);

  set_server_password (FIRST);
  usher_server_connect (watched->server);
  type (watched, FIRST);
  wait_until_saved (profile, FIRST);
}

/* The person decides otherwise where the password is asked for. */
static void
test_remembers (void)
{
  g_autoptr (UsherProfile) profile = make_profile (USHER_PASSWORD_ASK);
  g_autoptr (Watched) watched = watched_new_for_profile (profile);
  g_autoptr (UsherProfile) other = make_profile (USHER_PASSWORD_KEYRING);
  g_autoptr (Watched) forgets = watched_new_for_profile (other);
  g_autofree char *unsaved = NULL;

  set_server_password (FIRST);
  assert_asks (watched, USHER_ERROR_PASSWORD_NEEDED);
  usher_server_set_remembers_password (watched->server, TRUE);
  type (watched, FIRST);
  wait_until_saved (profile, FIRST);

  assert_asks (forgets, USHER_ERROR_PASSWORD_NEEDED);
  usher_server_set_remembers_password (forgets->server, FALSE);
  type (forgets, FIRST);
  unsaved = look_up_saved (other);
  g_assert_null (unsaved);
}

/* The password of one host is not for another. */
static void
test_moved (void)
{
  g_autoptr (UsherProfile) profile = make_profile (USHER_PASSWORD_KEYRING);
  g_autoptr (Watched) here = watched_new_for_profile (profile);
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);
  g_autoptr (UsherAddress) address = usher_address_with (draft->address, "host", "localhost");
  g_autoptr (UsherProfile) changed = NULL;
  g_autoptr (Watched) there = NULL;

  set_server_password (FIRST);
  assert_asks (here, USHER_ERROR_PASSWORD_NEEDED);
  type (here, FIRST);
  wait_until_saved (profile, FIRST);

  usher_address_unref (draft->address);
  draft->address = usher_address_ref (address);
  changed = usher_profile_new (draft);
  there = watched_new_for_profile (changed);
  assert_asks (there, USHER_ERROR_PASSWORD_NEEDED);
  g_assert_error (usher_server_get_password_excuse (there->server), USHER_ERROR,
                  USHER_ERROR_KEYRING);
}

/* Whoever wants to be asked is not served from a file; who wants the file is. */
static void
test_files (void)
{
  g_autoptr (UsherProfile) asks = make_profile (USHER_PASSWORD_ASK);
  g_autoptr (UsherProfile) reads = make_profile (USHER_PASSWORD_LIBPQ);
  g_autoptr (Watched) asked = watched_new_for_profile (asks);
  g_autoptr (Watched) served = watched_new_for_profile (reads);
  g_autofree char *path = in_folder ("pgpass");

  set_server_password (FIRST);
  g_assert_true (g_file_set_contents_full (path, "*:*:*:*:" FIRST "\n", -1, 0, 0600, NULL));
  g_setenv ("PGPASSFILE", path, TRUE);
  assert_asks (asked, USHER_ERROR_PASSWORD_NEEDED);
  assert_connects (served);
  g_unsetenv ("PGPASSFILE");
}

static gsize
count_runs (const char *path)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, NULL);
  return length;
}

/* One run serves both connections; after they were lost, the program is asked again. */
static void
test_command (void)
{
  g_autofree char *runs = in_folder ("runs");
  const char *const command[] = { "sh", "-c", "printf . >>\"$0\"; echo " FIRST "; echo more", runs,
                                  NULL };
  g_autoptr (UsherProfileDraft) draft = make_draft (USHER_PASSWORD_COMMAND);
  g_autoptr (UsherProfile) profile = NULL;
  g_autoptr (Watched) watched = NULL;

  set_server_password (FIRST);
  draft->password_command = g_strdupv ((char **)command);
  profile = usher_profile_new (draft);
  watched = watched_new_for_profile (profile);
  assert_connects (watched);
  g_assert_cmpuint (count_runs (runs), ==, 1);

  test_server_restart (server);
  usher_server_refresh (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_LOST, PATIENCE_MS);
  watched_wait_for_state (watched, USHER_SERVER_CONNECTED, PATIENCE_MS);
  g_assert_cmpuint (count_runs (runs), >, 1);
}

static void
test_command_fails (void)
{
  const char *const command[] = { "sh", "-c", "echo " FIRST "; echo 'no ticket' >&2; exit 1",
                                  NULL };
  g_autoptr (UsherProfileDraft) draft = make_draft (USHER_PASSWORD_COMMAND);
  g_autoptr (UsherProfile) profile = NULL;
  g_autoptr (Watched) watched = NULL;
  const GError *error;

  draft->password_command = g_strdupv ((char **)command);
  profile = usher_profile_new (draft);
  watched = watched_new_for_profile (profile);
  usher_server_connect (watched->server);
  watched_wait_for_state (watched, USHER_SERVER_FAILED, PATIENCE_MS);
  error = usher_server_get_error (watched->server);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_PASSWORD_COMMAND);
  g_assert_cmpstr (usher_error_get_server_says (error), ==, "no ticket");
}

static gboolean
wants_password (gpointer watched)
{
  return usher_server_get_password_error (((Watched *)watched)->server) != NULL;
}

/* The connection that looks stands all the while. */
static void
test_changed_meanwhile (void)
{
  g_autoptr (UsherProfile) profile = make_profile (USHER_PASSWORD_ASK);
  g_autoptr (Watched) watched = watched_new_for_profile (profile);
  const gint32 *pids;
  g_autofree char *sql = NULL;
  gint32 looks;
  guint n;

  set_server_password (FIRST);
  assert_asks (watched, USHER_ERROR_PASSWORD_NEEDED);
  type (watched, FIRST);
  g_assert_null (usher_server_get_password_error (watched->server));
  pids = usher_server_get_own_pids (watched->server, &n);
  g_assert_cmpuint (n, ==, 2);
  looks = pids[0];

  set_server_password (SECOND);
  sql = g_strdup_printf ("SELECT pg_terminate_backend (%d)", (int)pids[1]);
  test_server_run (server, sql);
  usher_server_check_action (watched->server);
  g_assert_true (test_wait_until (wants_password, watched, PATIENCE_MS));
  g_assert_cmpuint (usher_server_get_state (watched->server), ==, USHER_SERVER_CONNECTED);

  usher_server_set_password (watched->server, SECOND);
  watched_wait_for_action (watched);
  g_assert_null (usher_server_get_password_error (watched->server));
  pids = usher_server_get_own_pids (watched->server, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (pids[0], ==, looks);
}

static gpointer
read_role (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  return g_strdup (usher_connection_get_info (connection)->current_user);
}

static char *
ask_acting_role (Watched *watched)
{
  g_autoptr (GAsyncResult) result = NULL;
  UsherWorker *worker = usher_server_get_action_worker (watched->server);

  usher_worker_run_async (worker, read_role, NULL, NULL, g_free, USHER_JOB_READS, NULL,
                          test_async_ready, &result);
  test_async_wait (&result);
  return usher_worker_run_finish (worker, result, NULL);
}

static UsherProfile *
make_profile_as (const char *role)
{
  g_autoptr (UsherProfileDraft) draft = make_draft (USHER_PASSWORD_ASK);

  draft->role = g_strdup (role);
  usher_address_unref (draft->address);
  draft->address = usher_address_ref (test_server_get_address (server));
  return usher_profile_new (draft);
}

/* Both connections take it, and without it there is none. */
static void
test_role (void)
{
  g_autoptr (UsherProfile) profile = make_profile_as ("guest");
  g_autoptr (UsherProfile) missing = make_profile_as ("nobody");
  g_autoptr (Watched) watched = watched_new_for_profile (profile);
  g_autoptr (Watched) refused = watched_new_for_profile (missing);
  g_autofree char *acting = NULL;

  assert_connects (watched);
  acting = ask_acting_role (watched);
  g_assert_cmpstr (acting, ==, "guest");
  g_assert_cmpstr (usher_server_get_info (watched->server)->current_user, ==, "guest");
  g_assert_cmpstr (usher_server_get_info (watched->server)->session_user, ==, "postgres");

  usher_server_connect (refused->server);
  watched_wait_for_state (refused, USHER_SERVER_FAILED, PATIENCE_MS);
  g_assert_error (usher_server_get_error (refused->server), USHER_ERROR, USHER_ERROR_ROLE);
}

/* All that anybody may come to see must not hold a password. */

static GString *said; /* the log; from several threads */
static GMutex said_lock;

static GLogWriterOutput
overhear (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  g_mutex_lock (&said_lock);
  g_string_append (said, line);
  g_mutex_unlock (&said_lock);
  return G_LOG_WRITER_HANDLED;
}

static void
assert_clean (const char *text, gsize length)
{
  g_assert_null (g_strstr_len (text, (gssize)length, "canary"));
  g_assert_null (memmem (text, length, "canary", 6));
}

static void
assert_file_clean (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpuint (length, >, 0);
  assert_clean (bytes, length);
}

static void
assert_log_clean (void)
{
  g_mutex_lock (&said_lock);
  g_assert_cmpuint (said->len, >, 0);
  assert_clean (said->str, said->len);
  g_mutex_unlock (&said_lock);
}

static void
assert_store_clean (UsherProfile *profile)
{
  g_autoptr (UsherProfileStore) store = usher_profile_store_new (folder);
  g_autofree char *path = in_folder ("connections.json");
  g_autoptr (GAsyncResult) result = NULL;

  usher_profile_store_add (store, profile);
  usher_profile_store_settle_async (store, NULL, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_profile_store_settle_finish (store, result, NULL));
  assert_file_clean (path);
}

static void
test_canary (void)
{
  g_autoptr (UsherProfileDraft) draft = make_draft (USHER_PASSWORD_KEYRING);
  UsherAddress *bare = draft->address;
  g_autoptr (UsherProfile) profile = NULL;
  g_autoptr (Watched) watched = NULL;
  g_autofree char *address = NULL;
  g_autofree char *keyring = in_folder ("keyring");
  const GError *error;

  /* It was pasted with the address, and refused. */
  draft->address = usher_address_with (bare, "password", FIRST);
  usher_address_unref (bare);
  profile = usher_profile_new (draft);
  watched = watched_new_for_profile (profile);
  set_server_password (SECOND);
  assert_asks (watched, USHER_ERROR_PASSWORD_NEEDED);
  usher_server_set_password (watched->server, FIRST);
  watched_wait_for_state (watched, USHER_SERVER_NEEDS_PASSWORD, PATIENCE_MS);
  error = usher_server_get_error (watched->server);
  assert_clean (error->message, strlen (error->message));
  assert_clean (usher_error_get_server_says (error), strlen (usher_error_get_server_says (error)));
  type (watched, SECOND);
  wait_until_saved (profile, SECOND);

  address = usher_address_to_string (usher_server_get_address (watched->server));
  assert_clean (address, strlen (address));
  assert_clean (usher_server_get_label (watched->server),
                strlen (usher_server_get_label (watched->server)));
  assert_store_clean (profile);
  assert_file_clean (keyring);
  assert_file_clean ("/proc/self/cmdline");
  assert_file_clean ("/proc/self/environ");
  assert_log_clean ();
}

/* No keyring at all */

static void
on_not_saved (UsherServer *usher, const GError *error, gboolean *told)
{
  g_assert_error (error, USHER_ERROR, USHER_ERROR_KEYRING);
  *told = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *)flag;
}

static void
test_unreachable (void)
{
  g_autoptr (UsherProfile) profile = make_profile (USHER_PASSWORD_KEYRING);
  g_autoptr (Watched) watched = watched_new_for_profile (profile);
  gboolean told = FALSE;

  set_server_password (FIRST);
  g_signal_connect (watched->server, "password-not-saved", G_CALLBACK (on_not_saved), &told);
  assert_asks (watched, USHER_ERROR_PASSWORD_NEEDED);
  g_assert_error (usher_server_get_password_excuse (watched->server), USHER_ERROR,
                  USHER_ERROR_KEYRING);
  type (watched, FIRST);
  g_assert_true (test_wait_until (is_true, &told, PATIENCE_MS));
  g_signal_handlers_disconnect_by_data (watched->server, &told);
}

/* Asked by the leak finder at the end. libsecret loses a string at each write when it keeps its
 * keyring in a file; the other run of this program, with a service, is watched. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return g_getenv ("SECRET_BACKEND") != NULL;
}

static void
use_folder (void)
{
  g_autofree char *file = NULL;

  folder = g_dir_make_tmp ("usher-passwords-XXXXXX", NULL);
  g_assert_nonnull (folder);
  file = in_folder ("keyring");
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
}

static void
remove_folder (void)
{
  test_folder_remove (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  const UsherPracticeOptions options = { .tcp_port = test_find_free_port () };
  int status;

  use_folder ();
  g_test_init (&argc, &argv, NULL);
  said = g_string_new (NULL);
  if (argc > 1)
    {
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", TRUE);
      g_test_add_func ("/server-password/unreachable", test_unreachable);
    }
  else
    {
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_log_set_writer_func (overhear, NULL, NULL);
      g_test_add_func ("/server-password/keyring", test_keyring);
      g_test_add_func ("/server-password/typed-first", test_typed_first);
      g_test_add_func ("/server-password/remembers", test_remembers);
      g_test_add_func ("/server-password/moved", test_moved);
      g_test_add_func ("/server-password/files", test_files);
      g_test_add_func ("/server-password/command", test_command);
      g_test_add_func ("/server-password/command-fails", test_command_fails);
      g_test_add_func ("/server-password/changed-meanwhile", test_changed_meanwhile);
      g_test_add_func ("/server-password/canary", test_canary);
      g_test_add_func ("/server-password/role", test_role);
    }

  server = test_server_start_with (&options);
  test_server_run (server, "CREATE ROLE ana LOGIN SUPERUSER");
  test_server_run (server, "CREATE ROLE guest");
  status = g_test_run ();
  test_server_stop (server);
  remove_folder ();
  g_string_free (said, TRUE);
  return status;
}
