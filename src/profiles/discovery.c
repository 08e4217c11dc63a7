/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "discovery.h"

#include <string.h>
#include <sys/stat.h>

#include "bounded-file.h"
#include "service-file.h"

#define LARGEST_SERVICE_FILE 1048576
#define MOST                 200

static const char *const usual_socket_folders[] = { "/var/run/postgresql", "/tmp", NULL };

/* Of two services with one name libpq takes the first. */
static gboolean
has_service (GPtrArray *found, const char *service)
{
  for (guint i = 0; i < found->len; i++)
    if (g_strcmp0 (usher_address_get (found->pdata[i], "service"), service) == 0)
      return TRUE;
  return FALSE;
}

static void
take_service (const char *service, const char *keyword, const char *value, gpointer data)
{
  GPtrArray *found = data;

  if (keyword == NULL && found->len < MOST && !has_service (found, service))
    g_ptr_array_add (found, usher_address_new_for_service (service));
}

static void
find_services (const char *path, GPtrArray *found)
{
  g_autoptr (GBytes) bytes = usher_bounded_file_read (path, LARGEST_SERVICE_FILE, NULL);

  if (bytes != NULL)
    usher_service_file_parse (g_bytes_get_data (bytes, NULL), take_service, found);
}

static gboolean
is_socket (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat info;

  return stat (path, &info) == 0 && S_ISSOCK (info.st_mode);
}

static void
take_socket (const char *folder, const char *name, GPtrArray *found)
{
  static const char prefix[] = ".s.PGSQL.";
  g_autoptr (UsherAddress) empty = NULL;
  g_autoptr (UsherAddress) with_host = NULL;

  /* Beside each socket lies its lock file, ".s.PGSQL.5432.lock". */
  if (!g_str_has_prefix (name, prefix) || found->len >= MOST
      || !g_ascii_string_to_unsigned (name + strlen (prefix), 10, 1, G_MAXUINT16, NULL, NULL)
      || !is_socket (folder, name))
    return;
  empty = usher_address_new ();
  with_host = usher_address_with (empty, "host", folder);
  g_ptr_array_add (found, usher_address_with (with_host, "port", name + strlen (prefix)));
}

static void
find_sockets (const char *folder, GPtrArray *found)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    take_socket (folder, name, found);
}

/*
 * usher_discovery_find_in:
 * @service_files: paths of service files, first the one that goes before the others
 * @socket_folders: folders
 *
 * Blocks. Returns: (transfer full) (element-type UsherAddress): see
 *   usher_discovery_find_finish()
 */
GPtrArray *
usher_discovery_find_in (const char *const *service_files, const char *const *socket_folders)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_address_unref);

  for (; *socket_folders != NULL; socket_folders++)
    find_sockets (*socket_folders, found);
  for (; *service_files != NULL; service_files++)
    find_services (*service_files, found);
  return found;
}

static void
find (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_auto (GStrv) service_files = usher_service_file_list_paths ();

  g_task_return_pointer (
      task, usher_discovery_find_in ((const char *const *)service_files, usual_socket_folders),
      (GDestroyNotify)g_ptr_array_unref);
}

/**
 * usher_discovery_find_async:
 *
 * Looks, on another thread, for the services of the service files and for the sockets of
 * servers on this machine. Nothing is connected to.
 */
void
usher_discovery_find_async (GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_discovery_find_async);
  g_task_run_in_thread (task, find);
}

/**
 * usher_discovery_find_finish:
 *
 * Returns: (transfer full) (element-type UsherAddress): an address for each socket, with its
 *   folder and port, and for each service, with its name alone
 */
GPtrArray *
usher_discovery_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
