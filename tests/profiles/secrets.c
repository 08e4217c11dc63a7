/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords in a keyring: kept in a file by libsecret itself, or with the argument "service" by
 * a real Secret Service, which is not there, works, and is locked. */

#include "secrets.h"

#include <glib/gstdio.h>
#include <string.h>

#include "errors.h"

enum
{
  PATIENCE_MS = 30 * 1000,
};

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static UsherSecretKey *
make_key (const char *connection, const char *host, const char *port, const char *user)
{
  UsherEndpoint endpoint = { (char *)host, (char *)"", (char *)port, (char *)user, (char *)"" };

  return usher_secret_key_new (connection, &endpoint, NULL);
}

static char *
look_up_within (const UsherSecretKey *key, guint patience_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_secrets_look_up_async (key, patience_ms, NULL, on_ready, &result);
  wait_for (&result);
  return usher_secrets_look_up_finish (result, error);
}

static void
assert_found (const UsherSecretKey *key, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *password = look_up_within (key, PATIENCE_MS, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, expected);
  usher_password_free (password);
}

static void
assert_refused (const UsherSecretKey *key)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up_within (key, PATIENCE_MS, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_KEYRING);
  g_test_message ("%s (%s)", error->message, usher_error_get_server_says (error));
}

static void
store (const UsherSecretKey *key, const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_secrets_store_async (key, "Test", password, PATIENCE_MS, NULL, on_ready, &result);
  wait_for (&result);
  usher_secrets_store_finish (result, &error);
  g_assert_no_error (error);
}

static void
forget (const char *connection)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_secrets_forget_async (connection, PATIENCE_MS, NULL, on_ready, &result);
  wait_for (&result);
  usher_secrets_forget_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_round_trip (void)
{
  g_autoptr (UsherSecretKey) key = make_key ("one", "db1", "5432", "ana");
  g_autoptr (UsherSecretKey) other = make_key ("two", "db1", "5432", "ana");

  assert_found (key, NULL);
  store (key, "first");
  store (key, "sécond");
  assert_found (key, "sécond");
  assert_found (other, NULL);
  store (other, "third");
  forget ("one");
  forget ("one");
  assert_found (key, NULL);
  assert_found (other, "third");
  forget ("two");
}

/* Whoever changed the host does not find the old one's password at the new one. */
static void
test_elsewhere (void)
{
  g_autoptr (UsherSecretKey) key = make_key ("moved", "db1", "5432", "ana");
  g_autoptr (UsherSecretKey) host = make_key ("moved", "db2", "5432", "ana");
  g_autoptr (UsherSecretKey) port = make_key ("moved", "db1", "5433", "ana");
  g_autoptr (UsherSecretKey) user = make_key ("moved", "db1", "5432", "ben");

  store (key, "old");
  assert_refused (host);
  assert_refused (port);
  assert_refused (user);
  assert_found (key, "old");

  store (host, "new");
  assert_found (host, "new");
  assert_refused (key);
  forget ("moved");
}

static void
test_key (void)
{
  UsherEndpoint endpoint = { (char *)"db\xff", (char *)"10.0.0.1", (char *)"1", (char *)"ana",
                             (char *)"shop" };
  g_autoptr (UsherSecretKey) direct = usher_secret_key_new ("x", &endpoint, NULL);
  g_autoptr (UsherSecretKey) tunnelled = usher_secret_key_new ("x", &endpoint, "jump");

  g_assert_true (g_utf8_validate (direct->host, -1, NULL));
  g_assert_nonnull (strstr (direct->host, "10.0.0.1"));
  g_assert_cmpstr (direct->host, !=, tunnelled->host);
}

