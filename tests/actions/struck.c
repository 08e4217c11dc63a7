/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "struck.h"

/* Returns: the OID of a new database that is called "struck", or "other_name" */
guint32
struck_create (TestServer *test, const char *name)
{
  g_autofree char *sql =
      g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0 CONNECTION LIMIT 7", name);

  test_server_run (test, sql);
  return cleaner_find (test, name);
}

/* Returns: (transfer full) (nullable): "true 7" as it was created, NULL when it is gone */
char *
struck_ask_doors (TestServer *test, guint32 oid)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT datallowconn || ' ' || datconnlimit FROM pg_database WHERE oid = %u", oid);

  return test_server_ask (test, sql);
}

/**
 * struck_assert_can_be_put_back:
 *
 * Whatever happened: one call at most, and all is as it was before.
 */
void
struck_assert_can_be_put_back (TestServer *test, guint32 oid)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  guint n = cleaner_count_records ();
  g_autoptr (UsherRestores) restores = cleaner_load (server, n);
  g_autofree char *before = struck_ask_doors (test, oid);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (n, <=, 1);
  if (g_strcmp0 (before, "false 7") == 0)
    g_assert_cmpuint (n, ==, 1);
  if (n > 0)
    {
      UsherRestore *restore = cleaner_restore_at (restores, 0);

      g_assert_cmpuint (usher_restore_get_database_oid (restore), ==, oid);
      g_assert_true (cleaner_apply (restores, restore, FALSE, &error));
      g_assert_no_error (error);
    }
  after = struck_ask_doors (test, oid);
  if (after != NULL)
    g_assert_cmpstr (after, ==, "true 7");
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  g_clear_object (&restores);
  cleaner_close (server);
}

static void
await_nobody (TestServer *test, const char *condition)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) = 0 FROM pg_stat_activity WHERE %s", condition);

  g_assert_true (test_server_wait_for (test, sql, CLEANER_PATIENCE_MS));
}

/**
 * struck_await_no_usher:
 *
 * The server goes on with what it was sent by a process that is gone.
 */
void
struck_await_no_usher (TestServer *test)
{
  await_nobody (test, "application_name ILIKE 'usher%'");
}

void
struck_drop_all (TestServer *test)
{
  await_nobody (test, "datname IN ('struck', 'other_name')");
  test_server_run (test, "DROP DATABASE IF EXISTS struck");
  test_server_run (test, "DROP DATABASE IF EXISTS other_name");
}
