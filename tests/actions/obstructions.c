/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "obstructions.h"

#include <sys/socket.h>

#define PATIENCE_MS 60000

static void
free_session (gpointer session)
{
  PQfinish (session);
}

/**
 * site_new:
 * @server: where
 * @database: a name that needs no quotes
 *
 * Returns: (transfer full): an empty database
 */
Site *
site_new (TestServer *server, const char *database)
{
  Site *self = g_new0 (Site, 1);

  self->server = server;
  self->database = g_strdup (database);
  self->sessions = g_ptr_array_new_with_free_func (free_session);
  site_run (self, "CREATE DATABASE %s TEMPLATE template0", database);
  return self;
}

static void
end_sender (Site *self)
{
  shutdown (PQsocket (self->sender), SHUT_RDWR);
  g_thread_join (self->reader);
  PQfinish (self->sender);
}

void
site_free (Site *self)
{
  g_ptr_array_unref (self->sessions);
  if (self->sender != NULL)
    end_sender (self);
  g_free (self->database);
  g_free (self);
}

/**
 * site_run:
 * @format: one or several statements, for the superuser in the database "postgres"
 */
void
site_run (Site *self, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  test_server_run (self->server, sql);
}

/**
 * site_run_inside:
 * @sql: one or several statements, for the superuser in the database itself
 *
 * Comes and goes: nobody is left there.
 */
void
site_run_inside (Site *self, const char *sql)
{
  g_autofree char *gone = NULL;
  PGconn *session = test_server_connect (self->server, "postgres", self->database, "inside");

  test_session_run (session, sql);
  PQfinish (session);
  gone = g_strdup_printf ("SELECT count(*) = 0 FROM pg_stat_activity"
                          " WHERE application_name = 'inside' AND datname = '%s'",
                          self->database);
  g_assert_true (test_server_wait_for (self->server, gone, PATIENCE_MS));
}

static PGconn *
enter_as (Site *self, const char *role)
{
  PGconn *session = test_server_connect (self->server, role, self->database, "obstruction");

  g_ptr_array_add (self->sessions, session);
  return session;
}

static PGconn *
enter (Site *self)
{
  return enter_as (self, "postgres");
}

static void
await (Site *self, const char *condition)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) > 0 FROM pg_stat_activity"
                                          " WHERE datname = '%s' AND %s",
                                          self->database, condition);

  if (!test_server_wait_for (self->server, sql, PATIENCE_MS))
    g_error ("%s: never saw %s", self->database, condition);
}

/* Whoever runs there */

void
obstruct_with_session (Site *self)
{
  enter (self);
}

void
obstruct_with_session_of (Site *self, const char *role)
{
  enter_as (self, role);
}

void
obstruct_with_parallel_worker (Site *self)
{
  gboolean is_old = test_server_get_version (self->server) < 160000;
  PGconn *session = enter (self);

  test_session_run (session,
                    is_old ? "SET force_parallel_mode = on" : "SET debug_parallel_query = on");
  test_session_send (session, "SELECT pg_sleep (600)");
  await (self, "backend_type = 'parallel worker'");
}

static void
create_slot (Site *self, PGconn *session, const char *plugin, gboolean temporary)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT pg_create_logical_replication_slot ('%s', '%s', %s)", self->database,
                       plugin, temporary ? "true" : "false");

  test_session_run (session, sql);
}

void
obstruct_with_temporary_slot (Site *self)
{
  create_slot (self, enter (self), "test_decoding", TRUE);
}

void
obstruct_with_idle_slot (Site *self)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT pg_create_logical_replication_slot ('%s', 'test_decoding')", self->database);

  site_run_inside (self, sql);
}

static gpointer
read_all (gpointer session)
{
  char *data = NULL;
  PGresult *result;

  while ((result = PQgetResult (session)) != NULL)
    {
      while (PQgetCopyData (session, &data, FALSE) >= 0)
        PQfreemem (data);
      PQclear (result);
    }
  return NULL;
}

/* What is sent is read: a process whose client does not read can hardly be ended, and keeps
 * every DROP DATABASE waiting, from PostgreSQL 15 on. */
static void
enter_as_sender (Site *self, const char *database, const char *command)
{
  self->sender = test_server_connect_sender (self->server, database);
  test_session_send (self->sender, command);
  self->reader = g_thread_new ("reader", read_all, self->sender);
}

/* Somebody who reads the changes, as a subscriber does. */
void
obstruct_with_sender (Site *self)
{
  g_autofree char *command =
      g_strdup_printf ("START_REPLICATION SLOT \"%s\" LOGICAL 0/0", self->database);

  obstruct_with_idle_slot (self);
  enter_as_sender (self, self->database, command);
  await (self, "pid = (SELECT active_pid FROM pg_replication_slots"
               " WHERE slot_name = datname::text)");
}

/* As slow as it can be. */
static void
back_up (Site *self, const char *database)
{
  gboolean is_old = test_server_get_version (self->server) < 150000;

  enter_as_sender (self, database,
                   is_old ? "BASE_BACKUP FAST NOWAIT MAX_RATE 32"
                          : "BASE_BACKUP (CHECKPOINT 'fast', WAIT 0, MAX_RATE 32)");
}

void
obstruct_with_backup (Site *self)
{
  back_up (self, self->database);
  await (self, "pid IN (SELECT pid FROM pg_stat_replication WHERE state = 'backup')");
}

/* As pg_basebackup has it: over a connection to no database. */
void
obstruct_with_backup_of_all (Site *self)
{
  back_up (self, NULL);
  g_assert_true (
      test_server_wait_for (self->server,
                            "SELECT count(*) > 0"
                            "  FROM pg_stat_activity JOIN pg_stat_replication USING (pid)"
                            " WHERE datname IS NULL AND pg_stat_replication.state = 'backup'",
                            PATIENCE_MS));
}

/* It has much to do, and rests after each page. */
void
obstruct_with_autovacuum (Site *self)
{
  site_run_inside (
      self, "CREATE TABLE IF NOT EXISTS swept (i int, filler text)"
            " WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,"
            "       autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);"
            "INSERT INTO swept SELECT i, repeat ('x', 500) FROM generate_series (1, 10000) i;"
            "DELETE FROM swept");
  await (self, "backend_type = 'autovacuum worker' AND query LIKE '%swept%'");
}

static void
subscribe (Site *self, const char *options)
{
  g_autofree char *sql = g_strdup_printf (
      "CREATE SUBSCRIPTION %s CONNECTION 'host=%s port=%s user=postgres dbname=postgres'"
      " PUBLICATION all_of_it WITH (slot_name = '%s', %s)",
      self->database, test_server_get_host (self->server), test_server_get_port (self->server),
      self->database, options);

  site_run_inside (self, sql);
}

/* Disabled, and with a slot that is said to be elsewhere. */
void
obstruct_with_subscription (Site *self)
{
  subscribe (self, "connect = false");
}

/* A subscription to the database "postgres" of the same server. */
void
obstruct_with_apply_worker (Site *self)
{
  site_run (self, "SELECT pg_create_logical_replication_slot ('%s', 'pgoutput')", self->database);
  subscribe (self, "create_slot = false, copy_data = false");
  await (self, "backend_type LIKE 'logical replication%worker'"
               " AND EXISTS (SELECT FROM pg_replication_slots"
               "              WHERE slot_name = datname::text AND active)");
}

void
obstruct_with_prepared_transaction (Site *self)
{
  g_autofree char *sql =
      g_strdup_printf ("BEGIN; SELECT txid_current (); PREPARE TRANSACTION '%s'", self->database);

  site_run_inside (self, sql);
}
