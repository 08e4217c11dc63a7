/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "discovery.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "service-file.h"
#include "test-async.h"

static GSocket *
listen_at (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
  return socket;
}

static char *
write_file (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
assert_found (GPtrArray *found, guint position, const char *text)
{
  g_autofree char *words = NULL;

  g_assert_cmpuint (position, <, found->len);
  words = usher_address_to_string (found->pdata[position]);
  g_assert_cmpstr (words, ==, text);
}

static void
test_found (void)
{
  g_autofree char *folder = g_dir_make_tmp ("usher-test-XXXXXX", NULL);
  g_autoptr (GSocket) socket = listen_at (folder, ".s.PGSQL.5433");
  g_autofree char *lock = write_file (folder, ".s.PGSQL.5433.lock", "1");
  g_autofree char *no_socket = write_file (folder, ".s.PGSQL.5434", "1");
  g_autofree char *first = write_file (folder, "a", "[sales]\nhost=db1\n#[no]\n[sales]\n");
  g_autofree char *second = write_file (folder, "b", "[sales]\nhost=db2\n[my games]\n[broken\n");
  g_autofree char *path = g_build_filename (folder, ".s.PGSQL.5433", NULL);
  const char *files[] = { first, "/no/such/file", second, folder, NULL };
  const char *folders[] = { folder, "/no/such/folder", NULL };
  g_autoptr (GPtrArray) found = usher_discovery_find_in (files, folders);
  g_autofree char *expected = g_strdup_printf ("host=%s port=5433", folder);
  const char *rest[] = { lock, no_socket, first, second, path };

  g_assert_cmpuint (found->len, ==, 3);
  assert_found (found, 0, expected);
  assert_found (found, 1, "service=sales");
  assert_found (found, 2, "service='my games'");

  for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
    g_unlink (rest[i]);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* libpq's order: PGSERVICEFILE stands for the file at home, and the system's comes behind. */
static void
test_order (void)
{
  g_auto (GStrv) paths = NULL;
  g_autofree char *at_home = g_build_filename (g_get_home_dir (), ".pg_service.conf", NULL);

  g_setenv ("PGSYSCONFDIR", "/sys", TRUE);
  g_unsetenv ("PGSERVICEFILE");
  paths = usher_service_file_list_paths ();
  g_assert_cmpstr (paths[0], ==, at_home);
  g_assert_cmpstr (paths[1], ==, "/sys/pg_service.conf");
  g_assert_null (paths[2]);

  g_clear_pointer (&paths, g_strfreev);
  g_setenv ("PGSERVICEFILE", "/own", TRUE);
  paths = usher_service_file_list_paths ();
  g_assert_cmpstr (paths[0], ==, "/own");
  g_assert_cmpstr (paths[1], ==, "/sys/pg_service.conf");
}

static void
test_async (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  usher_discovery_find_async (NULL, test_async_ready, &result);
  found = usher_discovery_find_finish (test_async_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/discovery/found", test_found);
  g_test_add_func ("/discovery/order", test_order);
  g_test_add_func ("/discovery/async", test_async);

  return g_test_run ();
}