static void
test_cancelled (void)
{
  g_autoptr (UsherSecretKey) key = make_key ("one", "db1", "5432", "ana");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  usher_secrets_look_up_async (key, PATIENCE_MS, cancellable, on_ready, &result);
  wait_for (&result);
  g_assert_null (usher_secrets_look_up_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A real service */

static char *folder;
static GSubprocess *keyring;

static void
test_unreachable (void)
{
  g_autoptr (UsherSecretKey) key = make_key ("one", "db1", "5432", "ana");

  g_autofree char *bus = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", TRUE);
  assert_refused (key);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", bus, TRUE);
}

static gboolean
has_owner (GDBusConnection *connection)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"), G_VARIANT_TYPE ("(b)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  return owned;
}

/* While the connection that failed is not quite gone, whoever asks is given it again. */
static GDBusConnection *
reach_bus (void)
{
  for (guint i = 0; i < 300; i++)
    {
      GDBusConnection *connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

      if (connection != NULL)
        return connection;
      g_usleep (100 * 1000);
    }
  g_error ("The bus cannot be reached.");
}

/* The daemon makes its keyring of the password that it reads. */
static void
start_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection = NULL;
  GOutputStream *input;

  keyring = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                  | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                              &error, "gnome-keyring-daemon", "--foreground", "--unlock",
                              "--components=secrets", NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (keyring);
  g_assert_true (g_output_stream_write_all (input, "test", 4, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));

  connection = reach_bus ();
  for (guint i = 0; i < 900 && !has_owner (connection); i++)
    g_usleep (100 * 1000);
  g_assert_true (has_owner (connection));
}

static void
lock_keyring (void)
{
  const char *const paths[] = { "/org/freedesktop/secrets/collection/login" };
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
      connection, "org.freedesktop.secrets", "/org/freedesktop/secrets",
      "org.freedesktop.Secret.Service", "Lock",
      g_variant_new ("(@ao)", g_variant_new_objv (paths, G_N_ELEMENTS (paths))),
      G_VARIANT_TYPE ("(aoo)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* There is nobody to unlock it. */
static void
test_locked (void)
{
  g_autoptr (UsherSecretKey) key = make_key ("locked", "db1", "5432", "ana");

  store (key, "hidden");
  lock_keyring ();
  assert_refused (key);
}

static gboolean
keyring_is_stopped (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (keyring));
  g_autofree char *stat = NULL;
  const char *name_end;

  g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));
  name_end = strrchr (stat, ')');
  return name_end != NULL && g_str_has_prefix (name_end, ") T");
}

/* A signal takes a moment to arrive. */
static void
stop_keyring (void)
{
  g_subprocess_send_signal (keyring, SIGSTOP);
  for (guint i = 0; i < 3000 && !keyring_is_stopped (); i++)
    g_usleep (10 * 1000);
  g_assert_true (keyring_is_stopped ());
}

/* Stopped, it takes the question and never answers. */
static void
test_silent (void)
{
  g_autoptr (UsherSecretKey) key = make_key ("one", "db1", "5432", "ana");
  g_autoptr (GError) error = NULL;

  stop_keyring ();
  g_assert_null (look_up_within (key, 200, &error));
  g_subprocess_send_signal (keyring, SIGCONT);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "in time"));
}

static void
test_service (void)
{
  start_keyring ();
  test_round_trip ();
  test_elsewhere ();
  test_silent ();
  test_locked ();
  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
  g_clear_object (&keyring);
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

  folder = g_dir_make_tmp ("usher-secrets-XXXXXX", NULL);
  g_assert_nonnull (folder);
  file = g_build_filename (folder, "keyring", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", file, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
}

static void
remove_folder (void)
{
  const char *const command[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  use_folder ();
  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_equal (argv[1], "service"))
    {
      g_test_add_func ("/secrets/unreachable", test_unreachable);
      g_test_add_func ("/secrets/service", test_service);
    }
  else
    {
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_test_add_func ("/secrets/round-trip", test_round_trip);
      g_test_add_func ("/secrets/elsewhere", test_elsewhere);
      g_test_add_func ("/secrets/key", test_key);
      g_test_add_func ("/secrets/cancelled", test_cancelled);
    }
  status = g_test_run ();
  remove_folder ();
  return status;
}
