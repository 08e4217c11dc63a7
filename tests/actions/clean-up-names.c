/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every name that a database can have, through every kind of clean-up, as what there is and as
 * what is to be; and names that cannot be. */

#include "cleaner.h"
#include "errors.h"

static TestServer *test;

static gboolean
exists (const char *name)
{
  g_autoptr (PGconn) session = test_server_connect (test, "postgres", "postgres", "finder");
  const char *const values[] = { name };
  PGresult *result = PQexecParams (session, "SELECT FROM pg_database WHERE datname = $1", 1, NULL,
                                   values, NULL, NULL, 0);
  gboolean found = PQntuples (result) == 1;

  PQclear (result);
  return found;
}

static gboolean
has_ended (gpointer session)
{
  return !test_session_is_alive (session);
}

/* With somebody in there. */
static void
run (UsherServer *server, UsherCleanUpKind kind, const char *name, const char *new_name)
{
  g_autoptr (PGconn) session = test_server_connect (test, "postgres", name, "client");
  g_autoptr (UsherCleanUp) clean_up = cleaner_prepare (test, server, kind, name);

  g_assert_cmpstr (usher_clean_up_row_get_name (cleaner_row (clean_up, 0)), ==, name);
  if (new_name != NULL)
    cleaner_name (clean_up, new_name);
  g_assert_true (usher_clean_up_is_ready (clean_up));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_DONE);
  g_assert_true (test_wait_until (has_ended, session, CLEANER_PATIENCE_MS));
  g_assert_true (exists (name) == (kind == USHER_CLEAN_UP_COPY));
  g_assert_true (new_name == NULL || exists (new_name));
}

/* Over a connection that has the name in its address. */
static void
finish_prepared (UsherServer *server, const char *name)
{
  PGconn *session = test_server_connect (test, "postgres", name, "client");
  g_autoptr (UsherCleanUp) clean_up = NULL;
  g_autoptr (UsherObstacle) obstacle = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_session_run (session, "BEGIN; SELECT txid_current (); PREPARE TRANSACTION 'it''s'");
  PQfinish (session);
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_DROP, name);
  obstacle = g_object_ref (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_PREPARED));
  usher_clean_up_clear_async (clean_up, cleaner_row (clean_up, 0), obstacle, USHER_REMEDY_COMMIT,
                              NULL, test_async_ready, &result);
  test_async_wait (&result);
  usher_clean_up_clear_finish (clean_up, result, &error);
  g_assert_no_error (error);
  cleaner_look (clean_up);
  g_assert_null (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_PREPARED));
}

static void
test_name (gconstpointer name)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);

  test_server_run (test, "CREATE DATABASE plain TEMPLATE template0");
  run (server, USHER_CLEAN_UP_RENAME, "plain", name);
  finish_prepared (server, name);
  run (server, USHER_CLEAN_UP_COPY, name, "copied");
  run (server, USHER_CLEAN_UP_DROP, name, NULL);
  run (server, USHER_CLEAN_UP_COPY, "copied", name);
  run (server, USHER_CLEAN_UP_RENAME, name, "plain");
  run (server, USHER_CLEAN_UP_DROP, "plain", NULL);
  run (server, USHER_CLEAN_UP_DROP, "copied", NULL);
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  cleaner_close (server);
}

/* A name of which UTF-8 knows nothing: an action needs a database of SQL_ASCII to be sent from, as
 * the one that gave it. To let everybody in again needs none. */
static void
test_odd_name (void)
{
  UsherServer *server = NULL;
  g_autoptr (PGconn) ascii = NULL;
  g_autoptr (UsherCleanUp) keep_out = NULL;
  g_autoptr (UsherCleanUp) drop = NULL;
  g_autoptr (UsherRestores) restores = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *oid_text = NULL;
  g_autofree char *doors = NULL;
  g_autofree char *left = NULL;
  guint32 oid;

  test_server_run (test, "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII'"
                         " LC_COLLATE 'C' LC_CTYPE 'C'");
  ascii = test_server_connect (test, "postgres", "ascii", "giver");
  test_session_run (ascii, "CREATE DATABASE \"caf\xe9\" TEMPLATE template0");
  oid_text = test_session_ask (ascii, "SELECT oid FROM pg_database WHERE datname = 'caf\xe9'");
  oid = (guint32)g_ascii_strtoull (oid_text, NULL, 10);
  server = cleaner_connect (test, NULL, NULL);

  keep_out = usher_clean_up_new (server, USHER_CLEAN_UP_KEEP_OUT, &oid, 1);
  cleaner_look (keep_out);
  cleaner_run (keep_out);
  cleaner_assert_outcome (keep_out, USHER_CLEAN_UP_DONE);
  restores = cleaner_load (server, 1);
  cleaner_apply (restores, cleaner_restore_at (restores, 0), FALSE, &error);
  g_assert_no_error (error);
  doors =
      test_session_ask (ascii, "SELECT datallowconn FROM pg_database WHERE datname = 'caf\xe9'");
  g_assert_cmpstr (doors, ==, "t");

  drop = usher_clean_up_new (server, USHER_CLEAN_UP_DROP, &oid, 1);
  cleaner_look (drop);
  cleaner_run (drop);
  cleaner_assert_outcome (drop, USHER_CLEAN_UP_DONE);
  left = test_session_ask (ascii, "SELECT count(*) FROM pg_database WHERE datname = 'caf\xe9'");
  g_assert_cmpstr (left, ==, "0");
  g_clear_object (&restores);
  g_clear_object (&keep_out);
  g_clear_object (&drop);
  cleaner_close (server);
}

/* The server would cut one of them short, and act on that. */
static void
test_bad_names (void)
{
  UsherServer *server = cleaner_connect (test, NULL, NULL);
  g_autofree char *long_name = g_strnfill (64, 'x');
  g_autoptr (UsherCleanUp) clean_up = NULL;

  test_server_run (test, "CREATE DATABASE named TEMPLATE template0");
  clean_up = cleaner_prepare (test, server, USHER_CLEAN_UP_RENAME, "named");
  g_assert_nonnull (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_NO_NAME));
  cleaner_name (clean_up, long_name);
  g_assert_nonnull (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_BAD_NAME));
  g_assert_false (usher_clean_up_is_ready (clean_up));
  cleaner_name (clean_up, "template1");
  g_assert_nonnull (cleaner_find_obstacle (clean_up, USHER_OBSTACLE_NAME_TAKEN));
  g_assert_false (usher_clean_up_is_ready (clean_up));
  cleaner_run (clean_up);
  cleaner_assert_outcome (clean_up, USHER_CLEAN_UP_FAILED);
  g_assert_true (exists ("named"));
  g_assert_cmpuint (cleaner_count_records (), ==, 0);
  test_server_run (test, "DROP DATABASE named");
  cleaner_close (server);
}

#define PATH "/actions/clean-up-names/"

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    const char *name;
  } names[] = {
    { PATH "ampersand", "a & b" },
    { PATH "dashes", "-rf" },
    { PATH "upper-case", "Upper" },
    { PATH "quotes", "q\"uo'te\\" },
    { PATH "line-break", "line\nbreak" },
    { PATH "bidi", "<b>\xe2\x80\xae\xd7\x90" },
    { PATH "keyword", "host=nowhere" },
    { PATH "address", "postgres://nobody@nowhere/" },
    { PATH "63-bytes",
      "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
      "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
      "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
      "\xc3\xa9." },
  };
  int status;

  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_test_add_data_func (names[i].path, names[i].name, test_name);
  g_test_add_func (PATH "odd", test_odd_name);
  g_test_add_func (PATH "bad", test_bad_names);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
