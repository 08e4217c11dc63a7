/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "restore-record.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define GROUP  "restore"
#define SUFFIX ".restore"
#define DRAFT  ".new" /* nothing was altered yet when it was left behind */

UsherRestoreRecord *
usher_restore_record_new (void)
{
  UsherRestoreRecord *self = g_new0 (UsherRestoreRecord, 1);

  self->lock = -1;
  return self;
}

/**
 * usher_restore_record_copy:
 * @self: a record
 *
 * Returns: (transfer full): the same without the lock
 */
UsherRestoreRecord *
usher_restore_record_copy (const UsherRestoreRecord *self)
{
  UsherRestoreRecord *copy = g_memdup2 (self, sizeof *self);

  copy->path = g_strdup (self->path);
  copy->host = g_strdup (self->host);
  copy->port = g_strdup (self->port);
  copy->name = g_strdup (self->name);
  copy->lock = -1;
  return copy;
}

void
usher_restore_record_free (UsherRestoreRecord *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self->host);
  g_free (self->port);
  g_free (self->name);
  g_free (self);
}

/**
 * usher_restore_record_find_folder:
 *
 * Returns: (transfer full): where all of them lie
 */
char *
usher_restore_record_find_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "usher", "restores", NULL);
}

static gboolean
fail (GError **error, const char *path)
{
  int reason = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (reason), "%s: %s", path,
               g_strerror (reason));
  return FALSE;
}

/* What a folder holds is only on disk when the folder is. */
static gboolean
sync_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    fail (error, folder);
  if (fd >= 0)
    close (fd);
  return synced;
}

static gboolean
make_folder (const char *folder, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *grandparent = g_path_get_dirname (parent);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, folder);
  return sync_folder (grandparent, error) && sync_folder (parent, error);
}

static char *
to_text (const UsherRestoreRecord *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, GROUP, "version", 1);
  g_key_file_set_int64 (file, GROUP, "system", self->system_id);
  g_key_file_set_string (file, GROUP, "host", self->host);
  g_key_file_set_string (file, GROUP, "port", self->port);
  g_key_file_set_uint64 (file, GROUP, "database", self->oid);
  g_key_file_set_string (file, GROUP, "name", self->name);
  g_key_file_set_integer (file, GROUP, "blocking", (int)self->blocking);
  g_key_file_set_boolean (file, GROUP, "allows", self->allows);
  g_key_file_set_integer (file, GROUP, "limit", self->connection_limit);
  g_key_file_set_boolean (file, GROUP, "kept-out", self->is_kept_out);
  g_key_file_set_int64 (file, GROUP, "since", self->since);
  return g_key_file_to_data (file, NULL, NULL);
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, text, length);

      if (written < 0 && errno != EINTR)
        return FALSE;
      if (written > 0)
        {
          text += written;
          length -= (gsize)written;
        }
    }
  return fsync (fd) == 0;
}

/**
 * usher_restore_record_write:
 * @self: a record that has no file yet
 * @folder: where to
 * @error: return location
 *
 * Returns: %TRUE when it is on disk, whatever happens next, and locked
 */
gboolean
usher_restore_record_write (UsherRestoreRecord *self, const char *folder, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *draft = g_strconcat (path, DRAFT, NULL);
  g_autofree char *text = to_text (self);
  int fd;

  if (!make_folder (folder, error))
    return FALSE;
  fd = open (draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, draft);
  if (flock (fd, LOCK_EX | LOCK_NB) != 0 || !write_all (fd, text, strlen (text))
      || g_rename (draft, path) != 0)
    {
      fail (error, draft);
      close (fd);
      g_unlink (draft);
      return FALSE;
    }
  self->lock = fd;
  self->path = g_steal_pointer (&path);
  return sync_folder (folder, error);
}

/**
 * usher_restore_record_hold:
 * @self: a record that was read
 * @error: return location
 *
 * Returns: %TRUE if nobody else works with it, nor can from now on
 */
gboolean
usher_restore_record_hold (UsherRestoreRecord *self, GError **error)
{
  int fd = open (self->path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return fail (error, self->path);
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                           _ ("A clean-up of this database is under way. Wait for its end."));
      return FALSE;
    }
  self->lock = fd;
  return TRUE;
}

