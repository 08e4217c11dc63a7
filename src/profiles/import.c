/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "import.h"

#include <glib/gi18n-lib.h>

#include "bounded-file.h"
#include "import-private.h"
#include "json-text.h"
#include "profile-file.h"
#include "profile-json.h"
#include "service-file.h"

/* Usher's own */

static void
take_profile (JsonObject *object, GPtrArray *entries)
{
  gboolean whole;
  g_autoptr (UsherProfile) profile = usher_profile_from_json (object, &whole);
  UsherImporting *importing = usher_importing_new ();
  UsherAddress *address = usher_profile_get_address (profile);
  UsherProfileDraft *draft = usher_profile_to_draft (profile);

  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);

      usher_importing_set (importing, keyword, usher_address_get (address, keyword));
    }
  usher_address_unref (draft->address);
  draft->address = usher_address_ref (importing->draft->address);
  if (draft->password_command != NULL)
    usher_importing_offer_command (importing, "password-command",
                                   g_steal_pointer (&draft->password_command));
  if (draft->tunnel != NULL && draft->tunnel->destination[0] == '-')
    {
      usher_importing_leave_out (importing, "tunnel");
      g_clear_pointer (&draft->tunnel, usher_tunnel_spec_free);
    }
  g_clear_pointer (&draft->extras, g_free);
  usher_profile_draft_free (importing->draft);
  importing->draft = draft;
  usher_importing_finish (importing, entries);
}

void
usher_import_own (JsonArray *connections, GPtrArray *entries)
{
  for (guint i = 0; i < json_array_get_length (connections); i++)
    {
      JsonNode *node = json_array_get_element (connections, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        take_profile (json_node_get_object (node), entries);
    }
}

/* The service file */

typedef struct
{
  UsherImporting *current; /* (owned) (nullable) */
  GPtrArray *entries;
} Services;

static void
finish_service (Services *services)
{
  if (services->current != NULL)
    usher_importing_finish (g_steal_pointer (&services->current), services->entries);
}

static void
take_service (const char *service, const char *keyword, const char *value, gpointer data)
{
  Services *services = data;

  if (keyword != NULL)
    {
      usher_importing_set (services->current, keyword, value);
      return;
    }
  finish_service (services);
  services->current = usher_importing_new ();
  services->current->draft->name = g_strdup (service);
}

void
usher_import_services (const char *text, GPtrArray *entries)
{
  Services services = { NULL, entries };

  usher_service_file_parse (text, take_service, &services);
  finish_service (&services);
}

/* All of them */

static void
parse_json (JsonObject *root, GPtrArray *entries)
{
  JsonObject *servers = usher_json_get_object (root, "Servers");
  JsonObject *connections = usher_json_get_object (root, "connections");
  JsonArray *own = usher_json_get_array (root, "connections");

  if (servers != NULL)
    usher_import_pgadmin (servers, entries);
  if (connections != NULL)
    usher_import_dbeaver (connections, entries);
  if (own != NULL)
    usher_import_own (own, entries);
}

/**
 * usher_import_parse:
 * @text: a file's bytes, with a 0 behind them
 * @length: how many
 * @error: return location
 *
 * Finds out by itself what kind of file it is: pgAdmin's servers.json, DBeaver's
 * data-sources.json, a connection service file, or what usher_export_async() wrote.
 *
 * Any thread. Returns: (transfer full) (element-type UsherImportEntry): what is in it, at
 *   least one; %NULL with a translated sentence
 */
GPtrArray *
usher_import_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)usher_import_entry_free);
  g_autoptr (GError) no_json = NULL;
  g_autoptr (JsonNode) node = usher_json_parse (text, length, &no_json);

  if (node == NULL && length <= USHER_JSON_LARGEST)
    usher_import_services (text, entries);
  else if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    parse_json (json_node_get_object (node), entries);
  if (entries->len > USHER_IMPORT_MOST)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("There are too many connections in this file."));
      return NULL;
    }
  if (entries->len > 0)
    return g_steal_pointer (&entries);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("No PostgreSQL connections were found in this file. Usher reads its own "
                          "exports, servers.json of pgAdmin, data-sources.json of DBeaver and "
                          "pg_service.conf."));
  return NULL;
}

static void
read_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = usher_bounded_file_read (task_data, USHER_JSON_LARGEST, &error);
  GPtrArray *entries = NULL;

  if (bytes != NULL)
    entries = usher_import_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * usher_import_read_async:
 * @file: a local file
 *
 * Reads a file on another thread; see usher_import_parse().
 */
void
usher_import_read_async (GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *path = g_file_get_path (file);

  g_task_set_source_tag (task, usher_import_read_async);
  if (path == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _ ("Only files on this computer can be read."));
      return;
    }
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, read_file);
}

/**
 * usher_import_read_finish:
 *
 * Returns: (transfer full) (element-type UsherImportEntry): what is in the file; %NULL with an
 *   error
 */
GPtrArray *
usher_import_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * usher_import_find_same:
 * @profiles: (element-type UsherProfile): the saved connections
 *
 * Returns: (transfer full) (nullable): one that leads where @profile leads
 */
UsherProfile *
usher_import_find_same (GListModel *profiles, UsherProfile *profile)
{
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    {
      g_autoptr (UsherProfile) other = g_list_model_get_item (profiles, i);

      if (usher_profile_goes_to_same_place (profile, other))
        return g_steal_pointer (&other);
    }
  return NULL;
}

/* Out */

static void
write_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  const char *text = g_object_get_data (G_OBJECT (task), "text");

  if (g_file_set_contents_full (task_data, text, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * usher_export_async:
 * @profiles: (element-type UsherProfile): what to write
 * @file: a local file, replaced if it is there
 *
 * Writes connections for another Usher, without any secret.
 */
void
usher_export_async (GListModel *profiles,
                    GFile *file,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *path = g_file_get_path (file);

  g_task_set_source_tag (task, usher_export_async);
  if (path == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                               _ ("Only files on this computer can be written."));
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++)
    g_ptr_array_add (list, g_list_model_get_item (profiles, i));
  g_object_set_data_full (G_OBJECT (task), "text", usher_profile_file_print (list), g_free);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, write_file);
}

gboolean
usher_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
