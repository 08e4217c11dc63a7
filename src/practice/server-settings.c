/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "server-settings.h"

#include <string.h>

static const char *const fixed_settings[] = {
  "max_connections=100",
  "max_prepared_transactions=10",
  "wal_level=logical",
  /* Nothing here is worth keeping over a power cut; over a restart, tests want it. */
  "fsync=off",
  "full_page_writes=off",
  "shared_buffers=32MB",
  /* In the data folder, so that nothing stays behind when the server is killed. */
  "dynamic_shared_memory_type=mmap",
  "password_encryption=scram-sha-256",
  "log_checkpoints=off",
  "jit=off",
};

/* As a string in postgresql.conf, where quotes are doubled and backslashes escape. */
static char *
quote_setting (const char *value)
{
  g_autoptr (GString) quoted = g_string_new (value);

  g_string_replace (quoted, "\\", "\\\\", 0);
  g_string_replace (quoted, "'", "''", 0);
  return g_strdup_printf ("'%s'", quoted->str);
}

static void
append_setting (GString *text, const char *setting)
{
  const char *equals = strchr (setting, '=');
  g_autofree char *quoted = quote_setting (equals + 1);

  g_string_append_printf (text, "%.*s = %s\n", (int)(equals - setting), setting, quoted);
}

/*
 * usher_server_setting_is_valid:
 * @setting: what somebody wrote
 *
 * Returns: whether it reads "name=value", in one line
 */
gboolean
usher_server_setting_is_valid (const char *setting)
{
  gsize name = strspn (setting, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");

  return name > 0 && setting[name] == '=' && strchr (setting, '\n') == NULL;
}

/*
 * usher_server_settings_build:
 * @socket_folder: where the socket goes
 * @port: the port, which is in the socket's name too
 * @tcp: whether to listen on 127.0.0.1
 * @more: (nullable) (array zero-terminated=1): valid settings, which win over our own
 *
 * Returns: (transfer full): lines for postgresql.conf
 */
char *
usher_server_settings_build (const char *socket_folder,
                             guint port,
                             gboolean tcp,
                             const char *const *more)
{
  GString *text = g_string_new ("# Usher's practice server\n");
  g_autofree char *sockets = g_strdup_printf ("unix_socket_directories=\"%s\"", socket_folder);
  g_autofree char *numbered = g_strdup_printf ("port=%u", port);

  append_setting (text, sockets);
  append_setting (text, numbered);
  append_setting (text, tcp ? "listen_addresses=127.0.0.1" : "listen_addresses=");
  for (guint i = 0; i < G_N_ELEMENTS (fixed_settings); i++)
    append_setting (text, fixed_settings[i]);
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    append_setting (text, more[i]);
  return g_string_free (text, FALSE);
}
