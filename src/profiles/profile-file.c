/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "profile-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounded-file.h"
#include "json-text.h"
#include "profile-change.h"
#include "profile-json.h"

#define VERSION 1
/* Whoever holds the lock holds it for a few milliseconds, unless he was stopped. */
#define LOCK_PATIENCE (10 * G_USEC_PER_SEC)
#define LOCK_PAUSE    (10 * G_TIME_SPAN_MILLISECOND)

typedef enum
{
  CONTENT_GOOD,
  CONTENT_DAMAGED,
  CONTENT_NEWER,
} ContentState;

/* What the file holds. */
typedef struct
{
  ContentState state;
  GPtrArray *profiles; /* (owned) (element-type UsherProfile): what could be read */
  JsonNode *root;      /* (owned) (nullable): with what else there is, to be kept */
} Content;

static Content *
content_new (void)
{
  Content *self = g_new0 (Content, 1);

  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

static void
content_free (Content *self)
{
  g_ptr_array_unref (self->profiles);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Content, content_free)

/* Reading */

static UsherProfile *
with_new_id (UsherProfile *profile)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (profile);

  g_clear_pointer (&draft->id, g_free);
  return usher_profile_new (draft);
}

static void
take_object (Content *self, JsonObject *object)
{
  gboolean whole;
  g_autoptr (UsherProfile) profile = usher_profile_from_json (object, &whole);
  gboolean twice = usher_profiles_find (self->profiles, usher_profile_get_id (profile), NULL);

  if (!whole || twice)
    self->state = CONTENT_DAMAGED;
  g_ptr_array_add (self->profiles, twice ? with_new_id (profile) : g_object_ref (profile));
}

static void
take_connections (Content *self, JsonArray *connections)
{
  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      JsonNode *node = json_array_get_element (connections, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        take_object (self, json_node_get_object (node));
      else
        self->state = CONTENT_DAMAGED;
    }
}

static void
take_root (Content *self, JsonObject *root)
{
  JsonArray *connections = usher_json_get_array (root, "connections");
  gint64 version = json_object_get_int_member_with_default (root, "version", 0);

  if (connections != NULL)
    take_connections (self, connections);
  if (version > VERSION)
    self->state = CONTENT_NEWER;
  else if (version < VERSION || connections == NULL)
    self->state = CONTENT_DAMAGED;
}

static gboolean
salvage (JsonObject *object, gpointer data)
{
  Content *self = data;

  if (usher_json_get_string (object, "id") == NULL
      || usher_json_get_object (object, "parameters") == NULL)
    return FALSE;
  take_object (self, object);
  return TRUE;
}

static Content *
parse (const char *text, gsize length)
{
  Content *self = content_new ();

  self->root = usher_json_parse (text, length, NULL);
  if (self->root != NULL && JSON_NODE_HOLDS_OBJECT (self->root))
    {
      take_root (self, json_node_get_object (self->root));
      return self;
    }
  g_clear_pointer (&self->root, json_node_unref);
  self->state = CONTENT_DAMAGED;
  usher_json_salvage (text, length, salvage, self);
  return self;
}

/*
 * usher_profile_file_parse:
 * @text: (array length=length): what a file holds, any bytes
 * @length: how many
 * @whole: (out): whether it is all that there was, and in the format of this Usher
 *
 * Any thread. Returns: (transfer full) (element-type UsherProfile): what can be read of it
 */
GPtrArray *
usher_profile_file_parse (const char *text, gsize length, gboolean *whole)
{
  g_autoptr (Content) content = parse (text, length);

  *whole = content->state == CONTENT_GOOD;
  return g_ptr_array_ref (content->profiles);
}

static Content *
content_read (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = usher_bounded_file_read (path, USHER_JSON_LARGEST, &local);
  Content *self;

  if (bytes != NULL)
    return parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return content_new ();
  if (local->code == (int)g_io_error_from_errno (EFBIG))
    {
      self = content_new ();
      self->state = CONTENT_DAMAGED;
      return self;
    }
  g_set_error (error, G_IO_ERROR, local->code,
               /* Translators: why, in the system's words */
               _ ("The saved connections cannot be read: %s."), local->message);
  return NULL;
}

