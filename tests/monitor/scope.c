/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "made.h"

static UsherSession *
session_in (guint32 oid, const char *application, UsherSessionKind kind)
{
  UsherSession *session = made_session (1);

  session->id.database_oid = oid;
  session->application = g_strdup (application);
  session->kind = kind;
  usher_session_seal (session);
  return session;
}

typedef struct
{
  UsherSession *psql_in_10;
  UsherSession *api_in_10;
  UsherSession *nameless_in_10;
  UsherSession *psql_in_20;
  UsherSession *vacuum_in_10;
  UsherSession *checkpointer;
  UsherScope *scope;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->psql_in_10 = session_in (10, "psql", USHER_SESSION_CLIENT);
  fixture->api_in_10 = session_in (10, "api", USHER_SESSION_CLIENT);
  fixture->nameless_in_10 = session_in (10, NULL, USHER_SESSION_CLIENT);
  fixture->psql_in_20 = session_in (20, "psql", USHER_SESSION_CLIENT);
  fixture->vacuum_in_10 = session_in (10, NULL, USHER_SESSION_AUTOVACUUM);
  fixture->checkpointer = session_in (0, NULL, USHER_SESSION_SYSTEM);
  fixture->scope = usher_scope_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  usher_session_unref (fixture->psql_in_10);
  usher_session_unref (fixture->api_in_10);
  usher_session_unref (fixture->nameless_in_10);
  usher_session_unref (fixture->psql_in_20);
  usher_session_unref (fixture->vacuum_in_10);
  usher_session_unref (fixture->checkpointer);
  usher_scope_unref (fixture->scope);
}

/* @expected: one digit for each session of the fixture, in its order. */
static void
assert_contains (Fixture *fixture, const char *expected)
{
  UsherSession *const sessions[] = {
    fixture->psql_in_10, fixture->api_in_10,    fixture->nameless_in_10,
    fixture->psql_in_20, fixture->vacuum_in_10, fixture->checkpointer,
  };
  char actual[G_N_ELEMENTS (sessions) + 1] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (sessions); i++)
    actual[i] = usher_scope_contains (fixture->scope, sessions[i]) ? '1' : '0';
  g_assert_cmpstr (actual, ==, expected);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  assert_contains (fixture, "000000");
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  usher_scope_add (fixture->scope, USHER_PLACE_ALL, 0, NULL);
  assert_contains (fixture, "111110");
}

static void
test_system (Fixture *fixture, gconstpointer data)
{
  usher_scope_add (fixture->scope, USHER_PLACE_SYSTEM, 0, NULL);
  assert_contains (fixture, "000001");
}

static void
test_database (Fixture *fixture, gconstpointer data)
{
  usher_scope_add (fixture->scope, USHER_PLACE_DATABASE, 10, NULL);
  assert_contains (fixture, "111010");
}

static void
test_application (Fixture *fixture, gconstpointer data)
{
  usher_scope_add (fixture->scope, USHER_PLACE_APPLICATION, 10, "psql");
  assert_contains (fixture, "100000");
}

static void
test_nameless_application (Fixture *fixture, gconstpointer data)
{
  usher_scope_add (fixture->scope, USHER_PLACE_APPLICATION, 10, "");
  assert_contains (fixture, "001010");
}

static void
test_union (Fixture *fixture, gconstpointer data)
{
  usher_scope_add (fixture->scope, USHER_PLACE_APPLICATION, 10, "psql");
  usher_scope_add (fixture->scope, USHER_PLACE_APPLICATION, 10, "api");
  usher_scope_add (fixture->scope, USHER_PLACE_DATABASE, 20, NULL);
  usher_scope_add (fixture->scope, USHER_PLACE_SYSTEM, 0, NULL);
  assert_contains (fixture, "110101");
}

static void
test_equal (void)
{
  g_autoptr (UsherScope) a = usher_scope_new ();
  g_autoptr (UsherScope) b = usher_scope_new ();

  g_assert_true (usher_scope_equal (a, b));
  usher_scope_add (a, USHER_PLACE_DATABASE, 1, NULL);
  g_assert_false (usher_scope_equal (a, b));
  usher_scope_add (b, USHER_PLACE_APPLICATION, 2, "x");
  usher_scope_add (b, USHER_PLACE_DATABASE, 1, NULL);
  g_assert_false (usher_scope_equal (a, b));
  usher_scope_add (a, USHER_PLACE_APPLICATION, 2, "y");
  g_assert_false (usher_scope_equal (a, b));
  usher_scope_add (a, USHER_PLACE_APPLICATION, 2, "x");
  usher_scope_add (b, USHER_PLACE_APPLICATION, 2, "y");
  g_assert_true (usher_scope_equal (a, b));
  usher_scope_add (a, USHER_PLACE_ALL, 0, NULL);
  g_assert_false (usher_scope_equal (a, b));
}

/* Without a place, not without sessions. */
static void
test_empty (void)
{
  for (UsherPlace place = USHER_PLACE_ALL; place <= USHER_PLACE_SYSTEM; place++)
    {
      g_autoptr (UsherScope) scope = usher_scope_new ();

      g_assert_true (usher_scope_is_empty (scope));
      usher_scope_add (scope, place, 4711, "psql");
      g_assert_false (usher_scope_is_empty (scope));
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/scope/nothing", test_nothing);
  ADD ("/scope/all", test_all);
  ADD ("/scope/system", test_system);
  ADD ("/scope/database", test_database);
  ADD ("/scope/application", test_application);
  ADD ("/scope/nameless-application", test_nameless_application);
  ADD ("/scope/union", test_union);
  g_test_add_func ("/scope/equal", test_equal);
  g_test_add_func ("/scope/empty", test_empty);
  return g_test_run ();
}