/**
 * usher_restore_record_remove:
 * @self: a record with a file
 * @error: return location
 *
 * Returns: whether the file is gone for good
 */
gboolean
usher_restore_record_remove (UsherRestoreRecord *self, GError **error)
{
  g_autofree char *folder = NULL;

  if (self->path == NULL)
    return TRUE;
  if (g_unlink (self->path) != 0 && errno != ENOENT)
    return fail (error, self->path);
  folder = g_path_get_dirname (self->path);
  g_clear_pointer (&self->path, g_free);
  return sync_folder (folder, error);
}

static gboolean
is_held (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean held = fd >= 0 && flock (fd, LOCK_SH | LOCK_NB) != 0;

  if (fd >= 0)
    close (fd);
  return held;
}

static UsherRestoreRecord *
read_one (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (UsherRestoreRecord) self = usher_restore_record_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    return NULL;
  self->path = g_strdup (path);
  self->system_id = g_key_file_get_int64 (file, GROUP, "system", NULL);
  self->host = g_key_file_get_string (file, GROUP, "host", error);
  self->port = self->host != NULL ? g_key_file_get_string (file, GROUP, "port", error) : NULL;
  self->name = self->port != NULL ? g_key_file_get_string (file, GROUP, "name", error) : NULL;
  self->oid = (guint32)g_key_file_get_uint64 (file, GROUP, "database", NULL);
  self->blocking = (UsherBlocking)g_key_file_get_integer (file, GROUP, "blocking", NULL);
  self->allows = g_key_file_get_boolean (file, GROUP, "allows", NULL);
  self->connection_limit = g_key_file_get_integer (file, GROUP, "limit", NULL);
  self->is_kept_out = g_key_file_get_boolean (file, GROUP, "kept-out", NULL);
  self->since = g_key_file_get_int64 (file, GROUP, "since", NULL);
  self->is_busy = is_held (path);
  return self->name != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * usher_restore_record_read_all:
 * @folder: where they lie
 * @error: why not all could be read; the others are returned all the same
 *
 * Returns: (transfer full) (element-type UsherRestoreRecord): all there are
 */
GPtrArray *
usher_restore_record_read_all (const char *folder, GError **error)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_restore_record_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GError) failure = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      UsherRestoreRecord *record;

      if (g_str_has_suffix (name, DRAFT) && !is_held (path))
        g_unlink (path);
      if (!g_str_has_suffix (name, SUFFIX))
        continue;
      g_clear_error (&failure);
      record = read_one (path, &failure);
      if (record != NULL)
        g_ptr_array_add (records, record);
      else if (failure != NULL && error != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
    }
  return records;
}

/**
 * usher_restore_record_is_of:
 * @self: a record
 * @system_id: the number of a cluster, 0 if not known
 * @host: how it is reached
 * @port: likewise
 *
 * A number that both know decides, wherever the server has moved to; without it the address
 * does.
 *
 * Returns: whether @self is about that cluster
 */
gboolean
usher_restore_record_is_of (const UsherRestoreRecord *self,
                            gint64 system_id,
                            const char *host,
                            const char *port)
{
  if (self->system_id != 0 && system_id != 0)
    return self->system_id == system_id;
  return g_str_equal (self->host, host) && g_str_equal (self->port, port);
}

/**
 * usher_restore_record_is_former:
 * @self: a record
 * @allows: datallowconn now
 * @connection_limit: datconnlimit now
 *
 * Returns: whether what Usher changed is as it was before
 */
gboolean
usher_restore_record_is_former (const UsherRestoreRecord *self,
                                gboolean allows,
                                gint32 connection_limit)
{
  if (self->blocking == USHER_BLOCK_EVERYBODY)
    return allows == self->allows;
  return connection_limit == self->connection_limit;
}

/**
 * usher_restore_record_is_ours:
 * @self: a record
 * @allows: datallowconn now
 * @connection_limit: datconnlimit now
 *
 * Somebody who set a limit of their own, or shut the other door as well, meant it.
 *
 * Returns: whether it is as Usher left it
 */
gboolean
usher_restore_record_is_ours (const UsherRestoreRecord *self,
                              gboolean allows,
                              gint32 connection_limit)
{
  if (self->blocking == USHER_BLOCK_EVERYBODY)
    return !allows && connection_limit == self->connection_limit;
  return connection_limit == 0 && allows == self->allows;
}