/* Writing */

static void
keep_member (JsonObject *old, const char *name, JsonNode *node, gpointer data)
{
  if (!g_str_equal (name, "version") && !g_str_equal (name, "connections"))
    json_object_set_member (data, name, json_node_copy (node));
}

static char *
print (GPtrArray *profiles, JsonNode *old)
{
  g_autoptr (JsonObject) root = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonArray *connections = json_array_new ();

  json_object_set_int_member (root, "version", VERSION);
  json_object_set_array_member (root, "connections", connections);
  for (guint i = 0; i < profiles->len; i++)
    json_array_add_element (connections, usher_profile_to_json (g_ptr_array_index (profiles, i)));
  if (old != NULL)
    json_object_foreach_member (json_node_get_object (old), keep_member, root);

  node = json_node_init_object (json_node_alloc (), root);
  return usher_json_print (node, TRUE);
}

/*
 * usher_profile_file_print:
 * @profiles: (element-type UsherProfile): connections
 *
 * Returns: (transfer full): what the file says of them, without any secret; also what is
 *   exported
 */
char *
usher_profile_file_print (GPtrArray *profiles)
{
  return print (profiles, NULL);
}

static gboolean
fail_to_save (GError **error, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               /* Translators: why, in the system's words */
               _ ("The connections cannot be saved: %s."), why);
  return FALSE;
}

/* A writer that was killed leaves a file that was not renamed yet. Only who holds the lock
 * writes, so that there is no other. */
static void
remove_leftovers (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while (names != NULL && (name = g_dir_read_name (names)) != NULL)
    if (g_str_has_prefix (name, USHER_PROFILE_FILE_NAME ".")
        && strlen (name) == strlen (USHER_PROFILE_FILE_NAME ".XXXXXX"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

static gboolean
content_write (Content *self, const char *folder, const char *path, GError **error)
{
  g_autofree char *text = print (self->profiles, self->root);
  g_autoptr (GError) local = NULL;

  remove_leftovers (folder);
  /* A newer GLib gives the new file the mode of the one that it replaces. */
  g_chmod (path, 0600);
  if (g_file_set_contents_full (path, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local))
    return TRUE;
  return fail_to_save (error, local->message);
}

/* Setting aside */

static gboolean
copy_file (const char *path, const char *other)
{
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (other);

  return g_file_copy (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, NULL);
}

/* Never over a file that is there; the first one stays where it is until it is replaced. */
static gboolean
give_other_name (const char *path, const char *other)
{
  if (link (path, other) == 0)
    return TRUE;
  return errno != EEXIST && copy_file (path, other);
}

static char *
set_aside (const char *folder, const char *path, ContentState state, GError **error)
{
  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf (
          state == CONTENT_NEWER ? "connections-newer-%u.json" : "connections-damaged-%u.json", i);
      g_autofree char *other = g_build_filename (folder, name, NULL);

      if (give_other_name (path, other))
        {
          g_chmod (other, 0600);
          return g_steal_pointer (&name);
        }
      if (!g_file_test (other, G_FILE_TEST_EXISTS))
        break;
    }
  fail_to_save (error, _ ("the damaged list that is there cannot be set aside"));
  return NULL;
}

static char *
words_for_aside (ContentState state, const char *name)
{
  if (state == CONTENT_NEWER)
    return g_strdup_printf (
        /* Translators: the name of a file */
        _ ("The list of connections came from a newer Usher. It is kept as “%s”; "
           "what could be read of it is here."),
        name);
  return g_strdup_printf (
      /* Translators: the name of a file */
      _ ("The list of connections was damaged. It is kept as “%s”; what could be "
         "read of it is here."),
      name);
}

/* Locking */

static int
try_lock (int fd)
{
  gint64 until = g_get_monotonic_time () + LOCK_PATIENCE;

  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK && errno != EINTR)
        return errno;
      if (g_get_monotonic_time () > until)
        return EWOULDBLOCK;
      g_usleep (LOCK_PAUSE);
    }
  return 0;
}

static int
lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, USHER_PROFILE_FILE_NAME ".lock", NULL);
  int fd, problem;

  /* A folder that was there before may be open to others. */
  if (g_mkdir_with_parents (folder, 0700) != 0 || g_chmod (folder, 0700) != 0
      || (fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0)
    {
      fail_to_save (error, g_strerror (errno));
      return -1;
    }
  problem = try_lock (fd);
  if (problem == 0)
    return fd;
  close (fd);
  fail_to_save (error, problem == EWOULDBLOCK ? _ ("another Usher keeps the list locked")
                                              : g_strerror (problem));
  return -1;
}

static GPtrArray *
update_locked (const char *folder, GPtrArray *changes, char **trouble, GError **error)
{
  g_autofree char *path = g_build_filename (folder, USHER_PROFILE_FILE_NAME, NULL);
  g_autoptr (Content) content = content_read (path, error);
  g_autofree char *aside = NULL;

  if (content == NULL)
    return NULL;
  if (content->state != CONTENT_GOOD)
    {
      aside = set_aside (folder, path, content->state, error);
      if (aside == NULL)
        return NULL;
    }
  for (guint i = 0; i < changes->len; i++)
    usher_profile_change_apply (g_ptr_array_index (changes, i), content->profiles);
  if (!content_write (content, folder, path, error))
    return NULL;
  if (aside != NULL)
    *trouble = words_for_aside (content->state, aside);
  return g_ptr_array_ref (content->profiles);
}

/*
 * usher_profile_file_update:
 * @folder: where the file lies, or shall lie
 * @changes: (element-type UsherProfileChange): what to do to the list it holds by now
 * @trouble: (out) (nullable): a sentence when the file was set aside
 * @error: return location
 *
 * Blocks: reads and writes, while other programs keep out. The file is replaced as a whole and
 * has reached the disk when this returns. Any thread.
 *
 * Returns: (transfer full) (element-type UsherProfile): the list as it is now; %NULL when
 *   nothing was changed, with a translated sentence
 */
GPtrArray *
usher_profile_file_update (const char *folder, GPtrArray *changes, char **trouble, GError **error)
{
  int fd = lock (folder, error);
  GPtrArray *profiles;

  *trouble = NULL;
  if (fd < 0)
    return NULL;
  profiles = update_locked (folder, changes, trouble, error);
  close (fd);
  return profiles;
}

static GPtrArray *
mend (const char *folder, GPtrArray *readable, char **trouble)
{
  g_autoptr (GPtrArray) no_changes = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *profiles = usher_profile_file_update (folder, no_changes, trouble, &error);

  if (profiles != NULL)
    return profiles;
  *trouble = g_strdup (
      _ ("The list of connections is damaged, and cannot be mended. What can be read of it "
         "is here."));
  return g_ptr_array_ref (readable);
}

/*
 * usher_profile_file_read:
 * @folder: where the file lies
 * @trouble: (out) (nullable): a sentence when the file is not as it should be
 * @error: return location
 *
 * Blocks. A damaged file is set aside at once, and a good one is made of what could be read.
 * One of a newer Usher stays until something is changed: that Usher may be running too.
 *
 * Any thread. Returns: (transfer full) (element-type UsherProfile): what could be read; %NULL
 *   when the file is there and cannot be opened, with a translated sentence
 */
GPtrArray *
usher_profile_file_read (const char *folder, char **trouble, GError **error)
{
  g_autofree char *path = g_build_filename (folder, USHER_PROFILE_FILE_NAME, NULL);
  g_autoptr (Content) content = content_read (path, error);

  *trouble = NULL;
  if (content == NULL)
    return NULL;
  if (content->state == CONTENT_DAMAGED)
    return mend (folder, content->profiles, trouble);
  if (content->state == CONTENT_NEWER)
    *trouble = g_strdup (_ ("The list of connections came from a newer Usher. What can be read "
                            "of it is here; before the first change it is kept under another "
                            "name."));
  return g_ptr_array_ref (content->profiles);
}
